"""What every store promises the watch over health."""

from datetime import timedelta

import pytest

from bot.core.feed import Stop
from bot.core.health_findings import Findings, Told
from bot.core.outbox import DeliveryState
from bot.ports_store import Store
from tests.builders import (
    CONSOLE,
    NOW,
    make_alert,
    make_feed,
    make_new,
    make_notice,
    make_record,
)
from tests.contract.steps import SLACK, add_feed, add_feeds, claim, claim_one, queue_alerts, save

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = NOW + HOUR


async def put(store: Store, feed_id: int, **state: object) -> None:
    await store.commit_poll(make_record(feed_id, **{"news_at": NOW} | state), now=NOW)


async def told_of(store: Store) -> list[str]:
    return [report.stored.state.told for report in await store.list_feeds()]


# --- feeds ----------------------------------------------------------------------------------------------


async def test_overview_names_the_feeds_in_trouble_and_counts_all(store: Store) -> None:
    urls = [f"https://{name}.example/feed" for name in ("well", "down", "paused", "quiet", "told", "new")]
    well, down, paused, quiet, told, _ = await add_feeds(store, *(make_feed(url=url) for url in urls))
    await put(store, well)
    await put(store, down, failure="timeout", ok_at=None)
    await put(store, paused, stop=Stop.PAUSED)
    await put(store, quiet, news_at=NOW - 3 * DAY)
    await put(store, told)
    await store.tell_health(Findings(feeds={told: "failing"}), None, now=NOW)
    overview = await store.feed_overview()
    assert (overview.feeds, overview.unpolled) == (6, 1)
    assert [one.feed_id for one in overview.troubled] == [down, paused, quiet, told]
    assert overview.troubled[0].host_key == "down.example"


async def test_overview_counts_each_host_s_feeds_and_when_one_was_last_read(store: Store) -> None:
    urls = ("https://a.org/1", "https://sub.a.org/2", "https://a.org/3", "https://b.example/1")
    one, two, three, _ = await add_feeds(store, *(make_feed(url=url) for url in urls))
    await put(store, one, ok_at=NOW - DAY)
    await put(store, two, ok_at=NOW - HOUR)
    await put(store, three, stop=Stop.GONE)
    hosts = (await store.feed_overview()).hosts
    assert {name: (host.feeds, host.ok_at) for name, host in hosts.items()} == {
        "a.org": (2, NOW - HOUR),
        "b.example": (1, None),
    }


async def test_overview_leaves_removed_feeds_out(store: Store) -> None:
    feed_id = await add_feed(store)
    await put(store, feed_id, failure="timeout")
    await store.sync_feeds([], now=NOW)
    overview = await store.feed_overview()
    assert (overview.feeds, overview.unpolled, overview.troubled, overview.hosts) == (0, 0, (), {})


async def test_what_was_told_of_a_feed_outlives_a_poll_that_began_before(store: Store) -> None:
    feed_id = await add_feed(store)
    await put(store, feed_id, failure="timeout")
    (polled,) = await store.claim_due_feeds(now=NOW + DAY, limit=1, lease_s=60, busy={})
    await store.tell_health(Findings(feeds={feed_id: "failing"}), None, now=NOW)
    await put(store, feed_id, failure="timeout", told=polled.state.told)
    assert await told_of(store) == ["failing"]


# --- telling --------------------------------------------------------------------------------------------


async def test_notice_and_what_is_told_are_written_together(store: Store) -> None:
    feed_id = await add_feed(store)
    findings = Findings(feeds={feed_id: "failing"}, subjects={"topic:sco": "silent"})
    await store.tell_health(findings, make_notice("1 problem"), now=NOW)
    assert await told_of(store) == ["failing"]
    assert await store.told_subjects() == {"topic:sco": Told(state="silent", at=NOW)}
    assert (await claim_one(store)).message.title == "1 problem"


async def test_nothing_is_told_where_the_notice_cannot_be_queued(store: Store) -> None:
    feed_id = await add_feed(store)
    notice = make_notice("1 problem")
    await store.add_notice(notice, now=NOW)
    findings = Findings(feeds={feed_id: "failing"}, subjects={"topic:sco": "silent"})
    with pytest.raises(Exception, match="delivery_key"):
        await store.tell_health(findings, notice, now=NOW)
    assert (await told_of(store), await store.told_subjects()) == ([""], {})


async def test_feeds_that_are_to_be_polled_soon_are_due_but_never_before_their_server_allows(
    store: Store,
) -> None:
    urls = [f"https://{name}.example/feed" for name in ("away", "asked", "other")]
    away, asked, other = await add_feeds(store, *(make_feed(url=url) for url in urls))
    await put(store, away, next_poll_at=NOW + DAY)
    await put(store, asked, next_poll_at=NOW + DAY, not_before=NOW + DAY)
    await put(store, other, next_poll_at=NOW + DAY)
    await store.tell_health(Findings(soon=frozenset({away, asked})), None, now=LATER)
    due = await store.claim_due_feeds(now=LATER, limit=3, lease_s=60, busy={})
    assert [one.feed_id for one in due] == [away]


async def test_subject_is_told_anew_and_forgotten(store: Store) -> None:
    await store.tell_health(Findings(subjects={"network": "3", "topic:sco": "silent"}), None, now=NOW)
    await store.tell_health(Findings(subjects={"network": "back", "topic:sco": ""}), None, now=LATER)
    assert await store.told_subjects() == {"network": Told(state="back", at=LATER)}


# --- topics ---------------------------------------------------------------------------------------------


async def test_alert_times_count_each_story_once_however_many_channels_heard_of_it(store: Store) -> None:
    feed_id = await add_feed(store)
    for hours in (3, 1, 2):
        both = tuple(make_alert("sco", "cpec", channel=channel) for channel in (CONSOLE, SLACK))
        await store.commit_poll(make_record(feed_id, make_new(alerts=both)), now=NOW + hours * HOUR)
    assert await store.alert_times(since=NOW + 2 * HOUR) == {
        "sco": [NOW + 2 * HOUR, NOW + 3 * HOUR],
        "cpec": [NOW + 2 * HOUR, NOW + 3 * HOUR],
    }


# --- channels -------------------------------------------------------------------------------------------


async def test_queue_tells_since_when_its_head_waits_and_why(store: Store) -> None:
    await queue_alerts(store, CONSOLE, CONSOLE)
    head = await claim_one(store)
    await save(store, head, DeliveryState.RETRY, attempts=4, due_at=LATER, error="no answer")
    (queue,) = await store.channel_queues()
    assert (queue.channel, queue.waiting, queue.waiting_since, queue.error) == (CONSOLE, 2, NOW, "no answer")
    assert (queue.is_paused, queue.died_at) == (False, ())


async def test_queue_tells_when_deliveries_were_given_up_until_they_are_sent_again(store: Store) -> None:
    await queue_alerts(store, CONSOLE, SLACK)
    for delivery in await claim(store):
        await save(store, delivery, DeliveryState.DEAD, last_attempt_at=LATER)
    queues = {queue.channel: queue for queue in await store.channel_queues()}
    assert (queues[CONSOLE].died_at, queues[CONSOLE].waiting_since) == ((LATER,), None)
    await store.retry_deliveries(None, now=LATER + DAY)
    queues = {queue.channel: queue for queue in await store.channel_queues()}
    assert (queues[SLACK].died_at, queues[SLACK].waiting_since) == ((), LATER + DAY)


async def test_nothing_is_told_of_channels_without_a_queue(store: Store) -> None:
    await queue_alerts(store)
    await save(store, await claim_one(store), DeliveryState.SENT)
    assert await store.channel_queues() == []
