"""What every store promises of what topics nearly found, and by whom they are covered."""

from datetime import datetime, timedelta

from bot.core.model import Evidence, TextField
from bot.core.near_misses import TopicRecord
from bot.ports_store import Store
from tests.builders import NOW, make_article, make_feed, make_mark, make_match, make_new, make_record
from tests.contract.steps import add_feed, add_feeds

DAY = timedelta(days=1)


async def found(
    store: Store,
    feed_id: int,
    title: str,
    *,
    score: float = 0.45,
    story: str = "",
    at: datetime = NOW,
    topic: str = "sco",
    alias: str = "SCO",
    lang: str = "",
) -> None:
    evidence = Evidence(alias=alias, field=TextField.TITLE, start=0, end=3, text=alias)
    match = make_match(topic, score=score, evidence=(evidence,))
    new = make_new(
        make_article(title=title, lang=lang), story_keys=(story,) if story else (), matches=(match,)
    )
    await store.commit_poll(make_record(feed_id, new), now=at)


async def near(store: Store, *, since: datetime = NOW - 7 * DAY, limit: int = 9) -> list[str]:
    stories = await store.near_matches("sco", least=0.35, below=0.5, since=since, limit=limit)
    return [one.stored.article.text.title for one in stories]


async def record(store: Store, topic: str = "sco") -> TopicRecord:
    return await store.topic_record(
        topic, min_score=0.5, names_since=NOW - 60 * DAY, outlets_since=NOW - 30 * DAY
    )


async def test_stories_a_little_under_the_line_come_closest_first(store: Store) -> None:
    feed_id = await add_feed(store)
    scores = (("far", 0.34), ("low", 0.35), ("high", 0.49), ("enough", 0.5), ("middle", 0.4))
    for title, score in scores:
        await found(store, feed_id, title, score=score)
    await found(store, feed_id, "another topic", topic="cpec")
    assert await near(store) == ["high", "middle", "low"]
    assert await near(store, limit=1) == ["high"]


async def test_story_stands_for_its_best_article_and_not_at_all_where_one_alerts(store: Store) -> None:
    feed_id = await add_feed(store)
    await found(store, feed_id, "worse", score=0.36, story="a")
    await found(store, feed_id, "best", score=0.44, story="a")
    await found(store, feed_id, "alerted", score=0.9, story="b", at=NOW - 2 * DAY)
    await found(store, feed_id, "its copy", score=0.45, story="b")
    (story,) = await store.near_matches("sco", least=0.35, below=0.5, since=NOW - DAY, limit=9)
    assert (story.stored.article.text.title, story.match.score) == ("best", 0.44)
    assert story.match.evidence[0].alias == "SCO"


async def test_what_was_seen_before_or_is_marked_is_left_out(store: Store) -> None:
    feed_id = await add_feed(store)
    await found(store, feed_id, "old", at=NOW - 8 * DAY)
    await found(store, feed_id, "marked")
    await found(store, feed_id, "news")
    marked = next(
        one.stored
        for one in await store.near_matches("sco", least=0.35, below=0.5, since=NOW - DAY, limit=9)
        if one.stored.article.text.title == "marked"
    )
    await store.save_mark(make_mark("cpec", story_id=marked.story_id))
    assert await near(store) == ["news", "marked"]
    await store.save_mark(make_mark("sco", story_id=marked.story_id))
    assert await near(store) == ["news"]
    assert await near(store, since=NOW + DAY) == []


async def test_unfound_articles_are_those_of_stories_that_the_topic_did_not_find_and_nobody_marked(store):
    feed_id = await add_feed(store)
    for title, story, topic in (
        ("silent", "a", "cpec"),
        ("alerted", "b", "sco"),
        ("its copy", "b", "cpec"),
        ("marked", "c", "cpec"),
        ("not asked for", "d", "cpec"),
    ):
        await found(store, feed_id, title, story=story, topic=topic, at=NOW - 2 * DAY)
    page = await store.past_articles(lowest_id=1, highest_id=9, since=NOW - 9 * DAY, limit=9)
    ids = {one.text.title: one for one in page}
    await store.save_mark(make_mark("sco", story_id=ids["marked"].story_id))
    await store.save_mark(make_mark("cpec", story_id=ids["silent"].story_id))
    asked = [one.article_id for title, one in ids.items() if title != "not asked for"]
    unfound = await store.unfound_articles("sco", asked, since=NOW - DAY)
    assert [one.article.text.title for one in unfound] == ["silent"]
    assert await store.unfound_articles("sco", [], since=NOW - DAY) == []


async def test_record_of_a_topic_counts_names_and_outlets_within_their_times(store: Store) -> None:
    ours, theirs = make_feed(), make_feed(url="https://dawn.example/feed", outlet=make_feed().outlet)
    first, second = await add_feeds(store, ours, theirs)
    await found(store, first, "oldest", at=NOW - 90 * DAY, alias="Shanghai Five")
    await found(store, first, "before", at=NOW - 40 * DAY, alias="OCS", score=0.9)
    await found(store, second, "weak", at=NOW - 20 * DAY, score=0.2)
    await found(store, second, "strong", at=NOW - 10 * DAY, score=0.5)
    await found(store, first, "strong as well", score=0.9)
    await found(store, first, "another topic", topic="cpec", score=0.9)
    told = await record(store)
    assert told == TopicRecord(
        since=NOW - 90 * DAY, names=frozenset({"OCS", "SCO"}), outlets={"Example News": 2}
    )


async def test_topic_that_never_found_anything_has_an_empty_record(store: Store) -> None:
    assert await record(store, "none") == TopicRecord(outlets={})


async def test_languages_of_a_feed_are_those_of_enough_of_its_articles(store: Store) -> None:
    first, second = await add_feeds(store, make_feed(), make_feed(url="https://dawn.example/feed"))
    for lang, count in (("en", 3), ("ur", 2), ("", 5)):
        for _ in range(count):
            await found(store, first, "A", lang=lang)
    for _ in range(3):
        await found(store, second, "B", lang="ur", at=NOW - 2 * DAY)
    assert await store.feed_languages(since=NOW - 60 * DAY, least=3) == {
        first: frozenset({"en"}),
        second: frozenset({"ur"}),
    }
    assert await store.feed_languages(since=NOW - DAY, least=2) == {first: frozenset({"en", "ur"})}
