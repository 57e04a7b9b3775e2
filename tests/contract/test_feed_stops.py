"""What every store promises about feeds that people hold back and let go on."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.feed import FeedFormat, Stop
from bot.core.feed_stop import LONG_PAUSE
from bot.core.model import PollRecord
from bot.ports_store import Store
from tests.builders import NOW, make_change, make_feed, make_record
from tests.contract.steps import LEASE_S, add_feed

LATER = NOW + timedelta(minutes=1)
FEED = make_feed()


def pausing(at: datetime = NOW):
    return make_change(FEED.url, at=at, person="cli:anna", channel=None, action="pause", after="too noisy")


def resuming(at: datetime):
    return make_change(FEED.url, at=at, person="cli:boris", channel=None, action="resume")


async def polled_feed(store: Store) -> int:
    """A feed that has been polled and is due now."""
    feed_id = await add_feed(store, FEED)
    await store.commit_poll(
        make_record(feed_id, etag='"1"', body_fingerprint="00", next_poll_at=NOW), now=NOW
    )
    return feed_id


async def state_of(store: Store):
    (report,) = await store.list_feeds()
    return report.stored.state


async def claim(store: Store, now: datetime):
    return await store.claim_due_feeds(now=now, limit=10, lease_s=LEASE_S, busy={})


async def test_a_paused_feed_is_not_polled_and_says_since_when_and_by_whom(store: Store) -> None:
    feed_id = await polled_feed(store)
    assert await store.pause_feed(feed_id, change=pausing())
    state = await state_of(store)
    assert (state.stop, state.stopped_at, state.stopped_by) == (Stop.PAUSED, NOW, "cli:anna")
    assert await claim(store, NOW + timedelta(days=30)) == []
    (change,) = await store.list_changes(None, limit=10)
    assert change == pausing()


async def test_a_poll_under_way_stores_what_it_found_and_leaves_the_pause(store: Store) -> None:
    feed_id = await polled_feed(store)
    await claim(store, NOW)
    await store.pause_feed(feed_id, change=pausing())
    await store.commit_poll(make_record(feed_id, etag='"2"', next_poll_at=LATER), now=LATER)
    state = await state_of(store)
    assert (state.stop, state.stopped_at, state.stopped_by) == (Stop.PAUSED, NOW, "cli:anna")
    assert state.etag == '"2"'
    assert await claim(store, NOW + timedelta(days=1)) == []


async def test_a_baseline_that_a_resumption_forgot_during_a_poll_stays_forgotten(store: Store) -> None:
    feed_id = await polled_feed(store)
    (stored,) = await claim(store, NOW)
    await store.pause_feed(feed_id, change=pausing())
    await store.resume_feed(feed_id, change=resuming(NOW + 2 * LONG_PAUSE))
    state = stored.state._replace(etag='"2"', next_poll_at=LATER)
    await store.commit_poll(PollRecord(feed_id=feed_id, before=stored.state, state=state), now=LATER)
    assert await state_of(store) == stored.state._replace(next_poll_at=LATER, baseline_at=None)


async def test_a_feed_that_turns_out_gone_during_a_pause_stays_paused(store: Store) -> None:
    feed_id = await polled_feed(store)
    await store.pause_feed(feed_id, change=pausing())
    await store.commit_poll(make_record(feed_id, stop=Stop.GONE, stopped_at=LATER), now=LATER)
    assert (await state_of(store)).stop is Stop.PAUSED


async def test_a_paused_feed_that_is_to_be_read_in_another_way_stays_paused(store: Store) -> None:
    feed_id = await polled_feed(store)
    await store.pause_feed(feed_id, change=pausing())
    await store.sync_feeds([replace(FEED, format=FeedFormat.SITEMAP)], now=LATER)
    state = await state_of(store)
    assert (state.stop, state.stopped_at, state.stopped_by) == (Stop.PAUSED, NOW, "cli:anna")
    assert await store.resume_feed(feed_id, change=resuming(LATER))
    assert (await state_of(store)).baseline_at is None


async def test_a_gone_feed_that_is_to_be_read_in_another_way_is_polled(store: Store) -> None:
    feed_id = await polled_feed(store)
    await store.commit_poll(make_record(feed_id, stop=Stop.GONE, stopped_at=NOW), now=NOW)
    await store.sync_feeds([replace(FEED, format=FeedFormat.SITEMAP)], now=LATER)
    assert (await state_of(store)).stop is None


async def test_a_feed_that_is_stopped_already_is_not_paused_again(store: Store) -> None:
    feed_id = await polled_feed(store)
    await store.pause_feed(feed_id, change=pausing())
    assert not await store.pause_feed(feed_id, change=replace(pausing(LATER), person="cli:boris"))
    assert (await state_of(store)).stopped_by == "cli:anna"
    assert len(await store.list_changes(None, limit=10)) == 1


async def test_a_feed_resumed_soon_goes_on_where_it_was(store: Store) -> None:
    feed_id = await polled_feed(store)
    before = await state_of(store)
    await store.pause_feed(feed_id, change=pausing())
    assert await store.resume_feed(feed_id, change=resuming(NOW + LONG_PAUSE))
    assert await state_of(store) == before
    assert len(await claim(store, NOW + LONG_PAUSE)) == 1


async def test_a_feed_resumed_after_more_than_a_day_asks_conditionally_for_a_new_baseline(
    store: Store,
) -> None:
    feed_id = await polled_feed(store)
    await store.pause_feed(feed_id, change=pausing())
    await store.resume_feed(feed_id, change=resuming(NOW + LONG_PAUSE + timedelta(seconds=1)))
    state = await state_of(store)
    assert (state.stop, state.stopped_at, state.stopped_by, state.baseline_at) == (None, None, "", None)
    assert state.etag == '"1"'


async def test_a_feed_that_was_gone_is_polled_at_once_as_a_new_one(store: Store) -> None:
    feed_id = await polled_feed(store)
    moved = {"adopted_url": "https://moved.example/feed", "etag": '"2"', "failures": 1, "failure": "gone"}
    gone = make_record(feed_id, stop=Stop.GONE, stopped_at=NOW, next_poll_at=NOW + timedelta(days=7), **moved)
    await store.commit_poll(gone, now=NOW)
    assert await store.resume_feed(feed_id, change=resuming(LATER))
    (stored,) = await claim(store, LATER)
    assert (stored.poll_url, stored.host_key) == (FEED.url, "example.org")
    state = stored.state
    assert (state.stop, state.baseline_at, state.etag, state.failures) == (None, None, None, 0)


async def test_a_feed_that_is_polled_cannot_be_resumed(store: Store) -> None:
    feed_id = await polled_feed(store)
    assert not await store.resume_feed(feed_id, change=resuming(LATER))
    assert await store.list_changes(None, limit=10) == []


async def test_a_feed_that_is_not_configured_can_be_neither_paused_nor_resumed(store: Store) -> None:
    feed_id = await polled_feed(store)
    await store.pause_feed(feed_id, change=pausing())
    await store.sync_feeds([], now=NOW)
    assert not await store.resume_feed(feed_id, change=resuming(LATER))
    assert not await store.pause_feed(4711, change=pausing())
