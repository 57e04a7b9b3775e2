"""When to poll a feed next: the outcome of a poll -> the feed's next state.

A feed's own rhythm (``core.rhythm``) says how long we would wait for its sake. What the server asks for
(freshness, Retry-After) and what the document asks for (ttl, update period, quiet hours) can only make it
longer. Nothing here reads a clock or draws a number.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.feed import NO_HINTS, DueReason, Feed, FeedHints, FeedState, HostBlock, Stop, StoredFeed
from bot.core.hosts import is_shared
from bot.core.moves import after_failed_move
from bot.core.quiet_hours import next_open
from bot.core.rhythm import gap_of, learnt_gap, own_wait, rest_of
from bot.errors import FeedError, FeedFailure

MAX_FRESHNESS_S = 86_400.0
MAX_TTL_S = 86_400.0
MAX_PERIOD_S = 6 * 3_600.0
"""An update period is the default of a publishing program more often than anybody's wish."""
MAX_BACKOFF_S = 86_400.0
MAX_RETRY_AFTER_S = 7 * 86_400.0
JITTER_SHARE = 0.1

LONG_FAILING = timedelta(days=14)
LONG_FAILING_WAIT_S = 7 * 86_400.0
"""A feed that failed for so long is asked once a week whether it is back."""

FIRST_HOST_WAIT_S = 300.0
MAX_HOST_WAIT_S = 3_600.0
"""A host that gives no time may mean one feed only: its other feeds lose an hour at most."""
FORBIDDEN_POLLS = 3
"""A first 403 may be an accident; a third says that this host does not want us now."""

SUDDENLY_EMPTY_POLLS = 3
LISTED_ENOUGH = 5
"""A feed that listed so many articles does not lose them all at once, unless something broke."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What every decision of one poll shares.

    ``now`` is aware UTC, when the answer was complete. ``jitter``, 0 <= jitter < 1, is drawn by the caller.
    """

    now: datetime
    min_interval_s: float
    jitter: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a 200 or 304 from ``url`` said about itself: stored even when its body brought nothing new.

    ``max_age_s`` is how long it is fresh, None where nothing ever said so; ``age_s`` of that are over.
    """

    url: str
    etag: str | None
    last_modified: str | None
    max_age_s: float | None
    age_s: float = 0.0

    @property
    def fresh_s(self) -> float:
        """How long we are not to ask again; some servers say a year, and we look once a day all the same."""
        return min(max((self.max_age_s or 0.0) - self.age_s, 0.0), MAX_FRESHNESS_S)


NOTHING_SAID = Validators(url="", etag=None, last_modified=None, max_age_s=None)
"""Of a document of which nothing is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a poll read in a body that was not the one before.

    ``published`` are the dates of its articles, ``listed`` their number, ``news`` how many of them we did not
    know. ``body_fingerprint`` is None, and ``hints`` and ``listed`` are not the feed's, for a delta.
    ``damage`` is what is wrong with a document that could be read all the same.
    """

    body_fingerprint: str | None
    hints: FeedHints = NO_HINTS
    listed: int
    published: tuple[datetime, ...] = ()
    news: int = 0
    damage: str = ""

    @property
    def is_delta(self) -> bool:
        return self.body_fingerprint is None


def after_success(
    state: FeedState, feed: Feed, validators: Validators, *, terms: Terms, reading: Reading | None = None
) -> FeedState:
    """Return the state to store after a 200 that was read, or a 304.

    Args:
        state: as it was when the poll began.
        validators: of this answer; they replace the stored ones as they are.
        reading: None where the body was the one before, or none came: what that asked for still holds.
    """
    now = terms.now
    read = state if reading is None else _read(state, reading, now=now)
    is_first = state.news_at is None
    is_half = reading is not None and _is_half_read(state, reading, is_first=is_first)
    has_news = is_first or (reading is not None and reading.news > 0)
    wait_s, reason = own_wait(
        state,
        feed,
        rhythm_s=read.rhythm_s,
        has_news=has_news,
        now=now,
        min_interval_s=terms.min_interval_s,
    )
    due_at, because, not_before = _due(feed, validators, read.hints, wait_s, reason, terms=terms)
    if is_half:
        validators = replace(validators, etag=None, last_modified=None)
        read = read._replace(body_fingerprint=None)
    # Made whole: of most polls' decisions, to replace a part of so many fields took the longest.
    return FeedState(
        etag=validators.etag,
        last_modified=validators.last_modified,
        validated_url=validators.url,
        max_age_s=validators.max_age_s,
        adopted_url=read.adopted_url,
        move=read.move,
        body_fingerprint=read.body_fingerprint,
        hints=read.hints,
        listed=read.listed,
        empty_polls=0,
        next_poll_at=due_at,
        due_because=because,
        not_before=not_before,
        rhythm_s=read.rhythm_s,
        rest_s=read.rest_s,
        wait_s=wait_s,
        polled_at=now,
        ok_at=now,
        # A 304 to a first request stores nothing, half a document not all, and so neither is a baseline.
        baseline_at=state.baseline_at
        or (now if (read.body_fingerprint or reading) and not (is_first and is_half) else None),
        news_at=now if has_news else state.news_at,
        failures=0,
        failing_since=None,
        failure="",
        error=_note(state, reading),
        stop=read.stop,
        stopped_at=read.stopped_at,
        stopped_by=read.stopped_by,
        told=read.told,
    )


def after_failure(state: FeedState, feed: Feed, error: FeedError, *, terms: Terms) -> FeedState:
    """Return the state to store after a failed poll: tried again later and later, at most daily.

    Validators stay, and ``body_fingerprint`` with them: they belong to the last body that was read, so that a
    feed that comes back unchanged costs one 304, and one that does not is read anew. Full jitter between one
    interval and the doubled one keeps feeds of one host apart. A feed that is gone is not polled again.

    Args:
        error: its ``retry_after_s`` is a floor.
    """
    now, failures = terms.now, state.failures + 1
    failing_since = state.failing_since or now
    wait_s = _backoff_s(feed, failures, terms)
    if now - failing_since >= LONG_FAILING:
        wait_s = LONG_FAILING_WAIT_S * (1 + JITTER_SHARE * terms.jitter)
    asked_s = min(error.retry_after_s or 0.0, MAX_RETRY_AFTER_S)
    failed = after_failed_move(state, failures=failures, is_gone=error.failure is FeedFailure.GONE)._replace(
        next_poll_at=now + timedelta(seconds=max(wait_s, asked_s)),
        due_because=DueReason.RETRY_AFTER if asked_s > wait_s else DueReason.BACKOFF,
        not_before=now + timedelta(seconds=asked_s) if asked_s else None,
        polled_at=now,
        empty_polls=state.empty_polls + (error.failure is FeedFailure.EMPTY),
        failures=failures,
        failing_since=failing_since,
        failure=error.failure.value,
        error=error.detail,
    )
    # An address that we took for a feed's new one may end; the feed's own is asked before we believe it.
    if error.failure is FeedFailure.GONE and not state.adopted_url:
        return failed._replace(stop=Stop.GONE, stopped_at=now)
    return failed


def host_block(stored: StoredFeed, error: FeedError, *, terms: Terms) -> HostBlock | None:
    """Return how long a feed's whole host is left alone after this answer, None where it need not be.

    A server that says "too many" (429), "not now" (503) or again and again "go away" (403) means all our
    requests. Where it gives a time, that counts; else a few minutes, doubled with every failure, an hour at
    most. The host is the one that answered so, where a redirect led away from the feed's own: but anybody can
    find a page there that is for nobody (403), and it says nothing of that host's feeds.
    """
    failures = stored.state.failures + 1
    host = error.host_key or stored.host_key
    is_unwelcome = error.status == 403 and failures >= FORBIDDEN_POLLS and host == stored.host_key
    if not host or not (error.status in (429, 503) or is_unwelcome):
        return None
    return _block(host, error, failures=failures, now=terms.now)


def page_block(host_key: str, error: FeedError, *, now: datetime) -> HostBlock | None:
    """Return how long the host of an article's page is left alone after this answer, None if it need not be.

    Only an answer that asks for fewer requests counts: refusing programs its pages is many a host's habit.
    """
    if error.failure is not FeedFailure.RATE_LIMITED:
        return None
    return _block(error.host_key or host_key, error, failures=1, now=now)


def rest_s(host: str, asked_s: float) -> float:
    """Return for how much of the time that one answer asks for its whole host is left alone.

    Where strangers sit under one domain, what one of them says binds that feed; its neighbours lose an hour
    at most. A week of Retry-After, renewed each week, would keep them all from us.
    """
    return min(asked_s, MAX_HOST_WAIT_S if is_shared(host) else MAX_RETRY_AFTER_S)


def _block(host: str, error: FeedError, *, failures: int, now: datetime) -> HostBlock:
    # "Too many requests, come back at once" is a program's default.
    wait_s = error.retry_after_s or min(FIRST_HOST_WAIT_S * 2.0 ** min(failures - 1, 20), MAX_HOST_WAIT_S)
    return HostBlock(host_key=host, until=now + timedelta(seconds=rest_s(host, wait_s)))


def is_suddenly_empty(state: FeedState, *, listed: int, is_delta: bool) -> bool:
    """Whether a document without articles is not to be believed yet: it had enough, and this is new."""
    had_enough = state.listed >= LISTED_ENOUGH and state.empty_polls < SUDDENLY_EMPTY_POLLS
    return had_enough and listed == 0 and not is_delta


def _read(state: FeedState, reading: Reading, *, now: datetime) -> FeedState:
    """The state with what the body says; a delta says nothing of what it leaves out."""
    rhythm_s = gap_of(reading.published, now=now)
    if rhythm_s is None:
        rhythm_s = learnt_gap(state, news=reading.news, now=now)
    read = state._replace(rhythm_s=rhythm_s)
    if reading.is_delta:
        return read
    return read._replace(
        body_fingerprint=reading.body_fingerprint,
        hints=reading.hints,
        listed=reading.listed,
        rest_s=rest_of(reading.published, now=now),
    )


def _is_half_read(state: FeedState, reading: Reading, *, is_first: bool) -> bool:
    """Whether a transfer may have ended early: it is asked for again as a whole.

    A document that is always damaged has as many articles as before, and is asked for politely.
    """
    return bool(reading.damage) and not reading.is_delta and (is_first or reading.listed < state.listed)


def _note(state: FeedState, reading: Reading | None) -> str:
    if reading is not None:
        return f"{FeedFailure.NOT_WELL_FORMED}: {reading.damage}" if reading.damage else ""
    return "" if state.failure else state.error


def _due(
    feed: Feed,
    validators: Validators,
    hints: FeedHints,
    wait_s: float,
    reason: DueReason,
    *,
    terms: Terms,
) -> tuple[datetime, DueReason, datetime | None]:
    """When to poll, why then, and what the server and the document asked for."""
    due_s, because = max(wait_s * (1 + JITTER_SHARE * (2 * terms.jitter - 1)), terms.min_interval_s), reason
    asked_s, asked_because = validators.fresh_s, DueReason.FRESH
    if (ttl_s := min(hints.ttl_s, MAX_TTL_S)) > asked_s:
        asked_s, asked_because = ttl_s, DueReason.TTL
    # An admin who names an interval knows better than a program's default.
    if feed.interval_s is None and (period_s := min(hints.period_s, MAX_PERIOD_S)) > asked_s:
        asked_s, asked_because = period_s, DueReason.PERIOD
    if asked_s > due_s:
        due_s, because = asked_s, asked_because
    due_at = terms.now + timedelta(seconds=due_s)
    open_at = next_open(due_at, hints, jitter=terms.jitter)
    not_before = terms.now + timedelta(seconds=asked_s) if asked_s > 0 else None
    return open_at, DueReason.SKIPPED if open_at > due_at else because, not_before


def _backoff_s(feed: Feed, failures: int, terms: Terms) -> float:
    interval_s = max(min(feed.interval_s or 0.0, MAX_BACKOFF_S), terms.min_interval_s)
    longest_s = min(MAX_BACKOFF_S, interval_s * 2.0 ** min(failures, 20))
    return interval_s + terms.jitter * max(0.0, longest_s - interval_s)
