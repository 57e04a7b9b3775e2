"""What is decided of the sitemaps that an index names, its children."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.core.model import Article
from bot.core.schedule import NOTHING_SAID, Validators
from bot.errors import FeedError, FeedFailure

_OF_THE_MOMENT = frozenset(
    {
        FeedFailure.DNS,
        FeedFailure.CONNECTION,
        FeedFailure.TLS,
        FeedFailure.TIMEOUT,
        FeedFailure.RATE_LIMITED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A sitemap as it was when it was last asked for, at ``asked_at``; ``fingerprint`` is its body's.

    ``changed_at`` is what its index said then, to the minute, or None.
    """

    validators: Validators
    asked_at: datetime
    changed_at: datetime | None = None
    fingerprint: str
    articles: tuple[Article, ...]

    def is_fresh(self, now: datetime) -> bool:
        """Whether its server says that it need not be asked again yet; not by a clock that was ahead."""
        return self.asked_at <= now < self.asked_at + timedelta(seconds=self.validators.fresh_s)


NOT_READ = Child(
    validators=NOTHING_SAID,
    asked_at=datetime.min.replace(tzinfo=UTC),
    fingerprint="",
    articles=(),
)
"""One of which nothing is known."""

FIRST_TRIES = 3
"""Where a baseline is due so many polls fail with any of them: what it lists would all be news later."""


def fails_the_index(error: FeedError) -> bool:
    """Whether a child's failure is to be tried again soon, with the whole index.

    Any other is the child's own (404, robots.txt, no sitemap) and may last: its siblings are read.
    """
    return error.failure in _OF_THE_MOMENT or error.status >= 500
