"""Which rules are in force: what the files say, what an admin applies or reverts, in memory and in the store.

Each step is written to the store first, with who did it and what the admins are told, and then swapped in
memory at once; whoever is matching finishes with the rules that they began with.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from bot.app.admins import Admins
from bot.app.rulebook import Rulebook, Rules
from bot.core.change import Change
from bot.core.feed import Feed
from bot.core.model import Notice
from bot.core.rule_notices import tell_applied, tell_reverted
from bot.core.rule_set import RuleSet
from bot.core.standing import FILES, EditMode, Standing, apply, read_files, revert
from bot.matching.matcher import Matcher
from bot.ports import Clock
from bot.ports_rules import StandingStore

log = structlog.get_logger()


class RuleChanges:
    """The one place where rules come into force."""

    def __init__(
        self, standing: Standing, *, rulebook: Rulebook, store: StandingStore, clock: Clock, admins: Admins
    ) -> None:
        """Take how things stand, with ``rulebook`` made of it."""
        self.standing = standing
        """Replaced whole at each change."""
        self._rulebook = rulebook
        self._store = store
        self._clock = clock
        self._admins = admins
        self._one = asyncio.Lock()
        self._moved = asyncio.Event()

    async def read(self, files: RuleSet, feeds: Sequence[Feed], *, mode: EditMode) -> Standing:
        """Let the files say this, and these be the feeds. Returns how it stands. Raises: StoreError.

        Nothing else of the event loop runs between the swap and the return.
        """
        async with self._one:
            after = read_files(self.standing, files, mode=mode, now=self._clock.now())
            await self._stand(after, "apply", feeds=feeds)
            return after

    async def apply(self, version: str, *, person: str) -> Standing:
        """Put the rules that wait in force. Raises: NotFound in words for the person; StoreError."""
        async with self._one:
            after = apply(self.standing, version, person=person, now=self._clock.now())
            await self._stand(after, "apply", notice=tell_applied(after))
            return after

    async def revert(self, version: str, *, person: str) -> Standing:
        """Put what was before these rules in force. Raises: NotFound in words for the person; StoreError."""
        async with self._one:
            before = self.standing
            after = revert(before, version, person=person, now=self._clock.now())
            await self._stand(after, "revert", notice=tell_reverted(before, after))
            return after

    async def report(self, told: Standing, notice: Notice) -> None:
        """Tell the admins of an edit, where things still stand like that. Raises: StoreError."""
        async with self._one:
            if self.standing is told:
                after = replace(told, owes_report=False)
                await self._save(after, change=None, notice=notice)

    async def moved_on(self, standing: Standing) -> None:
        """Return as soon as things do not stand like that any more."""
        while self.standing is standing:
            await self._moved.wait()

    async def _stand(
        self,
        after: Standing,
        action: str,
        *,
        feeds: Sequence[Feed] | None = None,
        notice: Notice | None = None,
    ) -> None:
        before, current = self.standing, self._rulebook.current
        matcher = current.matcher
        if after.in_force.version != before.in_force.version:
            matcher = await asyncio.to_thread(Matcher, after.in_force.watchlists)
        if after is not before:
            change = _change(before, after, action, now=self._clock.now())
            await self._save(after, change=change, notice=notice)
            _log(before, after)
        self._rulebook.replace(Rules(matcher=matcher, feeds=current.feeds if feeds is None else tuple(feeds)))

    async def _save(self, after: Standing, *, change: Change | None, notice: Notice | None) -> None:
        outgoing = None if notice is None else self._admins.outgoing(notice)
        await self._store.save_standing(after, change=change, notice=outgoing, now=self._clock.now())
        self.standing = after
        self._moved.set()
        self._moved = asyncio.Event()


async def begin_rules(
    files: RuleSet, stored: Standing | None, *, mode: EditMode, store: StandingStore, now: datetime
) -> Standing:
    """Return how things stand at the start: an edit while the bot was off counts like any other.

    At the very first start the files are in force, and nobody is told. Raises: StoreError.
    """
    if stored is None:
        standing, change = Standing(in_force=files, since=now), None
    else:
        standing = read_files(stored, files, mode=mode, now=now)
        if standing is stored:
            return stored
        change = _change(stored, standing, "apply", now=now)
        _log(stored, standing)
    await store.save_standing(standing, change=change, notice=None, now=now)
    return standing


def _change(before: Standing, after: Standing, action: str, *, now: datetime) -> Change | None:
    """Return what the log of changes keeps of it; None where no rules came into force, and none wait."""
    old, new, waiting = before.in_force.version, after.in_force.version, after.waiting
    if new != old:
        person = after.by
    elif waiting is not None and waiting != before.waiting:
        person, action, new = FILES, "hold", waiting.rules.version
    else:
        return None
    return Change(
        at=now, person=person, channel=None, action=action, subject="watchlists", before=old, after=new
    )


def _log(before: Standing, after: Standing) -> None:
    if after.in_force.version != before.in_force.version:
        log.info(
            "rules.in_force", version=after.in_force.version, before=before.in_force.version, by=after.by
        )
    if after.waiting is not None and after.waiting != before.waiting:
        waiting = after.waiting
        log.info("rules.waiting", version=waiting.rules.version, reverted_by=waiting.refused_by or None)
    elif before.waiting is not None and after.waiting is None:
        log.info("rules.waiting_ended", version=before.waiting.rules.version)
