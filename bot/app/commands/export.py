"""``export``: all articles that a search finds, up to a limit, as one file."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from bot.core.export import MOST_ARTICLES, ExportRow, encode, export_row, file_name
from bot.core.query import Query, parse_query
from bot.core.reports import ExportFormat
from bot.ports_store import SearchIndex

PAGE = 200
"""So many articles are read at a time: their whole texts come with them, and are let go at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFile:
    """A file with ``articles`` many articles, newest first; ``is_cut``: more were found than it may hold."""

    name: str
    data: bytes
    articles: int
    is_cut: bool


async def export_articles(text: str, *, form: ExportFormat, now: datetime, index: SearchIndex) -> ExportFile:
    """Search as ``search`` does, and return everything found, at most 5,000 articles.

    Raises: QueryError for a search that is not understood; StoreError.
    """
    query = parse_query(text, now=now)
    rows = await _find_all(query, most=MOST_ARTICLES + 1, index=index)
    kept = rows[:MOST_ARTICLES]
    return ExportFile(
        name=file_name(query, form, today=now.date()),
        data=await asyncio.to_thread(encode, kept, form),
        articles=len(kept),
        is_cut=len(rows) > len(kept),
    )


async def _find_all(query: Query, *, most: int, index: SearchIndex) -> list[ExportRow]:
    rows: list[ExportRow] = []
    while len(rows) < most:
        before_id = rows[-1].id if rows else None
        found = await index.search(query, limit=min(PAGE, most - len(rows)), before_id=before_id)
        rows += map(export_row, found)
        if len(found) < PAGE:
            break
    return rows
