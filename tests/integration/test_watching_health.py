"""Weeks of feeds, topics and channels over a real database, by a clock in our hand: what the admins hear."""

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.app.subscriptions import Subscriptions
from bot.app.watch_health import HealthWatch
from bot.core.model import Channel, Message, Notice
from bot.core.outbox import DeliveryState
from bot.store.open import open_store
from tests.builders import make_alert, make_feed, make_new, make_record, make_subscription
from tests.contract.steps import NO_BACKLOG, SLACK, add_feeds, claim_one, save
from tests.platforms.fakes.listening import HandClock

ADMINS = Channel(adapter="console", external_id="admins")
HOUR_S = 3_600.0
DAY_S = 24 * HOUR_S


class World:
    """Feeds that are polled hourly, failing ones too, and a watch that looks twice after each round."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = HandClock()
        self.ids: dict[str, int] = {}
        self.failures: dict[str, str] = {}
        self.silent: set[str] = set()
        self.states: dict[str, dict[str, Any]] = {}
        self.lines: tuple[str, ...] = ()
        self.wait = timedelta(hours=1)
        self._keys = (f"{number:023x}w" for number in count())

    async def open(self) -> None:
        """Start the bot, or start it again."""
        self.store = await open_store("sqlite:///store.db", base_dir=self.folder)
        self.watch = HealthWatch(
            self.store,
            self.clock,
            subscriptions=Subscriptions([make_subscription("sco", channel=SLACK)]),
            admin_channel=ADMINS,
            new_key=self._keys.__next__,
        )
        await self.watch.begin()

    async def add(self, *urls: str) -> None:
        ids = await add_feeds(self.store, *(make_feed(url=url) for url in urls))
        self.ids = dict(zip(urls, ids, strict=True))

    def fail(self, *urls: str, failure: str = "timeout") -> None:
        self.failures |= dict.fromkeys(urls or self.ids, failure)

    def mend(self, *urls: str) -> None:
        for url in urls or tuple(self.failures):
            self.failures.pop(url, None)

    async def poll(self, *urls: str) -> None:
        now = self.clock.now()
        for url in urls or self.ids:
            before = self.states.get(url, {})
            failure = self.failures.get(url, "")
            state: dict[str, Any] = {
                **before,
                "polled_at": now,
                "next_poll_at": now + self.wait,
                "rhythm_s": HOUR_S,
                "failure": failure,
                "error": "no answer" if failure else "",
                "failing_since": (before.get("failing_since") or now) if failure else None,
            }
            if not failure:
                state |= {"ok_at": now}
                state |= {} if url in self.silent else {"news_at": now}
            self.states[url] = {"ok_at": None, "news_at": None} | state
            await self.store.commit_poll(make_record(self.ids[url], **self.states[url]), now=now)

    async def after(self, *, hours: int = 0, days: int = 0) -> list[str]:
        """Poll and look each hour, or each day, for so long; return what the admins were told."""
        for step_s in [DAY_S] * days + [HOUR_S] * hours:
            self.clock.forward(step_s)
            await self.poll()
            await self.watch.look()
            await self.watch.look()
        return await self.heard()

    async def due(self) -> list[str]:
        """Return what would be polled now."""
        reports = await self.store.list_feeds()
        now = self.clock.now()
        return [one.stored.feed.url for one in reports if one.stored.state.next_poll_at <= now]

    async def alert(self) -> None:
        """Let a story be found whose alert is to go to Slack."""
        record = make_record(self.ids[A], make_new(alerts=(make_alert(channel=SLACK),)), **self.states[A])
        await self.store.commit_poll(record, now=self.clock.now())

    async def send(self, channel: Channel) -> list[Message]:
        """Deliver what waits for a channel."""
        messages = []
        now = self.clock.now()
        while delivery := await self.store.claim_delivery(
            channel, now=now, lease_s=60, lease_token="holder", backlog=NO_BACKLOG
        ):
            messages.append(delivery.message)
            await save(self.store, delivery, DeliveryState.SENT)
        return messages

    async def heard(self) -> list[str]:
        """Return the titles of the notices that wait for the admins; ``lines`` are the last one's."""
        notices = [message for message in await self.send(ADMINS) if isinstance(message, Notice)]
        self.lines = notices[-1].lines if notices else ()
        return [notice.title for notice in notices]


A, B, C, D, E = (f"https://{name}.example/feed" for name in "abcde")
SECTIONS = tuple(f"https://www.news.org/{name}" for name in ("world", "asia", "trade", "health"))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    made = World(tmp_path)
    await made.open()
    yield made
    await made.store.close()


# --- a feed ---------------------------------------------------------------------------------------------


async def test_outage_is_told_once_after_a_day_and_its_end_once(world):
    await world.add(A, B, C)
    await world.after(hours=3)
    world.fail(A)
    assert await world.after(hours=24) == []
    assert await world.after(hours=1) == ["Example News has failed for 24 h"]
    assert world.lines[0].startswith("timeout: no answer. It is tried again")
    assert world.lines[0].endswith(A)
    assert await world.after(days=20) == []
    world.mend()
    assert await world.after(hours=1) == ["Example News answers again"]
    assert await world.after(days=2) == []


async def test_restart_tells_nothing_twice(world):
    await world.add(A, B, C)
    world.fail(A)
    assert len(await world.after(hours=26)) == 1
    await world.store.close()
    await world.open()
    assert await world.after(hours=26) == []
    world.mend()
    await world.store.close()
    await world.open()
    assert await world.after(hours=2) == ["Example News answers again"]


async def test_feed_that_answers_now_and_then_is_no_outage(world):
    await world.add(A, B, C)
    for _ in range(10):
        world.fail(A)
        assert await world.after(hours=20) == []
        world.mend()
        assert await world.after(hours=1) == []


async def test_outage_that_nobody_watched_is_judged_after_the_next_poll(world):
    await world.add(A, B, C)
    world.fail(A)
    await world.after(hours=2)
    world.clock.forward(9 * DAY_S)
    await world.watch.look()
    assert await world.heard() == []
    world.mend()
    assert await world.after(hours=5) == []


async def test_feed_that_only_a_person_can_mend_says_so(world):
    await world.add(A, B, C)
    world.fail(A, failure="not-a-feed")
    await world.after(hours=24)
    await world.after(hours=1)
    assert "Trying again will not mend it" in world.lines[0]


async def test_several_troubles_of_one_look_are_one_notice(world):
    await world.add(A, B, C, D, E)
    world.fail(D)
    assert len(await world.after(hours=25)) == 1
    world.fail(A, failure="http-status")
    world.fail(B, failure="not-a-feed")
    await world.after(hours=24)
    world.mend(D)
    assert await world.after(hours=1) == ["2 problems, 1 solved"]
    assert [line.partition(".")[0] for line in world.lines] == [
        "Example News has failed for 24 h",
        "Example News has failed for 24 h",
        "Example News answers again",
    ]


# --- a host and the network -----------------------------------------------------------------------------


async def test_dead_host_is_told_once_and_so_is_its_return(world):
    await world.add(*SECTIONS, A, B, C)
    world.fail(*SECTIONS[:3])
    assert await world.after(hours=25) == ["news.org: 3 of its 4 feeds fail, the first for 24 h"]
    world.fail(SECTIONS[3])
    assert await world.after(days=3) == []
    world.mend(SECTIONS[0])
    assert await world.after(days=1) == []
    world.mend(SECTIONS[1])
    assert await world.after(days=1) == ["news.org answers again: 2 of the 4 feeds that failed"]
    world.mend()
    assert await world.after(days=2) == []
    world.fail(*SECTIONS)
    assert await world.after(hours=26) == ["news.org: 4 of its 4 feeds fail, the first for 24 h"]


async def test_feed_that_stays_dead_after_its_host_is_told_by_name_after_two_weeks(world):
    await world.add(*SECTIONS, A, B, C)
    world.fail(*SECTIONS)
    assert len(await world.after(hours=25)) == 1
    world.mend(*SECTIONS[1:])
    assert await world.after(hours=1) == ["news.org answers again: 3 of the 4 feeds that failed"]
    assert await world.after(days=12) == []
    assert await world.after(days=2) == ["Example News has failed for 14 days"]
    assert await world.after(days=9) == []
    world.mend()
    assert await world.after(hours=1) == ["Example News answers again"]


async def test_feed_is_tried_when_its_host_is_back_and_not_told_by_name_before(world):
    await world.add(*SECTIONS, A, B, C)
    world.fail(*SECTIONS)
    assert len(await world.after(days=20)) == 1
    world.mend(*SECTIONS[1:])
    assert await world.after(hours=1) == ["news.org answers again: 3 of the 4 feeds that failed"]
    assert await world.due() == [SECTIONS[0]]
    world.mend()
    assert await world.after(hours=1) == []


async def test_host_that_breaks_down_in_several_ways_is_one_problem(world):
    await world.add(*SECTIONS, A, B, C)
    world.fail(*SECTIONS[:2], failure="http-status")
    world.fail(*SECTIONS[2:])
    assert await world.after(hours=25) == ["news.org: 4 of its 4 feeds fail, the first for 24 h"]
    assert "Others: timeout; " in world.lines[0]
    world.mend()
    assert await world.after(hours=1) == ["news.org answers again: 4 of the 4 feeds that failed"]


async def test_one_feed_of_a_host_that_is_well_is_told_alone(world):
    await world.add(*SECTIONS, A, B, C)
    world.fail(SECTIONS[0], failure="http-status")
    world.fail(SECTIONS[1], failure="not-a-feed")
    assert await world.after(hours=25) == ["2 problems"]


async def test_network_that_is_down_is_told_once_and_no_feed_beside_it(world):
    await world.add(*SECTIONS, A, B, C, D)
    await world.after(hours=3)
    world.fail(failure="dns")
    assert await world.after(hours=1) == []
    assert await world.after(hours=1) == ["No network here? 5 of 5 hosts with feeds cannot be reached"]
    assert await world.after(days=3) == []
    world.mend()
    assert await world.after(hours=1) == ["The network is back: feeds are read again"]
    assert await world.after(days=2) == []


async def test_feeds_are_tried_hourly_without_a_network_and_at_once_when_it_is_back(world):
    await world.add(A, B, C, D, E)
    await world.after(hours=1)
    world.fail(failure="dns")
    world.fail(E, failure="http-status")
    world.wait = timedelta(days=1)  # what failing often makes of it
    assert await world.after(hours=2) == ["No network here? 4 of 5 hosts with feeds cannot be reached"]
    assert await world.due() == []
    world.clock.forward(HOUR_S)
    await world.watch.look()
    assert await world.due() == [A, B, C, D]
    await world.poll(A, B, C, D)
    await world.watch.look()
    assert await world.due() == []
    world.mend(A, B, C)
    await world.poll(A, B, C)
    await world.watch.look()
    assert await world.heard() == ["The network is back: feeds are read again"]
    assert await world.due() == [D]


async def test_what_fails_after_the_network_is_back_counts_from_then(world):
    await world.add(A, B, C, D)
    world.fail(failure="connection")
    assert len(await world.after(days=3)) == 1
    world.mend(A, B, C)
    assert await world.after(hours=1) == ["The network is back: feeds are read again"]
    assert await world.after(hours=23) == []
    assert await world.after(hours=1) == ["Example News has failed for 3 days"]


async def test_network_of_few_hosts_is_back_though_one_of_them_had_been_dead_before(world):
    await world.add(A, B, C)
    world.fail(C)
    assert await world.after(hours=26) == ["Example News has failed for 24 h"]
    world.fail(failure="dns")
    assert await world.after(hours=2) == ["No network here? 3 of 3 hosts with feeds cannot be reached"]
    world.mend(A)
    assert await world.after(hours=1) == []
    world.mend(B)
    assert await world.after(hours=1) == ["The network is back: feeds are read again"]
    world.fail(A, failure="http-status")
    assert await world.after(hours=25) == ["Example News has failed for 24 h"]


async def test_restart_without_a_network_does_not_take_it_for_back(world):
    await world.add(A, B, C, D)
    world.fail(failure="dns")
    assert len(await world.after(hours=3)) == 1
    await world.store.close()
    world.clock.forward(DAY_S)
    await world.open()
    await world.watch.look()
    assert await world.after(hours=3) == []


async def test_feeds_that_refuse_us_are_no_missing_network(world):
    await world.add(A, B, C, D)
    world.fail(failure="http-status")
    assert await world.after(hours=24) == []


# --- silence --------------------------------------------------------------------------------------------


async def test_feed_that_went_quiet_is_told_and_that_it_speaks_again(world):
    await world.add(A, B)
    await world.after(hours=3)
    world.silent.add(A)
    assert await world.after(hours=71) == []
    assert await world.after(hours=1) == ["Example News has gone quiet: nothing new for 3 days"]
    assert "Usually: one about every 60 min." in world.lines[0]
    assert await world.after(days=5) == []
    world.silent.clear()
    assert await world.after(hours=1) == ["Example News brings news again"]


async def test_silence_is_not_told_again_after_an_outage(world):
    await world.add(A, B)
    await world.after(hours=3)
    world.silent.add(A)
    assert await world.after(hours=72) == ["Example News has gone quiet: nothing new for 3 days"]
    world.fail(A)
    assert await world.after(hours=25) == ["Example News has failed for 24 h"]
    world.mend()
    assert await world.after(hours=1) == ["Example News answers again, with nothing new for 4 days"]
    assert await world.after(days=3) == []
    world.silent.clear()
    assert await world.after(hours=1) == ["Example News brings news again"]


async def test_silence_is_not_told_again_after_an_outage_of_the_host(world):
    await world.add(*SECTIONS, A, B, C)
    await world.after(hours=3)
    world.silent.add(SECTIONS[0])
    assert len(await world.after(hours=72)) == 1
    world.fail(*SECTIONS)
    assert len(await world.after(hours=25)) == 1
    world.mend()
    assert await world.after(hours=1) == ["news.org answers again: 4 of the 4 feeds that failed"]
    assert world.lines[0].endswith("Example News answers, with nothing new for 4 days.")
    assert await world.after(days=3) == []
    world.silent.clear()
    assert await world.after(hours=1) == ["Example News brings news again"]


async def test_feed_that_follows_its_host_in_silence_is_told_once(world):
    await world.add(*SECTIONS, A, B, C)
    await world.after(hours=3)
    world.silent.add(SECTIONS[0])
    world.fail(*SECTIONS)
    await world.after(days=4)
    world.mend(*SECTIONS[1:])
    assert await world.after(hours=1) == ["news.org answers again: 3 of the 4 feeds that failed"]
    world.mend()
    assert await world.after(hours=1) == ["Example News answers again, with nothing new for 4 days"]
    assert await world.after(days=3) == []


async def test_topic_that_fell_silent_is_told_and_that_it_speaks_again(world):
    await world.add(A)
    await world.after(hours=2)

    for _ in range(9):
        await world.alert()
        await world.send(SLACK)
        assert await world.after(days=1) == []
    assert await world.after(days=3) == []
    assert await world.after(days=2) == ["sco: no alert for 5 days, usually one every 24 h"]
    assert await world.after(days=70) == []
    await world.alert()
    await world.send(SLACK)
    assert await world.after(hours=1) == ["sco: there are alerts again"]


async def test_topic_is_not_silent_because_we_were_off(world):
    await world.add(A)
    await world.after(hours=2)
    for _ in range(9):
        await world.alert()
        await world.send(SLACK)
        await world.after(days=1)
    await world.store.close()
    world.clock.forward(9 * DAY_S)
    await world.open()
    assert await world.after(hours=1) == []
    await world.alert()
    await world.send(SLACK)
    assert await world.after(hours=3) == []


async def test_topic_whose_news_went_into_a_baseline_after_long_is_silent_from_then(world):
    await world.add(A)
    await world.after(hours=2)
    for _ in range(9):
        await world.alert()
        await world.send(SLACK)
        await world.after(days=1)
    await world.store.close()
    world.clock.forward(9 * DAY_S)
    await world.open()
    assert await world.after(days=4) == []
    await world.store.close()
    await world.open()
    assert await world.after(days=1) == ["sco: no alert for 5 days, usually one every 24 h"]


async def test_topic_is_not_silent_because_we_had_no_network(world):
    await world.add(A, B, C)
    await world.after(hours=2)
    for _ in range(9):
        await world.alert()
        await world.send(SLACK)
        await world.after(days=1)
    world.fail(failure="dns")
    assert await world.after(days=9) == ["No network here? 3 of 3 hosts with feeds cannot be reached"]
    world.mend()
    assert await world.after(days=4) == ["The network is back: feeds are read again"]


async def test_alerts_that_wait_for_an_hour_are_told_and_that_they_go_again(world):
    await world.add(A)
    await world.after(hours=2)
    await world.alert()
    await world.alert()
    assert await world.after(hours=1) == ["slack:C1 has got no alert for 1 h, 2 wait"]
    assert await world.after(days=2) == []
    await world.send(SLACK)
    assert await world.after(hours=1) == ["slack:C1 gets its alerts again"]


async def test_alerts_that_were_given_up_are_told(world):
    await world.add(A)
    await world.after(hours=2)
    await world.alert()
    dead = await claim_one(world.store, now=world.clock.now())
    await save(world.store, dead, DeliveryState.DEAD, last_attempt_at=world.clock.now())
    assert await world.after(hours=1) == ["slack:C1: 1 alert could not be posted and was given up"]
    assert await world.after(days=2) == []


async def test_without_an_admin_channel_outages_are_remembered_all_the_same(world):
    await world.add(A, B, C)
    world.watch = HealthWatch(
        world.store, world.clock, subscriptions=Subscriptions(()), admin_channel=None, new_key=str
    )
    world.fail(A)
    assert await world.after(hours=26) == []
    assert [one.state.told for one in (await world.store.feed_overview()).troubled] == ["failing"]
