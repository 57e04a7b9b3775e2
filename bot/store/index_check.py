"""Whether the search index holds what the articles say, found out beside a running bot; changes nothing."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.core.model import ArticleText
from bot.errors import StoreInUse
from bot.store import fts_expression, index_sqlite, terms_sqlite
from bot.store.connect import BUSY_TIMEOUT_S, Role, connect, is_damage, unavailable
from bot.store.lock import StoreLock
from bot.store.sql import search as sql

SAMPLE = 200
"""So many articles, from first to last, are looked up by every word of theirs."""

STEPS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexReport:
    """What was found. ``is_verified``: FTS5 verified its own structure, which needs the bot stopped."""

    articles: int
    problems: tuple[str, ...]
    is_verified: bool


def compare(path: Path, *, on_progress: Callable[[int, int], None]) -> IndexReport:
    """Compare index, articles and counted words, all as of one moment. Blocks; a minute for a million.

    Args:
        path: a database of this schema.
        on_progress: called with how many steps are done, and of how many.

    Raises: StoreUnavailable where the file cannot be read.
    """
    problems: list[str] = []
    steps = (_fingerprint, _rows, _sample, _counts)
    articles = 0
    try:
        with closing(connect(path, role=Role.READER)) as connection:
            connection.execute("BEGIN")
            (articles,) = connection.execute(sql.COUNT_ARTICLES).fetchone()
            for done, step in enumerate(steps):
                on_progress(done, STEPS)
                problems += step(connection)
        is_verified = _verify(path)
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise unavailable(error, path) or error from error
        problems.append(f"the index is damaged ({error})")
        is_verified = True
    on_progress(STEPS, STEPS)
    return IndexReport(articles=articles, problems=tuple(problems), is_verified=is_verified)


def _fingerprint(connection: sqlite3.Connection) -> Iterator[str]:
    if not index_sqlite.is_up_to_date(connection):
        yield "it was built by another version, or not to its end"


def _rows(connection: sqlite3.Connection) -> Iterator[str]:
    """Compare the ids of articles with those in the index."""
    indexed = {row[0] for row in connection.execute(sql.INDEXED_IDS, {"words": fts_expression.EVERY_ARTICLE})}
    missing = 0
    for (article_id,) in connection.execute(sql.ALL_IDS):
        missing += article_id not in indexed
        indexed.discard(article_id)
    if missing:
        yield f"{missing} articles are not in it"
    if indexed:
        yield f"{len(indexed)} articles are in it that are not kept any more"


def _sample(connection: sqlite3.Connection) -> Iterator[str]:
    """Look some articles up by all of their words and filters at once."""
    rows = connection.execute(sql.SAMPLE_TEXTS, {"sample": SAMPLE}).fetchall()
    lost = 0
    for row in rows:
        text = ArticleText(title=row["title"], summary=row["summary"], body=row["body"])
        (entry,) = index_sqlite.IndexEntry.of([(text, row["search_meta"])])
        asked = {"words": fts_expression.every_one(entry), "id": row["id"]}
        lost += connection.execute(sql.IS_FOUND, asked).fetchone() is None
    if lost:
        yield f"{lost} of {len(rows)} articles looked at are not found by their words"


def _counts(connection: sqlite3.Connection) -> Iterator[str]:
    """Compare the counted words with the whole vocabulary of the index, which reads all of it."""
    uncounted = terms_sqlite.uncounted(connection)
    stored = ((term, count) for term, count in connection.execute(sql.ALL_TERMS) if count)
    wrong = 0
    term, count = next(stored, ("", 0))
    for held in terms_sqlite.vocabulary(connection):
        while term and term < held["term"]:
            wrong += 1
            term, count = next(stored, ("", 0))
        is_same = term == held["term"]
        wrong += held["df"] != (count if is_same else 0) + uncounted.get(held["term"], 0)
        if is_same:
            term, count = next(stored, ("", 0))
    if wrong:
        yield f"the counts of {wrong} words are wrong, which mend mistyped ones"


def _verify(path: Path) -> bool:
    """Let FTS5 verify its structure, unless another process holds the database. Returns whether it did."""
    try:
        lock = StoreLock.take(path)
    except StoreInUse:
        return False
    try:
        with closing(connect(path, role=Role.WRITER, busy_timeout_s=BUSY_TIMEOUT_S)) as connection:
            connection.execute(sql.CHECK_STRUCTURE)
    finally:
        lock.release()
    return True
