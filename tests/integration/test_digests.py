"""Digests come due by a clock that a test turns, from alerts that a real database keeps."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
import structlog

from bot.app.digests import send_due
from bot.app.subscriptions import Subscriptions
from bot.core.model import Channel, Digest, DigestTime
from bot.core.outbox import DeliveryState
from bot.ports_store import Store
from tests.builders import CONSOLE, make_alert, make_message, make_new, make_record, make_subscription
from tests.contract.steps import SLACK, add_feed, claim, save

NINE = DigestTime(hour=9, zone="America/New_York")
SUBSCRIBED = Subscriptions([make_subscription(channel=CONSOLE), make_subscription(channel=SLACK)])


class HandClock:
    """New York, a minute past noon on 6 March 2026; the clocks there go forward on the 8th."""

    def __init__(self):
        self.time = datetime(2026, 3, 6, 17, 1, tzinfo=UTC)

    def now(self):
        return self.time


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


async def find(store: Store, clock: HandClock, title: str, *, at=NINE, channel: Channel = CONSOLE) -> None:
    feed_id = await add_feed(store)
    alert = make_alert(message=make_message(title=title), digest=at, channel=channel)
    await store.commit_poll(make_record(feed_id, make_new(alerts=(alert,))), now=clock.now())


async def look(store: Store, clock: HandClock, *, until: datetime) -> list[tuple[datetime, str, list[str]]]:
    """Look every ten minutes, as the tick does, and take what is queued: when, title, alerts."""
    seen = []
    while clock.time < until:
        with structlog.testing.capture_logs():
            await send_due(store, clock, subscriptions=SUBSCRIBED, command="watch")
        for one in await claim(store, now=clock.now()):
            assert isinstance(one.message, Digest)
            seen.append((clock.time, one.message.title, [alert.title for alert in one.message.alerts]))
            await save(store, one, DeliveryState.SENT)
        clock.time += timedelta(minutes=10)
    return seen


async def test_each_day_has_one_digest_at_its_hour_also_over_the_change_of_clocks(store, clock):
    seen = []
    for day in range(6, 11):
        await find(store, clock, f"found on the {day}th")
        seen += await look(store, clock, until=clock.time + timedelta(days=1))
    assert [(at.strftime("%d %H:%M"), title, *told) for at, title, told in seen] == [
        ("07 14:01", "Daily digest · 2026-03-07 · 1 alert", "found on the 6th"),
        ("08 13:01", "Daily digest · 2026-03-08 · 1 alert", "found on the 7th"),
        ("09 13:01", "Daily digest · 2026-03-09 · 1 alert", "found on the 8th"),
        ("10 13:01", "Daily digest · 2026-03-10 · 1 alert", "found on the 9th"),
        ("11 13:01", "Daily digest · 2026-03-11 · 1 alert", "found on the 10th"),
    ]


async def test_quiet_days_have_no_digest(store, clock):
    assert await look(store, clock, until=clock.time + timedelta(days=3)) == []


async def test_after_downtime_there_is_one_digest_of_all_that_waited(store, clock):
    for day in range(3):
        await find(store, clock, f"day {day}")
        clock.time += timedelta(days=1)
    await find(store, clock, "today")
    seen = await look(store, clock, until=clock.time + timedelta(hours=1))
    assert [(title, told) for _, title, told in seen] == [
        ("Daily digest · 2026-03-09 · 3 alerts", ["day 0", "day 1", "day 2"])
    ]
    (waiting,) = await store.waiting_digests()
    assert waiting.oldest_at > datetime(2026, 3, 9, 13, tzinfo=UTC)


async def test_each_channel_and_schedule_is_told_at_its_own_hour(store, clock):
    weekly = DigestTime(hour=9, zone="Asia/Kathmandu", weekday=6)
    await find(store, clock, "here")
    await find(store, clock, "there", channel=SLACK)
    await find(store, clock, "on Sunday", at=weekly)
    seen = await look(store, clock, until=clock.time + timedelta(days=3))
    assert [(at.strftime("%d %H:%M"), *told) for at, _, told in seen] == [
        ("07 14:01", "here"),
        ("07 14:01", "there"),
        ("08 03:21", "on Sunday"),  # 9:06 in Kathmandu
    ]


async def test_second_look_and_second_process_queue_nothing_more(store, clock):
    await find(store, clock, "one")
    clock.time += timedelta(days=1)
    with structlog.testing.capture_logs() as logs:
        for _ in range(3):
            await send_due(store, clock, subscriptions=SUBSCRIBED, command="watch")
    assert [one["deliveries"] for one in logs] == [1]
    assert (await store.count_deliveries())[DeliveryState.READY] == 1


async def test_alert_that_is_stored_late_is_not_late_where_its_window_had_no_digest_yet(store, clock):
    clock.time = datetime(2026, 3, 7, 14, 0, tzinfo=UTC)
    await find(store, clock, "found as the window ended")
    await send_due(store, clock, subscriptions=SUBSCRIBED, command="watch")
    clock.time -= timedelta(seconds=1)
    await find(store, clock, "found before, stored after")
    clock.time += timedelta(minutes=1)
    seen = await look(store, clock, until=clock.time + timedelta(minutes=10))
    assert [told for _, _, told in seen] == [["found before, stored after"]]


async def test_digest_that_breaks_off_in_the_middle_leaves_nothing_behind_and_is_sent_whole_later(
    store, clock, tmp_path
):
    await find(store, clock, "one")
    await find(store, clock, "two")
    clock.time += timedelta(days=1)
    with closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as stranger:
        stranger.execute(
            "CREATE TRIGGER breaks BEFORE UPDATE OF delivery_id ON alerts WHEN new.id = 2 "
            "BEGIN SELECT RAISE(ABORT, 'broken'); END"
        )
        with pytest.raises(sqlite3.IntegrityError, match="broken"):
            await send_due(store, clock, subscriptions=SUBSCRIBED, command="watch")
        assert sum((await store.count_deliveries()).values()) == 0
        stranger.execute("DROP TRIGGER breaks")
    seen = await look(store, clock, until=clock.time + timedelta(minutes=10))
    assert [told for _, _, told in seen] == [["one", "two"]]
