"""New topics and names look forward: what was stored before never alerts, whatever becomes of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.watchlist import Alias, Watchlist
from tests.integration.feeds.newsroom import SCO, Item, Newsroom, items

RAIL = Watchlist(watchlist_id="rail", name="Rail", aliases=(Alias(text="Northern Rail Link"),), threshold=0.3)
NAMED = replace(SCO, aliases=(*SCO.aliases, Alias(text="Northern Rail Link")))
NEW_RULES = pytest.mark.parametrize("rules", [(SCO, RAIL), (NAMED,)], ids=["new topic", "new name"])

ABOUT_RAIL = "The Northern Rail Link opens in May, ministers of the three countries agreed on Monday."
STORED = items("Ministers sign", "Bridge opens", "Tunnel pierced", "Depot built", body=ABOUT_RAIL)
LATER = items(
    "Trains run", body="For the first time trains run on the Northern Rail Link, says the ministry."
)


async def begin(newsroom: Newsroom, *watchlists: Watchlist, before: list[Item] = STORED) -> None:
    """Store these articles, some with the baseline and some after it; then let the rules change."""
    await newsroom.poll(before[:1])
    await newsroom.poll(before)
    assert await newsroom.posted() == []
    newsroom.watch(*watchlists)


@NEW_RULES
async def test_articles_that_are_stored_already_stay_silent_and_new_ones_alert(
    newsroom: Newsroom, rules: tuple[Watchlist, ...]
) -> None:
    await begin(newsroom, *rules)
    await newsroom.poll(STORED)
    assert await newsroom.posted() == []
    await newsroom.poll([*LATER, *STORED])
    assert await newsroom.posted() == ["Trains run"]


@NEW_RULES
@pytest.mark.parametrize(
    "again",
    [
        [replace(one, body=f"Corrected: {one.body}") for one in STORED],
        [replace(one, title=f"{one.title} (updated)") for one in STORED],
        [replace(one, guid=f"urn:{one.title}") for one in STORED],
        [replace(one, link=one.link.replace("a.org", "b.example/2026")) for one in STORED],
        [
            replace(one, guid=f"urn:{one.title}", link=one.link.replace("a.org", "b.example/2026"))
            for one in STORED
        ],
    ],
    ids=["changed text", "changed title", "new id", "new link", "moved"],
)
async def test_stored_articles_that_change_come_again_or_move_stay_silent(
    newsroom: Newsroom, rules: tuple[Watchlist, ...], again: list[Item]
) -> None:
    await begin(newsroom, *rules)
    await newsroom.poll(again)
    await newsroom.poll([*LATER, *again])
    assert await newsroom.posted() == ["Trains run"]


@NEW_RULES
async def test_stored_article_that_names_the_topic_only_since_a_change_stays_silent(
    newsroom: Newsroom, rules: tuple[Watchlist, ...]
) -> None:
    before = items(
        "Ministers sign", body="The three countries agreed on Monday after long talks in the capital."
    )
    await begin(newsroom, *rules, before=before)
    await newsroom.poll([replace(before[0], body=ABOUT_RAIL)])
    assert await newsroom.posted() == []
    found = await newsroom.store.latest_matches(rules[-1].watchlist_id, min_score=0.0, limit=5)
    assert [one.stored.article.text.title for one in found] == ["Ministers sign"]


@NEW_RULES
async def test_stored_article_that_left_the_feed_and_returns_stays_silent(
    newsroom: Newsroom, rules: tuple[Watchlist, ...]
) -> None:
    await begin(newsroom, *rules)
    await newsroom.poll(LATER)
    await newsroom.poll([*LATER, *STORED], after=timedelta(days=3))
    assert await newsroom.posted() == ["Trains run"]


@NEW_RULES
async def test_story_goes_on_with_an_article_first_seen_afterwards_and_alerts_once(
    newsroom: Newsroom, rules: tuple[Watchlist, ...]
) -> None:
    await begin(newsroom, *rules)
    copies = [
        replace(
            STORED[0],
            guid=f"copy {number}",
            link=f"http://a.org/copy-{number}",
            date=f"Thu, 01 Oct 2026 0{number}:00:00 GMT",
        )
        for number in (1, 2)
    ]
    await newsroom.poll([copies[0], *STORED])
    await newsroom.poll([*copies, *STORED])
    assert await newsroom.posted() == ["Ministers sign"]
    stories = await newsroom.store.latest_matches(rules[-1].watchlist_id, min_score=0.0, limit=9)
    assert [one.stored.article.text.title for one in stories] == ["Ministers sign"]


async def test_channel_that_has_heard_of_a_story_hears_no_more_of_it_by_a_new_name(
    newsroom: Newsroom,
) -> None:
    both = f"The Shanghai Cooperation Organisation met. {ABOUT_RAIL}"
    story = items("Ministers sign", body=both)
    await newsroom.poll(items("Tea harvest", body=""))
    await newsroom.poll(story)
    assert await newsroom.posted() == ["Ministers sign"]
    newsroom.watch(NAMED)
    await newsroom.poll([replace(story[0], guid="copy", link="http://a.org/copy"), *story])
    assert await newsroom.posted() == []
