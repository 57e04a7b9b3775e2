"""``/watch reload``: real files read anew, and what is in force after it."""

from functools import partial
from pathlib import Path

import pytest

from bot.app.chat import Chat
from bot.app.reload import Reloader
from bot.app.rulebook import Rulebook, Rules
from bot.app.subscriptions import Subscriptions
from bot.compose_files import load_files
from bot.core.chat import Command, Reply
from bot.core.commands import parse_command
from bot.core.model import Channel
from bot.core.outbox import DeliveryState
from bot.matching.matcher import Matcher
from bot.ports_store import Store
from tests.builders import NOW, make_alert, make_asker, make_desk, make_match, make_new, make_record
from tests.platforms.fakes.listening import HandClock

KITES = 'name = "Kite League"\nalias = [{ text = "World Kite League" }]\n'
TEA = 'name = "Tea Route"\nalias = [{ text = "Great Tea Route" }]\n'
CONFIG = '[watchlists]\ndir = "topics"\n[[feeds]]\nurl = "https://a.example/feed"\n'


class Bot:
    """What a reload touches, made from a folder of files."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.config = folder / "config.toml"
        self.topics = folder / "topics"
        settings, watchlists = load_files(self.config)
        self.rulebook = Rulebook(Rules(matcher=Matcher(watchlists), feeds=settings.feeds()))
        self.subscriptions = Subscriptions(settings.subscriptions())
        reloader = Reloader(
            partial(load_files, self.config),
            settings=settings,
            rulebook=self.rulebook,
            subscriptions=self.subscriptions,
            store=store,
            clock=HandClock(),
        )
        desk = make_desk(
            store,
            self.rulebook.current.matcher,
            clock=HandClock(),
            rulebook=self.rulebook,
            subscriptions=self.subscriptions,
            reloader=reloader,
        )
        self.chat = Chat(desk)

    async def ask(self, typed: str, person: str = "slack:UADMIN") -> Reply:
        name, text = parse_command(typed)
        return await self.chat.command(Command(name=name, text=text, asker=make_asker(person)))


@pytest.fixture
def bot(tmp_path: Path, store: Store) -> Bot:
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics" / "kites.toml").write_text(KITES)
    (tmp_path / "config.toml").write_text(CONFIG)
    return Bot(tmp_path, store)


async def test_new_topics_feeds_and_subscriptions_are_in_force_at_once(bot, store):
    (bot.topics / "tea.toml").write_text(TEA)
    (bot.topics / "kites.toml").write_text(KITES.replace("World", "National"))
    more = '[[feeds]]\nurl = "https://b.example/feed"\n'
    more += '[[subscriptions]]\nwatchlist = "tea"\nchannel = "slack:C1"\n'
    bot.config.write_text(CONFIG + more)
    said = await bot.ask("reload")
    assert said.title == "In force: topics: 2, feeds: 2."
    assert said.lines == ("new topics: tea", "changed: kites", "feeds: 1 new, 0 gone")
    assert "Tea Route: no match" not in str((await bot.ask("test Great Tea Route opens")).lines)
    assert bot.subscriptions.channels() == (Channel(adapter="slack", external_id="C1"),)
    assert [one.stored.feed.url for one in await store.list_feeds()] == [
        "https://a.example/feed", "https://b.example/feed",
    ]  # fmt: skip


async def test_channel_that_gets_nothing_any_more_gets_nothing_that_waits_either(bot, store):
    subscription = '[[subscriptions]]\nwatchlist = "kites"\nchannel = "console:main"\n'
    bot.config.write_text(CONFIG + subscription)
    await bot.ask("reload")
    (feed,) = await store.list_feeds()
    new = make_new(matches=(make_match("kites"),), alerts=(make_alert("kites"),))
    await store.commit_poll(make_record(feed.stored.feed_id, new), now=NOW)
    bot.config.write_text(CONFIG)
    await bot.ask("reload")
    counts = await store.count_deliveries()
    assert (counts[DeliveryState.READY], counts[DeliveryState.SUPPRESSED]) == (0, 1)


async def test_files_with_problems_change_nothing_and_each_problem_is_told(bot, store):
    before = bot.rulebook.current
    (bot.topics / "tea.toml").write_text("name = 7")
    bot.config.write_text(CONFIG + "bogus = 1\n[more]\n")
    said = await bot.ask("reload")
    assert said.title.endswith("problems found: everything is as it was.")
    assert any("tea.toml" in line for line in said.lines)
    assert any("feeds[0].bogus" in line for line in said.lines)
    assert bot.rulebook.current is before
    assert await store.list_changes(None, limit=5) == []


async def test_who_reloaded_is_kept_in_the_log_of_changes(bot, store):
    await bot.ask("reload")
    (change,) = await store.list_changes(None, limit=5)
    assert (change.person, change.action, change.after) == ("slack:UADMIN", "reload", "nothing changed")


async def test_what_only_a_restart_changes_is_named(bot):
    bot.config.write_text(CONFIG + "[health]\nport = 9999\n")
    assert (await bot.ask("reload")).lines == ("only after a restart: [health]",)


async def test_channel_whose_address_is_not_open_yet_waits_for_a_restart(bot, monkeypatch):
    monkeypatch.setenv("APPRISE_PHONE_URL", "json://127.0.0.1/")
    bot.config.write_text(CONFIG + '[[subscriptions]]\nwatchlist = "kites"\nchannel = "apprise:phone"\n')
    assert (await bot.ask("reload")).lines == ("only after a restart: apprise:phone",)
    assert bot.subscriptions.channels() == ()


async def test_reload_is_refused_to_all_but_admins(bot):
    before = bot.rulebook.current
    assert (await bot.ask("reload", person="slack:U1")).title.startswith("Only the bot's admins")
    assert bot.rulebook.current is before
