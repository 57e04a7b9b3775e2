"""Reads the files anew and puts what they say in force, all of it or nothing.

The watchlists' way from there, held, applied or reverted, is ``bot.app.rule_changes``. What cannot change
while the bot runs, such as a port, is named and waits for a restart.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import structlog

from bot.app.admins import Admins
from bot.app.files import Files, checked, parse_files
from bot.app.rule_changes import RuleChanges
from bot.app.rulebook import Rulebook, Rules
from bot.app.subscriptions import Subscriptions
from bot.config import Settings
from bot.core.health_findings import Findings
from bot.core.model import Channel, Notice
from bot.core.rule_notices import problems_version, tell_mended, tell_problems, tell_restart
from bot.core.rule_set import Difference, difference
from bot.core.rules_report import RulesReport
from bot.core.standing import Standing
from bot.errors import ConfigError, Problem, StoreError
from bot.ports import Clock
from bot.ports_files import Snapshot, WrittenFiles
from bot.ports_store import Store

log = structlog.get_logger()

LIVE_SECTIONS = ("feeds", "subscriptions", "watchlists")
"""The parts of config.toml that come into force without a restart."""
OPENED_AT_START = ("webhook", "apprise")
"""Kinds of channels whose addresses are secrets, which are read at the start alone."""

FILES_TOLD = "files"
"""The subject under which it is remembered which problems were told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a reload did: how the watchlists stand, in what those in force differ now, and the feeds.

    ``needs_restart``: the sections of config.toml that changed and are not in force, and the channels to
    which there is no way yet.
    """

    rules: Rules
    standing: Standing
    difference: Difference
    feeds_added: int
    feeds_removed: int
    needs_restart: tuple[str, ...]


class Reloader:
    """Owns the problems of the files; what is in force is the rulebook's and the subscriptions'."""

    def __init__(
        self,
        files: WrittenFiles,
        *,
        settings: Settings,
        rulebook: Rulebook,
        changes: RuleChanges,
        subscriptions: Subscriptions,
        store: Store,
        clock: Clock,
        admins: Admins,
    ) -> None:
        """Take the files, and the settings in force."""
        self._files = files
        self._running = settings
        self._rulebook = rulebook
        self._changes = changes
        self._subscriptions = subscriptions
        self._store = store
        self._clock = clock
        self._admins = admins
        self._problems: tuple[Problem, ...] | None = None
        """As noted last; None at the start, when a process before may have told what is over."""
        self._needs_restart: tuple[str, ...] = ()
        self._tried: Snapshot | None = None
        """The last reading, whatever came of it; None where the store kept it from being looked at."""
        self._failure = ""
        self._one = asyncio.Lock()

    @property
    def report(self) -> RulesReport:
        """How it stands with the rules and the files."""
        return RulesReport(
            standing=self._changes.standing, problems=self._problems or (), failure=self._failure
        )

    async def reload(self) -> Outcome:
        """Put the files in force; channels that get nothing any more get nothing that waits, either.

        Raises: ConfigError with every problem, and StoreError; then everything is as it was, but for that.
        """
        async with self._one:
            return await self._try(await self._files.settled())

    async def look(self) -> None:
        """Reload where a file was touched and says something else; what is wrong is told, once."""
        if self._tried is not None and not await self._files.were_touched():
            return
        try:
            async with self._one:
                snapshot = await self._files.settled()
                if snapshot != self._tried:
                    await self._try(snapshot)
        except (ConfigError, StoreError):
            pass  # the one is told as problems, the other is tried again

    async def begin(self, problems: Sequence[Problem]) -> None:
        """Tell what was found at the start that keeps an edit of before it from being in force."""
        await self._note(tuple(problems))

    async def _try(self, snapshot: Snapshot) -> Outcome:
        self._tried, failure = snapshot, ""
        try:
            return await self._put_or_tell(snapshot)
        except StoreError as error:
            self._tried, failure = None, str(error)
            if failure != self._failure:
                log.warning("rules.reload_failed", detail=failure)
            raise
        finally:
            self._failure = failure

    async def _put_or_tell(self, snapshot: Snapshot) -> Outcome:
        try:
            outcome = await self._put(await asyncio.to_thread(parse_files, snapshot))
        except ConfigError as error:
            await self._note(error.problems)
            raise
        await self._note(())
        await self._note_restart(outcome.needs_restart)
        return outcome

    async def _put(self, files: Files) -> Outcome:
        before, was = self._rulebook.current, self._changes.standing.in_force
        settings, rules = await asyncio.to_thread(checked, files, known=was)
        feeds, subscriptions = settings.feeds(), settings.subscriptions()
        await self._store.sync_feeds(feeds, now=self._clock.now())
        standing = await self._changes.read(rules, feeds, mode=self._running.file.reload.mode)
        # With no await in between: no poll meets the new rules and the old subscriptions.
        self._subscriptions.reload([one for one in subscriptions if self._is_open(one.channel)])
        kept = sorted({*self._subscriptions.channels(), *self._running.admin_channels()})
        await self._store.suppress_deliveries(keep=kept)
        await self._store.forget_pauses(keep=kept)
        now = self._rulebook.current
        log.info(
            "rules.reloaded",
            version=standing.in_force.version,
            watchlists=len(now.matcher.watchlists),
            feeds=len(now.feeds),
        )
        return Outcome(
            rules=now,
            standing=standing,
            difference=difference(was, standing.in_force),
            feeds_added=len({one.url for one in now.feeds} - {one.url for one in before.feeds}),
            feeds_removed=len({one.url for one in before.feeds} - {one.url for one in now.feeds}),
            needs_restart=tuple(self._waiting(settings)),
        )

    async def _note(self, problems: tuple[Problem, ...]) -> None:
        """Tell problems, or that there are none any more, once, over restarts too."""
        if problems == self._problems:
            return
        told, version = await self._store.told_subjects(), problems_version(problems)
        was_told = told[FILES_TOLD].state if FILES_TOLD in told else ""
        if version != was_told:
            notice = self._admins.outgoing(tell_problems(problems) if problems else tell_mended())
            told_now = Findings(subjects={FILES_TOLD: version})
            await self._store.tell_health(told_now, notice, now=self._clock.now())
        if not problems and (self._problems or was_told):
            log.info("rules.mended")
        self._problems = problems
        for one in problems:
            log.warning("rules.problem", file=one.file, where=one.where, detail=one.message)

    async def _note_restart(self, waiting: tuple[str, ...]) -> None:
        if waiting and waiting != self._needs_restart:
            await self._tell(tell_restart(waiting))
            log.warning("config.needs_restart", changed=", ".join(waiting))
        self._needs_restart = waiting

    async def _tell(self, notice: Notice) -> None:
        outgoing = self._admins.outgoing(notice)
        if outgoing is not None:
            await self._store.add_notice(outgoing, now=self._clock.now())

    def _is_open(self, channel: Channel) -> bool:
        """Whether there is a way to a channel: those of webhooks and apprise are opened at the start."""
        return channel.adapter not in OPENED_AT_START or channel in self._running.channels()

    def _waiting(self, read: Settings) -> Iterator[str]:
        """What was changed and cannot be in force before a restart."""
        for name in type(read.file).model_fields:
            if name not in LIVE_SECTIONS and getattr(read.file, name) != getattr(self._running.file, name):
                yield f"[{name}]"
        yield from (str(channel) for channel in read.channels() if not self._is_open(channel))
