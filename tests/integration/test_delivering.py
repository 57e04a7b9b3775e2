"""From the outbox to the channel: real store, real clients, the platforms' fakes at the end of the wire."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import pytest

from adapters.access import Access
from adapters.discord import DiscordAdapter
from adapters.slack.client import SlackAdapter
from bot.app.deliver import Deliverer, DeliveryRules, take_over
from bot.core.delivery import BacklogRule, RetryPolicy
from bot.core.model import Channel
from bot.core.outbox import DeliveryState
from bot.infra.clock import SystemClock
from bot.infra.metrics import PrometheusMetrics
from bot.infra.runner_local import LocalRunner
from bot.ports_chat import Adapter
from bot.ports_store import Store
from tests.builders import make_alert, make_article, make_message, make_new, make_record
from tests.contract.steps import add_feed
from tests.platforms.fakes import discord_server, moods, slack_server, slack_workspaces
from tests.platforms.fakes.discord_server import DiscordServer
from tests.platforms.fakes.listening import until
from tests.platforms.fakes.slack_server import SlackServer

SLACK = [Channel(adapter="slack", external_id=f"C{number}") for number in range(3)]
DISCORD = [Channel(adapter="discord", external_id=f"100{number}") for number in range(3)]
ADMINS = Channel(adapter="slack", external_id="C0ADMIN")
CLOCK = SystemClock()
QUICK = RetryPolicy(base_s=0.01)
COUNTS = (DeliveryState.SENT, DeliveryState.DEAD)


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with SlackServer(channels=(*(one.external_id for one in SLACK), ADMINS.external_id)) as running:
        yield running


@pytest.fixture
def discord() -> Iterator[DiscordServer]:
    with DiscordServer(channels=tuple(one.external_id for one in DISCORD)) as running:
        yield running


def on_slack(slack: SlackServer) -> Adapter:
    return SlackAdapter(Access(token=slack_workspaces.TOKEN, address=slack.api))


def on_discord(discord: DiscordServer) -> Adapter:
    return DiscordAdapter(Access(token=discord_server.TOKEN, address=discord.api))


@asynccontextmanager
async def delivering(store: Store, *adapters: Adapter, retry: RetryPolicy = QUICK) -> AsyncIterator[None]:
    """Look every few milliseconds for what is due, as the scheduler does every second; stop cleanly."""
    rules = DeliveryRules(
        retry=retry,
        backlog=BacklogRule(most=3),
        admin_channel=ADMINS,
        draw=lambda: 0.5,
        new_key=iter(f"{number:024x}" for number in range(1_000_000)).__next__,
    )
    async with AsyncExitStack() as stack:
        deliverers = []
        for adapter in adapters:
            stack.push_async_callback(adapter.close)
            lanes = LocalRunner(slots=20)
            one = Deliverer(
                adapter, store=store, rules=rules, clock=CLOCK, metrics=PrometheusMetrics(), runner=lanes
            )
            stack.push_async_callback(lanes.drain)
            stack.callback(one.stop)
            deliverers.append(one)

        async def look() -> None:
            while True:
                for deliverer in deliverers:
                    await deliverer.deliver_due()
                await asyncio.sleep(0.01)

        looking = asyncio.create_task(look())
        yield
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)


async def queue(store: Store, channel: Channel, *titles: str, age_s: float = 0.0) -> None:
    feed_id = await add_feed(store)
    messages = {title: make_message(title=title) for title in titles}
    alerts = [
        make_new(make_article(title=title), alerts=(make_alert(channel=channel, message=message),))
        for title, message in messages.items()
    ]
    await store.commit_poll(make_record(feed_id, *alerts), now=CLOCK.now() - timedelta(seconds=age_s))


def slack_titles(slack: SlackServer, channel: Channel) -> list[str]:
    return [one["text"].split(" · ")[0] for one in slack.messages(channel.external_id)]


def discord_titles(discord: DiscordServer, channel: Channel) -> list[str]:
    return [one["embeds"][0]["title"] for one in discord.messages(channel.external_id)]


async def is_empty(store: Store) -> bool:
    counts = await store.count_deliveries()
    return not any(count for state, count in counts.items() if state not in COUNTS)


async def is_blocked(store: Store) -> bool:
    return all(one.blocked_until for one in await store.held_channels(now=CLOCK.now()))


async def are_held(store: Store, count: int) -> bool:
    return len(await store.held_channels(now=CLOCK.now())) >= count


# --- lanes ----------------------------------------------------------------------------------------------


async def test_each_channel_hears_its_alerts_in_order_and_none_waits_for_another(store, slack, discord):
    titles = ["one", "two", "three"]
    for channel in (*SLACK, *DISCORD):
        await queue(store, channel, *titles)
    slack.next("chat.postMessage", slack_server.too_many_requests("2"))  # one channel is held up
    started = asyncio.get_running_loop().time()
    async with delivering(store, on_slack(slack), on_discord(discord)):
        await until(lambda: all(len(discord.messages(one.external_id)) == 3 for one in DISCORD))
        discord_s = asyncio.get_running_loop().time() - started
        await until(lambda: is_empty(store))
    assert {tuple(slack_titles(slack, one)) for one in SLACK} == {tuple(titles)}
    assert {tuple(discord_titles(discord, one)) for one in DISCORD} == {tuple(titles)}
    assert discord_s < 2.0


async def test_slack_is_never_made_to_ask_for_a_slower_pace(store, slack):
    slack.is_strict = True
    for channel in SLACK:
        await queue(store, channel, "one", "two", "three")
    async with delivering(store, on_slack(slack)):
        await until(lambda: is_empty(store))
    assert slack.refused == 0
    assert slack_titles(slack, SLACK[0]) == ["one", "two", "three"]


async def test_platform_that_hangs_does_not_touch_the_other(store, slack, discord):
    slack.next("chat.postMessage", *[moods.hangs()] * 3)
    for channel in (*SLACK, *DISCORD):
        await queue(store, channel, "one")
    async with delivering(store, on_slack(slack), on_discord(discord)):
        await until(lambda: all(discord.messages(one.external_id) for one in DISCORD))
        await until(lambda: slack.calls.count("chat.postMessage") == 3)
        assert not any(slack.messages(one.external_id) for one in SLACK)
        slack.let_go()
        await until(lambda: is_empty(store))
    assert [slack_titles(slack, one) for one in SLACK] == [["one"]] * 3


async def test_rate_limited_delivery_waits_as_long_as_it_was_asked_to_and_counts_no_attempt(store, slack):
    slack.next("chat.postMessage", slack_server.too_many_requests("1"))
    await queue(store, SLACK[0], "one")
    started = asyncio.get_running_loop().time()
    async with delivering(store, on_slack(slack)):
        await until(lambda: is_empty(store))
    assert asyncio.get_running_loop().time() - started >= 1.0
    assert slack_titles(slack, SLACK[0]) == ["one"]
    (sent,) = await store.deliveries_of_story(1)
    assert sent.attempts == 1


# --- what may have been posted --------------------------------------------------------------------------


@pytest.mark.parametrize("is_stored", [True, False])
async def test_alert_whose_answer_was_lost_is_posted_exactly_once(store, slack, discord, is_stored):
    slack.next("chat.postMessage", moods.drops(is_stored=is_stored))
    discord.next("POST", moods.drops(is_stored=is_stored))
    await queue(store, SLACK[0], "one", "two")
    await queue(store, DISCORD[0], "one", "two")
    async with delivering(store, on_slack(slack), on_discord(discord)):
        await until(lambda: is_empty(store))
    assert slack_titles(slack, SLACK[0]) == ["one", "two"]
    assert discord_titles(discord, DISCORD[0]) == ["one", "two"]


# --- channels and workspaces that are held back ---------------------------------------------------------


async def test_channel_that_refuses_is_paused_told_once_and_goes_on_when_it_is_back(store, slack):
    slack.next("chat.postMessage", slack_server.says("is_archived"))
    await queue(store, SLACK[0], "one", "two")
    async with delivering(store, on_slack(slack)):
        await until(lambda: slack.messages(ADMINS.external_id))
        assert slack_titles(slack, SLACK[0]) == []
        slack.next("chat.postMessage", slack_server.says("is_archived"))
        await store.probe_paused()
        await until(lambda: slack.calls.count("chat.postMessage") == 3)
        await until(lambda: is_blocked(store))
        (held,) = await store.held_channels(now=CLOCK.now())
        assert "is_archived" in held.paused_reason
        await store.probe_paused()
        await until(lambda: is_empty(store))
    assert slack_titles(slack, SLACK[0]) == ["one", "two"]
    paused, resumed = (one["text"].splitlines()[0] for one in slack.messages(ADMINS.external_id))
    assert paused == "slack:C0 is paused"
    assert resumed == "slack:C0 takes alerts again"
    assert await store.held_channels(now=CLOCK.now()) == []


async def test_refused_token_stops_the_workspace_at_the_first_refusal(store, slack):
    wrong = SlackAdapter(Access(token="xoxb-wrong", address=slack.api))
    for channel in SLACK:
        await queue(store, channel, "one")
    async with delivering(store, wrong):
        await until(lambda: are_held(store, len(SLACK)))
        await until(lambda: slack.calls)
    held = await store.held_channels(now=CLOCK.now())
    assert {one.channel for one in held} >= set(SLACK)
    assert slack.calls.count("chat.postMessage") <= len(SLACK)
    assert {one.paused_reason.split(":")[0] for one in held} == {"Slack says invalid_auth"}
    await take_over(store, CLOCK, subscribed=[*SLACK, ADMINS])
    async with delivering(store, on_slack(slack)):
        await until(lambda: is_empty(store))
    assert [slack_titles(slack, one) for one in SLACK] == [["one"]] * 3


async def test_ban_of_discord_stops_all_of_its_channels_and_survives_a_restart(store, discord, slack):
    discord.next("POST", *[discord_server.banned()] * len(DISCORD))
    for channel in (*DISCORD, SLACK[0]):
        await queue(store, channel, "one")
    async with delivering(store, on_discord(discord)):
        await until(lambda: are_held(store, len(DISCORD)))
    asked = len(discord.calls)
    await take_over(store, CLOCK, subscribed=[*DISCORD, *SLACK, ADMINS])
    async with delivering(store, on_discord(discord), on_slack(slack)):
        await until(lambda: slack.messages(SLACK[0].external_id))
    assert len(discord.calls) == asked
    in_nine_minutes = CLOCK.now() + timedelta(minutes=9)
    assert [one.channel for one in await store.held_channels(now=in_nine_minutes)] == DISCORD
    assert slack.messages(ADMINS.external_id) == []  # nobody has to act


# --- backlog, end ---------------------------------------------------------------------------------------


async def test_backlog_arrives_as_digests_with_every_alert_in_it(store, slack, discord):
    titles = [f"alert {number:02}" for number in range(14)]
    for channel in (SLACK[0], DISCORD[0]):
        await queue(store, channel, *titles, age_s=700)
    async with delivering(store, on_slack(slack), on_discord(discord)):
        await until(lambda: is_empty(store))
    first, second = slack.messages(SLACK[0].external_id)
    assert first["text"] == "10 alerts that had to wait"
    shown = [title for title in titles if title in str(first["blocks"]) + str(second["blocks"])]
    assert shown == titles
    one, two = discord.messages(DISCORD[0].external_id)
    assert [card["title"] for message in (one, two) for card in message["embeds"]] == titles


async def test_digest_that_is_refused_goes_out_one_by_one_without_the_alert_that_is(store, discord):
    titles = ["one", "two", "forbidden", "four"]
    await queue(store, DISCORD[0], *titles, age_s=700)
    discord.forbidden = "forbidden"
    async with delivering(store, on_discord(discord)):
        await until(lambda: is_empty(store))
    assert discord_titles(discord, DISCORD[0]) == ["one", "two", "four"]
    (dead,) = await store.dead_deliveries(limit=9)
    assert dead.title == "forbidden"


async def test_admin_channel_is_not_told_of_itself(store, slack):
    slack.next("chat.postMessage", slack_server.says("is_archived"))
    await queue(store, ADMINS, "one")
    async with delivering(store, on_slack(slack)):
        await until(lambda: are_held(store, 1))
        await store.probe_paused()
        await until(lambda: is_empty(store))
    assert slack_titles(slack, ADMINS) == ["one"]


async def test_look_up_that_finds_the_alert_ends_the_pause(store, slack):
    slack.next("chat.postMessage", moods.drops(is_stored=True))
    slack.next("conversations.history", slack_server.says("not_in_channel"))
    await queue(store, SLACK[0], "one")
    async with delivering(store, on_slack(slack)):
        await until(lambda: are_held(store, 1))
        await store.probe_paused()
        await until(lambda: is_empty(store))
    assert await store.held_channels(now=CLOCK.now()) == []
    assert slack_titles(slack, SLACK[0]) == ["one"]


async def test_alert_waiting_for_its_turn_in_doubt_is_still_looked_up_after_a_stop(store, slack):
    slow = RetryPolicy(base_s=0.0)
    slack.next("chat.postMessage", moods.drops(is_stored=True))
    await queue(store, SLACK[0], "one")
    async with delivering(store, on_slack(slack), retry=slow):  # stopped in the second between two posts
        await until(lambda: slack.messages(SLACK[0].external_id))
    assert (await store.count_deliveries())[DeliveryState.UNCERTAIN] == 1
    async with delivering(store, on_slack(slack)):
        await until(lambda: is_empty(store))
    assert slack_titles(slack, SLACK[0]) == ["one"]


async def test_stopping_finishes_what_is_in_flight_and_begins_nothing_more(store, slack):
    await queue(store, SLACK[0], "one", "two")
    slack.next("chat.postMessage", moods.hangs())
    async with delivering(store, on_slack(slack)):
        await until(lambda: slack.calls.count("chat.postMessage") == 1)
        asyncio.get_running_loop().call_later(0.1, slack.let_go)
    assert slack_titles(slack, SLACK[0]) == ["one"]
    counts = (await store.count_deliveries()).items()
    assert {state: count for state, count in counts if count} == {
        DeliveryState.SENT: 1,
        DeliveryState.READY: 1,
    }
