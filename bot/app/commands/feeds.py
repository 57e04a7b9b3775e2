"""``feeds``: the state and health of every configured feed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.model import Feed
from bot.core.urls import public_url
from bot.ports_store import FeedReport


class FeedHealth(StrEnum):
    """How a feed stands: never polled, last poll went well, or last poll failed."""

    NEW = "new"
    OK = "ok"
    FAILING = "failing"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRow:
    """One feed as shown; times are None before the first poll. ``news_at``: it last brought something new.

    ``error`` is None unless the feed is failing, or damaged and readable all the same.
    """

    url: str
    outlet: str
    state: FeedHealth
    articles: int
    error: str | None
    ok_at: datetime | None
    news_at: datetime | None
    next_poll_at: datetime | None


def feed_rows(configured: Sequence[Feed], reports: Sequence[FeedReport]) -> list[FeedRow]:
    """Return one row per configured feed, in that order; ``reports`` may lack feeds just added."""
    by_url = {report.stored.feed.url: report for report in reports}
    return [_row(feed, by_url.get(feed.url)) for feed in configured]


def _row(feed: Feed, report: FeedReport | None) -> FeedRow:
    state = report.stored.state if report else None
    if state is None or state.polled_at is None:
        health, error = FeedHealth.NEW, None
    elif state.failure:
        health, error = FeedHealth.FAILING, f"{state.failure}: {state.error}"
    else:
        health, error = FeedHealth.OK, state.error or None
    return FeedRow(
        url=public_url(feed.url),
        outlet=feed.outlet.name,
        state=health,
        articles=report.articles if report else 0,
        error=error,
        ok_at=state.ok_at if state else None,
        news_at=state.news_at if state else None,
        next_poll_at=state.next_poll_at if state else None,
    )


_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (0, "s"))


def ago(moment: datetime | None, now: datetime) -> str:
    """Say how long ago, or in how long, in one unit: ``3 min ago``, ``in 2 h``."""
    if moment is None:
        return "never"
    seconds = (moment - now).total_seconds()
    unit_s, unit = next(one for one in _UNITS if abs(seconds) >= one[0])
    amount = f"{abs(seconds) // (unit_s or 1):.0f} {unit}"
    return f"in {amount}" if seconds > 0 else f"{amount} ago"
