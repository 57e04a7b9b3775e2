"""What resembles a stored article and is another one is news; the stored article stays as it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.integration.feeds.newsroom import Item, Newsroom

DAY = timedelta(days=1)
SCO = "the Shanghai Cooperation Organisation"
PLACES = ("amber", "basin", "cedar", "delta", "ember", "fjord", "grove", "haven", "islet", "jetty", "knoll")
FORMULA = (
    f"The press office of {SCO} makes known to the public, as it does on every working day of the year and "
    "without any claim to be complete,"
)


def release(number: int, **fields: str) -> Item:
    """One of many that differ in their texts."""
    place = PLACES[number % len(PLACES)]
    return Item(
        **{
            "title": f"Accord of {place}, number {number}",
            "guid": f"id-{number}",
            "link": f"http://a.org/release/{number}",
            "date": f"Thu, 01 Oct 2026 {number % 24:02}:10:00 GMT",
            "body": f"In {place} envoy {number} of {SCO} signed what {place} had long waited for.",
        }
        | fields
    )


def releases(*numbers: int, **fields: str) -> list[Item]:
    return [release(number, **fields) for number in numbers]


def briefing(day: int) -> Item:
    date = f"{day:02} Oct 2026 08:00:00 GMT"
    return release(day, title=f"Briefing of {day} October", link="http://a.org/briefing", date=date)


async def texts(newsroom: Newsroom) -> dict[int, str]:
    """By number what the stored articles say."""
    feed_id = (await newsroom.state()).feed_id
    return {one.article_id: one.text for one in await newsroom.store.recent_articles(feed_id, limit=99)}


ONE_LINK = {"link": "http://a.org/releases"}
ONE_DAY = {"date": "Thu, 01 Oct 2026"}
ONE_TITLE = {"title": "Press release"} | ONE_DAY
PARTS = [
    release(number, guid=address, link=address)
    for number in range(1, 8)
    for address in [f"http://a.org/comments#c-{number}"]
]


@pytest.mark.parametrize(
    ("documents", "news"),
    [
        ([releases(1, 2, 3, 4, **ONE_DAY, **ONE_LINK), releases(5, 6, 7, 4, **ONE_DAY, **ONE_LINK)], 3),
        ([releases(1, 2, 3, 4, **ONE_TITLE), releases(5, 6, 7, 4, **ONE_TITLE)], 3),
        ([releases(1, 2, 3, **ONE_TITLE, **ONE_LINK), releases(4, 5, 6, **ONE_TITLE, **ONE_LINK)], 3),
        ([PARTS[:3], PARTS[3:4], PARTS[4:5], PARTS[5:]], 4),
        (
            [
                releases(20),
                [briefing(1), release(20)],
                [briefing(2), release(20)],
                [briefing(3), release(20)],
            ],
            3,
        ),
    ],
    ids=[
        "one link and day",
        "one title and day",
        "one link, title and day",
        "parts of a page",
        "a link handed on",
    ],
)
async def test_it_is_news(newsroom: Newsroom, documents: list[list[Item]], news: int) -> None:
    for entries in documents:
        await newsroom.poll(entries, after=DAY)
    assert len(await newsroom.posted()) == news
    assert await newsroom.told() == []
    (report,) = await newsroom.store.list_feeds()
    assert report.articles == len({one.guid for entries in documents for one in entries})


async def test_weekly_columns_that_begin_with_the_same_formula_are_news(newsroom: Newsroom) -> None:
    for week in range(3):
        date = (newsroom.time + 7 * DAY - timedelta(hours=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
        await newsroom.poll(
            [
                Item(
                    title=f"Report of {place}",
                    guid=f"{place}-{week}",
                    link=f"http://a.org/{week}/{place}",
                    date=date,
                    body=f"{FORMULA} of {place} in week {week}: {PLACES[week]} and {place}.",
                )
                for place in PLACES[:5]
            ],
            after=7 * DAY,
        )
    assert len(await newsroom.posted()) == 10
    assert await newsroom.told() == []


async def test_a_bulletin_of_one_text_is_news_each_week_beside_the_older_ones(newsroom: Newsroom) -> None:
    issues = [
        release(1, **ONE_LINK, guid=f"b-{day}", title="Weekly bulletin", date=f"{day:02} Oct 2026")
        for day in (22, 15, 8, 1)
    ]
    for first in (3, 2, 1, 0):
        await newsroom.poll(issues[first:], after=7 * DAY)
    (report,) = await newsroom.store.list_feeds()
    assert report.articles == 4


async def test_news_of_a_title_and_day_takes_no_stored_articles_place_in_a_move(newsroom: Newsroom) -> None:
    old = releases(1, 2, 3, 4, 5, **ONE_TITLE)
    await newsroom.poll(old)
    before = await texts(newsroom)
    moved = [replace(one, guid=f"new-{one.guid}", link=one.link.replace("a.org", "b.org/p")) for one in old]
    await newsroom.poll([release(9, **ONE_TITLE), *moved])
    assert await newsroom.posted() == []
    assert (await texts(newsroom)).items() >= before.items()


async def test_a_date_to_come_makes_later_columns_no_old_ones(newsroom: Newsroom) -> None:
    def columns(day: int, hour: int) -> list[Item]:
        date = f"{day:02} Oct 2026 {hour}:00:00 GMT"
        return [release(10 * day + at, title=f"Column {at}", date=date) for at in range(5)]

    await newsroom.poll([*columns(1, 20), release(99, date="03 Oct 2026 06:00:00 GMT")], after=DAY)
    await newsroom.poll(columns(2, 13))
    assert len(await newsroom.posted()) == 5


async def test_an_article_that_was_edited_is_known_when_its_id_and_link_change(newsroom: Newsroom) -> None:
    before, others = release(1), releases(2, 3)
    await newsroom.poll(others)
    await newsroom.poll([before, *others])
    edited = replace(before, title="Accord signed after a night of talks", body=f"{before.body} All agreed.")
    await newsroom.poll([edited, *others])
    await newsroom.poll([replace(edited, guid="new", link="http://b.org/p/1"), *others])
    assert len(await newsroom.posted()) == 1


async def test_numbers_given_anew_by_a_move_lose_no_article_after_it(newsroom: Newsroom) -> None:
    def listed(numbers: range, *, less: int, base: str) -> list[Item]:
        return [release(number, guid=f"{100 + number - less}", link=f"{base}/{number}") for number in numbers]

    await newsroom.poll(listed(range(8, 0, -1), less=0, base="http://a.org/release"))
    await newsroom.poll(listed(range(8, 0, -1), less=3, base="http://b.org/p"))
    for last in (9, 11):
        await newsroom.poll(listed(range(last, last - 8, -1), less=3, base="http://b.org/p"))
    assert sorted(await newsroom.posted()) == sorted(release(number).title for number in (9, 10, 11))
