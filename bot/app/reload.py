"""Reads the files anew and puts what they say in force, all of it or nothing.

What cannot change while the bot runs, such as a port, is named and waits for a restart.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import structlog

from bot.app.rulebook import Rulebook, Rules
from bot.app.subscriptions import Subscriptions
from bot.config import Settings
from bot.core.model import Channel
from bot.core.watchlist import Watchlist
from bot.matching.matcher import Matcher
from bot.ports import Clock
from bot.ports_store import Store

log = structlog.get_logger()

LIVE_SECTIONS = ("feeds", "subscriptions")
"""The parts of config.toml that come into force without a restart, beside the watchlists."""
OPENED_AT_START = ("webhook", "apprise")
"""Kinds of channels whose addresses are secrets, which are read at the start alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a reload did to the watchlists and feeds.

    ``needs_restart``: the sections of config.toml that changed and are not in force, and the channels to
    which there is no way yet.
    """

    rules: Rules
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    feeds_added: int
    feeds_removed: int
    needs_restart: tuple[str, ...]


class Reloader:
    """Owns nothing: what is in force is the rulebook's and the subscriptions'."""

    def __init__(
        self,
        read: Callable[[], tuple[Settings, Sequence[Watchlist]]],
        *,
        settings: Settings,
        rulebook: Rulebook,
        subscriptions: Subscriptions,
        store: Store,
        clock: Clock,
    ) -> None:
        """Take how the files are read, which raises ConfigError, and the settings in force."""
        self._read = read
        self._running = settings
        self._rulebook = rulebook
        self._subscriptions = subscriptions
        self._store = store
        self._clock = clock
        self._one = asyncio.Lock()

    async def reload(self) -> Outcome:
        """Put the files in force; channels that get nothing any more get nothing that waits, either.

        Raises: ConfigError with every problem, and StoreError; then everything is as it was, but for that.
        """
        async with self._one:
            settings, watchlists = await asyncio.to_thread(self._read)
            before = self._rulebook.current
            rules = Rules(matcher=await asyncio.to_thread(Matcher, watchlists), feeds=settings.feeds())
            await self._store.sync_feeds(rules.feeds, now=self._clock.now())
            self._rulebook.replace(rules)
            self._subscriptions.reload(
                [one for one in settings.subscriptions() if self._is_open(one.channel)]
            )
            kept = sorted({*self._subscriptions.channels(), *self._running.admin_channels()})
            await self._store.suppress_deliveries(keep=kept)
            await self._store.forget_pauses(keep=kept)
            log.info("rules.reloaded", watchlists=len(rules.by_id), feeds=len(rules.feeds))
            return _outcome(before, rules, needs_restart=tuple(self._waiting(settings)))

    def _is_open(self, channel: Channel) -> bool:
        """Whether there is a way to a channel: those of webhooks and apprise are opened at the start."""
        return channel.adapter not in OPENED_AT_START or channel in self._running.channels()

    def _waiting(self, read: Settings) -> Iterator[str]:
        """What was changed and cannot be in force before a restart."""
        for name in type(read.file).model_fields:
            if name not in LIVE_SECTIONS and getattr(read.file, name) != getattr(self._running.file, name):
                yield f"[{name}]"
        yield from (str(channel) for channel in read.channels() if not self._is_open(channel))


def _outcome(before: Rules, now: Rules, *, needs_restart: tuple[str, ...]) -> Outcome:
    old, new = before.by_id, now.by_id
    return Outcome(
        rules=now,
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(sorted(key for key in new.keys() & old.keys() if new[key] != old[key])),
        feeds_added=len({one.url for one in now.feeds} - {one.url for one in before.feeds}),
        feeds_removed=len({one.url for one in before.feeds} - {one.url for one in now.feeds}),
        needs_restart=needs_restart,
    )
