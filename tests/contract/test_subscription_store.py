"""What every store promises about subscriptions that people made, and about the log of what they changed."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.digest import DueDigest
from bot.core.digest_window import last_window
from bot.core.feed import OutletKind
from bot.core.model import (
    Channel,
    Digest,
    DigestTime,
)
from bot.core.outbox import DeliveryState
from bot.ports_store import Store
from tests.builders import (
    CONSOLE,
    NOW,
    make_alert,
    make_change,
    make_new,
    make_notice,
    make_record,
    make_stored,
)
from tests.contract.steps import SLACK, add_feed, claim, claim_one, queue_alerts, save
from tests.contract.stores import StoreFactory

NINE = DigestTime(hour=9, zone="UTC")
TEN = DigestTime(hour=10, zone="Asia/Karachi", weekday=4)


async def wait_for(store: Store, digest: DigestTime, *topics: str, channel: Channel = CONSOLE) -> None:
    """Make an alert about a story of its own that waits for a digest."""
    feed_id = await add_feed(store)
    alert = make_alert(*topics, digest=digest, channel=channel)
    await store.commit_poll(make_record(feed_id, make_new(alerts=(alert,))), now=NOW)


async def schedules(store: Store) -> set[DigestTime]:
    return {one.at for one in await store.waiting_digests()}


# --- subscriptions --------------------------------------------------------------------------------------


async def test_subscription_comes_back_as_it_was_saved(store: Store) -> None:
    full = make_stored(
        digest_at=TEN,
        channel=SLACK,
        min_score=0.7,
        langs=("zh", "ru"),
        kinds=(OutletKind.STATE, OutletKind.THINK_TANK),
        mention="S1",
    )
    plain = make_stored("beidou")
    await store.save_subscription(full, change=make_change())
    await store.save_subscription(plain, change=make_change())
    assert await store.list_subscriptions() == [plain, full]


async def test_subscription_takes_the_place_of_the_channels_earlier_one(store: Store) -> None:
    await store.save_subscription(make_stored(digest_at=TEN, mention="S1"), change=make_change())
    await store.save_subscription(make_stored(channel=SLACK), change=make_change())
    later = replace(make_stored(min_score=0.9), person="slack:UBEN", since_at=NOW + timedelta(days=1))
    await store.save_subscription(later, change=make_change())
    assert await store.list_subscriptions() == [later, make_stored(channel=SLACK)]


async def test_subscriptions_outlive_the_process(factory: StoreFactory, tmp_path: Path) -> None:
    first = await factory.open(tmp_path)
    await first.save_subscription(make_stored(digest_at=NINE), change=make_change())
    await first.close()
    second = await factory.open(tmp_path)
    assert await second.list_subscriptions() == [make_stored(digest_at=NINE)]
    assert await second.list_changes(None, limit=9) == [make_change()]
    await second.close()


async def test_deleted_subscription_is_gone_and_can_be_deleted_once(store: Store) -> None:
    await store.save_subscription(make_stored(), change=make_change())
    gone = make_change(action="unsubscribe")
    assert await store.delete_subscription(CONSOLE, "sco", is_last=True, change=gone)
    assert not await store.delete_subscription(CONSOLE, "sco", is_last=True, change=gone)
    assert await store.list_subscriptions() == []
    assert [one.action for one in await store.list_changes(CONSOLE, limit=9)] == ["unsubscribe", "subscribe"]


# --- what waits for a digest ----------------------------------------------------------------------------


async def test_alerts_follow_their_subscription_to_its_new_schedule(store: Store) -> None:
    await wait_for(store, NINE, "sco")
    await store.save_subscription(make_stored(digest_at=TEN), change=make_change())
    assert await schedules(store) == {TEN}


async def test_alerts_that_another_topic_or_channel_waits_for_stay_where_they_are(store: Store) -> None:
    await wait_for(store, NINE, "sco", "beidou")
    await wait_for(store, NINE, "sco", channel=SLACK)
    await store.save_subscription(make_stored(digest_at=TEN), change=make_change())
    await store.delete_subscription(CONSOLE, "sco", is_last=False, change=make_change())
    assert [(one.channel, one.at) for one in await store.waiting_digests()] == [
        (CONSOLE, NINE),
        (SLACK, NINE),
    ]


async def test_alerts_go_out_at_once_when_their_subscription_becomes_instant(store: Store) -> None:
    for _ in range(12):
        await wait_for(store, NINE, "sco")
    await store.save_subscription(make_stored(), change=make_change())
    assert await schedules(store) == set()
    sent = []
    while claimed := await claim(store):
        sent.append(claimed[0].message)
        await save(store, claimed[0], DeliveryState.SENT)
    assert [(one.title, len(one.alerts)) for one in sent if isinstance(one, Digest)] == [
        ("12 alerts that waited for a digest (1 of 2)", 10),
        ("12 alerts that waited for a digest (2 of 2)", 2),
    ]


async def test_alerts_of_a_deleted_subscription_wait_no_more(store: Store) -> None:
    await wait_for(store, NINE, "sco")
    await wait_for(store, NINE, "beidou")
    await store.save_subscription(make_stored(digest_at=NINE), change=make_change())
    await store.delete_subscription(CONSOLE, "sco", is_last=False, change=make_change())
    due = DueDigest(
        channel=CONSOLE,
        at=NINE,
        window=last_window(NINE, NOW + timedelta(days=1)),
        watchlist_ids=("sco", "beidou"),
        command="watch",
    )
    assert await store.send_digest(due, now=NOW) == 1
    message = (await claim_one(store)).message
    assert isinstance(message, Digest)
    assert len(message.alerts) == 1


async def test_last_subscriptions_end_holds_back_alerts_and_lets_notices_go(store: Store) -> None:
    await queue_alerts(store, CONSOLE, CONSOLE, CONSOLE, SLACK)
    sending = next(one for one in await claim(store) if one.channel == CONSOLE)
    await save(store, sending, DeliveryState.SENDING)
    await store.add_notice(make_notice("disk is full"), now=NOW)
    await store.save_subscription(make_stored(), change=make_change())
    await store.delete_subscription(CONSOLE, "sco", is_last=True, change=make_change())
    counts = await store.count_deliveries()
    assert counts[DeliveryState.SUPPRESSED] == 2
    assert await save(store, sending, DeliveryState.SENT)
    assert (await claim_one(store)).message == make_notice("disk is full").notice


async def test_other_subscriptions_keep_a_channels_alerts(store: Store) -> None:
    await queue_alerts(store, CONSOLE)
    await store.save_subscription(make_stored(), change=make_change())
    await store.delete_subscription(CONSOLE, "sco", is_last=False, change=make_change())
    assert len(await claim(store)) == 1


# --- the log of changes ---------------------------------------------------------------------------------


async def test_change_comes_back_as_it_was_written(store: Store) -> None:
    change = make_change(before="at once", after="daily at 09:00 (UTC)")
    of_the_bot = make_change("config.toml", channel=None, action="reload")
    await store.add_change(change)
    await store.add_change(of_the_bot)
    assert await store.list_changes(CONSOLE, limit=9) == [change]
    assert await store.list_changes(None, limit=9) == [of_the_bot, change]


async def test_newest_changes_come_first_and_keep_to_the_limit(store: Store) -> None:
    for subject in ("a", "b", "c"):
        await store.add_change(make_change(subject))
        await store.add_change(make_change(subject, channel=SLACK))
    assert [one.subject for one in await store.list_changes(SLACK, limit=2)] == ["c", "b"]
    assert len(await store.list_changes(None, limit=5)) == 5


REWRITES = (
    "UPDATE changes SET person = 'nobody'",
    "DELETE FROM changes",
    "REPLACE INTO changes SELECT id, at, 'nobody', channel_id, action, subject, '', '' FROM changes",
)


@pytest.mark.parametrize("statement", REWRITES)
async def test_nobody_rewrites_the_log(factory: StoreFactory, tmp_path: Path, statement: str) -> None:
    store = await factory.open(tmp_path)
    await store.add_change(make_change())
    with closing(sqlite3.connect(tmp_path / "store.db")) as stranger:
        with pytest.raises(sqlite3.IntegrityError, match="log of changes"):
            stranger.execute(statement)
        stranger.rollback()
    assert await store.list_changes(None, limit=9) == [make_change()]
    await store.close()
