"""What every store promises of a topic's past: its matches are those of now; a channel hears once of it."""

from dataclasses import replace
from datetime import timedelta

from bot.core.backfill import PastAlert, PastDigest, Posted, TriedArticle
from bot.core.digest import ALERTS
from bot.core.model import Channel, Digest, Match
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
from tests.contract.steps import SLACK, add_feed, claim, save, search

DAY = timedelta(days=1)
SINCE = NOW - 30 * DAY
SURE = make_match("kites", score=0.875, rules="abc")


async def store_titles(store: Store, *titles: str, days_ago: int = 1, **fields: object) -> None:
    """Store an article for each title, a story of its own; keywords are what each of them has besides."""
    feed_id = await add_feed(store)
    news = [make_new(make_article(title=title, lang="en"), **fields) for title in titles]
    await store.commit_poll(make_record(feed_id, *news), now=NOW - days_ago * DAY)


async def tried(store: Store, *, by: dict[str, Match] | None = None) -> list[TriedArticle]:
    """All articles of the last days, with these matches by title."""
    past = await store.past_articles(lowest_id=1, highest_id=10_000, since=SINCE, limit=1_000)
    return [TriedArticle(article=one, match=(by or {}).get(one.text.title)) for one in past]


async def topic(store: Store, watchlist_id: str = "kites") -> list[str]:
    return await search(store, Query(watchlist_ids=(watchlist_id,)))


async def matched(store: Store) -> list[tuple[str, float, str]]:
    found = await store.past_matches("kites", min_score=0.0, since=SINCE)
    loaded = await store.matched_articles("kites", [one.article_id for one in found])
    return [(one.stored.article.text.title, one.match.score, one.match.rules) for one in loaded]


async def past_digest(store: Store, channel: Channel = CONSOLE, *, more: int = 0) -> PastDigest:
    """A digest of all that is matched, each alert reading as its article's title."""
    found = await store.past_matches("kites", min_score=0.0, since=SINCE)
    loaded = await store.matched_articles("kites", [one.article_id for one in found])
    alerts = tuple(
        PastAlert(
            stored=one.stored,
            score=one.match.score,
            alert=make_alert(
                "kites", channel=channel, message=make_message(title=one.stored.article.text.title)
            ),
        )
        for one in loaded
    )
    return PastDigest(channel=channel, topic="Kites", days=30, alerts=alerts, more=more)


async def delivered(store: Store) -> list[tuple[str, list[str]]]:
    """Take what is due: titles of digests, and of the alerts in them."""
    read = []
    while due := await claim(store, now=NOW):
        for one in due:
            assert isinstance(one.message, Digest)
            read.append((one.message.title, [alert.title for alert in one.message.alerts]))
            await save(store, one, DeliveryState.SENT)
    return read


async def test_what_was_found_in_the_past_is_stored_and_found_by_topic(store):
    await store_titles(store, "Kites rise", "Tea grows")
    assert await store.save_tried("kites", await tried(store, by={"Kites rise": SURE}), now=NOW) == 1
    assert await matched(store) == [("Kites rise", 0.875, "abc")]
    assert await topic(store) == ["Kites rise"]
    (story,) = await store.latest_matches("kites", min_score=0.5, limit=5)
    assert (story.stored.article.text.title, story.matched_at) == ("Kites rise", NOW)


async def test_match_of_older_rules_gives_way_to_that_of_now_or_to_none(store):
    await store_titles(
        store, "Kites rise", "Kites fall", matches=(make_match("kites", score=0.6, rules="old"),)
    )
    assert await store.save_tried("kites", await tried(store, by={"Kites rise": SURE}), now=NOW) == 2
    assert await matched(store) == [("Kites rise", 0.875, "abc")]
    assert await topic(store) == ["Kites rise"]


async def test_other_topics_of_an_article_stay_what_they_are(store):
    await store_titles(store, "Kites rise", matches=(make_match("sco"), make_match("kites", rules="old")))
    await store.save_tried("kites", await tried(store), now=NOW)
    assert (await topic(store), await topic(store, "sco")) == ([], ["Kites rise"])
    await store.save_tried("kites", await tried(store, by={"Kites rise": SURE}), now=NOW)
    (article,) = (await store.search(Query(), limit=5)).articles
    assert set(article.watchlist_ids) == {"kites", "sco"}


async def test_second_time_changes_nothing(store):
    await store_titles(store, "Kites rise", "Tea grows")
    both = await tried(store, by={"Kites rise": replace(SURE, confidence=0.7)})
    assert await store.save_tried("kites", both, now=NOW) == 1
    assert await store.save_tried("kites", both, now=NOW + DAY) == 0
    (story,) = await store.latest_matches("kites", min_score=0.5, limit=5)
    assert story.matched_at == NOW


async def test_article_that_changed_since_it_was_tried_keeps_the_match_it_got_then(store):
    await store_titles(store, "Kites rise")
    (one,) = await tried(store, by={"Kites rise": SURE})
    before = replace(one, article=replace(one.article, text=replace(one.article.text, body="Before.")))
    assert await store.save_tried("kites", [before], now=NOW) == 0
    assert await matched(store) == []


async def test_matches_of_the_past_are_those_of_its_days_and_of_enough_score(store):
    await store_titles(store, "long ago", days_ago=40, matches=(make_match("kites"),))
    await store_titles(store, "weak", days_ago=2, matches=(make_match("kites", score=0.4),))
    await store_titles(store, "strong", days_ago=2, matches=(make_match("kites", score=0.5),))
    found = await store.past_matches("kites", min_score=0.5, since=SINCE)
    assert [(one.score, one.lang, one.kind) for one in found] == [(0.5, "en", make_feed().outlet.kind)]
    assert [one[0] for one in await matched(store)] == ["weak", "strong"]


async def test_channel_is_told_of_the_past_in_one_digest_oldest_first_and_has_heard_of_it(store):
    await store_titles(store, "first", days_ago=3, matches=(SURE,))
    await store_titles(store, "second", days_ago=1, matches=(SURE,))
    assert await store.heard_stories(CONSOLE, "kites") == frozenset()
    assert await store.post_past(await past_digest(store), now=NOW) == Posted(stories=2, messages=1)
    assert await delivered(store) == [("Kites · the last 30 days · 2 alerts", ["first", "second"])]
    stories = {one.story_id for one in await store.past_matches("kites", min_score=0, since=SINCE)}
    assert await store.heard_stories(CONSOLE, "kites") == stories
    assert (
        await store.heard_stories(CONSOLE, "sco") == await store.heard_stories(SLACK, "kites") == frozenset()
    )


async def test_same_digest_again_posts_nothing(store):
    await store_titles(store, "first", matches=(SURE,))
    digest = await past_digest(store)
    await store.post_past(digest, now=NOW)
    assert await store.post_past(digest, now=NOW) == Posted(stories=0, messages=0)
    assert len(await delivered(store)) == 1


async def test_story_that_alerted_meanwhile_is_left_out_and_other_channels_hear_of_it(store):
    await store_titles(store, "heard", matches=(SURE,), alerts=(make_alert("kites"),))
    await store_titles(store, "unheard", matches=(SURE,))
    for one in await claim(store):
        await save(store, one, DeliveryState.SENT)
    assert (await store.post_past(await past_digest(store), now=NOW)).stories == 1
    assert (await store.post_past(await past_digest(store, SLACK), now=NOW)).stories == 2
    assert sorted(await delivered(store)) == [
        ("Kites · the last 30 days · 1 alert", ["unheard"]),
        ("Kites · the last 30 days · 2 alerts", ["heard", "unheard"]),
    ]


async def test_later_article_of_a_story_from_the_past_does_not_alert(store):
    feed_id = await add_feed(store)
    first = make_new(make_article(title="first"), matches=(SURE,), story_keys=("page:one",))
    await store.commit_poll(make_record(feed_id, first), now=NOW - DAY)
    await store.post_past(await past_digest(store), now=NOW)
    later = make_new(
        make_article(title="later"), matches=(SURE,), story_keys=("page:one",), alerts=(make_alert("kites"),)
    )
    assert (await store.commit_poll(make_record(feed_id, later), now=NOW)).alerts == 0


async def test_digest_of_the_past_comes_in_as_many_messages_as_it_takes(store):
    await store_titles(store, *(f"kite {number}" for number in range(ALERTS + 1)), matches=(SURE,))
    posted = await store.post_past(await past_digest(store, more=3), now=NOW)
    assert posted == Posted(stories=ALERTS + 1, messages=2)
    told = await delivered(store)
    assert [title for title, _ in told] == [
        f"Kites · the last 30 days · 14 alerts, here the 11 strongest ({part} of 2)" for part in (1, 2)
    ]
    assert [alert for _, alerts in told for alert in alerts] == [f"kite {number}" for number in range(11)]


async def test_alerts_of_the_past_count_as_of_when_their_articles_came(store):
    await store_titles(store, "first", days_ago=3, matches=(SURE,))
    await store.post_past(await past_digest(store), now=NOW)
    assert await store.alert_times(since=SINCE) == {"kites": [NOW - 3 * DAY]}


async def test_empty_digest_queues_nothing(store):
    empty = PastDigest(channel=CONSOLE, topic="Kites", days=1, alerts=())
    assert await store.post_past(empty, now=NOW) == Posted(stories=0, messages=0)
    assert await delivered(store) == []
