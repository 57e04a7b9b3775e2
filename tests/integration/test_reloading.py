"""``/watch reload``: real files read anew, and what is in force after it."""

from pathlib import Path

import pytest

from bot.core.delivery import ChannelPause
from bot.core.model import Channel
from bot.core.outbox import DeliveryState
from bot.ports_store import Store
from tests.builders import NOW, make_alert, make_match, make_new, make_record
from tests.integration.edited_files import CONFIG, KITES, TEA, EditedBot, HandMeter, write_files


@pytest.fixture
async def bot(tmp_path: Path, store: Store) -> EditedBot:
    write_files(tmp_path)
    return await EditedBot.open(tmp_path, store, meter=HandMeter())


async def test_new_topics_feeds_and_subscriptions_are_in_force_at_once(bot, store):
    (bot.topics / "tea.toml").write_text(TEA)
    (bot.topics / "kites.toml").write_text(KITES.replace("World", "National"))
    more = '[[feeds]]\nurl = "https://b.example/feed"\n'
    more += '[[subscriptions]]\nwatchlist = "tea"\nchannel = "slack:C1"\n'
    bot.config.write_text(CONFIG + more)
    said = await bot.ask("reload")
    assert said.title == f"In force: rules {bot.version}, topics: 2, feeds: 2."
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
    before = bot.rules.rulebook.current
    (bot.topics / "tea.toml").write_text("name = 7")
    bot.config.write_text(CONFIG + "bogus = 1\n[more]\n")
    said = await bot.ask("reload")
    assert said.title.endswith("problems found: everything is as it was.")
    assert any("tea.toml" in line for line in said.lines)
    assert any("feeds[0].bogus" in line for line in said.lines)
    assert bot.rules.rulebook.current is before
    assert await store.list_changes(None, limit=5) == []


async def test_example_that_an_edit_gets_wrong_keeps_it_from_being_in_force(bot):
    wrong = '[[examples.must_match]]\ntext = "Nothing of the kind"\nreason = "a mistake"\n'
    (bot.topics / "tea.toml").write_text(TEA + wrong)
    said = await bot.ask("reload")
    assert "examples.must_match[0]" in said.lines[0]
    assert bot.topics_in_force == {"kites": "Kite League"}


async def test_example_that_what_is_in_force_gets_wrong_holds_up_no_other_edit(tmp_path, store):
    """As after an upgrade that finds a name otherwise."""
    wrong = '[[examples.must_match]]\ntext = "Nothing of the kind"\nreason = "a mistake"\n'
    write_files(tmp_path, kites=KITES + wrong)
    bot = await EditedBot.open(tmp_path, store, meter=HandMeter())
    (bot.topics / "tea.toml").write_text(TEA)
    assert (await bot.ask("reload")).lines == ("new topics: tea",)
    bot = await EditedBot.open(tmp_path, store, meter=HandMeter())
    assert set(bot.topics_in_force) == {"kites", "tea"}
    (bot.topics / "kites.toml").write_text(KITES.replace("World", "National") + wrong)
    assert "examples.must_match[0]" in (await bot.ask("reload")).lines[0]


async def test_channel_that_is_named_again_begins_without_the_pause_of_before(bot, store):
    subscription = '[[subscriptions]]\nwatchlist = "kites"\nchannel = "slack:C1"\n'
    bot.config.write_text(CONFIG + subscription)
    await bot.ask("reload")
    channel, archived = Channel(adapter="slack", external_id="C1"), ChannelPause(reason="archived")
    await store.pause_channel(channel, archived, now=NOW, notice=None)
    await bot.ask("reload")
    assert [one.channel for one in await store.held_channels(now=NOW)] == [channel]
    bot.config.write_text(CONFIG)
    await bot.ask("reload")
    assert await store.held_channels(now=NOW) == []


async def test_subscription_to_a_topic_that_is_gone_keeps_all_as_it_was(bot):
    bot.config.write_text(CONFIG + '[[subscriptions]]\nwatchlist = "tee"\nchannel = "console:main"\n')
    (bot.topics / "tea.toml").write_text(TEA)
    assert 'did you mean "tea"' in (await bot.ask("reload")).lines[0]
    assert bot.topics_in_force == {"kites": "Kite League"}


async def test_who_reloaded_is_kept_in_the_log_of_changes(bot, store):
    await bot.ask("reload")
    (change,) = await store.list_changes(None, limit=5)
    assert (change.person, change.action, change.after) == ("slack:UADMIN", "reload", "nothing changed")


async def test_what_only_a_restart_changes_is_named(bot):
    bot.config.write_text(CONFIG + "[health]\nport = 9999\n")
    assert (await bot.ask("reload")).lines == ("only after a restart: [health]",)


async def test_folder_that_is_named_anew_is_in_force_at_once_and_waits_for_no_restart(bot):
    (bot.topics.with_name("others")).mkdir()
    (bot.topics.with_name("others") / "tea.toml").write_text(TEA)
    bot.config.write_text(CONFIG.replace('"topics"', '"others"'))
    assert (await bot.ask("reload")).lines == ("new topics: tea", "gone: kites")
    assert bot.topics_in_force == {"tea": "Tea Route"}


async def test_channel_whose_address_is_not_open_yet_waits_for_a_restart(bot, monkeypatch):
    monkeypatch.setenv("APPRISE_PHONE_URL", "json://127.0.0.1/")
    bot.config.write_text(CONFIG + '[[subscriptions]]\nwatchlist = "kites"\nchannel = "apprise:phone"\n')
    assert (await bot.ask("reload")).lines == ("only after a restart: apprise:phone",)
    assert bot.subscriptions.channels() == ()


async def test_reload_is_refused_to_all_but_admins(bot):
    before = bot.rules.rulebook.current
    assert (await bot.ask("reload", person="slack:U1")).title.startswith("Only the bot's admins")
    assert bot.rules.rulebook.current is before
