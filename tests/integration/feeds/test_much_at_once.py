"""A feed that brings much at once, or old things late: a channel is not filled, and nothing is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.query import Query
from tests.builders import make_feed
from tests.integration.feeds.newsroom import Item, Newsroom, items
from tests.platforms.fakes.feed_server import status

OLD = items("Summit opens")


def numbered(count: int) -> list[Item]:
    """Newest first, as feeds have it."""
    return [
        replace(one, body=f"The Shanghai Cooperation Organisation met for the {one.title} of its talks.")
        for one in items(*(f"round {number}" for number in range(count, 0, -1)))
    ]


async def test_the_first_poll_of_a_long_feed_posts_nothing(newsroom: Newsroom) -> None:
    assert (await newsroom.poll(numbered(100))).new == 100
    assert await newsroom.posted() == []


async def test_of_many_new_articles_five_go_out_by_themselves_and_the_others_in_one_message(
    newsroom: Newsroom,
) -> None:
    await newsroom.poll(OLD)
    assert (await newsroom.poll([*numbered(12), *OLD])).alerts == 12
    posted = await newsroom.posted()
    assert posted[:5] == [f"round {number}" for number in range(8, 13)]
    assert posted[5:] == ["7 more from Example News", *(f"round {number}" for number in range(1, 8))]


async def test_what_a_channel_was_not_shown_is_found_and_counts_as_told(newsroom: Newsroom) -> None:
    await newsroom.poll(OLD)
    await newsroom.poll([*numbered(70), *OLD])
    posted = await newsroom.posted()
    assert len(posted) == 5 + 5 + 50
    assert posted[5] == (
        "65 more from Example News, here the 50 strongest; searching finds the others (1 of 5)"
    )
    assert len((await newsroom.store.search(Query(), limit=80)).articles) == 71
    await newsroom.poll([*numbered(70)[::-1], *OLD])
    assert await newsroom.posted() == []


@pytest.mark.parametrize(
    ("date", "is_posted"),
    [
        ("Fri, 25 Sep 2026 12:00:00 GMT", True),
        ("Wed, 23 Sep 2026 12:00:00 GMT", False),
        ("Mon, 23 Sep 2019 12:00:00 GMT", False),
        ("", True),
        ("Mon, 01 Jan 0001 00:00:00 GMT", True),
        ("Thu, 01 Jan 1970 00:00:00 GMT", True),
        ("Wed, 23 Sep 2099 12:00:00 GMT", True),
    ],
)
async def test_an_article_that_comes_with_an_old_date_is_stored_and_one_without_a_date_is_news(
    newsroom: Newsroom, date: str, is_posted: bool
) -> None:
    await newsroom.poll(OLD)
    new = items("Charter signed", date=date)
    assert (await newsroom.poll([*new, *OLD])).new == 1
    assert await newsroom.posted() == ["Charter signed"] * is_posted
    await newsroom.poll([replace(new[0], date="Thu, 01 Oct 2026 12:00:00 GMT"), *OLD])
    assert await newsroom.posted() == []


async def test_after_an_outage_of_days_news_goes_out_and_after_one_of_weeks_it_does_not(
    newsroom: Newsroom,
) -> None:
    await newsroom.poll(OLD)
    await newsroom.poll([*items("Envoys meet"), *OLD], after=timedelta(days=6))
    await newsroom.poll([*items("Charter signed"), *OLD], after=timedelta(days=9))
    assert await newsroom.posted() == ["Envoys meet"]


async def test_one_failed_poll_of_a_feed_polled_once_a_week_loses_no_news(newsroom: Newsroom) -> None:
    weekly = make_feed(url=newsroom.url, interval_s=7 * 86_400.0)
    await newsroom.store.sync_feeds([weekly], now=newsroom.time)
    await newsroom.poll(OLD)
    await newsroom.poll(status(500))
    await newsroom.poll([*items("Charter signed"), *OLD])
    assert await newsroom.posted() == ["Charter signed"]
