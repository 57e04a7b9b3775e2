"""What the near-miss report asks of the database, as a Protocol; all of it may raise a StoreError."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.model import MatchedStory, StoredArticle
from bot.core.near_misses import TopicRecord


class NearMissReader(Protocol):
    """What is stored of topics beside their alerts; a look may take a second for each."""

    async def near_matches(
        self, watchlist_id: str, *, least: float, below: float, since: datetime, limit: int
    ) -> list[MatchedStory]:
        """Return the stories with an article since then whose best score is ``least`` or more, and ``below``.

        Highest score first, each with that article. Those that somebody has marked are left out.
        """
        ...

    async def unfound_articles(
        self, watchlist_id: str, article_ids: Sequence[int], *, since: datetime
    ) -> list[StoredArticle]:
        """Return those of the articles, seen since then, whose story was not found and not marked."""
        ...

    async def topic_record(
        self, watchlist_id: str, *, min_score: float, names_since: datetime, outlets_since: datetime
    ) -> TopicRecord:
        """Return what is stored of a topic; ``min_score`` is what its outlets' articles must reach."""
        ...

    async def feed_languages(self, *, since: datetime, least: int) -> Mapping[int, frozenset[str]]:
        """Return for each feed the languages of ``least`` or more of its articles since then."""
        ...
