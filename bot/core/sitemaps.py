"""What is decided of the sitemaps that an index names, its children."""

from bot.errors import FeedError, FeedFailure

_OF_THE_MOMENT = frozenset(
    {
        FeedFailure.DNS,
        FeedFailure.CONNECTION,
        FeedFailure.TLS,
        FeedFailure.TIMEOUT,
        FeedFailure.RATE_LIMITED,
        FeedFailure.BROKEN_TRANSFER,
        FeedFailure.EMPTY,
    }
)


def fails_the_index(error: FeedError) -> bool:
    """Whether a child's failure is to be tried again soon, with the whole index.

    Any other is the child's own (404, robots.txt, no sitemap) and may last: its siblings are read.
    """
    return error.failure in _OF_THE_MOMENT or error.status >= 500
