"""``search``: what a reader typed -> a page of articles, each with the piece of text that shows why.

Where nothing is found, words that hardly any article holds, also in phrases, are taken for slips of the pen,
and a long run of Han is looked up in pieces; the page says what was looked for instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice, product
from typing import Any

from bot.app.commands.watchlists import with_topic_ids
from bot.core.entry import Span
from bot.core.model import StoredArticle
from bot.core.query import Clause, Query, Term, Way, parse_query
from bot.core.watchlist import Watchlist
from bot.errors import QueryError
from bot.ports_search import Found, SearchIndex
from bot.search import tokens
from bot.search.finder import Finder
from bot.search.similar import can_be_mended, han_pieces
from bot.search.snippet import marked, snippet

MOST_RESULTS = 200
"""Pages end here: who has read so many asks for something narrower."""

_RARE = 3
"""A word that fewer articles hold may be a slip."""

_MOST_WORDS = 5
"""In a longer phrase no slip is looked for: each word costs a search."""

_MOST_MEANT = 5
"""So many phrases are looked for in the place of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRow:
    """An article found. ``snippet`` is a sentence or two that show why, empty where there is only a title."""

    stored: StoredArticle
    title: tuple[Span, ...]
    snippet: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """A word, and those that were looked for in its place: one of them, or all where ``needs_all``."""

    word: str
    by: tuple[str, ...]
    needs_all: bool = False

    def __str__(self) -> str:
        return (" " if self.needs_all else ", ").join(self.by) + f" instead of {self.word}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was found, and the query that found it, which further searches for the same go on with.

    ``replaced`` is empty where nothing was found: there is nothing that it could stand over.
    """

    query: Query
    found: Found
    replaced: tuple[Replaced, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """A page of results. ``query`` is what was looked for at last, ``highest_id`` what further pages name.

    ``is_partial``: the search took too long, and older articles were not all looked at.
    """

    rows: tuple[SearchRow, ...]
    number: int
    has_next: bool
    is_partial: bool
    replaced: tuple[Replaced, ...]
    query: Query
    highest_id: int


async def find_page(
    text: str,
    *,
    number: int,
    size: int,
    asked_at: datetime,
    highest_id: int | None,
    index: SearchIndex,
    watchlists: Sequence[Watchlist],
) -> SearchPage:
    """Return page ``number`` (from 1) of what ``text`` finds.

    Args:
        size: results on a page.
        asked_at: when the search was first asked; ``7d`` counts back from it on every page.
        highest_id: None for a new search, else what its first page said.
        watchlists: the topics there are now, which may be written by a name.

    Raises: QueryError with what to write instead, or where there is no such page.
    """
    skip = (number - 1) * size
    if number < 1 or skip >= MOST_RESULTS:
        raise QueryError(f"there is no page {number}: pages end after {MOST_RESULTS} results; narrow it down")
    query = with_topic_ids(parse_query(text, now=asked_at), watchlists)
    limit = min(size, MOST_RESULTS - skip)
    looked = await look(query, limit=limit, skip=skip, highest_id=highest_id, index=index)
    finder, found = Finder(looked.query), looked.found
    return SearchPage(
        rows=tuple(_row(stored, finder) for stored in found.articles),
        number=number,
        has_next=found.has_more and skip + size < MOST_RESULTS,
        is_partial=found.is_partial,
        replaced=looked.replaced,
        query=looked.query,
        highest_id=found.highest_id,
    )


async def look(query: Query, *, limit: int, skip: int, highest_id: int | None, index: SearchIndex) -> Looked:
    """Search for a query and, where that finds nothing on any page, for what may have been meant by it."""
    query, replaced = await _with_similar(query, index)
    found = await index.search(query, limit=limit, skip=skip, highest_id=highest_id)
    if await _is_in_vain(query, found, skip=skip, highest_id=highest_id, index=index):
        mended, mends = await _mended(query, index)
        if mends:
            second = await index.search(mended, limit=limit, skip=skip, highest_id=highest_id)
            if second.articles:
                query, found, replaced = mended, second, (*replaced, *mends)
    return Looked(query=query, found=found, replaced=replaced if found.articles else ())


def article_rows(rows: Sequence[SearchRow]) -> list[dict[str, Any]]:
    """Return one plain row per article: id, title, url, outlet, at (aware UTC), lang, topics, snippet."""
    return [
        {
            "id": row.stored.article_id,
            "title": "".join(span.text for span in row.title),
            "url": row.stored.article.url,
            "outlet": row.stored.outlet.name,
            "at": row.stored.article.published_at or row.stored.seen_at,
            "lang": row.stored.article.lang,
            "topics": list(row.stored.watchlist_ids),
            "snippet": [{"text": span.text, "is_name": span.is_name} for span in row.snippet],
        }
        for row in rows
    ]


def _row(stored: StoredArticle, finder: Finder) -> SearchRow:
    text = stored.article.text
    title = text.title or text.summary[:120] or stored.article.url
    return SearchRow(stored=stored, title=marked(title, finder), snippet=snippet(text, finder))


async def _with_similar(query: Query, index: SearchIndex) -> tuple[Query, tuple[Replaced, ...]]:
    """Put similar words beside each ``~word``, and the pieces of a run of Han in the place of one."""
    clauses: list[Clause] = []
    replaced: list[Replaced] = []
    for clause in query.clauses:
        terms: list[Term] = []
        for term in clause.alternatives:
            terms.append(replace(term, how=Way.WORD) if term.how is Way.FUZZY else term)
            if term.how is Way.FUZZY and (words := await index.similar_words(term.text)):
                terms += [Term(text=word) for word in words]
                replaced.append(Replaced(word=f"~{term.text}", by=(term.text, *words)))
        clauses.append(Clause(alternatives=tuple(terms)))
    return replace(query, clauses=tuple(clauses)), tuple(replaced)


async def _is_in_vain(
    query: Query, found: Found, *, skip: int, highest_id: int | None, index: SearchIndex
) -> bool:
    """Say whether there is no result at all, on no page."""
    if found.articles or found.is_partial or not query.clauses:
        return False
    return not skip or not (await index.search(query, limit=1, highest_id=highest_id)).articles


async def _mended(query: Query, index: SearchIndex) -> tuple[Query, list[Replaced]]:
    """Put what may be meant in the place of rare words and of long runs of Han."""
    clauses: list[Clause] = []
    replaced: list[Replaced] = []
    for clause in query.clauses:
        term = clause.alternatives[0]
        if len(clause.alternatives) > 1 or term.how is Way.PREFIX:
            clauses.append(clause)
        elif pieces := han_pieces(term.text):
            clauses += [Clause(alternatives=(Term(text=piece, how=Way.PHRASE),)) for piece in pieces]
            replaced.append(Replaced(word=term.text, by=pieces, needs_all=True))
        elif meant := await _meant(term, index):
            clauses.append(Clause(alternatives=tuple(replace(term, text=text) for text in meant)))
            replaced.append(Replaced(word=term.text, by=meant))
        else:
            clauses.append(clause)
    return replace(query, clauses=tuple(clauses)), replaced


async def _meant(term: Term, index: SearchIndex) -> tuple[str, ...]:
    """Return what a word or a phrase may be a slip of, folded, likeliest first; nothing for a long one."""
    words = tokens.words(term.text)
    if len(words) > _MOST_WORDS:
        return ()
    likes = [await _similar(word, index) for word in words]
    if not any(likes):
        return ()
    texts = map(" ".join, product(*((like or (word,)) for word, like in zip(words, likes, strict=True))))
    return tuple(islice(texts, _MOST_MEANT))


async def _similar(word: str, index: SearchIndex) -> tuple[str, ...]:
    """Return the words that a folded one may be a slip of; none where it is usual itself."""
    if not can_be_mended(word):
        return ()
    holding = await index.search(Query(clauses=(Clause(alternatives=(Term(text=word),)),)), limit=_RARE)
    return () if len(holding.articles) >= _RARE else await index.similar_words(word)
