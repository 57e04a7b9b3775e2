"""``export``: all articles that a search finds, up to a limit, as one file."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.app.commands.search import Looked, Replaced, look
from bot.app.commands.watchlists import unknown_topics, with_topic_ids
from bot.app.desk import Asked, Desk
from bot.core.chat import Attachment, Reply, reply
from bot.core.export import MOST_ARTICLES, ExportRow, encode, export_row, file_name
from bot.core.query import Order, Query, parse_query
from bot.core.reports import ExportFormat
from bot.core.watchlist import Watchlist
from bot.ports_search import SearchIndex

PAGE = 200
"""So many articles are read at a time: their whole texts come with them, and are let go at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFile:
    """A file with ``articles`` many articles, newest first.

    ``is_cut``: more were found than it may hold. ``is_partial``: the search took too long, and older articles
    were not all looked at. ``replaced``: what was looked for in the place of some words; ``query``: all that
    was looked for at last.
    """

    name: str
    data: bytes
    articles: int
    is_cut: bool
    is_partial: bool
    replaced: tuple[Replaced, ...]
    query: Query


async def export_articles(
    text: str, *, form: ExportFormat, now: datetime, index: SearchIndex, watchlists: Sequence[Watchlist]
) -> ExportFile:
    """Search as ``search`` does, and return everything found, at most 5,000 articles.

    Raises: QueryError for a search that is not understood; StoreError.
    """
    query = with_topic_ids(replace(parse_query(text, now=now), order=Order.NEWEST), watchlists)
    looked = await look(query, limit=PAGE, skip=0, highest_id=None, index=index)
    rows, is_partial = await _read_all(looked, most=MOST_ARTICLES + 1, index=index)
    kept = rows[:MOST_ARTICLES]
    return ExportFile(
        name=file_name(query, form, today=now.date()),
        data=await asyncio.to_thread(encode, kept, form),
        articles=len(kept),
        is_cut=len(rows) > len(kept),
        is_partial=is_partial,
        replaced=looked.replaced,
        query=looked.query,
    )


async def answer_export(asked: Asked, desk: Desk) -> Reply:
    """Write what a search finds to a file. Raises: QueryError, StoreError."""
    form = ExportFormat(asked.options.get("format", ExportFormat.CSV))
    made = await export_articles(
        asked.options["query"],
        form=form,
        now=desk.clock.now(),
        index=desk.store,
        watchlists=desk.matcher.watchlists,
    )
    lines = [f"Showing results for {one}" for one in made.replaced]
    lines += unknown_topics(made.query, desk.matcher.watchlists)
    if made.is_cut:
        lines.append("There are more: narrow the search, with since: and before: for example.")
    if made.is_partial:
        lines.append("Partial: the search took too long, and older articles were not all looked at.")
    if not made.articles:
        return reply("Nothing was found, so there is nothing to export.", *lines)
    count = f"{made.articles:,} article{'s' * (made.articles > 1)}"
    file = Attachment(name=made.name, data=made.data, description=f"{count} that a search found")
    return reply(f"{count}, newest first", *lines, file=file)


async def _read_all(looked: Looked, *, most: int, index: SearchIndex) -> tuple[list[ExportRow], bool]:
    """Return what was found and what follows it, and whether a search took too long."""
    found = looked.found
    rows = list(map(export_row, found.articles))
    while found.has_more and not found.is_partial and len(rows) < most:
        limit = min(PAGE, most - len(rows))
        found = await index.search(looked.query, limit=limit, highest_id=rows[-1].id - 1)
        rows += map(export_row, found.articles)
    return rows, found.is_partial
