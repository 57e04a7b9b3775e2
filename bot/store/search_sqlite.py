"""Finding articles in the FTS5 index: newest first, or the best of the newest, within a deadline."""

import json
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.query import Order, Query
from bot.ports_search import Found
from bot.search.rerank import Candidate, best_first
from bot.store import fts_expression, index_sqlite, sqlite_articles, terms_sqlite
from bot.store.fts_expression import ANYWHERE, MOST_FEED_WORDS, TITLE, Known
from bot.store.readers import ended_at
from bot.store.sql import search as sql
from bot.store.values import CLOCK_MARGIN, EPOCH, from_ms, storable, to_ms, to_ms_or_none

DEADLINE_S = 1.0
"""What is found until then is the answer: people in a chat wait for three seconds at most."""

CANDIDATES = 100
"""So many of the newest articles, and as many older ones by their titles, are put in order of relevance."""

TITLES_LOOKED_AT = 100_000
"""So many articles before those: a phrase of common words takes 60 ms in a million, and is asked for once."""

ENOUGH = 25
"""With so many of them nothing older than ``NEWEST`` is a candidate."""

NEWEST = 200_000
"""So many ids count as the newest."""

MOST_ENTRIES = 20_000
"""A beginning whose words stand in more articles is looked up as ``MOST_COMPLETIONS`` of its words.

FTS5 puts all entries of a beginning together before it yields the first, and nothing can stop it.
"""

MOST_COMPLETIONS = 100


def search(
    connection: sqlite3.Connection,
    query: Query,
    *,
    limit: int,
    skip: int,
    highest_id: int | None,
    deadline_s: float,
) -> Found:
    """Return a page of what fits; see ``ports_store.SearchIndex.search``."""
    index_sqlite.require_whole(connection)
    if highest_id is None:
        (highest_id,) = connection.execute(sql.HIGHEST_ID).fetchone()
    end = time.monotonic() + deadline_s
    walk = _Walk(connection=connection, query=query, highest_id=highest_id, end=end)
    with ended_at(connection, end):
        if query.order is Order.RELEVANCE:
            ids = walk.candidates()
        else:
            ids = walk.newest(ANYWHERE, count=skip + limit + 1)
    if query.order is Order.RELEVANCE:
        ids = _ranked(connection, query, ids)
    page = ids[skip : skip + limit]
    by_id = {one.article_id: one for one in sqlite_articles.load_articles(connection, page)}
    return Found(
        articles=tuple(by_id[article_id] for article_id in page),
        has_more=len(ids) > skip + limit,
        is_partial=walk.is_partial,
        highest_id=highest_id,
    )


def _ranked(connection: sqlite3.Connection, query: Query, article_ids: list[int]) -> list[int]:
    rows = connection.execute(sql.CANDIDATES, {"article_ids": json.dumps(article_ids)})
    return best_first(query, [Candidate(**dict(row)) for row in rows])


@dataclass(slots=True, kw_only=True)
class _Walk:
    """One search on its way through the index, between two ids. ``is_partial``: the deadline ended it."""

    connection: sqlite3.Connection
    query: Query
    highest_id: int
    end: float
    least_id: int = 0
    is_partial: bool = False
    known: Known | None = None

    def newest(self, columns: str, *, count: int, enough: int | None = None) -> list[int]:
        """Return ids of articles with all terms in these columns, newest first.

        Args:
            enough: after so many nothing older than the ``NEWEST`` is looked for; ``count`` where it is None.
        """
        found: list[int] = []
        try:
            for article_id in self._found(columns, limit=count):
                found.append(article_id)
                if enough is not None and len(found) >= enough and article_id <= self.highest_id - NEWEST:
                    break
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
            self.is_partial = True
        return found

    def candidates(self) -> list[int]:
        """Return the ids of the newest articles that fit, and of older ones with the terms in the title."""
        ids = self.newest(ANYWHERE, count=CANDIDATES, enough=ENOUGH)
        if len(ids) == CANDIDATES:
            self.highest_id, self.least_id = ids[-1] - 1, ids[-1] - TITLES_LOOKED_AT
            ids += self.newest(TITLE, count=CANDIDATES)
        return ids

    def _found(self, columns: str, *, limit: int) -> Iterator[int]:
        """Yield ids, newest first.

        FTS5 compares with the lowest id only what fits: parts of the ids, one after another, would each be
        looked through to the first id of all where nothing fits.
        """
        known = self.known = self.known or self._know()
        words = fts_expression.expression(self.query, known, columns=columns)
        lowest_id = self._lowest_id()
        if words is None or lowest_id is None:
            return
        if time.monotonic() > self.end:
            self.is_partial = True
            return
        asked = {"words": words, "since": to_ms_or_none(self.query.since), "limit": limit}
        asked["before"] = to_ms_or_none(self.query.before)
        asked["feed_ids"] = json.dumps(known.feed_ids) if len(known.feed_ids) > MOST_FEED_WORDS else None
        asked |= {"lowest_id": max(lowest_id, self.least_id), "highest_id": self.highest_id}
        for (article_id,) in self.connection.execute(sql.FIND_NEWEST, asked):
            yield article_id

    def _know(self) -> Known:
        feed_ids = [
            row["id"]
            for part in self.query.feeds
            for row in self.connection.execute(sql.FEEDS_WITH, {"part": storable(part.lower())})
        ]
        completions = {}
        for beginning in fts_expression.beginnings(self.query):
            words = terms_sqlite.beginning_with(self.connection, beginning, limit=MOST_COMPLETIONS)
            if sum(words.values()) > MOST_ENTRIES:
                completions[beginning] = tuple(words)
        counts = terms_sqlite.counts_of(self.connection, fts_expression.counted_words(self.query))
        (newest_at,) = self.connection.execute(sql.NEWEST_SEEN_AT).fetchone()
        return Known(feed_ids=feed_ids, completions=completions, counts=counts, newest_at=from_ms(newest_at))

    def _lowest_id(self) -> int | None:
        """Return the id below which nothing can be as new as asked, None where nothing is."""
        since = self.query.since
        if since is None or since <= EPOCH + CLOCK_MARGIN:
            return 0
        # Nothing is dated later than it was seen, so what was seen before cannot be meant.
        row = self.connection.execute(sql.LOWEST_ID_SINCE, {"since": to_ms(since - CLOCK_MARGIN)}).fetchone()
        lowest_id: int | None = row[0]
        return lowest_id
