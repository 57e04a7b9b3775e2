"""Databases of 100,000 and 1,000,000 made articles, built once and kept in ``bench/.corpora``.

Rows are written straight into the tables; the index over them is built by the program's own
``bot.store.open.rebuild_index``, whose speed is kept beside the database.
"""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from rich.progress import Progress

from bench.search_texts import WORDS, Articles, Made
from bot.core.feed import OutletKind
from bot.search import tokens
from bot.store.open import migrate, rebuild_index
from bot.store.values import to_ms

FOLDER = Path(__file__).parent / ".corpora"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
SPAN = timedelta(days=730)
FEEDS = 500
COUNTRIES = ("CN", "US", "RU", "PK", "IN", "GB", "KZ", "UZ", "IR", "DE", "FR", "AE", "SG", "TR", "JP")
KINDS = tuple(OutletKind)


@dataclass(frozen=True, slots=True)
class Built:
    """What building a corpus measured."""

    articles: int
    text_bytes: int
    indexed_per_s: float
    fingerprint: str


def corpus(
    count: int,
    *,
    seed: int,
    progress: Progress,
    lengths: tuple[int, int] = (WORDS, WORDS),
    span: timedelta = SPAN,
) -> tuple[Path, Built]:
    """Return the database of that size, built now where it is not there yet, or its index is an old one.

    Args:
        lengths: how many words articles have.
        span: the articles were first seen so long before ``NOW``, and since then evenly.
    """
    FOLDER.mkdir(exist_ok=True)
    is_usual = lengths == (WORDS, WORDS) and span == SPAN
    shape = "" if is_usual else f"-{lengths[0]}-{lengths[1]}-{span.days}d"
    path = FOLDER / f"{count}-{seed}{shape}.db"
    facts = path.with_suffix(".json")
    if facts.exists():
        known = Built(**json.loads(facts.read_text()))
        if known.fingerprint == tokens.fingerprint():
            migrate(f"sqlite:///{path.name}", base_dir=FOLDER)
            return path, known
    articles = Articles(seed=seed, lengths=lengths)(count)
    text_bytes = _write_rows(path, count, articles=articles, span=span, progress=progress)
    task = progress.add_task(f"indexing {count:,}", total=count)
    started = time.perf_counter()
    rebuild_index(
        f"sqlite:///{path.name}",
        base_dir=path.parent,
        on_progress=lambda done, _: progress.update(task, completed=done),
    )
    indexed_per_s = count / (time.perf_counter() - started)
    built = Built(count, text_bytes, indexed_per_s, tokens.fingerprint())
    facts.write_text(json.dumps(asdict(built)))
    return path, built


def _write_rows(
    path: Path, count: int, *, articles: Iterator[Made], span: timedelta, progress: Progress
) -> int:
    for leftover in path.parent.glob(f"{path.stem}.*"):
        leftover.unlink()
    migrate(f"sqlite:///{path.name}", base_dir=path.parent)
    task = progress.add_task(f"writing {count:,}", total=count)
    text_bytes = 0
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        connection.executemany(_FEED, _feeds())
        connection.execute(_FEED_STATES, {"now": to_ms(NOW)})
        connection.execute("COMMIT")
        for block in _blocks(enumerate(articles, start=1)):
            connection.execute("BEGIN")
            for number, made in block:
                text_bytes += _write(connection, number, made, seen_at=NOW - span * (1 - number / count))
            connection.execute("COMMIT")
            progress.advance(task, len(block))
    return text_bytes


def _blocks(articles: Iterator[tuple[int, Made]]) -> Iterator[list[tuple[int, Made]]]:
    while block := list(islice(articles, 10_000)):
        yield block


def feed_of(number: int) -> int:
    """Return the feed of an article, some with a thousand times the articles of others."""
    return int(FEEDS ** ((number * 0.618_033_988_75) % 1))


def _write(connection: sqlite3.Connection, number: int, made: Made, *, seen_at: datetime) -> int:
    at, text = to_ms(seen_at), made.text
    url = f"https://outlet{feed_of(number)}.example/{number}"
    connection.execute("INSERT INTO stories (id, created_at) VALUES (?, ?)", (number, at))
    connection.execute(
        _ARTICLE,
        (
            number,
            feed_of(number),
            number,
            url,
            url,
            text.title,
            text.summary,
            made.lang,
            at,
            at,
            at,
            str(number),
        ),
    )
    connection.execute("INSERT INTO article_text (article_id, body) VALUES (?, ?)", (number, text.body))
    for topic in made.topics:
        connection.execute(_MATCH, (topic, number, at))
    return sum(len(part.encode()) for part in (text.title, text.summary, text.body))


def _feeds() -> Iterator[tuple[object, ...]]:
    for feed_id in range(1, FEEDS + 1):
        name = f"{('Daily', 'Global', 'Central', 'Silk')[feed_id % 4]} Outlet{feed_id}"
        country, kind = COUNTRIES[feed_id % len(COUNTRIES)], KINDS[feed_id % len(KINDS)]
        yield feed_id, f"https://outlet{feed_id}.example/feed.xml", name, country, kind.value, feed_id


_FEED = """
INSERT INTO feeds (id, url, outlet, country, kind, lang, position, is_configured)
VALUES (?, ?, ?, ?, ?, '', ?, 1)
"""

_FEED_STATES = "INSERT INTO feed_state (feed_id, next_poll_at, host_key) SELECT id, :now, '' FROM feeds"

_ARTICLE = """
INSERT INTO articles (id, feed_id, story_id, keys, url, canonical_url, title, summary, authors, tags, lang,
                      published_at, seen_at, dated_at, content_hash, search_meta)
VALUES (?, ?, ?, '[]', ?, ?, ?, ?, '[]', '[]', ?, ?, ?, ?, ?, '')
"""

_MATCH = """
INSERT INTO matches (watchlist_id, article_id, score, evidence, created_at) VALUES (?, ?, 0.9, '[]', ?)
"""
