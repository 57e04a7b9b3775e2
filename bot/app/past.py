"""The stored articles, tried page by page on a watchlist as its file is now; stores nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime

from bot.core.backfill import TriedArticle
from bot.core.past import PastArticle
from bot.core.watchlist import Watchlist
from bot.matching.matcher import Matcher
from bot.ports_history import History

PAGE = 100
"""Articles that are held in memory and tried together."""

Progress = Callable[[int, int], None]
"""Hears how many articles are done, and of how many."""


async def try_past(
    watchlist: Watchlist, *, history: History, since: datetime, on_progress: Progress
) -> AsyncIterator[list[TriedArticle]]:
    """Yield all articles first seen at ``since`` or later, oldest first. Raises: StoreError."""
    matcher = Matcher((watchlist,))
    async for page in past_pages(history, since=since, limit=PAGE, on_progress=on_progress):
        yield await asyncio.to_thread(_tried, matcher, page)


async def past_pages(
    history: History, *, since: datetime, limit: int, on_progress: Progress
) -> AsyncIterator[list[PastArticle]]:
    """Yield the articles first seen at ``since`` or later, so many at a time. Raises: StoreError."""
    span = await history.past_span(since=since)
    done, lowest_id = 0, span.lowest_id
    on_progress(done, span.articles)
    while page := await history.past_articles(
        lowest_id=lowest_id, highest_id=span.highest_id, since=since, limit=limit
    ):
        yield page
        done, lowest_id = done + len(page), page[-1].article_id + 1
        on_progress(done, span.articles)


def _tried(matcher: Matcher, page: Sequence[PastArticle]) -> list[TriedArticle]:
    """Each article's match, of the matcher's only watchlist."""
    found = matcher.match_mixed([(one.text, one.country) for one in page])
    return [
        TriedArticle(article=one, match=next(iter(matches), None))
        for one, matches in zip(page, found, strict=True)
    ]
