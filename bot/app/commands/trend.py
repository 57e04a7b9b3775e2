"""``trend``: how many articles a topic had, day by day, as numbers, in words and as a picture."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.app.commands.watchlists import find_watchlist
from bot.app.desk import Asked, Desk
from bot.core.button import AnswerButton, Button
from bot.core.chat import Attachment, Reply, reply, with_buttons
from bot.core.reports import DEFAULT_DAYS
from bot.core.trend import Trend, count_mentions, period_of, trend_lines
from bot.core.watchlist import Watchlist
from bot.ports_search import SearchIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendAnswer:
    """A trend with ``png``, its picture, and ``lines``, which say the same to those who do not see it."""

    trend: Trend
    lines: tuple[str, ...]
    png: bytes

    @property
    def file_name(self) -> str:
        return f"topicwire-trend-{self.trend.watchlist_id}-{self.trend.days[-1]}.png"


async def count_trend(
    watchlist_id: str, *, days: int, store: SearchIndex, watchlists: Sequence[Watchlist], now: datetime
) -> Trend:
    """Count a topic's articles over the last ``days`` UTC days, 1 to 365, up to now.

    Raises: NotFound for an unknown watchlist, QueryError for too few or too many days; StoreError.
    """
    topic = find_watchlist(watchlists, watchlist_id)
    period = period_of(days, now=now)
    mentions = await store.mentions(
        topic.watchlist_id, min_score=topic.threshold, since=period.since, until=period.until
    )
    earlier = await store.mentions(
        topic.watchlist_id,
        min_score=topic.threshold,
        since=period.earlier_since,
        until=period.earlier_until,
    )
    return count_mentions(topic, period, mentions, earlier=earlier)


async def make_trend(
    watchlist_id: str,
    *,
    days: int = DEFAULT_DAYS,
    store: SearchIndex,
    watchlists: Sequence[Watchlist],
    now: datetime,
) -> TrendAnswer:
    """Count as ``count_trend`` does, and draw it in a thread. Raises: the same."""
    trend = await count_trend(watchlist_id, days=days, store=store, watchlists=watchlists, now=now)
    return TrendAnswer(trend=trend, lines=trend_lines(trend), png=await asyncio.to_thread(_draw, trend))


async def answer_trend(asked: Asked, desk: Desk) -> Reply:
    """Draw a topic's last days, and say the same in words. Raises: NotFound, QueryError, StoreError."""
    days = int(asked.options.get("days", DEFAULT_DAYS))
    made = await make_trend(
        asked.options["watchlist"],
        days=days,
        store=desk.store,
        watchlists=desk.matcher.watchlists,
        now=desk.clock.now(),
    )
    title, *lines = made.lines
    chart = Attachment(name=made.file_name, data=made.png, description=" ".join(made.lines))
    again = f"trend {made.trend.watchlist_id} days:{days}"
    share = AnswerButton(button=Button.SHARE, label="Share in channel", value=again)
    return with_buttons(reply(title, *lines, file=chart), share)


def _draw(trend: Trend) -> bytes:
    from bot.charts.draw import draw  # noqa: PLC0415 -- loads matplotlib, which most bots never need

    return draw(trend)


def trend_row(trend: Trend) -> dict[str, Any]:
    """Return all of it for programs; articles whose language nobody knows are ``unknown``."""
    return {
        "watchlist": trend.watchlist_id,
        "name": trend.name,
        "total": trend.total,
        "earlier": trend.earlier,
        "languages": {one.lang or "unknown": one.total for one in trend.languages},
        "days": [
            {
                "day": day.isoformat(),
                "total": total,
                "languages": {
                    one.lang or "unknown": one.counts[place] for one in trend.languages if one.counts[place]
                },
            }
            for place, (day, total) in enumerate(zip(trend.days, trend.totals, strict=True))
        ],
    }
