"""What every store promises of a watchlist's newest stories: once each, and only those that score enough."""

from datetime import timedelta

from bot.core.model import ChangedArticle, Evidence, Match, TextField
from bot.ports_store import Store
from tests.builders import NOW, make_article, make_feed, make_match, make_new, make_record
from tests.contract.steps import add_feed, add_feeds

MINUTE = timedelta(minutes=1)


async def found(
    store: Store, watchlist_id: str = "sco", *, min_score: float = 0.5, limit: int = 10
) -> list[str]:
    """Return the titles, as they come."""
    stories = await store.latest_matches(watchlist_id, min_score=min_score, limit=limit)
    return [story.stored.article.text.title for story in stories]


async def store_one(store: Store, feed_id: int, title: str, *, score: float = 0.9, story: str = "") -> None:
    article = make_article(title=title)
    new = make_new(article, story_keys=(story,) if story else (), matches=(make_match(score=score),))
    await store.commit_poll(make_record(feed_id, new), now=NOW)


async def test_newest_stories_come_first_and_no_more_than_asked_for(store: Store) -> None:
    feed_id = await add_feed(store)
    for title in ("One", "Two", "Three"):
        await store_one(store, feed_id, title)
    assert await found(store) == ["Three", "Two", "One"]
    assert await found(store, limit=2) == ["Three", "Two"]


async def test_score_must_reach_what_is_asked_for(store: Store) -> None:
    feed_id = await add_feed(store)
    for title, score in (("Below", 0.49), ("Enough", 0.5)):
        await store_one(store, feed_id, title, score=score)
    assert await found(store) == ["Enough"]
    assert await found(store, min_score=0.4) == ["Enough", "Below"]


async def test_other_watchlists_and_unmatched_articles_are_left_out(store: Store) -> None:
    feed_id = await add_feed(store)
    await store_one(store, feed_id, "Ours")
    other = make_new(make_article(title="Theirs"), matches=(make_match("cpec"),))
    await store.commit_poll(make_record(feed_id, other, make_new()), now=NOW)
    assert await found(store) == ["Ours"]
    assert await found(store, "cpec") == ["Theirs"]
    assert await found(store, "none") == []


async def test_story_is_its_first_article_that_scores_enough_and_keeps_its_place(store: Store) -> None:
    first, second = await add_feeds(store, make_feed(), make_feed(url="https://example.com/copies.xml"))
    await store_one(store, first, "Hardly", score=0.2, story="wire")
    await store_one(store, first, "Report", story="wire")
    await store_one(store, first, "Other news")
    await store_one(store, second, "Copy", story="wire")
    assert await found(store) == ["Other news", "Report"]


async def test_story_brings_its_article_its_evidence_and_its_times(store: Store) -> None:
    feed_id = await add_feed(store)
    article = make_article(title="The SCO met", keys=("id:a",))
    match = make_match(score=0.75, rules="0a1b2c3d4e5f")
    new = make_new(article, story_keys=("wire",), matches=(match, make_match("cpec")))
    await store.commit_poll(make_record(feed_id, new), now=NOW)
    (story,) = await store.latest_matches("sco", min_score=0.5, limit=10)
    assert story.stored.article == article
    assert story.stored.outlet.name == "Example News"
    assert story.match == match
    assert (story.story_at, story.matched_at, story.stored.seen_at) == (NOW, NOW, NOW)


async def test_changed_article_keeps_its_story_and_says_when_it_changed(store: Store) -> None:
    feed_id = await add_feed(store)
    await store_one(store, feed_id, "First words", story="wire")
    (before,) = await store.latest_matches("sco", min_score=0.5, limit=10)
    seen = Evidence(alias="SCO", field=TextField.TITLE, start=4, end=7, text="SCO")
    again = Match(watchlist_id="sco", score=0.6, evidence=(seen,))
    changed = ChangedArticle(
        article_id=before.stored.article_id, article=make_article(title="New SCO words"), matches=(again,)
    )
    await store.commit_poll(make_record(feed_id, changed=(changed,)), now=NOW + MINUTE)
    (after,) = await store.latest_matches("sco", min_score=0.5, limit=10)
    assert (after.stored.article.text.title, after.match) == ("New SCO words", again)
    assert (after.stored.story_id, after.story_at) == (before.stored.story_id, NOW)
    assert after.matched_at == NOW + MINUTE
    unmatched = ChangedArticle(article_id=before.stored.article_id, article=make_article(title="Tea"))
    await store.commit_poll(make_record(feed_id, changed=(unmatched,)), now=NOW + 2 * MINUTE)
    assert await found(store) == []
