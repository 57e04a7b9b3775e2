"""A topic's past, looked up beside a bot that polls: shown, stored, posted once and never by a poll again."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.app.backfill import Past, look_up_past, plan_past_digest
from bot.app.past import PAGE
from bot.core.backfill import Posted
from bot.core.digest import MOST
from bot.core.model import DigestTime
from bot.core.query import Query
from bot.core.subscription import Subscription
from bot.core.watchlist import Alias, Watchlist
from bot.store.open import check_index, open_aside
from bot.store.sqlite import SqliteAside
from tests.builders import make_subscription
from tests.contract.steps import search
from tests.integration.feeds.newsroom import SCO, Item, Newsroom, items

RAIL = Watchlist(watchlist_id="rail", name="Rail", aliases=(Alias(text="Northern Rail Link"),), threshold=0.3)
TUNNELS = replace(RAIL, aliases=(Alias(text="Southern Tunnel"),))
STORY = "the ministers of the three countries agreed on Monday after long talks in the capital."
PAST = [
    *items("Ministers sign", body=f"About the Northern Rail Link {STORY}"),
    *items("Bridge opens", body=f"For the Northern Rail Link, say those who built it, {STORY}"),
    *items("Tea harvest", body="Much rain fell in the hills where the tea grows, and farmers are content."),
]
LATER = items(
    "Trains run", body="For the first time trains run on the Northern Rail Link, says the ministry."
)
HOURLY = timedelta(hours=1)

_keys = count(1)


@pytest.fixture
async def aside(newsroom: Newsroom, tmp_path: Path) -> AsyncIterator[SqliteAside]:
    """What a command opens, while the bot holds the same database."""
    opened = await open_aside("sqlite:///store.db", base_dir=tmp_path)
    yield opened
    await opened.close()


async def begin(newsroom: Newsroom, entries: list[Item] = PAST) -> None:
    await newsroom.poll(entries[:1])
    await newsroom.poll(entries)
    assert await newsroom.posted() == []


async def look_up(
    newsroom: Newsroom, aside: SqliteAside, watchlist: Watchlist = RAIL, *, days: int = 30, limit: int = 10
) -> Past:
    return await look_up_past(
        watchlist, days=days, limit=limit, store=aside, now=newsroom.time, on_progress=lambda *_: None
    )


async def post(newsroom: Newsroom, aside: SqliteAside, past: Past, **wanted: object) -> Posted:
    subscription: Subscription = make_subscription("rail", **wanted)
    digest = await plan_past_digest(past, subscription, store=aside, new_key=lambda: f"past-{next(_keys)}")
    return await aside.post_past(digest, now=newsroom.time)


def titles(past: Past) -> list[str]:
    return [one.stored.article.text.title for one in past.newest]


async def test_past_shows_the_stories_newest_first_and_lets_them_be_found_by_topic(newsroom, aside):
    await begin(newsroom)
    past = await look_up(newsroom, aside)
    assert (past.articles, past.matched, past.stories) == (3, 2, 2)
    assert titles(past) == ["Bridge opens", "Ministers sign"]
    assert {found.text for one in past.newest for found in one.match.evidence} == {"Northern Rail Link"}
    assert await search(newsroom.store, Query(watchlist_ids=("rail",))) == titles(past)
    assert await newsroom.posted() == []


async def test_only_the_newest_are_shown_and_all_are_counted_and_those_of_the_days_alone(newsroom, aside):
    await begin(newsroom)
    assert titles(await look_up(newsroom, aside, limit=1)) == ["Bridge opens"]
    newsroom.time += timedelta(days=10)
    past = await look_up(newsroom, aside, days=9)
    assert (past.articles, past.stories, titles(past)) == (0, 0, [])


async def test_progress_is_told_up_to_the_end(newsroom, aside):
    await begin(newsroom)
    heard = []
    await look_up_past(
        RAIL, days=30, limit=1, store=aside, now=newsroom.time, on_progress=lambda *step: heard.append(step)
    )
    assert heard == [(0, 3), (3, 3)]


async def test_what_another_file_found_gives_way_to_what_this_one_finds(newsroom, aside):
    await begin(newsroom)
    await look_up(newsroom, aside)
    past = await look_up(newsroom, aside, TUNNELS)
    assert past.stories == 0
    assert await search(newsroom.store, Query(watchlist_ids=("rail",))) == []


async def test_past_that_is_posted_is_heard_of_and_later_articles_of_its_stories_do_not_alert(
    newsroom, aside
):
    await begin(newsroom)
    newsroom.watch(SCO, RAIL)
    past = await look_up(newsroom, aside)
    assert await post(newsroom, aside, past) == Posted(stories=2, messages=1)
    assert await newsroom.posted() == [
        "Rail · the last 30 days · 2 alerts", "Ministers sign", "Bridge opens",
    ]  # fmt: skip
    copy = replace(PAST[0], guid="copy", link="http://a.org/copy")
    await newsroom.poll([*LATER, copy, *PAST])
    assert await newsroom.posted() == ["Trains run"]


async def test_second_time_posts_nothing_and_later_times_what_came_since(newsroom, aside):
    await begin(newsroom)
    assert (await post(newsroom, aside, await look_up(newsroom, aside))).stories == 2
    assert await post(newsroom, aside, await look_up(newsroom, aside)) == Posted(stories=0, messages=0)
    await newsroom.posted()
    await newsroom.poll([*LATER, *PAST])
    assert await newsroom.posted() == []  # the bot does not know the topic yet
    assert (await post(newsroom, aside, await look_up(newsroom, aside))).stories == 1
    assert await newsroom.posted() == ["Rail · the last 30 days · 1 alert", "Trains run"]


async def test_story_that_the_channel_has_heard_of_by_an_alert_is_left_out(newsroom, aside):
    await begin(newsroom)
    newsroom.watch(SCO, RAIL)
    await newsroom.poll([*LATER, *PAST])
    assert await newsroom.posted() == ["Trains run"]
    past = await look_up(newsroom, aside)
    assert past.stories == 3
    await post(newsroom, aside, past)
    assert "Trains run" not in await newsroom.posted()


async def test_what_does_not_reach_the_threshold_is_neither_counted_nor_posted(newsroom, aside):
    await begin(newsroom)
    past = await look_up(newsroom, aside, replace(RAIL, threshold=1.0))
    assert (past.matched, past.stories) == (0, 0)
    assert (await post(newsroom, aside, past)).stories == 0


async def test_every_page_of_many_articles_is_tried_and_what_is_not_posted_counted(newsroom, aside):
    entries = items(*(f"Report {number}" for number in range(2 * PAGE + 1)), body="Northern Rail Link")
    await begin(newsroom, entries)
    past = await look_up(newsroom, aside)
    assert (past.articles, past.stories) == (len(entries), len(entries))
    digest = await plan_past_digest(past, make_subscription("rail"), store=aside, new_key=lambda: "key")
    assert (len(digest.alerts), digest.more) == (MOST, len(entries) - MOST)


async def test_two_commands_at_the_same_moment_post_each_story_once(newsroom, aside, tmp_path):
    await begin(newsroom)
    other = await open_aside("sqlite:///store.db", base_dir=tmp_path)
    pasts = await asyncio.gather(look_up(newsroom, aside), look_up(newsroom, other))
    posted = await asyncio.gather(post(newsroom, aside, pasts[0]), post(newsroom, other, pasts[1]))
    await other.close()
    assert sum(one.stories for one in posted) == 2
    assert sorted(await newsroom.posted())[:2] == ["Bridge opens", "Ministers sign"]


async def test_channel_is_posted_what_its_subscription_lets_through_at_once_and_calls_nobody(newsroom, aside):
    await begin(newsroom)
    past = await look_up(newsroom, aside)
    assert (await post(newsroom, aside, past, langs=("zh",))).stories == 0
    daily = DigestTime(hour=9, zone="UTC")
    digest = await plan_past_digest(
        past,
        make_subscription("rail", digest_at=daily, mention="S0TEAM"),
        store=aside,
        new_key=lambda: f"past-{next(_keys)}",
    )
    assert {(one.alert.message.mentions, one.alert.digest) for one in digest.alerts} == {((), None)}
    await aside.post_past(digest, now=newsroom.time)
    assert (await newsroom.posted())[0] == "Rail · the last 30 days · 2 alerts"


async def test_past_of_a_changing_feed_leaves_index_and_matches_right(newsroom, aside, tmp_path):
    """The bot knows other rules and stores changes while the past is looked up over and over."""
    entries = items(*(f"Report {number}" for number in range(40)), body="Northern Rail Link")
    await begin(newsroom, entries)
    stop = asyncio.Event()

    async def keep_looking() -> int:
        times = 0
        while not stop.is_set() or not times:
            await look_up(newsroom, aside, (RAIL, TUNNELS)[times % 2])
            times += 1
        return times

    looking = asyncio.create_task(keep_looking())
    for turn in range(6):
        listed = [
            replace(one, body=f"{'Again. ' * turn}Beside the Southern Tunnel: {one.body}")
            if (number + turn) % 3
            else one
            for number, one in enumerate(entries)
        ]
        await newsroom.poll(listed, after=HOURLY)
    stop.set()
    assert await looking
    matches = await aside.past_matches("rail", min_score=0, since=newsroom.time - timedelta(days=30))
    for one in await aside.matched_articles("rail", [match.article_id for match in matches]):
        for found in one.match.evidence:
            text = getattr(one.stored.article.text, found.field)
            assert text[found.start : found.end] == found.text
    assert check_index("sqlite:///store.db", base_dir=tmp_path, on_progress=lambda *_: None).problems == ()
    assert (await look_up(newsroom, aside)).stories == 40
