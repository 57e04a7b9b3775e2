"""What keeps the standing of the rules over a restart, as a Protocol."""

from datetime import datetime
from typing import Protocol

from bot.core.change import Change
from bot.core.model import OutgoingNotice
from bot.core.standing import Standing


class StandingStore(Protocol):
    """The rules in force, those beside them, and nothing older. Every method may raise a StoreError."""

    async def load_standing(self) -> Standing | None:
        """Return how it stood last, versions as this program counts them; None before the first time."""
        ...

    async def save_standing(
        self, standing: Standing, *, change: Change | None, notice: OutgoingNotice | None, now: datetime
    ) -> None:
        """Keep it, log the change and queue the notice, in ONE transaction."""
        ...
