"""What every store promises of the past: all its articles, matched or not, in pages."""

from datetime import datetime, timedelta

from bot.core.past import PastSpan
from bot.ports_store import Store
from tests.builders import NOW, make_article, make_match, make_new, make_record
from tests.contract.steps import add_feed

DAY = timedelta(days=1)


async def store_at(store: Store, feed_id: int, title: str, at: datetime) -> int:
    article = make_article(title=title, summary="Short.", body="Long.", lang="en")
    await store.commit_poll(make_record(feed_id, make_new(article)), now=at)
    return (await store.seen_articles(feed_id, article.keys))[article.keys[0]].article_id


async def test_past_has_the_articles_first_seen_since_then_matched_or_not(store):
    feed_id = await add_feed(store)
    await store_at(store, feed_id, "long ago", NOW - 40 * DAY)
    first = await store_at(store, feed_id, "unmatched", NOW - 29 * DAY)
    matched = make_new(make_article(title="matched"), matches=(make_match(),))
    await store.commit_poll(make_record(feed_id, matched), now=NOW)
    since = NOW - 30 * DAY
    span = await store.past_span(since=since)
    assert span == PastSpan(articles=2, lowest_id=first, highest_id=first + 1)
    past = await store.past_articles(lowest_id=1, highest_id=span.highest_id, since=since, limit=10)
    assert [one.text.title for one in past] == ["unmatched", "matched"]
    (one, _) = past
    assert (one.article_id, one.text.summary, one.text.body, one.lang, one.seen_at) == (
        first, "Short.", "Long.", "en", NOW - 29 * DAY,
    )  # fmt: skip


async def test_past_comes_in_pages_oldest_first(store):
    feed_id = await add_feed(store)
    ids = [await store_at(store, feed_id, f"number {number}", NOW) for number in range(5)]
    page = await store.past_articles(lowest_id=ids[1], highest_id=ids[4], since=NOW - DAY, limit=2)
    assert [one.article_id for one in page] == ids[1:3]
    page = await store.past_articles(lowest_id=ids[2] + 1, highest_id=ids[4], since=NOW - DAY, limit=9)
    assert [one.article_id for one in page] == ids[3:5]


async def test_past_without_articles_is_a_span_of_nothing(store):
    assert await store.past_span(since=NOW) == PastSpan(articles=0, lowest_id=1, highest_id=0)
    assert await store.past_articles(lowest_id=1, highest_id=0, since=NOW, limit=9) == []
