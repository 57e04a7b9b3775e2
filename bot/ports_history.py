"""What trying rules on the past asks of the world, as Protocols."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.core.backfill import MatchedArticle, PastDigest, PastMatch, Posted, TriedArticle
from bot.core.effect import Effect
from bot.core.model import Channel
from bot.core.past import PastArticle, PastSpan
from bot.core.watchlist import Watchlist


class History(Protocol):
    """The stored articles, all of them, matched or not. Every method may raise a StoreError."""

    async def past_span(self, *, since: datetime) -> PastSpan:
        """Return which articles were first seen at ``since`` or later."""
        ...

    async def past_articles(
        self, *, lowest_id: int, highest_id: int, since: datetime, limit: int
    ) -> list[PastArticle]:
        """Return articles with ids in this span, both ends included, first seen at ``since`` or later.

        Oldest id first, at most ``limit``: the next page begins after the last one's id.
        """
        ...


class PastStore(History, Protocol):
    """The stored articles and what one watchlist finds in them; all of it beside a running bot, too."""

    async def save_tried(self, watchlist_id: str, tried: Sequence[TriedArticle], *, now: datetime) -> int:
        """Let the watchlist's matches of these articles be those of now; other watchlists' stay.

        In one transaction, searching by topic included. An article whose text is not what was tried any more
        keeps what it has: whoever changed it matched it.

        Returns: how many articles have another match than before.
        Raises: StoreUnavailable where the search index is not whole.
        """
        ...

    async def past_matches(self, watchlist_id: str, *, min_score: float, since: datetime) -> list[PastMatch]:
        """Return a watchlist's matches of articles first seen at ``since`` or later, oldest first."""
        ...

    async def matched_articles(self, watchlist_id: str, article_ids: Sequence[int]) -> list[MatchedArticle]:
        """Return those of the articles that the watchlist matches, oldest first."""
        ...

    async def heard_stories(self, channel: Channel, watchlist_id: str) -> frozenset[int]:
        """Return the stories of which the channel has heard for this watchlist."""
        ...

    async def post_past(self, digest: PastDigest, *, now: datetime) -> Posted:
        """Queue the digest, in as many deliveries as it takes, and let its stories count as heard.

        Stories of which the channel has heard by now are left out. An alert counts as of when its article
        was first seen, so that the topic's rhythm stays what it was.
        """
        ...


class EffectMeter(Protocol):
    """Tries an edit of the watchlists on the past, outside the event loop and with the lowest priority."""

    async def measure(self, before: Sequence[Watchlist], after: Sequence[Watchlist]) -> Effect:
        """Return what the stored articles say of the edit.

        Raises: StoreError, and MeasureFailed where the processes that try them ended.
        """
        ...
