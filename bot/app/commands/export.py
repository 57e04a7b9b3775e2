"""``export``: all articles that a search finds, up to a limit, as one file."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.export import MOST_ARTICLES, ExportRow, encode, export_row, file_name
from bot.core.query import Order, Query, parse_query
from bot.core.reports import ExportFormat
from bot.ports_store import SearchIndex

PAGE = 200
"""So many articles are read at a time: their whole texts come with them, and are let go at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFile:
    """A file with ``articles`` many articles, newest first.

    ``is_cut``: more were found than it may hold. ``is_partial``: the search took too long, and older articles
    were not all looked at.
    """

    name: str
    data: bytes
    articles: int
    is_cut: bool
    is_partial: bool


async def export_articles(text: str, *, form: ExportFormat, now: datetime, index: SearchIndex) -> ExportFile:
    """Search as ``search`` does, and return everything found, at most 5,000 articles.

    Raises: QueryError for a search that is not understood; StoreError.
    """
    query = replace(parse_query(text, now=now), order=Order.NEWEST)
    rows, is_partial = await _find_all(query, most=MOST_ARTICLES + 1, index=index)
    kept = rows[:MOST_ARTICLES]
    return ExportFile(
        name=file_name(query, form, today=now.date()),
        data=await asyncio.to_thread(encode, kept, form),
        articles=len(kept),
        is_cut=len(rows) > len(kept),
        is_partial=is_partial,
    )


async def _find_all(query: Query, *, most: int, index: SearchIndex) -> tuple[list[ExportRow], bool]:
    """Return what is found, and whether a search took too long."""
    rows: list[ExportRow] = []
    while len(rows) < most:
        older = rows[-1].id - 1 if rows else None
        found = await index.search(query, limit=min(PAGE, most - len(rows)), highest_id=older)
        rows += map(export_row, found.articles)
        if not found.has_more or found.is_partial:
            return rows, found.is_partial
    return rows, False
