"""``feeds``: the state and health of every configured feed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.chat import Reply, reply
from bot.core.due_words import WORDS, rhythm_words
from bot.core.feed import DueReason, Feed, FeedState, Stop
from bot.core.feed_health import FeedHealth, count_words, health_of, silent_for
from bot.core.health_findings import span_words
from bot.core.urls import public_url
from bot.ports_store import FeedReport, ReadStore


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRow:
    """One feed as shown; times are None before the first poll. ``news_at``: it last brought something new.

    ``next_poll_at`` is None for a feed that is not polled, and no earlier than its host allows;
    ``due_because`` says why then. ``rhythm_s`` is the gap between its articles, None until it is known.

    ``error`` is None unless something is amiss: why it fails, is silent or not polled, or how it is damaged.
    """

    url: str
    outlet: str
    state: FeedHealth
    articles: int
    error: str | None
    ok_at: datetime | None
    news_at: datetime | None
    next_poll_at: datetime | None
    rhythm_s: float | None
    due_because: DueReason | None


def feed_rows(configured: Sequence[Feed], reports: Sequence[FeedReport], *, now: datetime) -> list[FeedRow]:
    """Return one row per configured feed, in that order; ``reports`` may lack feeds just added."""
    by_url = {report.stored.feed.url: report for report in reports}
    return [_row(feed, by_url.get(feed.url), now) for feed in configured]


async def answer_feeds(feeds: Sequence[Feed], *, store: ReadStore, now: datetime) -> Reply:
    """Say how many feeds are in which state, then how each is, trouble first. Raises: StoreError."""
    rows = feed_rows(feeds, await store.list_feeds(), now=now)
    shown = count_words(Counter(row.state for row in rows))
    how_many = f"{len(rows)} feed{'s' * (len(rows) != 1)}"
    worst_first = list(FeedHealth)
    ranked = sorted(rows, key=lambda row: (worst_first.index(row.state), row.outlet.casefold()))
    title = f"{how_many}: {shown}" if rows else "No feed is configured."
    return reply(title, *(_line(row, now) for row in ranked))


def _line(row: FeedRow, now: datetime) -> str:
    why = f": {row.error}" if row.error else ""
    match row.state:
        case FeedHealth.BROKEN | FeedHealth.FAILING:
            since, again = ago(row.ok_at, now), ago(row.next_poll_at, now)
            return f"{row.outlet}: {row.state}, last success {since}, tried again {again}{why}"
        case FeedHealth.QUIET | FeedHealth.DISABLED:
            return f"{row.outlet}: {row.state}{why}"
        case FeedHealth.NEW:
            return f"{row.outlet}: not polled yet"
        case FeedHealth.OK:
            news, rhythm = ago(row.news_at, now), rhythm_words(row.rhythm_s)
            told = f"{row.outlet}: news {news}, {row.articles} articles, {rhythm}, {when_polled(row, now)}"
            return told + (f"; {row.error}" if row.error else "")


def when_polled(row: FeedRow, now: datetime) -> str:
    """Say when a feed is polled next, and why then."""
    if row.next_poll_at is None or row.due_because is None:
        return "not polled yet" if row.state is FeedHealth.NEW else "not polled"
    when = ago(row.next_poll_at, now) if row.next_poll_at > now else "now"
    return f"next poll {when}: {WORDS[row.due_because]}"


def _row(feed: Feed, report: FeedReport | None, now: datetime) -> FeedRow:
    state = report.stored.state if report else None
    health = FeedHealth.NEW if state is None else health_of(state, now=now)
    error = None if state is None else _amiss(state, health, now)
    next_poll_at, because = _next_poll(report) if report else (None, None)
    return FeedRow(
        url=public_url(feed.url),
        outlet=feed.outlet.name,
        state=health,
        articles=report.articles if report else 0,
        error=error,
        ok_at=state.ok_at if state else None,
        news_at=state.news_at if state else None,
        next_poll_at=next_poll_at,
        rhythm_s=state.rhythm_s if state else None,
        due_because=because,
    )


def _next_poll(report: FeedReport) -> tuple[datetime | None, DueReason | None]:
    """When it is polled next, and why then: its host may have asked for time because of another feed."""
    state = report.stored.state
    if state.stop is not None:
        return None, None
    if report.blocked_until and report.blocked_until > state.next_poll_at:
        return report.blocked_until, DueReason.RETRY_AFTER
    return state.next_poll_at, state.due_because


def _amiss(state: FeedState, health: FeedHealth, now: datetime) -> str | None:
    match health:
        case FeedHealth.DISABLED if state.stop is Stop.PAUSED:
            return f"paused {ago(state.stopped_at, now)}" + (
                f" by {state.stopped_by}" if state.stopped_by else ""
            )
        case FeedHealth.DISABLED:
            return f"gone {ago(state.stopped_at, now)}: {state.error}"
        case FeedHealth.QUIET:
            return f"nothing new for {span_words(silent_for(state))}, usually {rhythm_words(state.rhythm_s)}"
    return f"{state.failure}: {state.error}" if state.failure else state.error or None


_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (0, "s"))


def ago(moment: datetime | None, now: datetime) -> str:
    """Say how long ago, or in how long, in one unit: ``3 min ago``, ``in 2 h``."""
    if moment is None:
        return "never"
    seconds = (moment - now).total_seconds()
    unit_s, unit = next(one for one in _UNITS if abs(seconds) >= one[0])
    amount = f"{abs(seconds) // (unit_s or 1):.0f} {unit}"
    return f"in {amount}" if seconds > 0 else f"{amount} ago"
