"""What every store promises of mentions: articles of a watchlist that score enough, by day and language."""

from datetime import date, datetime, timedelta

from bot.core.model import ChangedArticle
from bot.core.trend import Mention
from bot.ports_store import Store
from tests.builders import NOW, make_article, make_match, make_new, make_record
from tests.contract.steps import add_feed

DAY = timedelta(days=1)
TODAY = NOW.date()


async def store_one(
    store: Store,
    feed_id: int,
    at: datetime | None,
    *,
    lang: str = "en",
    score: float = 0.9,
    now: datetime = NOW,
) -> int:
    """Store an article about the SCO that was published then, and return its id."""
    article = make_article(lang=lang, published_at=at)
    new = make_new(article, matches=(make_match(score=score),))
    await store.commit_poll(make_record(feed_id, new), now=now)
    return (await store.seen_articles(feed_id, article.keys))[article.keys[0]].article_id


async def found(
    store: Store,
    watchlist_id: str = "sco",
    *,
    min_score: float = 0.5,
    since: datetime = NOW - 10 * DAY,
    until: datetime = NOW + DAY,
) -> list[tuple[date, str, int]]:
    mentions = await store.mentions(watchlist_id, min_score=min_score, since=since, until=until)
    assert all(isinstance(one, Mention) for one in mentions)
    return [(one.day, one.lang, one.count) for one in mentions]


async def test_articles_are_counted_by_day_and_language_oldest_day_first(store: Store) -> None:
    feed_id = await add_feed(store)
    for days_ago, lang in ((0, "zh"), (2, "ur"), (0, "en"), (2, "en"), (0, "zh")):
        await store_one(store, feed_id, NOW - days_ago * DAY, lang=lang)
    two_days_ago = TODAY - 2 * DAY
    assert await found(store) == [
        (two_days_ago, "en", 1), (two_days_ago, "ur", 1), (TODAY, "en", 1), (TODAY, "zh", 2)
    ]  # fmt: skip


async def test_score_must_reach_what_is_asked_for_in_mentions(store: Store) -> None:
    feed_id = await add_feed(store)
    for score in (0.49, 0.5, 0.7):
        await store_one(store, feed_id, NOW, score=score)
    assert await found(store) == [(TODAY, "en", 2)]
    assert await found(store, min_score=0.7) == [(TODAY, "en", 1)]


async def test_other_watchlists_and_unmatched_articles_are_no_mentions(store: Store) -> None:
    feed_id = await add_feed(store)
    await store_one(store, feed_id, NOW)
    other = make_new(matches=(make_match("cpec"), make_match("beidou")))
    await store.commit_poll(make_record(feed_id, other, make_new()), now=NOW)
    assert await found(store) == [(TODAY, "en", 1)]
    assert [count for _, _, count in await found(store, "cpec")] == [1]
    assert await found(store, "none") == []


async def test_day_begins_and_ends_at_midnight_utc(store: Store) -> None:
    feed_id = await add_feed(store)
    midnight = NOW.replace(hour=0)
    millisecond = timedelta(milliseconds=1)
    for at in (midnight - millisecond, midnight, midnight + DAY / 4):
        await store_one(store, feed_id, at)
    assert await found(store) == [(TODAY - DAY, "en", 1), (TODAY, "en", 2)]
    assert await found(store, since=midnight, until=midnight + DAY / 4) == [(TODAY, "en", 1)]


async def test_article_without_a_date_or_of_the_future_counts_when_it_was_seen(store: Store) -> None:
    feed_id = await add_feed(store)
    await store_one(store, feed_id, None)
    await store_one(store, feed_id, NOW + 5 * DAY)
    assert await found(store, until=NOW + 9 * DAY) == [(TODAY, "en", 2)]


async def test_old_article_that_was_seen_late_counts_on_its_own_day(store: Store) -> None:
    feed_id = await add_feed(store)
    await store_one(store, feed_id, NOW - 3 * DAY, now=NOW)
    await store_one(store, feed_id, NOW - 4 * DAY, now=NOW - 4 * DAY)
    assert await found(store) == [(TODAY - 4 * DAY, "en", 1), (TODAY - 3 * DAY, "en", 1)]
    assert await found(store, since=NOW - 3 * DAY) == [(TODAY - 3 * DAY, "en", 1)]


async def test_article_stored_by_a_poll_that_began_earlier_is_not_lost(store: Store) -> None:
    feed_id = await add_feed(store)
    await store_one(store, feed_id, NOW, lang="ru", now=NOW + timedelta(minutes=2))
    await store_one(store, feed_id, NOW, lang="zh", now=NOW)
    since = NOW - timedelta(minutes=1)
    assert await found(store, since=since) == [(TODAY, "ru", 1), (TODAY, "zh", 1)]


async def test_changed_article_that_matches_no_more_is_no_mention(store: Store) -> None:
    feed_id = await add_feed(store)
    article_id = await store_one(store, feed_id, NOW)
    changed = ChangedArticle(article_id=article_id, article=make_article(title="Tea"))
    await store.commit_poll(make_record(feed_id, changed=(changed,)), now=NOW)
    assert await found(store) == []
