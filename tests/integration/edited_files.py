"""A bot's files in a folder of their own, edited while it runs, and all that reads them anew.

Real files and a real database; the meter of effects is held in the hand: what it measures is not ours here.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from bot.app.admins import Admins
from bot.app.chat import Chat
from bot.app.subscriptions import Subscriptions
from bot.compose_files import load_files
from bot.compose_reload import RulesAtWork, open_rules
from bot.core.button import Button
from bot.core.chat import Command, Press, Reply
from bot.core.command_text import parse_command
from bot.core.effect import Effect, edited, untried
from bot.core.model import Channel, Notice
from bot.core.outbox import DeliveryState
from bot.core.watchlist import Watchlist
from bot.errors import MeasureFailed
from bot.infra.written_files import FilesOnDisk
from bot.ports_store import Store
from tests.builders import make_asker, make_desk
from tests.contract.steps import NO_BACKLOG, save
from tests.platforms.fakes.listening import HandClock

PAUSE_S = 0.05
"""Between two readings of the files: their writers are in this process, and fast."""
ADMINS = Channel(adapter="console", external_id="admins")
KITES = 'name = "Kite League"\nalias = [{ text = "World Kite League" }]\n'
TEA = 'name = "Tea Route"\nalias = [{ text = "Great Tea Route" }]\n'
CONFIG = """
[watchlists]
dir = "topics"
[chat]
admin_channel = "console:admins"
[[feeds]]
url = "https://a.example/feed"
"""
CONFIRM = CONFIG + '[reload]\nmode = "confirm"\n'


class HandMeter:
    """Measures when it may, or fails; remembers the names it was asked to compare, and how often it began."""

    def __init__(self) -> None:
        self.may_measure = asyncio.Event()
        self.may_measure.set()
        self.fails = ""
        self.begun: list[tuple[list[str], list[str]]] = []

    async def measure(self, before: Sequence[Watchlist], after: Sequence[Watchlist]) -> Effect:
        self.begun.append(([one.name for one in before], [one.name for one in after]))
        await self.may_measure.wait()
        if self.fails:
            raise MeasureFailed(self.fails)
        return replace(untried(edited(before, after), days=30), articles=1234)


class EditedBot:
    """Opened over the files and the store as they are: opened again, it is the bot after a restart."""

    def __init__(
        self,
        folder: Path,
        store: Store,
        rules: RulesAtWork,
        subscriptions: Subscriptions,
        files: FilesOnDisk,
    ) -> None:
        self.config = folder / "config.toml"
        self.topics = folder / "topics"
        self.store = store
        self.rules = rules
        self.files = files
        self.subscriptions = subscriptions
        self.clock = HandClock()
        desk = make_desk(
            store,
            rules.rulebook.current.matcher,
            clock=self.clock,
            rulebook=rules.rulebook,
            subscriptions=subscriptions,
            reloader=rules.reloader,
            changes=rules.changes,
        )
        self.chat = Chat(desk)

    @classmethod
    async def open(
        cls, folder: Path, store: Store, *, meter: HandMeter, pause_s: float = PAUSE_S
    ) -> "EditedBot":
        settings, watchlists = load_files(folder / "config.toml")
        await store.sync_feeds(settings.feeds(), now=HandClock().now())
        subscriptions = Subscriptions(settings.subscriptions(), stored=await store.list_subscriptions())
        files = FilesOnDisk(folder / "config.toml", pause_s=pause_s)
        rules = await open_rules(
            settings,
            watchlists,
            files=files,
            subscriptions=subscriptions,
            store=store,
            clock=HandClock(),
            admins=Admins(channel=settings.admin_channel, new_key=_KEYS.__next__),
            meter=meter,
        )
        return cls(folder, store, rules, subscriptions, files)

    async def ask(self, typed: str, person: str = "slack:UADMIN") -> Reply:
        self.clock.forward(60)  # nobody asks too fast here
        name, text = parse_command(typed)
        return await self.chat.command(Command(name=name, text=text, asker=make_asker(person)))

    async def press(self, button: Button, value: str, person: str = "slack:UADMIN") -> Reply:
        self.clock.forward(60)
        return await self.chat.press(Press(button=button, value=value, asker=make_asker(person)))

    async def told(self) -> list[Notice]:
        """The notices that wait for the admins; what is owed to them is told first."""
        await self.rules.reports.catch_up()
        return await self.heard()

    async def heard(self) -> list[Notice]:
        """The notices that wait for the admins."""
        notices = []
        while one := await self.store.claim_delivery(
            ADMINS, now=HandClock().now(), lease_s=60, lease_token="holder", backlog=NO_BACKLOG
        ):
            assert isinstance(one.message, Notice)
            notices.append(one.message)
            await save(self.store, one, DeliveryState.SENT)
        return notices

    @property
    def topics_in_force(self) -> dict[str, str]:
        """The names of the watchlists that articles are matched with, by id."""
        return {key: one.name for key, one in self.rules.rulebook.current.by_id.items()}

    @property
    def version(self) -> str:
        return self.rules.changes.standing.in_force.version


def write_files(folder: Path, *, config: str = CONFIG, **topics: str) -> None:
    """Write the files as an admin has them at the first start."""
    (folder / "topics").mkdir()
    for name, text in (topics or {"kites": KITES}).items():
        (folder / "topics" / f"{name}.toml").write_text(text, encoding="utf-8")
    (folder / "config.toml").write_text(config, encoding="utf-8")


_KEYS = (f"e{number:023x}" for number in count())
