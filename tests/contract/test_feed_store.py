"""What every store promises about feeds."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from bot.core.feed import (
    DueReason,
    Feed,
    FeedFormat,
    FeedHints,
    FeedState,
    HostBlock,
    Move,
    Outlet,
    OutletKind,
    PageSelectors,
    StoredFeed,
)
from bot.core.model import PollRecord
from bot.core.parser_knowledge import NO_KNOWLEDGE, ParserKnowledge
from bot.core.parser_trust import ParserTrust, ShapeProof
from bot.ports_store import Store
from tests.builders import NOW, make_article, make_feed, make_new, make_record
from tests.contract.steps import LEASE_S, add_article, add_feed, add_feeds
from tests.contract.stores import StoreFactory

ONE = make_feed(url="https://one.example/feed")
TWO = make_feed(url="https://two.example/feed")
OTHER_ITEMS = PageSelectors(item="li.news", date="time")
LATER = NOW + timedelta(days=1)


async def claim(store: Store, *, now=NOW, limit: int = 10, busy=MappingProxyType({})) -> list[StoredFeed]:
    return await store.claim_due_feeds(now=now, limit=limit, lease_s=LEASE_S, busy=busy)


def urls(feeds: list[StoredFeed]) -> list[str]:
    return [stored.feed.url for stored in feeds]


async def state_of(store: Store) -> FeedState:
    (report,) = await store.list_feeds()
    return report.stored.state


# --- configuration --------------------------------------------------------------------------------------


async def test_feeds_are_listed_as_configured_with_all_their_fields(store: Store) -> None:
    outlet = Outlet(name="人民网", country="CN", kind=OutletKind.PARTY)
    feeds = [Feed(url="https://b.example", outlet=outlet, lang="zh", interval_s=900), ONE]
    await store.sync_feeds(feeds, now=NOW)
    assert [report.stored.feed for report in await store.list_feeds()] == feeds


async def test_a_new_feed_is_due_at_once_and_has_no_baseline(store: Store) -> None:
    await add_feed(store)
    assert await state_of(store) == FeedState(next_poll_at=NOW)


async def test_a_changed_outlet_is_updated_and_the_state_kept(store: Store) -> None:
    feed_id = await add_feed(store, ONE)
    await store.commit_poll(make_record(feed_id, etag='"1"'), now=NOW)
    renamed = replace(ONE, outlet=Outlet(name="New name"), lang="ru")
    assert await add_feed(store, renamed) == feed_id
    (report,) = await store.list_feeds()
    assert report.stored.feed == renamed
    assert report.stored.state.etag == '"1"'


async def test_feeds_follow_the_order_of_the_configuration(store: Store) -> None:
    await add_feeds(store, ONE, TWO)
    await add_feeds(store, TWO, ONE)
    assert [report.stored.feed for report in await store.list_feeds()] == [TWO, ONE]


async def test_a_removed_feed_is_neither_listed_nor_polled_and_keeps_its_articles(store: Store) -> None:
    one, _ = await add_feeds(store, ONE, TWO)
    article = make_article()
    await add_article(store, one, article)
    await store.sync_feeds([TWO], now=NOW)
    assert [report.stored.feed for report in await store.list_feeds()] == [TWO]
    assert urls(await claim(store, now=LATER)) == [TWO.url]
    assert list(await store.seen_articles(one, article.keys)) == list(article.keys)


async def test_a_feed_that_returns_is_polled_at_once_towards_a_new_baseline(store: Store) -> None:
    feed_id = await add_feed(store, ONE)
    await store.commit_poll(
        make_record(feed_id, etag='"1"', last_modified="then", body_fingerprint="00", failures=3), now=NOW
    )
    await store.sync_feeds([], now=NOW)
    assert await add_feed(store, ONE) == feed_id
    state = await state_of(store)
    assert (state.baseline_at, state.etag, state.last_modified, state.body_fingerprint, state.failures) == (
        None,
        None,
        None,
        None,
        0,
    )
    assert urls(await claim(store)) == [ONE.url]


async def test_a_feed_that_is_read_in_another_way_starts_towards_a_new_baseline(store: Store) -> None:
    page = replace(ONE, format=FeedFormat.PAGE, page=PageSelectors(item="li"))
    feed_id = await add_feed(store, ONE)
    for configured, is_new in ((page, True), (page, False), (replace(page, page=OTHER_ITEMS), True)):
        await store.commit_poll(make_record(feed_id, etag='"1"'), now=NOW)
        await store.sync_feeds([configured], now=LATER)
        state = await state_of(store)
        assert (state.etag is None) is (state.baseline_at is None) is (state.next_poll_at == LATER) is is_new
        assert (await store.list_feeds())[0].stored.feed == configured


async def test_a_shorter_interval_brings_the_next_poll_forward(store: Store) -> None:
    feed_id = await add_feed(store, replace(ONE, interval_s=86400))
    await store.commit_poll(make_record(feed_id, polled_at=NOW, next_poll_at=LATER), now=NOW)
    await store.sync_feeds([replace(ONE, interval_s=600)], now=NOW)
    assert (await state_of(store)).next_poll_at == NOW + timedelta(seconds=600)


async def test_a_shorter_interval_never_leads_to_a_poll_before_the_time_the_server_asked_for(
    store: Store,
) -> None:
    feed_id = await add_feed(store, replace(ONE, interval_s=86400))
    asked = NOW + timedelta(hours=2)
    await store.commit_poll(
        make_record(feed_id, polled_at=NOW, next_poll_at=LATER, not_before=asked), now=NOW
    )
    await store.sync_feeds([replace(ONE, interval_s=600)], now=NOW)
    assert (await state_of(store)).next_poll_at == asked


async def test_a_longer_interval_never_postpones_a_poll(store: Store) -> None:
    feed_id = await add_feed(store, replace(ONE, interval_s=600))
    await store.commit_poll(make_record(feed_id, polled_at=NOW, next_poll_at=NOW), now=NOW)
    await store.sync_feeds([replace(ONE, interval_s=86400)], now=NOW)
    assert (await state_of(store)).next_poll_at == NOW


async def test_a_feed_whose_new_address_is_configured_in_its_place_is_the_same_feed(store: Store) -> None:
    feed_id = await add_feed(store, ONE)
    article = make_article()
    await add_article(store, feed_id, article)
    await store.commit_poll(
        make_record(feed_id, adopted_url=TWO.url, etag='"1"', next_poll_at=LATER), now=NOW
    )
    assert await add_feed(store, TWO) == feed_id
    (report,) = await store.list_feeds()
    assert (report.stored.feed, report.stored.state.adopted_url) == (TWO, "")
    assert (report.stored.state.etag, report.stored.state.next_poll_at) == ('"1"', LATER)
    assert list(await store.seen_articles(feed_id, article.keys)) == list(article.keys)


async def test_a_feed_that_moved_stays_apart_from_one_that_is_configured_beside_it(store: Store) -> None:
    feed_id = await add_feed(store, ONE)
    await store.commit_poll(make_record(feed_id, adopted_url=TWO.url), now=NOW)
    one, two = await add_feeds(store, ONE, TWO)
    assert (one, two != feed_id) == (feed_id, True)


async def test_syncing_the_same_feeds_again_changes_nothing(store: Store) -> None:
    feed_id = await add_feed(store, replace(ONE, interval_s=600))
    await store.commit_poll(make_record(feed_id, polled_at=NOW, next_poll_at=LATER), now=NOW)
    before = await store.list_feeds()
    await store.sync_feeds([replace(ONE, interval_s=600)], now=LATER)
    assert await store.list_feeds() == before


# --- claims ---------------------------------------------------------------------------------------------


async def test_due_feeds_are_claimed_earliest_first_within_the_limit(store: Store) -> None:
    three = make_feed(url="https://three.example/feed")
    first, second, third = await add_feeds(store, ONE, TWO, three)
    for feed_id, minutes in ((first, 30), (second, 10), (third, 20)):
        due_at = NOW + timedelta(minutes=minutes)
        await store.commit_poll(make_record(feed_id, next_poll_at=due_at), now=NOW)
    assert urls(await claim(store, now=LATER, limit=2)) == [TWO.url, three.url]


async def test_a_feed_is_due_at_its_time_and_not_before(store: Store) -> None:
    feed_id = await add_feed(store)
    await store.commit_poll(make_record(feed_id, next_poll_at=LATER), now=NOW)
    assert await claim(store, now=LATER - timedelta(milliseconds=1)) == []
    assert len(await claim(store, now=LATER)) == 1


async def test_a_leased_feed_is_not_claimed_again_until_the_lease_lapses(store: Store) -> None:
    await add_feed(store)
    assert len(await claim(store)) == 1
    assert await claim(store, now=NOW + timedelta(seconds=LEASE_S - 1)) == []
    assert len(await claim(store, now=NOW + timedelta(seconds=LEASE_S))) == 1


async def test_a_large_host_gets_two_claims_and_the_others_are_not_kept_waiting(store: Store) -> None:
    large = [make_feed(url=f"https://{n}.large.org/feed") for n in range(5)]
    await add_feeds(store, *large, ONE)
    assert urls(await claim(store, limit=3)) == [large[0].url, large[1].url, ONE.url]


async def test_polls_under_way_count_for_their_host(store: Store) -> None:
    large = [make_feed(url=f"https://{n}.large.org/feed") for n in range(5)]
    await add_feeds(store, *large, ONE)
    assert urls(await claim(store, busy={"large.org": 1})) == [large[0].url, ONE.url]
    assert await claim(store, busy={"large.org": 2, "one.example": 3}) == []
    assert urls(await claim(store)) == [large[1].url, large[2].url]


async def test_others_are_found_behind_any_number_of_feeds_of_a_host_and_none_twice(store: Store) -> None:
    large = [make_feed(url=f"https://{n}.large.org/feed") for n in range(250)]
    other = [make_feed(url=f"https://{n}.other.org/feed") for n in range(250)]
    await add_feeds(store, large[0], ONE, *large[1:], *other, TWO)
    assert urls(await claim(store, limit=7)) == [
        feed.url for feed in (large[0], ONE, large[1], other[0], other[1], TWO)
    ]
    assert urls(await claim(store, limit=1, busy={"large.org": 2})) == [other[2].url]


async def test_a_host_that_asked_us_to_stay_away_keeps_no_other_waiting(store: Store) -> None:
    one, *_ = await add_feeds(store, ONE, TWO)
    block = HostBlock(host_key="one.example", until=NOW + timedelta(minutes=5))
    await store.commit_poll(replace(make_record(one, next_poll_at=NOW), host_block=block), now=NOW)
    assert urls(await claim(store)) == [TWO.url]
    assert ONE.url in urls(await claim(store, now=block.until))


async def test_a_commit_releases_the_lease(store: Store) -> None:
    feed_id = await add_feed(store)
    await claim(store)
    await store.commit_poll(make_record(feed_id, next_poll_at=NOW), now=NOW)
    assert len(await claim(store)) == 1


async def test_leases_of_an_earlier_process_end_when_the_store_is_opened(
    factory: StoreFactory, tmp_path: Path
) -> None:
    before = await factory.open(tmp_path)
    await add_feed(before)
    await claim(before)
    await before.close()
    after = await factory.open(tmp_path)
    assert len(await claim(after)) == 1
    await after.close()


# --- state ----------------------------------------------------------------------------------------------


async def test_state_is_kept_in_full_and_validators_to_the_byte(store: Store) -> None:
    feed_id = await add_feed(store)
    record = make_record(
        feed_id,
        etag='W/"caf\udce9"',
        last_modified=" Thu, 01 Oct 2026 12:00:00 GMT",
        validated_url="https://two.example/feed?page=1",
        max_age_s=7_200.5,
        adopted_url=TWO.url,
        move=Move(url="https://three.example/feed", since=NOW - timedelta(days=6), polls=3),
        body_fingerprint="ab" * 32,
        hints=FeedHints(ttl_s=60),
        listed=4,
        empty_polls=5,
        next_poll_at=NOW,
        due_because=DueReason.TTL,
        not_before=NOW - timedelta(minutes=10),
        rhythm_s=600.0,
        rest_s=604_800.5,
        wait_s=700.0,
        polled_at=NOW - timedelta(days=1),
        ok_at=NOW - timedelta(days=2),
        baseline_at=NOW - timedelta(days=3),
        news_at=NOW - timedelta(days=4),
        failures=2,
        failing_since=NOW - timedelta(days=5),
        failure="timeout",
        error="no answer within 30 s",
    )
    told_by_others = {"stop", "stopped_at", "stopped_by", "told"}
    changed = {
        name
        for name, value in record.state._asdict().items()
        if name not in FeedState._field_defaults or value != FeedState._field_defaults[name]
    }
    assert changed | told_by_others == set(FeedState._fields)
    await store.commit_poll(record, now=NOW)
    assert await state_of(store) == record.state


async def test_host_is_that_of_the_address_that_is_polled(store: Store) -> None:
    await add_feed(store, ONE)
    (stored,) = await claim(store)
    for adopted_url, host in (("", "one.example"), (TWO.url, "two.example"), ("", "one.example")):
        polled = make_record(stored.feed_id, before=stored.state, adopted_url=adopted_url, next_poll_at=NOW)
        await store.commit_poll(polled, now=NOW)
        (stored,) = await claim(store)
        assert stored.host_key == host


@pytest.mark.parametrize(
    "news", [{}, {"etag": '"2"'}, {"body_fingerprint": "11", "listed": 9, "adopted_url": ""}]
)
async def test_a_new_start_that_came_during_a_poll_stays(store: Store, news: dict[str, Any]) -> None:
    """Also where the poll found much: half of each would be worse than either."""
    await add_feed(store, ONE)
    (stored,) = await claim(store)
    known = {"etag": '"1"', "body_fingerprint": "00", "hints": FeedHints(ttl_s=60), "adopted_url": TWO.url}
    known["baseline_at"] = NOW
    await store.commit_poll(make_record(stored.feed_id, **known, next_poll_at=NOW), now=NOW)
    (stored,) = await claim(store)
    await store.sync_feeds([replace(ONE, format=FeedFormat.SITEMAP)], now=NOW)
    after = stored.state._replace(polled_at=LATER, ok_at=LATER, next_poll_at=LATER, **news)
    await store.commit_poll(PollRecord(feed_id=stored.feed_id, before=stored.state, state=after), now=LATER)
    assert await state_of(store) == FeedState(next_poll_at=LATER, polled_at=LATER, ok_at=LATER)
    (stored,) = await claim(store, now=LATER)
    assert (stored.poll_url, stored.host_key) == (ONE.url, "one.example")


async def test_the_outcome_of_a_poll_is_stored_whole_whatever_came_during_it(store: Store) -> None:
    feed_id = await add_feed(store, ONE)
    failed = {"failures": 1, "failing_since": NOW, "failure": "timeout", "error": "no answer"}
    await store.commit_poll(make_record(feed_id, **failed, next_poll_at=NOW, wait_s=60.0), now=NOW)
    (stored,) = await claim(store)
    await store.sync_feeds([replace(ONE, format=FeedFormat.SITEMAP)], now=NOW)
    again = stored.state._replace(failures=2, due_because=DueReason.BACKOFF, polled_at=LATER)
    await store.commit_poll(PollRecord(feed_id=feed_id, before=stored.state, state=again), now=LATER)
    assert await state_of(store) == again._replace(baseline_at=None)


async def test_reports_tell_until_when_a_host_asked_to_be_left_alone(store: Store) -> None:
    one, _ = await add_feeds(store, ONE, TWO)
    block = HostBlock(host_key="one.example", until=LATER)
    await store.commit_poll(replace(make_record(one), host_block=block), now=NOW)
    assert [report.blocked_until for report in await store.list_feeds()] == [LATER, None]


async def test_the_poll_of_an_unknown_feed_changes_nothing(store: Store) -> None:
    result = await store.commit_poll(make_record(4711, make_new()), now=NOW)
    assert (result.new, await store.list_feeds()) == (0, [])


async def test_the_poll_of_a_feed_removed_meanwhile_changes_nothing(store: Store) -> None:
    feed_id = await add_feed(store)
    await store.sync_feeds([], now=NOW)
    article = make_article()
    result = await store.commit_poll(make_record(feed_id, make_new(article)), now=NOW)
    assert (result.new, await store.seen_articles(feed_id, article.keys)) == (0, {})


async def test_reports_count_the_articles_of_each_feed(store: Store) -> None:
    one, _ = await add_feeds(store, ONE, TWO)
    await store.commit_poll(make_record(one, make_new(), make_new()), now=NOW)
    assert [report.articles for report in await store.list_feeds()] == [2, 0]


# --- what the parser knows ------------------------------------------------------------------------------


async def test_what_the_parser_knows_of_a_feed_is_kept_with_the_poll_that_taught_it(
    factory: StoreFactory, tmp_path: Path
) -> None:
    trust = ParserTrust(reader="1", shapes=(ShapeProof(shape_key="ab12", equal=2),), entries=40)
    known = ParserKnowledge(trust=trust, memory=b"\x00\xff entries")
    store = await factory.open(tmp_path)
    one, two = await add_feeds(store, ONE, TWO)
    await store.commit_poll(replace(make_record(one), knowledge=known), now=NOW)
    await store.commit_poll(make_record(one), now=NOW)  # nothing new about it
    assert await store.parser_knowledge(two) == NO_KNOWLEDGE
    await store.close()
    store = await factory.open(tmp_path)
    assert await store.parser_knowledge(one) == known
    demoted = ParserKnowledge(trust=ParserTrust(reader="1", demoted_at=NOW, difference="entries.title"))
    await store.commit_poll(replace(make_record(one), knowledge=demoted), now=NOW)
    assert await store.parser_knowledge(one) == demoted
    await store.close()
