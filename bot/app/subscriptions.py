"""Who gets what: the subscriptions of config.toml, and those that people made."""

from collections.abc import Sequence

from bot.core.model import Channel
from bot.core.subscription import Subscription


class Subscriptions:
    """All that are in force."""

    def __init__(self, configured: Sequence[Subscription]) -> None:
        self._configured = tuple(configured)

    @property
    def current(self) -> tuple[Subscription, ...]:
        return self._configured

    def channels(self) -> tuple[Channel, ...]:
        """The channels that get anything."""
        return tuple(dict.fromkeys(one.channel for one in self.current))
