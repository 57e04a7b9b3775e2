"""An article that comes under an id and a link nobody knows is known by its title, its date and its text."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.integration.feeds.newsroom import Item, Newsroom, rss

DAY = timedelta(days=1)


def story(number: int, **fields: str) -> Item:
    return Item(
        **{
            "title": f"Story {number}",
            "guid": f"id-{number}",
            "link": f"http://a.org/story/{number}",
            "date": f"Thu, 01 Oct 2026 0{number}:00:00 GMT",
            "body": f"Envoy {number} of the Shanghai Cooperation Organisation signed an accord on trade.",
        }
        | fields
    )


def stories(*numbers: int, **fields: str) -> list[Item]:
    return [story(number, **fields) for number in numbers]


def renamed(entries: Sequence[Item]) -> list[Item]:
    """The same articles, as a new content system would list them."""
    return [
        replace(one, guid=f"new-{one.guid}", link=one.link.replace("a.org/story", "b.org/p"))
        for one in entries
    ]


@pytest.mark.parametrize("many", [1, 2, 4])
async def test_few_articles_or_many_under_new_ids_are_not_posted_again(newsroom: Newsroom, many: int) -> None:
    old = stories(*range(1, many + 1))
    await newsroom.poll(old)
    assert (await newsroom.poll(renamed(old))).new == 0
    await newsroom.poll(old)
    assert await newsroom.posted() == []


BULLETIN = "The weekly bulletin of the Shanghai Cooperation Organisation is out. Download the PDF."
ORDER = (
    "Order of the Government. In accordance with Article 120 of the Constitution and the law on treaties, "
    "and on the proposal of the Ministry of Foreign Affairs, the Government decides about the Shanghai "
    "Cooperation Organisation as follows: "
)


@pytest.mark.parametrize("is_rolling", [True, False])
@pytest.mark.parametrize(
    ("date", "body"),
    [
        ("", lambda _: BULLETIN),
        ("Sat, 03 Oct 2026", lambda _: BULLETIN),
        ("Sat, 03 Oct 2026 16:00:00 GMT", lambda number: f"{ORDER} number {number} is ratified."),
        ("Sat, 03 Oct 2026 16:00:00 GMT", lambda _: ""),
    ],
    ids=["undated", "of one day", "one formula", "headlines only"],
)
async def test_other_articles_of_one_title_and_time_are_news(
    newsroom: Newsroom, date: str, body: Callable[[int], str], *, is_rolling: bool
) -> None:
    title = "Press conference in the Shanghai Cooperation Organisation"
    listed = [replace(story(number), title=title, date=date, body=body(number)) for number in range(1, 4)]
    for last in (1, 2, 3):
        shown = listed[last - 1 : last] if is_rolling else listed[last - 1 :: -1]
        await newsroom.poll(shown, after=timedelta(days=4, hours=1))
    assert len(await newsroom.posted()) == (1 if date else 2)  # the last is dated more than a week ago
    (report,) = await newsroom.store.list_feeds()
    assert report.articles == 3


async def test_old_articles_under_new_ids_are_known_where_news_outnumber_them(newsroom: Newsroom) -> None:
    await newsroom.poll(stories(1, 2, 3))
    await newsroom.poll([*stories(5, 6, 7, 8, 9), *renamed(stories(1, 2, 3))])
    assert sorted(await newsroom.posted()) == [f"Story {number}" for number in (5, 6, 7, 8, 9)]
    assert await newsroom.told() == []


async def test_copies_beside_the_articles_they_copy_are_stored_and_not_posted(newsroom: Newsroom) -> None:
    old = stories(1, 2, 3)
    await newsroom.poll(old)
    assert (await newsroom.poll([*renamed(old), *old])).new == 3
    result = await newsroom.poll([*old, *renamed(old)])
    assert (result.new, result.changed) == (0, 0)
    assert await newsroom.posted() == []


async def test_ids_that_are_places_in_a_list_of_one_link_lose_no_article(newsroom: Newsroom) -> None:
    for numbers in ((3, 2, 1), (4, 3, 2), (6, 5, 4)):
        listed = stories(*numbers, link="http://a.org/notices")
        await newsroom.poll([replace(one, guid=str(place)) for place, one in enumerate(listed, 1)])
    assert sorted(await newsroom.posted()) == ["Story 4", "Story 5", "Story 6"]


@pytest.mark.parametrize("guid", ["", "news"])
@pytest.mark.parametrize("date", ["", "Thu, 01 Oct 2026 08:00:00 GMT"])
async def test_what_shared_its_id_and_link_is_known_when_it_stands_alone(
    newsroom: Newsroom, guid: str, date: str
) -> None:
    one, two, three = stories(1, 2, 3, guid=guid, link="http://a.org/notices", date=date)
    await newsroom.poll([two, one])
    await newsroom.poll([three, two])
    await newsroom.poll([three], after=4 * DAY)
    assert await newsroom.posted() == ["Story 3"]


async def test_first_document_that_broke_off_is_read_whole_before_anything_is_posted(
    newsroom: Newsroom,
) -> None:
    whole = rss(stories(1, 2, 3, 4))
    await newsroom.poll(whole[: len(whole) * 6 // 10])
    await newsroom.poll(whole)
    await newsroom.poll(rss(stories(5, 1, 2, 3, 4)))
    assert await newsroom.posted() == ["Story 5"]
