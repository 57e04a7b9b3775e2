"""Feeds whose articles change: edits are stored at once, counters that turn with every poll now and then."""

from dataclasses import replace
from datetime import timedelta

from bot.core.query import Query
from tests.integration.feeds.newsroom import Item, Newsroom, items

OLD = items("Summit opens", "Envoys meet", "Rail link agreed", "Ministers talk", "Bank founded")


def counted(number: int) -> list[Item]:
    return [replace(one, body=f"{one.body} {number} comments") for one in OLD]


async def test_counters_that_turn_with_every_poll_are_stored_four_times_a_day(newsroom: Newsroom) -> None:
    await newsroom.poll(counted(0))
    day = [await newsroom.poll(counted(number), after=timedelta(hours=1)) for number in range(1, 25)]
    assert sum(result.changed for result in day) == 4 * len(OLD)
    assert await newsroom.posted() == []


async def test_new_articles_of_a_restless_feed_go_out_at_once(newsroom: Newsroom) -> None:
    for number in range(3):
        await newsroom.poll(counted(number))
    await newsroom.poll([*items("Charter signed"), *counted(9)])
    assert await newsroom.posted() == ["Charter signed"]


async def test_an_edit_is_stored_at_once_and_posts_nothing(newsroom: Newsroom) -> None:
    await newsroom.poll(OLD)
    for title in ("Summit opens in Bishkek", "Summit opens late"):
        assert (await newsroom.poll([replace(OLD[0], title=title), *OLD[1:]])).changed == 1
    assert await newsroom.posted() == []
    titles = [one.article.text.title for one in (await newsroom.store.search(Query(), limit=10)).articles]
    assert "Summit opens late" in titles
    assert len(titles) == len(OLD)
