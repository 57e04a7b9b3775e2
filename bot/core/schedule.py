"""When to poll a feed next: the outcome of a poll -> the feed's next state.

A feed that brought something lately is polled often, a silent one rarely: without an ``interval_s`` of its
own it waits a twelfth of the time since its last news, between the configured minimum and an hour. What
the server asks for (freshness, Retry-After) is a floor. Nothing here reads a clock or draws a number.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.feed import Feed, FeedState
from bot.errors import FeedError

QUIET_SHARE = 12
"""After an hour without news a feed is polled every five minutes, after half a day every hour."""

MAX_INTERVAL_S = 3_600.0
"""Authors ask conditional pollers for at most one request an hour; more often only where there is news."""

MAX_BACKOFF_S = 86_400.0
MAX_FRESHNESS_S = 86_400.0
MAX_RETRY_AFTER_S = 7 * 86_400.0
JITTER_SHARE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a 200 or 304 said about itself: stored even when its body brought nothing new."""

    etag: str | None
    last_modified: str | None
    max_age_s: float


def after_success(
    state: FeedState,
    feed: Feed,
    validators: Validators,
    *,
    now: datetime,
    min_interval_s: float,
    jitter: float,
    body_sha256: str | None,
    has_news: bool,
    note: str = "",
) -> FeedState:
    """Return the state to store after a 200 that was read, or a 304.

    Args:
        state: as it was when the poll began.
        validators: of this answer; they replace the stored ones as they are.
        now: aware UTC, when the answer was complete.
        jitter: 0 <= jitter < 1, drawn by the caller; moves the next poll by up to a tenth either way.
        body_sha256: of the body just read, or the stored one after a 304.
        note: what is wrong with a document that could be read all the same.
        has_news: whether the poll brought an article we did not know. The first poll counts as news.
    """
    news_at = now if has_news or state.news_at is None else state.news_at
    wanted_s = feed.interval_s
    if wanted_s is None:
        wanted_s = min(MAX_INTERVAL_S, (now - news_at).total_seconds() / QUIET_SHARE)
    interval_s = max(wanted_s, min_interval_s) * (1 + JITTER_SHARE * (2 * jitter - 1))
    wait_s = max(interval_s, min(validators.max_age_s, MAX_FRESHNESS_S))
    return replace(
        state,
        etag=validators.etag,
        last_modified=validators.last_modified,
        body_sha256=body_sha256,
        next_poll_at=now + timedelta(seconds=wait_s),
        polled_at=now,
        ok_at=now,
        # A 304 to a first request stores nothing, and so is no baseline.
        baseline_at=state.baseline_at or (now if body_sha256 else None),
        news_at=news_at,
        failures=0,
        failure="",
        error=note,
    )


def after_failure(
    state: FeedState, feed: Feed, error: FeedError, *, now: datetime, min_interval_s: float, jitter: float
) -> FeedState:
    """Return the state to store after a failed poll: tried again later and later, at most daily.

    Validators stay, so that a feed that comes back unchanged costs one 304; ``body_sha256`` stays with
    them. Full jitter between one interval and the doubled one keeps feeds of one host apart.

    Args:
        error: its ``retry_after_s`` is a floor.
        jitter: 0 <= jitter < 1, drawn by the caller.
    """
    failures = state.failures + 1
    interval_s = max(feed.interval_s or 0.0, min_interval_s)
    longest_s = min(MAX_BACKOFF_S, interval_s * 2 ** min(failures, 20))
    wait_s = interval_s + jitter * max(0.0, longest_s - interval_s)
    wait_s = max(wait_s, min(error.retry_after_s or 0.0, MAX_RETRY_AFTER_S))
    return replace(
        state,
        next_poll_at=now + timedelta(seconds=wait_s),
        polled_at=now,
        failures=failures,
        failure=error.failure.value,
        error=error.detail,
    )
