"""Who gets what: the subscriptions of config.toml, and those that people made, beside each other.

Kept in memory, since every poll and every answer asks; what people change is written to the store first.
"""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence

from bot.core.change import Change
from bot.core.model import Channel
from bot.core.subscription import StoredSubscription, Subscription
from bot.ports_store import SubscriptionStore

_Key = tuple[Channel, str]


class Subscriptions:
    """All that are in force. Where both name a channel and a watchlist, config.toml's counts."""

    def __init__(
        self, configured: Sequence[Subscription], *, stored: Sequence[StoredSubscription] = ()
    ) -> None:
        self._configured = {_key(one): one for one in configured}
        self._stored = {_key(one.subscription): one for one in stored}
        self._changing = asyncio.Lock()
        self._by_channel: Mapping[Channel, tuple[Subscription, ...]] = {}
        self.current: tuple[Subscription, ...] = ()
        """Replaced whole at each change: whoever iterates over it finishes with what it was."""
        self._refresh()

    def channels(self) -> tuple[Channel, ...]:
        """The channels that get anything."""
        return tuple(self._by_channel)

    def of_channel(self, channel: Channel) -> tuple[Subscription, ...]:
        return self._by_channel.get(channel, ())

    def find(self, channel: Channel, watchlist_id: str) -> Subscription | None:
        """Return how a channel hears of a topic; None where it does not."""
        return next((one for one in self.of_channel(channel) if one.watchlist_id == watchlist_id), None)

    def origin(self, subscription: Subscription) -> StoredSubscription | None:
        """Return by whom and when this one was made; None for one of config.toml."""
        key = _key(subscription)
        return None if key in self._configured else self._stored.get(key)

    def called(self, kind: str, *, also: Collection[Channel] = ()) -> Mapping[Channel, frozenset[str]]:
        """Return a platform's channels and whom their alerts call; it stays true when these change.

        Args:
            also: channels that something else is posted to.
        """
        return _Called(self, kind, also)

    def reload(self, configured: Sequence[Subscription]) -> None:
        """Let these be those of config.toml from now on."""
        self._configured = {_key(one): one for one in configured}
        self._refresh()

    async def save(self, made: StoredSubscription, *, change: Change, store: SubscriptionStore) -> None:
        """Raises: StoreError, and then nothing has changed."""
        async with self._changing:
            await store.save_subscription(made, change=change)
            self._stored[_key(made.subscription)] = made
            self._refresh()

    async def remove(
        self, channel: Channel, watchlist_id: str, *, change: Change, store: SubscriptionStore
    ) -> bool:
        """Remove one that somebody made. Returns whether there was one. Raises: StoreError."""
        async with self._changing:
            key = (channel, watchlist_id)
            others = [one for one in self.of_channel(channel) if _key(one) != key or key in self._configured]
            was_there = await store.delete_subscription(
                channel, watchlist_id, is_last=not others, change=change
            )
            self._stored.pop(key, None)
            self._refresh()
            return was_there

    def _refresh(self) -> None:
        made = (one.subscription for key, one in self._stored.items() if key not in self._configured)
        self.current = (*self._configured.values(), *made)
        by_channel: dict[Channel, tuple[Subscription, ...]] = {}
        for one in self.current:
            by_channel[one.channel] = (*by_channel.get(one.channel, ()), one)
        self._by_channel = by_channel


class _Called(Mapping[Channel, frozenset[str]]):
    """A view of the subscriptions as they are when it is asked."""

    def __init__(self, subscriptions: Subscriptions, kind: str, also: Collection[Channel]) -> None:
        self._subscriptions = subscriptions
        self._kind = kind
        self._also = tuple(also)

    def __getitem__(self, channel: Channel) -> frozenset[str]:
        if channel not in self._channels():
            raise KeyError(channel)
        return frozenset(one.mention for one in self._subscriptions.of_channel(channel) if one.mention)

    def __iter__(self) -> Iterator[Channel]:
        return iter(self._channels())

    def __len__(self) -> int:
        return len(self._channels())

    def _channels(self) -> Mapping[Channel, None]:
        known = (*self._subscriptions.channels(), *self._also)
        return dict.fromkeys(channel for channel in known if channel.adapter == self._kind)


def _key(subscription: Subscription) -> _Key:
    return subscription.channel, subscription.watchlist_id
