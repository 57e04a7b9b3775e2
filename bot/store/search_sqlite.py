"""The search index in FTS5: what goes into it with each article, and queries as its expressions.

No user text reaches FTS5's syntax: words are cut by ``bot.store.tokens`` and quoted here. Filters are words
of their own in the column ``meta``, so that a rare outlet costs no more than a common one.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.core.model import ArticleText
from bot.core.query import Query
from bot.store import tokens
from bot.store.sql import search as sql
from bot.store.values import EPOCH, load_list, to_ms, to_ms_or_none

ANY_ARTICLE = "x"
"""A word of every article's ``meta``: what a query without a word to look for starts from."""

CLOCK_MARGIN = timedelta(hours=1)
"""How far ids and ``seen_at`` may disagree: a poll takes its time before it is committed."""

HIGHEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """What the index holds of an article; removing needs the same entry as adding. ``meta`` is words."""

    text: ArticleText
    meta: str


def meta_words(*, outlet: str, lang: str, watchlist_ids: Sequence[str]) -> str:
    """Return the filter words: ``s`` each word of the outlet's name, ``l`` language, ``w`` watchlist."""
    found = [ANY_ARTICLE, *_outlet_words(outlet)]
    if lang:
        found.append(_lang_word(lang))
    found += [tokens.filter_word("w", watchlist_id) for watchlist_id in sorted(set(watchlist_ids))]
    return " ".join(found)


def add_entry(connection: sqlite3.Connection, article_id: int, entry: IndexEntry) -> None:
    connection.execute(sql.ADD_ENTRY, _columns(article_id, entry))


def remove_entry(connection: sqlite3.Connection, article_id: int, entry: IndexEntry) -> None:
    connection.execute(sql.REMOVE_ENTRY, _columns(article_id, entry))


def bring_up_to_date(connection: sqlite3.Connection) -> bool:
    """Build the index anew where it was built with another way of cutting words. Returns whether it was.

    Must run inside a transaction. Takes about a minute per 100,000 articles.
    """
    fingerprint = tokens.fingerprint()
    row = connection.execute(sql.FINGERPRINT).fetchone()
    if row is not None and row["fingerprint"] == fingerprint:
        return False
    connection.execute(sql.REMOVE_ALL_ENTRIES)
    last_id = 0
    while rows := connection.execute(sql.NEXT_TEXTS, {"last_id": last_id}).fetchall():
        for row in rows:
            last_id = row["id"]
            text = ArticleText(title=row["title"], summary=row["summary"], body=row["body"])
            watchlist_ids = load_list(row["watchlist_ids"])
            meta = meta_words(outlet=row["outlet"], lang=row["lang"], watchlist_ids=watchlist_ids)
            connection.execute(sql.SAVE_META, {"article_id": last_id, "meta": meta})
            add_entry(connection, last_id, IndexEntry(text=text, meta=meta))
    connection.execute(sql.CLEAR_FINGERPRINT)
    connection.execute(sql.SAVE_FINGERPRINT, {"fingerprint": fingerprint})
    return True


def find_newest(
    connection: sqlite3.Connection, query: Query, *, limit: int, before_id: int | None
) -> list[int]:
    """Return ids of articles that fit, newest first."""
    expression = fts_expression(query)
    if expression is None:
        return []
    lowest_id = 0
    if query.since is not None and query.since > EPOCH + CLOCK_MARGIN:
        # Nothing is dated later than it was seen, so what was seen before cannot be meant.
        since = {"since": to_ms(query.since - CLOCK_MARGIN)}
        (lowest_id,) = connection.execute(sql.LOWEST_ID_SINCE, since).fetchone()
        if lowest_id is None:
            return []
    rows = connection.execute(
        sql.FIND_NEWEST,
        {
            "words": expression,
            "lowest_id": lowest_id,
            "before_id": HIGHEST_ID if before_id is None else before_id,
            "since": to_ms_or_none(query.since),
            "before": to_ms_or_none(query.before),
            "limit": limit,
        },
    )
    return [row[0] for row in rows]


def fts_expression(query: Query) -> str | None:
    """Return the query as an FTS5 expression, None where it asks for what no article can hold."""
    filters = (
        [tokens.filter_word("w", watchlist_id) for watchlist_id in query.watchlist_ids],
        [_lang_word(lang) for lang in query.langs],
    )
    required = [_any_of(words) for words in filters if words]
    if query.outlets:
        names = [_phrase("meta", words) for words in map(_outlet_words, query.outlets) if words]
        if not names:
            return None
        required.append(f"({' OR '.join(names)})")
    asked = [_text_clauses(text) for text in (*query.words, *query.phrases)]
    if asked and not any(asked):
        return None
    required += [clause for clauses in asked for clause in clauses]
    wanted = " AND ".join(required or [_any_of([ANY_ARTICLE])])
    unwanted = [" AND ".join(clauses) for text in query.excluded if (clauses := _text_clauses(text))]
    if not unwanted:
        return wanted
    return f"({wanted}) NOT ({' OR '.join(f'({clause})' for clause in unwanted)})"


def _text_clauses(text: str) -> list[str]:
    """Return what must all hold for ``text`` to stand in an article.

    A lone Han character is looked up among the characters: inside longer runs it is no word of its own.
    """
    clauses = []
    phrase: list[str] = []
    for word in tokens.words(text):
        if tokens.is_han_character(word):
            clauses += [_phrase("uni", [word]), *_text_phrase(phrase)]
            phrase = []
        else:
            phrase.append(word)
    return clauses + _text_phrase(phrase)


def _text_phrase(words: list[str]) -> list[str]:
    return [_phrase("{title summary body}", words)] if words else []


def _phrase(columns: str, words: Sequence[str]) -> str:
    # Words are letters and digits only; the quotes are what keeps AND, OR and NEAR from being operators.
    quoted = " + ".join(f'"{word}"' for word in words)
    return f"({columns} : {quoted})"


def _any_of(words: Sequence[str]) -> str:
    alternatives = " OR ".join(f'"{word}"' for word in words)
    return f"(meta : ({alternatives}))"


def _outlet_words(outlet: str) -> list[str]:
    return [f"s{word}" for word in tokens.words(outlet)]


def _lang_word(lang: str) -> str:
    return tokens.filter_word("l", lang.partition("-")[0])


def _columns(article_id: int, entry: IndexEntry) -> dict[str, object]:
    title, summary, body = map(tokens.words, (entry.text.title, entry.text.summary, entry.text.body))
    return {
        "article_id": article_id,
        "title": " ".join(title),
        "summary": " ".join(summary),
        "body": " ".join(body),
        "uni": " ".join(tokens.han_characters(title, summary, body)),
        "meta": entry.meta,
    }
