"""What trying rules on the past asks of the world, as Protocols."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.core.effect import Effect
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


class EffectMeter(Protocol):
    """Tries an edit of the watchlists on the past, outside the event loop and with the lowest priority."""

    async def measure(self, before: Sequence[Watchlist], after: Sequence[Watchlist]) -> Effect:
        """Return what the stored articles say of the edit.

        Raises: StoreError, and MeasureFailed where the processes that try them ended.
        """
        ...
