"""What the FTS5 index holds of each article, and how the whole of it is built anew.

Filters are words of their own in the column ``meta``, so that a rare outlet costs no more than a common one.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, partial
from itertools import chain
from operator import attrgetter
from typing import Self, TypeVar

from bot.core.feed import Outlet
from bot.core.model import (
    ArticleText,
)
from bot.errors import StoreUnavailable
from bot.search import tokens
from bot.store import terms_sqlite
from bot.store.sql import search as sql
from bot.store.sqlite_feeds import outlet_from
from bot.store.values import from_ms, load_list

Result = TypeVar("Result")

ANY_ARTICLE = tokens.filter_word("x", "")
"""A word of every article's ``meta``: what a query without a word to look for starts from."""

NO_ARTICLE = tokens.filter_word("n", "")
"""A word of no article's ``meta``."""

FIRST_YEAR = 1990
"""Earlier articles count as of this year among the words for dates."""

_BATCH = 20
"""Articles whose texts are in memory at once: some may be of 200,000 characters."""
_BATCHES_PER_COMMIT = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """What the index holds of an article, all of it words; removing needs the same entry as adding."""

    title: Sequence[str]
    summary: Sequence[str]
    body: Sequence[str]
    meta: str

    @classmethod
    def of(cls, articles: Sequence[tuple[ArticleText, str]]) -> list[Self]:
        """Return the entry of each article, given with its filter words."""
        words = iter(
            tokens.words_of([part for text, _ in articles for part in (text.title, text.summary, text.body)])
        )
        return [
            cls(title=title, summary=summary, body=body, meta=meta)
            for (_, meta), title, summary, body in zip(articles, words, words, words, strict=True)
        ]

    @property
    def words(self) -> frozenset[str]:
        """The words of the text, each once."""
        return frozenset().union(self.title, self.summary, self.body)

    @property
    def beside(self) -> Iterator[str]:
        """What is looked up beside the words: characters of Han and kana, and pairs of neighbours."""
        characters = tokens.han_characters(chain(self.title, self.summary, self.body))
        yield from characters
        for words in (self.title, self.summary, self.body):
            yield from tokens.stop_pairs(words)
            if characters:
                yield from tokens.mixed_pairs(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEdit:
    """What becomes of one article in the index; ``old`` is None for a new one."""

    article_id: int
    old: IndexEntry | None
    new: IndexEntry


def meta_words(
    *, feed_id: int, outlet: Outlet, lang: str, watchlist_ids: Sequence[str], dated_at: datetime
) -> str:
    """Return the filter words of an article."""
    found = [
        ANY_ARTICLE,
        feed_word(feed_id),
        *outlet_words(outlet.name),
        kind_word(outlet.kind),
        year_word(dated_at.year),
        month_word(dated_at),
        day_word(dated_at),
    ]
    if outlet.country:
        found.append(country_word(outlet.country))
    if lang:
        found.append(lang_word(lang))
    return " ".join([*found, *map(watchlist_word, sorted(set(watchlist_ids)))])


@lru_cache(maxsize=1_000)
def outlet_words(outlet: str) -> tuple[str, ...]:
    """Return one word for each word of an outlet's name: a part of the name is a phrase of them."""
    return tuple(tokens.filter_word("s", word) for word in tokens.words(outlet))


def feed_word(feed_id: int) -> str:
    return tokens.filter_word("f", str(feed_id))


def kind_word(kind: str) -> str:
    return tokens.filter_word("k", kind)


def country_word(country: str) -> str:
    return tokens.filter_word("c", country)


def lang_word(lang: str) -> str:
    return tokens.filter_word("l", lang.partition("-")[0])


def watchlist_word(watchlist_id: str) -> str:
    return tokens.filter_word("w", watchlist_id)


def year_word(year: int) -> str:
    return tokens.filter_word("y", str(max(year, FIRST_YEAR)))


def month_word(at: datetime) -> str:
    return tokens.filter_word("m", f"{max(at.year, FIRST_YEAR)}{at.month:02}")


def day_word(at: datetime) -> str:
    return tokens.filter_word("d", f"{max(at.year, FIRST_YEAR)}{at.month:02}{at.day:02}")


def add_entry(connection: sqlite3.Connection, article_id: int, entry: IndexEntry) -> None:
    connection.execute(sql.ADD_ENTRY, _columns(article_id, entry))


def remove_entry(connection: sqlite3.Connection, article_id: int, entry: IndexEntry) -> None:
    connection.execute(sql.REMOVE_ENTRY, _columns(article_id, entry))


def write_edits(connection: sqlite3.Connection, edits: Iterable[IndexEdit]) -> None:
    """Write many edits with no other statement between them.

    FTS5 gathers in memory what it is given and writes it as one piece, but early where a lower id follows or
    another statement begins a savepoint. A piece for each article, merged again and again, cost a poll of 35
    a ninth of its commit.
    """
    for edit in sorted(edits, key=attrgetter("article_id")):
        if edit.old is not None:
            remove_entry(connection, edit.article_id, edit.old)
        add_entry(connection, edit.article_id, edit.new)


def refresh_entry(connection: sqlite3.Connection, article_id: int) -> None:
    """Let an article be found by the topics that its matches name now; the index must be up to date."""
    row = connection.execute(sql.STORED_TEXT, {"article_id": article_id}).fetchone()
    (entry,) = IndexEntry.of([_stored_text(row)])
    if row["search_meta"] != entry.meta:
        remove_entry(connection, article_id, replace(entry, meta=row["search_meta"]))
        connection.execute(sql.SAVE_META, {"article_id": article_id, "meta": entry.meta})
        add_entry(connection, article_id, entry)


def is_up_to_date(connection: sqlite3.Connection) -> bool:
    """Say whether the index was built whole, with the way of cutting words that is ours."""
    row = connection.execute(sql.INDEX_STATE).fetchone()
    return row is not None and row["fingerprint"] == tokens.fingerprint()


def require_whole(connection: sqlite3.Connection) -> None:
    """Raise StoreUnavailable where articles may be missing in the index."""
    if not is_up_to_date(connection):
        raise StoreUnavailable(
            "the search index is being built, is unfinished or of another version, and would miss articles: "
            "wait for the build to end; if none is under way, start the bot or run `topicwire migrate`, "
            "which go on with it"
        )


def build(connection: sqlite3.Connection, *, is_anew: bool, on_progress: Callable[[int, int], None]) -> int:
    """Build the index from the stored articles, in transactions of some thousand. Returns how many.

    FTS5 merges its pieces by size as it goes. Merged into one at the end they would take a tenth less, and
    lie among the small pieces of the next polls, to be written anew with them.

    Must run outside a transaction. One that does not come to its end leaves the index out of date, so that
    the next start goes on with it. Takes a minute or two per 100,000 articles.

    Args:
        is_anew: from the first article on, whatever an earlier build left unfinished.
        on_progress: called now and then with how many articles are done, and of how many.
    """
    (total,) = connection.execute(sql.COUNT_ARTICLES).fetchone()
    last_id = None if is_anew else _last_of_unfinished(connection)
    if last_id is None:
        _in_transaction(connection, partial(_clear, connection))
        last_id = 0
    done: int = connection.execute(sql.COUNT_ARTICLES_TO, {"last_id": last_id}).fetchone()[0]
    on_progress(done, total)
    while True:
        count, last_id = _in_transaction(connection, partial(_add_next, connection, last_id))
        if not count:
            break
        done += count
        on_progress(done, total)
    _in_transaction(connection, partial(_finish, connection, last_id))
    return done


def _unfinished() -> str:
    """Return what stands in the place of the fingerprint while the index is built."""
    return f"unfinished {tokens.fingerprint()}"


def _last_of_unfinished(connection: sqlite3.Connection) -> int | None:
    """Return the last article of a build of ours that did not come to its end, None where there is none."""
    row = connection.execute(sql.INDEX_STATE).fetchone()
    if row is None or row["fingerprint"] != _unfinished():
        return None
    last_id: int = row["counted_id"]
    return last_id


def _in_transaction(connection: sqlite3.Connection, work: Callable[[], Result]) -> Result:
    connection.execute("BEGIN IMMEDIATE")
    try:
        done = work()
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return done


def _clear(connection: sqlite3.Connection) -> None:
    connection.execute(sql.REMOVE_ALL_ENTRIES)
    connection.execute(sql.GATHER_MORE)
    _save_state(connection, _unfinished(), last_id=0)


def _save_state(connection: sqlite3.Connection, fingerprint: str, *, last_id: int) -> None:
    connection.execute(sql.CLEAR_INDEX_STATE)
    connection.execute(sql.SAVE_INDEX_STATE, {"fingerprint": fingerprint, "counted_id": last_id})


def _add_next(connection: sqlite3.Connection, after_id: int) -> tuple[int, int]:
    """Index the articles after this id, as many as one transaction takes: how many, and the last id."""
    count, last_id = 0, after_id
    for _ in range(_BATCHES_PER_COMMIT):
        rows = connection.execute(sql.NEXT_TEXTS, {"last_id": last_id, "limit": _BATCH}).fetchall()
        for row, entry in zip(rows, IndexEntry.of(list(map(_stored_text, rows))), strict=True):
            last_id = row["id"]
            connection.execute(sql.SAVE_META, {"article_id": last_id, "meta": entry.meta})
            add_entry(connection, last_id, entry)
        count += len(rows)
        if len(rows) < _BATCH:
            break
    _save_state(connection, _unfinished(), last_id=last_id)
    return count, last_id


def _finish(connection: sqlite3.Connection, last_id: int) -> None:
    terms_sqlite.rebuild(connection)
    _save_state(connection, tokens.fingerprint(), last_id=last_id)


def _stored_text(row: sqlite3.Row) -> tuple[ArticleText, str]:
    """Return an article's text and its filter words."""
    meta = meta_words(
        feed_id=row["feed_id"],
        outlet=outlet_from(row),
        lang=row["lang"],
        watchlist_ids=load_list(row["watchlist_ids"]),
        dated_at=from_ms(row["dated_at"]),
    )
    return ArticleText(title=row["title"], summary=row["summary"], body=row["body"]), meta


def _columns(article_id: int, entry: IndexEntry) -> dict[str, object]:
    return {
        "article_id": article_id,
        "title": " ".join(entry.title),
        "summary": " ".join(entry.summary),
        "body": " ".join(entry.body),
        "uni": " ".join(entry.beside),
        "meta": entry.meta,
    }
