"""To which channels a topic's past may be posted: those that get something, by a way that is open."""

from pathlib import Path

import pytest

from bot.app.commands.backfill import find_target
from bot.config import Settings, parse_channel, settings_of
from bot.core.subscription import Subscription
from bot.core.watchlist import Watchlist
from bot.errors import NotFound
from bot.ports_store import Store
from tests.builders import make_installation, make_stored, make_subscription

KITES = Watchlist(watchlist_id="kites", name="Kites", aliases=())
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1"}
CONFIG = """
[chat]
admin_channel = "slack:CADMINS"
[[subscriptions]]
watchlist = "kites"
channel = "slack:CKITES"
langs = ["zh"]
[[subscriptions]]
watchlist = "tea"
channel = "slack:T2/CTEA"
[[subscriptions]]
watchlist = "tea"
channel = "discord:7"
"""


def settings(environ: dict[str, str] = TOKENS) -> Settings:
    return settings_of(CONFIG, Path("config.toml"), environ=environ)


async def target(store: Store, channel: str, **environ: str) -> Subscription:
    return await find_target(
        parse_channel(channel),
        KITES,
        settings=settings(TOKENS | environ),
        stored=[make_stored("tea", channel=parse_channel("slack:CCHAT"))],
        installations=store,
    )


async def test_channel_of_the_topic_hears_of_it_as_it_subscribed(store):
    assert (await target(store, "slack:CKITES")).langs == ("zh",)


@pytest.mark.parametrize("channel", ["slack:CCHAT", "slack:CADMINS"])
async def test_channel_of_other_topics_and_that_of_the_admins_hear_of_all_of_it(store, channel):
    assert await target(store, channel) == make_subscription("kites", channel=parse_channel(channel))


async def test_channel_that_gets_nothing_is_refused_with_those_that_do(store):
    with pytest.raises(NotFound, match=r"slack:C9 gets nothing .* slack:CKITES, slack:T2/CTEA, discord:7"):
        await target(store, "slack:C9")


async def test_channel_without_a_token_is_refused(store):
    with pytest.raises(NotFound, match="discord:7: DISCORD_TOKEN is not set"):
        await target(store, "discord:7")
    assert await target(store, "discord:7", DISCORD_TOKEN="t")


async def test_channel_of_a_workspace_that_has_not_added_the_app_is_refused(store):
    with pytest.raises(NotFound, match="the workspace T2 has not added the app"):
        await target(store, "slack:T2/CTEA")
    await store.save_installation(make_installation("T2"))
    assert await target(store, "slack:T2/CTEA")
