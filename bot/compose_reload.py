"""Joins what reads the files anew while the bot runs: the rules as they stand, the reloader, the reports."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.app.admins import Admins
from bot.app.edit_reports import EditReports
from bot.app.files import wrong_examples
from bot.app.reload import Reloader
from bot.app.rule_changes import RuleChanges, begin_rules
from bot.app.rulebook import Rulebook, Rules
from bot.app.subscriptions import Subscriptions
from bot.config import Settings
from bot.core.rule_set import rule_set
from bot.core.standing import Standing
from bot.core.watchlist import Watchlist
from bot.errors import Problem
from bot.infra.written_files import FilesOnDisk
from bot.matching.matcher import Matcher
from bot.ports import Clock
from bot.ports_history import EffectMeter
from bot.ports_store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesAtWork:
    """The rules in force, and all that changes them."""

    rulebook: Rulebook
    changes: RuleChanges
    reloader: Reloader
    reports: EditReports


async def open_rules(
    settings: Settings,
    watchlists: Sequence[Watchlist],
    *,
    files: FilesOnDisk,
    subscriptions: Subscriptions,
    store: Store,
    clock: Clock,
    admins: Admins,
    meter: EffectMeter,
) -> RulesAtWork:
    """Put in force what stood so when the bot ended, and what the files say since. Raises: StoreError."""
    standing, problems = await _stand(settings, watchlists, store=store, clock=clock)
    matcher = await asyncio.to_thread(Matcher, standing.in_force.watchlists)
    rulebook = Rulebook(Rules(matcher=matcher, feeds=settings.feeds()))
    changes = RuleChanges(standing, rulebook=rulebook, store=store, clock=clock, admins=admins)
    reloader = Reloader(
        files,
        settings=settings,
        rulebook=rulebook,
        changes=changes,
        subscriptions=subscriptions,
        store=store,
        clock=clock,
        admins=admins,
    )
    await reloader.begin(problems)
    return RulesAtWork(
        rulebook=rulebook,
        changes=changes,
        reloader=reloader,
        reports=EditReports(changes, meter),
    )


async def _stand(
    settings: Settings, watchlists: Sequence[Watchlist], *, store: Store, clock: Clock
) -> tuple[Standing, tuple[Problem, ...]]:
    """Return how things stand, and which examples keep an edit from being in force that came meanwhile."""
    stored = await store.load_standing()
    if stored is not None:
        by_path = {str(settings.watchlist_dir / f"{one.watchlist_id}.toml"): one for one in watchlists}
        if problems := await asyncio.to_thread(wrong_examples, by_path, known=stored.in_force):
            return stored, problems
    files = await asyncio.to_thread(rule_set, watchlists)
    mode = settings.file.reload.mode
    return await begin_rules(files, stored, mode=mode, store=store, now=clock.now()), ()
