"""What every store promises about articles, stories and the alerts that follow from them."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.model import (
    Alert,
    Article,
    ArticleText,
    ChangedArticle,
    Channel,
    Digest,
    KnownArticle,
    NewArticle,
    PollResult,
)
from bot.core.outbox import DeliveryState
from bot.core.query import Query
from bot.ports_store import Store
from tests.builders import (
    CONSOLE,
    NOW,
    make_alert,
    make_article,
    make_feed,
    make_match,
    make_message,
    make_new,
    make_record,
)
from tests.contract.steps import add_article, add_feed, add_feeds, claim, save, search

STORY_WINDOW = timedelta(hours=72)


def alerting(*alerts: Alert, story: str = "page:1") -> NewArticle:
    return make_new(story_keys=(story,), alerts=alerts or (make_alert(),))


async def deliveries(store: Store) -> int:
    return sum((await store.count_deliveries()).values())


# --- identity -------------------------------------------------------------------------------------------


async def test_seen_articles_are_found_by_any_of_their_keys(store: Store) -> None:
    feed_id = await add_feed(store)
    article = make_article(keys=("id:1", "link:1"), content_hash="abc")
    article_id = await add_article(store, feed_id, article)
    seen = await store.seen_articles(feed_id, ["link:1", "id:2", "id:1"])
    assert {key: (found.article_id, found.content_hash) for key, found in seen.items()} == {
        "id:1": (article_id, "abc"),
        "link:1": (article_id, "abc"),
    }


async def test_keys_belong_to_their_feed(store: Store) -> None:
    one, two = await add_feeds(store, make_feed(), make_feed(url="https://two.example/feed"))
    await add_article(store, one, make_article(keys=("id:1",)))
    assert await store.seen_articles(two, ["id:1"]) == {}


async def test_thousands_of_keys_can_be_asked_at_once(store: Store) -> None:
    feed_id = await add_feed(store)
    article = make_article()
    await add_article(store, feed_id, article)
    keys = [*(f"id:none-{number}" for number in range(50_000)), *article.keys]
    assert list(await store.seen_articles(feed_id, keys)) == list(article.keys)


async def test_keys_of_known_articles_are_added(store: Store) -> None:
    feed_id = await add_feed(store)
    article_id = await add_article(store, feed_id, make_article(keys=("id:old",)))
    known = KnownArticle(article_id=article_id, keys=("id:old", "id:moved"))
    await store.commit_poll(make_record(feed_id, known=(known,)), now=NOW)
    assert (await store.seen_articles(feed_id, ["id:moved"]))["id:moved"].article_id == article_id


# --- committing -----------------------------------------------------------------------------------------


async def test_an_article_comes_back_as_it_was_stored(store: Store) -> None:
    feed = make_feed()
    feed_id = await add_feed(store, feed)
    article = make_article(
        title="上合组织峰会",
        summary="Саммит",
        body="سربراہی اجلاس\nSecond line",
        keys=("id:1", "link:1"),
        authors=("A", "B"),
        tags=("政治",),
        lang="zh",
        published_at=NOW - timedelta(hours=3),
    )
    matches = (make_match("cpec", score=0.6), make_match("sco", score=0.9))
    await store.commit_poll(make_record(feed_id, make_new(article, matches=matches)), now=NOW)
    (found,) = (await store.search(Query(), limit=5)).articles
    assert (found.article, found.feed_url, found.outlet, found.seen_at, found.watchlist_ids) == (
        article,
        feed.url,
        feed.outlet,
        NOW,
        ("sco", "cpec"),
    )


async def test_a_poll_committed_twice_changes_nothing_the_second_time(store: Store) -> None:
    feed_id = await add_feed(store)
    record = make_record(feed_id, alerting())
    assert await store.commit_poll(record, now=NOW) == PollResult(new=1, alerts=1)
    assert await store.commit_poll(record, now=NOW) == PollResult()
    assert await deliveries(store) == 1
    assert len(await search(store)) == 1


async def test_the_same_poll_committed_by_many_tasks_at_once_counts_once(store: Store) -> None:
    feed_id = await add_feed(store)
    record = make_record(feed_id, alerting())
    results = await asyncio.gather(*(store.commit_poll(record, now=NOW) for _ in range(20)))
    assert (sum(result.new for result in results), sum(result.alerts for result in results)) == (1, 1)


async def test_an_article_one_of_whose_keys_is_stored_is_not_new(store: Store) -> None:
    feed_id = await add_feed(store)
    await add_article(store, feed_id, make_article(keys=("id:1", "link:1")))
    again = make_new(make_article(keys=("id:2", "link:1")), alerts=(make_alert(),))
    assert await store.commit_poll(make_record(feed_id, again), now=NOW) == PollResult()


async def test_an_article_standing_twice_in_one_poll_is_stored_once(store: Store) -> None:
    feed_id = await add_feed(store)
    twice = [make_new(make_article(keys=("id:1",)), alerts=(make_alert(),)) for _ in range(2)]
    assert await store.commit_poll(make_record(feed_id, *twice), now=NOW) == PollResult(new=1, alerts=1)


async def test_a_poll_that_fails_halfway_leaves_nothing_behind(store: Store) -> None:
    feed_id = await add_feed(store)
    good = make_article()
    with pytest.raises(ValueError, match="key"):
        await store.commit_poll(
            make_record(feed_id, make_new(good), make_new(make_article(keys=())), etag='"1"'), now=NOW
        )
    assert await store.seen_articles(feed_id, good.keys) == {}
    (report,) = await store.list_feeds()
    assert report.stored.state.etag is None


async def test_text_no_database_takes_is_mended_and_stored(store: Store) -> None:
    feed_id = await add_feed(store)
    article = make_article(title="half \ud83d emoji \x00", keys=("id:\ud83d",))
    await store.commit_poll(make_record(feed_id, make_new(article)), now=NOW)
    assert await search(store) == ["half \ufffd emoji \ufffd"]
    assert list(await store.seen_articles(feed_id, article.keys)) == list(article.keys)


# --- changes --------------------------------------------------------------------------------------------


def changed(article_id: int, article: Article, **fields: str) -> ChangedArticle:
    new = replace(article, text=ArticleText(**{"title": "New"} | fields), content_hash="new")
    return ChangedArticle(article_id=article_id, article=new, matches=(make_match("cpec"),))


async def test_a_changed_article_is_updated_in_place_with_its_matches_and_keys(store: Store) -> None:
    feed_id = await add_feed(store)
    article = make_article(title="Old")
    await store.commit_poll(make_record(feed_id, make_new(article, matches=(make_match("sco"),))), now=NOW)
    article_id = (await store.seen_articles(feed_id, article.keys))[article.keys[0]].article_id
    change = changed(article_id, replace(article, keys=("id:new",)), body="New body")
    result = await store.commit_poll(make_record(feed_id, changed=(change,)), now=NOW)
    assert result == PollResult(changed=1)
    (found,) = (await store.search(Query(), limit=5)).articles
    assert (found.article_id, found.article, found.watchlist_ids) == (
        article_id,
        change.article,
        ("cpec",),
    )
    seen = await store.seen_articles(feed_id, [*article.keys, "id:new"])
    assert {entry.content_hash for entry in seen.values()} == {"new"}
    assert len(seen) == 2


async def test_a_changed_article_never_alerts_again(store: Store) -> None:
    feed_id = await add_feed(store)
    article = make_article()
    await store.commit_poll(make_record(feed_id, make_new(article, alerts=(make_alert(),))), now=NOW)
    seen = await store.seen_articles(feed_id, article.keys)
    change = changed(seen[article.keys[0]].article_id, article)
    await store.commit_poll(make_record(feed_id, changed=(change,)), now=NOW)
    assert await deliveries(store) == 1


async def test_a_change_committed_twice_counts_once(store: Store) -> None:
    feed_id = await add_feed(store)
    article = make_article()
    record = make_record(feed_id, changed=(changed(await add_article(store, feed_id, article), article),))
    results = [await store.commit_poll(record, now=NOW) for _ in range(2)]
    assert [result.changed for result in results] == [1, 0]


async def test_a_change_of_an_article_that_is_gone_is_passed_over(store: Store) -> None:
    feed_id = await add_feed(store)
    record = make_record(feed_id, changed=(changed(4711, make_article()),))
    assert await store.commit_poll(record, now=NOW) == PollResult()


# --- stories and alerts ---------------------------------------------------------------------------------


async def test_an_alert_becomes_a_ready_delivery_that_says_the_same(store: Store) -> None:
    feed_id = await add_feed(store)
    alert = make_alert(message=make_message(title="上合 <b>", why=("SCO: 上合", "CPEC: سی پیک")))
    await store.commit_poll(make_record(feed_id, alerting(alert)), now=NOW)
    (delivery,) = await claim(store)
    assert (delivery.message, delivery.delivery_key, delivery.channel, delivery.created_at) == (
        alert.message,
        alert.delivery_key,
        CONSOLE,
        NOW,
    )


async def test_a_channel_hears_of_a_story_once_per_watchlist(store: Store) -> None:
    one, two = await add_feeds(store, make_feed(), make_feed(url="https://two.example/feed"))
    await store.commit_poll(make_record(one, alerting()), now=NOW)
    result = await store.commit_poll(make_record(two, alerting()), now=NOW)
    assert result == PollResult(new=1, alerts=0)


async def test_another_watchlist_of_the_same_story_is_news_to_the_channel(store: Store) -> None:
    feed_id = await add_feed(store)
    await store.commit_poll(make_record(feed_id, alerting(make_alert("sco"))), now=NOW)
    both = await store.commit_poll(make_record(feed_id, alerting(make_alert("sco", "cpec"))), now=NOW)
    neither = await store.commit_poll(make_record(feed_id, alerting(make_alert("cpec", "sco"))), now=NOW)
    assert (both.alerts, neither.alerts) == (1, 0)


async def test_an_alert_of_two_watchlists_is_remembered_for_both(store: Store) -> None:
    feed_id = await add_feed(store)
    await store.commit_poll(make_record(feed_id, alerting(make_alert("sco", "cpec"))), now=NOW)
    for watchlist in ("sco", "cpec"):
        record = make_record(feed_id, alerting(make_alert(watchlist)))
        assert (await store.commit_poll(record, now=NOW)).alerts == 0


async def test_another_channel_hears_of_the_same_story(store: Store) -> None:
    feed_id = await add_feed(store)
    other = make_alert(channel=Channel(adapter="slack", external_id="C1"))
    await store.commit_poll(make_record(feed_id, alerting()), now=NOW)
    assert (await store.commit_poll(make_record(feed_id, alerting(other)), now=NOW)).alerts == 1


async def test_articles_that_share_any_story_key_are_one_story(store: Store) -> None:
    feed_id = await add_feed(store)
    chain = (("page:1",), ("page:1", "wording:2"), ("wording:2",))
    news = [make_new(story_keys=keys, alerts=(make_alert(),)) for keys in chain]
    assert (await store.commit_poll(make_record(feed_id, *news), now=NOW)).alerts == 1


async def test_every_key_of_an_article_leads_later_polls_to_its_story(store: Store) -> None:
    feed_id = await add_feed(store)
    for keys, alerts in ((("page:1", "wording:2"), 1), (("wording:2",), 0), (("page:1",), 0)):
        new = make_new(story_keys=keys, alerts=(make_alert(),))
        assert (await store.commit_poll(make_record(feed_id, new), now=NOW)).alerts == alerts


async def test_a_clock_that_is_set_back_makes_no_sighting_older(store: Store) -> None:
    feed_id = await add_feed(store)
    for hours, topic in ((1, "cpec"), (2, "sco")):
        seen = alerting(make_alert(topic), story=topic)
        await store.commit_poll(make_record(feed_id, seen), now=NOW + timedelta(hours=hours))
    again = [make_new(story_keys=keys, alerts=(make_alert("sco"),)) for keys in (("sco",), ("sco", "cpec"))]
    assert (await store.commit_poll(make_record(feed_id, *again), now=NOW)).alerts == 0
    late = make_record(feed_id, alerting(make_alert("sco"), story="sco"))
    assert (await store.commit_poll(late, now=NOW + STORY_WINDOW + timedelta(hours=1))).alerts == 0


async def test_a_story_is_found_by_a_key_that_no_column_takes(store: Store) -> None:
    feed_id = await add_feed(store)
    for alerts in (1, 0):
        record = make_record(feed_id, alerting(story="page:\ud800\0"))
        assert (await store.commit_poll(record, now=NOW)).alerts == alerts


@pytest.mark.parametrize(
    ("later", "unheard"), [(timedelta(0), "cpec"), (timedelta(hours=1), "sco")], ids=["at once", "later"]
)
async def test_of_two_stories_an_article_joins_the_last_seen_else_the_first(
    store: Store, later: timedelta, unheard: str
) -> None:
    feed_id = await add_feed(store)
    await store.commit_poll(make_record(feed_id, alerting(make_alert("sco"), story="page:1")), now=NOW)
    second = alerting(make_alert("cpec"), story="page:2")
    await store.commit_poll(make_record(feed_id, second), now=NOW + later)
    for told, alerts in (({"sco", "cpec"} - {unheard}, 0), ({unheard}, 1)):
        both = make_new(story_keys=("page:2", "page:1"), alerts=(make_alert(*told),))
        result = await store.commit_poll(make_record(feed_id, both), now=NOW + later)
        assert result.alerts == alerts


async def test_articles_without_story_keys_are_stories_of_their_own(store: Store) -> None:
    feed_id = await add_feed(store)
    news = [make_new(alerts=(make_alert(),)) for _ in range(2)]
    assert (await store.commit_poll(make_record(feed_id, *news), now=NOW)).alerts == 2


async def test_a_story_seen_again_within_72_hours_is_the_same_story(store: Store) -> None:
    feed_id = await add_feed(store)
    await store.commit_poll(make_record(feed_id, alerting()), now=NOW)
    result = await store.commit_poll(make_record(feed_id, alerting()), now=NOW + STORY_WINDOW)
    assert result.alerts == 0


async def test_a_story_seen_again_after_72_hours_is_a_new_one(store: Store) -> None:
    feed_id = await add_feed(store)
    await store.commit_poll(make_record(feed_id, alerting()), now=NOW)
    later = NOW + STORY_WINDOW + timedelta(seconds=1)
    assert (await store.commit_poll(make_record(feed_id, alerting()), now=later)).alerts == 1
    assert (await store.commit_poll(make_record(feed_id, alerting()), now=later)).alerts == 0


async def test_a_baseline_stores_silently_and_later_reports_still_alert(store: Store) -> None:
    feed_id = await add_feed(store)
    baseline = make_new(story_keys=("page:1",), matches=(make_match(),))
    assert await store.commit_poll(make_record(feed_id, baseline), now=NOW) == PollResult(new=1)
    assert (await store.count_deliveries())[DeliveryState.READY] == 0
    assert (await store.commit_poll(make_record(feed_id, alerting()), now=NOW)).alerts == 1


async def test_recent_articles_are_the_newest_of_their_feed_with_the_start_of_their_text(
    store: Store,
) -> None:
    feed_id, other_id = await add_feeds(store, make_feed(), make_feed(url="https://example.org/other.xml"))
    first, second, third = (
        make_article(title="First", body="x" * 10_000),
        make_article(title="Second", summary="In short"),
        make_article(title="Third", published_at=NOW),
    )
    for article in (first, second, third):
        await add_article(store, feed_id, article)
    await add_article(store, other_id, make_article(title="Elsewhere"))
    recent = await store.recent_articles(feed_id, limit=2)
    assert [(one.title, one.text, one.published_at) for one in recent] == [
        ("Third", "", NOW),
        ("Second", "In short", None),
    ]
    assert [(one.canonical_url, one.content_hash) for one in recent] == [
        (one.canonical_url, one.content_hash) for one in (third, second)
    ]
    *_, long = await store.recent_articles(feed_id, limit=5)
    assert 0 < len(long.text) < 1_000


async def test_a_poll_with_many_alerts_queues_some_and_one_digest_for_each_channel_once(store: Store) -> None:
    feed_id = await add_feed(store)
    other = Channel(adapter="slack", external_id="C1")
    news = [alerting(make_alert(), make_alert(channel=other), story=f"page:{number}") for number in range(10)]
    record = replace(make_record(feed_id, *news), most_alerts=3)
    assert (await store.commit_poll(record, now=NOW)).alerts == 20
    assert (await store.commit_poll(record, now=NOW)).alerts == 0
    sizes: dict[Channel, list[int]] = {CONSOLE: [], other: []}
    while claimed := await claim(store):
        for one in claimed:
            sizes[one.channel].append(len(one.message.alerts) if isinstance(one.message, Digest) else 1)
            await save(store, one, DeliveryState.SENT)
    assert sizes == {CONSOLE: [1, 1, 1, 7], other: [1, 1, 1, 7]}


async def test_alerts_that_a_channel_heard_before_do_not_count_for_the_limit_of_a_poll(store: Store) -> None:
    first_id, second_id = await add_feeds(store, make_feed(), make_feed(url="https://example.org/2.xml"))
    news = [alerting(story=f"page:{number}") for number in range(8)]
    await store.commit_poll(make_record(first_id, *news[:6]), now=NOW)
    again = [alerting(story=f"page:{number}") for number in range(8)]
    await store.commit_poll(replace(make_record(second_id, *again), most_alerts=1), now=NOW)
    assert await deliveries(store) == 8
