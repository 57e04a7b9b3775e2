"""A platform says that a channel is open again: what waited for it comes now, not with the next probe."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from adapters.access import Access
from adapters.slack.client import SlackAdapter
from bot.app.chat import Chat
from bot.app.deliver import Deliverer, DeliveryRules
from bot.core.delivery import BacklogRule, RetryPolicy
from bot.core.model import Channel
from bot.errors import StoreUnavailable
from bot.infra.metrics import PrometheusMetrics
from bot.infra.runner_local import LocalRunner
from bot.matching.matcher import Matcher
from bot.ports_store import Store
from bot.store.open import open_store
from tests.builders import make_alert, make_article, make_desk, make_message, make_new, make_record
from tests.contract.steps import add_feed
from tests.platforms.fakes import slack_server
from tests.platforms.fakes.listening import HandClock, until
from tests.platforms.fakes.slack_server import SlackServer
from tests.platforms.fakes.slack_sockets import APP_TOKEN
from tests.platforms.fakes.slack_workspaces import TOKEN

NEWS = Channel(adapter="slack", external_id="C0NEWS")


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with SlackServer() as running:
        yield running


class Room:
    """A deliverer with its adapter, and the chat that hears of returns; its clock stands still."""

    def __init__(self, store: Store, slack: SlackServer) -> None:
        self.store = store
        self.clock = HandClock()
        self.chat = Chat(make_desk(store, Matcher([]), clock=self.clock))
        access = Access(token=TOKEN, address=slack.api, app_token=APP_TOKEN, channels={NEWS: frozenset()})
        self.adapter = SlackAdapter(access, self.chat)
        self.lanes = LocalRunner(slots=5)
        rules = DeliveryRules(
            retry=RetryPolicy(),
            backlog=BacklogRule(most=3),
            admin_channel=None,
            draw=lambda: 0.5,
            new_key=iter(f"{number:024x}" for number in range(1_000)).__next__,
        )
        self.deliverer = Deliverer(
            self.adapter,
            store=store,
            rules=rules,
            clock=self.clock,
            metrics=PrometheusMetrics(),
            runner=self.lanes,
        )

    async def look(self) -> None:
        """Do once what the scheduler does every second, and wait for what comes of it."""
        await self.chat.returns.probe(self.store, [self.deliverer])
        await self.deliverer.deliver_due()
        await self.lanes.drain()

    async def is_paused(self, channel: Channel) -> bool:
        return any(one.channel == channel for one in await self.store.held_channels(now=self.clock.now()))


@pytest.fixture
async def room(tmp_path: Path, slack: SlackServer) -> AsyncIterator[Room]:
    store = await open_store("sqlite:///store.db", base_dir=tmp_path)
    made = Room(store, slack)
    feed_id = await add_feed(store)
    alert = make_alert(channel=NEWS, message=make_message(title="one"))
    await store.commit_poll(
        make_record(feed_id, make_new(make_article(title="one"), alerts=(alert,))), now=made.clock.now()
    )
    await made.adapter.start()
    await until(lambda: slack.sockets.is_open() == 2)
    yield made
    await made.adapter.close()
    await store.close()


@pytest.mark.parametrize("word", ["not_in_channel", "invalid_auth"], ids=["channel", "workspace"])
async def test_alert_comes_as_soon_as_slack_says_that_its_channel_is_open(room, slack, word):
    slack.next("chat.postMessage", slack_server.says(word))
    await room.look()
    assert await room.is_paused(NEWS)
    await room.look()
    assert slack.messages() == []  # the next probe is a minute away, by a clock that stands still
    slack.sockets.happens("member_joined_channel", user="U0BOT", channel="C0NEWS", channel_type="C")

    async def arrives() -> bool:
        await room.look()
        return bool(slack.messages())

    await until(arrives)
    assert not await room.is_paused(NEWS)


async def test_platform_that_asked_us_to_wait_is_not_probed_earlier(room, slack):
    slack.next("chat.postMessage", slack_server.too_many_requests("600"))
    await room.look()
    room.chat.channel_returned(NEWS)
    await room.look()
    assert slack.calls.count("chat.postMessage") == 1


async def test_many_returns_cost_one_probe_in_half_a_minute_and_none_is_lost(room, slack):
    refusals = [slack_server.says("not_in_channel")] * 3
    slack.next("chat.postMessage", *refusals)
    await room.look()
    for _ in range(3):
        room.chat.channel_returned(NEWS)
        await room.look()
    assert slack.calls.count("chat.postMessage") == 2
    room.clock.forward(29)
    await room.look()
    assert slack.calls.count("chat.postMessage") == 2
    room.clock.forward(1)
    await room.look()
    assert slack.calls.count("chat.postMessage") == 3


async def test_return_that_the_database_could_not_take_is_tried_again(room, slack, tmp_path):
    slack.next("chat.postMessage", slack_server.says("not_in_channel"))
    await room.look()
    room.chat.channel_returned(NEWS)
    closed = await open_store("sqlite:///other.db", base_dir=tmp_path)
    await closed.close()
    with pytest.raises(StoreUnavailable):
        await room.chat.returns.probe(closed, [room.deliverer])
    await room.look()
    assert len(slack.messages()) == 1
