"""What the use cases ask of the search index, as Protocols; every method may raise a StoreError."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.model import MatchedStory, StoredArticle
from bot.core.query import Query
from bot.core.trend import Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundNames:
    """The names that matches were found by in the newest ``articles`` articles, by watchlist id."""

    articles: int
    names: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of a search. ``highest_id`` is of the newest article there was: further pages name it.

    ``is_partial``: the search took too long, and older articles were not all looked at.
    """

    articles: tuple[StoredArticle, ...]
    has_more: bool
    is_partial: bool
    highest_id: int


class SearchIndex(Protocol):
    """Finds stored articles, matched or not."""

    async def search(
        self, query: Query, *, limit: int, skip: int = 0, highest_id: int | None = None
    ) -> Found:
        """Return at most ``limit`` articles after the first ``skip``, in the order the query asks for.

        Relevance is among the newest articles that fit, and older ones that have the terms in their title.
        FUZZY terms are looked up as words: ``similar_words`` says what else to look for.

        Args:
            highest_id: later articles are left out, so that pages stay as they were.
        """
        ...

    async def similar_words(self, word: str) -> tuple[str, ...]:
        """Return at most five words of three or more articles that ``word`` may be a slip of, best first."""
        ...

    async def article_by_id(self, article_id: int) -> StoredArticle | None: ...

    async def article_by_url(self, url: str) -> StoredArticle | None:
        """Return the newest article whose link has the same canonical form."""
        ...

    async def found_names(self, *, newest: int) -> FoundNames:
        """Return what the newest ``newest`` articles were found by, with the files as they were then."""
        ...

    async def latest_matches(self, watchlist_id: str, *, min_score: float, limit: int) -> list[MatchedStory]:
        """Return the newest stories with an article that matches and scores ``min_score`` or more.

        Newest first, each with its first such article. Only the newest ``40 * limit`` such articles are
        looked at, so that the answer takes as long in ten years as today.
        """
        ...

    async def mentions(
        self, watchlist_id: str, *, min_score: float, since: datetime, until: datetime
    ) -> list[Mention]:
        """Count the articles that match and score ``min_score`` or more, by UTC day and language.

        An article's day is that of its publication, or of when it was first seen if that was earlier or is
        all there is. ``since`` is inclusive, ``until`` exclusive. Oldest day first, without empty days.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """A search that somebody turns the pages of; ``highest_id`` is what its first page said."""

    key: str
    text: str
    highest_id: int
    asked_at: datetime


class SavedSearches(Protocol):
    """The searches behind page buttons, each under a key that a button has room for."""

    async def save_search(self, text: str, *, highest_id: int, key: str, now: datetime) -> None:
        """Keep it for a week; those asked earlier are dropped. A key in use keeps its first search."""
        ...

    async def find_search(self, key: str) -> SavedSearch | None: ...
