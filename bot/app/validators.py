"""An answer -> what it said about itself, with what it left unsaid and an earlier one had said."""

from bot.core.feed import FeedState
from bot.core.schedule import NOTHING_SAID, Validators
from bot.ports import Fetched, NotModified


def validators_of(answer: Fetched | NotModified, kept: FeedState | Validators | None = None) -> Validators:
    """Return the validators and the freshness to store.

    A 304 and a delta may leave out what was said before: then that stays (RFC 9111, 3.2 and 4.3.4).

    Args:
        kept: what is stored of the same document; None where nothing is.
    """
    if kept is None or not (isinstance(answer, NotModified) or answer.is_delta):
        kept = NOTHING_SAID
    return Validators(
        url=answer.url,
        etag=answer.etag or kept.etag,
        last_modified=answer.last_modified or kept.last_modified,
        max_age_s=kept.max_age_s if answer.max_age_s is None else answer.max_age_s,
        age_s=answer.age_s,
    )
