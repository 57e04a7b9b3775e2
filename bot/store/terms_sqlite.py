"""Which words stand in how many articles: what completes the beginning of a word and mends a mistyped one.

Counting goes in batches behind the index: as many as half of those counted wait at most, or a thousand.
Counting each article by itself writes a page of the file for almost every word. Until then the words that
were cut for the index are kept in a table of the writer's own, in memory; those of articles that are not
there, as after a restart, are cut again.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TypedDict

from bot.search import similar, tokens
from bot.store.sql import search as sql


class CountedTerm(TypedDict):
    """A row of ``terms``."""

    term: str
    df: int


COMMON = 3
"""A word in fewer articles is no answer to a mistyped one: it may be mistyped itself."""

_MOST_BEHIND = 1_000
_SHARE_BEHIND = 2
_LAST = "\U0010ffff"


def note_words(connection: sqlite3.Connection, article_id: int, words: frozenset[str]) -> None:
    """Keep the words of a new article, as the index has them, until they are counted."""
    text = " ".join(words)
    if not text.isascii():
        # Most that are not counted are told later, once for all articles; but pairs of Han are a whole text.
        text = " ".join([word for word in words if word < tokens.FIRST_HAN or tokens.is_counted(word)])
    connection.execute(sql.NOTE_WORDS, {"article_id": article_id, "words": text})


def count_new(connection: sqlite3.Connection) -> None:
    """Count the words of the articles that are new, once there are enough of them."""
    row = connection.execute(sql.NOT_COUNTED).fetchone()
    if row is None:
        return
    behind = row["highest_id"] - row["counted_id"]
    if not behind or (behind < _MOST_BEHIND and behind * _SHARE_BEHIND < row["counted_id"]):
        return
    noted = (words.split() for (words,) in connection.execute(sql.NOTED_WORDS))
    cut = map(_words_of, connection.execute(sql.TEXTS_NOT_NOTED, dict(row)))
    add_counts(connection, _counted(chain(noted, cut)))
    connection.execute(sql.FORGET_WORDS)
    connection.execute(sql.SAVE_COUNTED, {"counted_id": row["highest_id"]})


def uncounted(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the words of the articles that are not counted yet, each with its number of articles."""
    row = connection.execute(sql.NOT_COUNTED).fetchone()
    return _counted(map(_words_of, connection.execute(sql.TEXTS_BETWEEN, dict(row)))) if row else {}


def count_change(
    connection: sqlite3.Connection, article_id: int, *, old: frozenset[str], new: frozenset[str]
) -> None:
    """Take a changed article's old words out of the counts, and its new ones in."""
    row = connection.execute(sql.NOT_COUNTED).fetchone()
    if row is None or article_id > row["counted_id"]:
        note_words(connection, article_id, new)
        return
    changed = filter(tokens.is_counted, old ^ new)
    add_counts(connection, {word: 1 if word in new else -1 for word in changed})


def add_counts(connection: sqlite3.Connection, counts: dict[str, int]) -> None:
    """Add to the counts; words that become common may be suggested from now on."""
    # Sorted, for the next word then mostly stands on the page of the last one; words alone sort faster than
    # pairs, which is what JSON's own way would compare.
    in_order = {word: counts[word] for word in sorted(counts)}
    added = {"counts": json.dumps(in_order, ensure_ascii=False), "common": COMMON}
    connection.execute(sql.ADD_COUNTS, added)
    # Asked for by themselves: returning each of thousands of words took half as long as counting them.
    _add_common(connection, (term for (term,) in connection.execute(sql.RISEN_TERMS, added)))


def rebuild(connection: sqlite3.Connection) -> None:
    """Count all words anew, as the index has them."""
    connection.execute(sql.REMOVE_TERMS)
    connection.execute(sql.REMOVE_ENDINGS)
    # Half the time of taking the words out of the database and putting them back.
    connection.create_function("is_counted", 1, tokens.is_counted, deterministic=True)
    connection.create_function("backwards", 1, _backwards, deterministic=True)
    connection.execute(sql.ADD_VOCABULARY)
    connection.execute(sql.ADD_ENDINGS, {"common": COMMON})


def vocabulary(connection: sqlite3.Connection) -> Iterator[CountedTerm]:
    """Return the words of the index that are counted, in order, each with its number of articles."""
    for term, count in connection.execute(sql.VOCABULARY):
        if tokens.is_counted(term):
            yield {"term": term, "df": count}


def similar_words(connection: sqlite3.Connection, word: str, *, limit: int) -> tuple[str, ...]:
    """Return common words that ``word`` may be a slip of, best first; itself is none of them."""
    parts = tokens.words(word)
    if len(parts) != 1 or not similar.can_be_mended(parts[0]):
        return ()
    near: dict[str, int] = {}
    for block in similar.blocks(parts[0]):
        near |= similar.near(parts[0], block, _block(connection, block))
    counts = counts_of(connection, near)
    common = {term: slips for term, slips in near.items() if counts.get(term, 0) >= COMMON}
    return similar.best(common, counts, limit=limit)


def counts_of(connection: sqlite3.Connection, words: Iterable[str]) -> dict[str, int]:
    """Return in how many articles words stand, without those that are not counted yet."""
    asked = {"terms": json.dumps(list(words), ensure_ascii=False)}
    return dict(connection.execute(sql.COUNTS_OF, asked))


def beginning_with(connection: sqlite3.Connection, beginning: str, *, limit: int) -> dict[str, int]:
    """Return the most frequent words that begin so, each with its number of articles."""
    asked = {"first": beginning, "last": beginning + _LAST, "limit": limit}
    return dict(connection.execute(sql.TERMS_BEGINNING, asked))


def _counted(articles: Iterable[Iterable[str]]) -> dict[str, int]:
    """Return in how many articles each word stands, of those that are counted, from each one's words."""
    counts: Counter[str] = Counter()
    for words in articles:
        counts.update(words)
    # Asked once for each word, not in each article.
    return {word: count for word, count in counts.items() if tokens.is_counted(word)}


def _words_of(texts: Iterable[str]) -> set[str]:
    return set().union(*tokens.words_of(list(texts)))


def _block(connection: sqlite3.Connection, block: similar.Block) -> list[str]:
    asked = {"first": block.start, "last": block.start + _LAST, "common": COMMON}
    asked |= {"least": block.least_chars, "most": block.most_chars}
    words = sql.COMMON_ENDING if block.is_reversed else sql.COMMON_BEGINNING
    # One text of them all: no word holds a space, and a row for each would take three times as long.
    (found,) = connection.execute(words, asked).fetchone()
    return str(found).split(" ") if found else []


def _backwards(word: str) -> str:
    return word[::-1]


def _add_common(connection: sqlite3.Connection, words: Iterable[str]) -> None:
    endings = sorted(map(_backwards, words))
    connection.executemany(sql.ADD_ENDING, [{"reversed": ending} for ending in endings])
