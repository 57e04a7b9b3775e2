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


VERSIONS = [
    release(1, guid=guid, link="http://a.org/news/c0ab1d2", title=f"Leaders gather, take {at}", date=date)
    for at, (guid, date) in enumerate(
        (f"{base}{at}", f"{day:02} Oct 2026 09:00:00 GMT")
        for base in ("http://a.org/news/c0ab1d2#", "oai:c0ab1d2v")
        for at, day in enumerate((1, 2, 4))
    )
]


@pytest.mark.parametrize("versions", [VERSIONS[:3], VERSIONS[3:]], ids=["of a page", "of a number"])
async def test_a_version_of_a_page_is_the_article_it_was(newsroom: Newsroom, versions: list[Item]) -> None:
    await newsroom.poll(releases(20))
    for one in versions:
        await newsroom.poll([one, release(20)], after=DAY + DAY / 2)
    assert len(await newsroom.posted()) == 1


async def test_an_issue_that_is_edited_under_another_id_is_no_next_one(newsroom: Newsroom) -> None:
    await newsroom.poll(releases(20))
    for one in (briefing(1), briefing(2)):
        await newsroom.poll([one, release(20)], after=DAY)
    for mark in "ab":
        edited = replace(briefing(2), guid=mark, title=f"Briefing of 2 October, {mark}", body=f"{SCO} {mark}")
        await newsroom.poll([edited, release(20)])
    assert len(await newsroom.posted()) == 2


async def test_new_ids_and_dates_for_all_hand_no_link_on(newsroom: Newsroom) -> None:
    old = releases(*range(1, 10))
    await newsroom.poll(old)
    touched = [
        replace(one, guid=f"new-{one.guid}", title=f"{one.title} | Site", date="03 Oct 2026 06:00:00 GMT")
        for one in old[:2]
    ]
    await newsroom.poll([*touched, *old[2:]], after=2 * DAY)
    assert await newsroom.posted() == []


@pytest.mark.parametrize("part", ["comments", "2", "n9"])
async def test_a_mark_in_an_address_names_no_part_of_a_page(newsroom: Newsroom, part: str) -> None:
    page = "http://a.org/" if part == "n9" else "http://a.org/release/1"
    marked = release(1, guid=f"{page}#{part}", link=f"{page}#{part}")
    await newsroom.poll([marked, *releases(2, 3)])
    again = replace(marked, body=f"{marked.body} All agreed.")
    await newsroom.poll([again if part == "n9" else replace(again, guid="number-1"), *releases(2, 3)])
    assert await newsroom.posted() == []


async def test_a_move_of_day_dated_articles_with_other_excerpts_is_known_by_titles(
    newsroom: Newsroom,
) -> None:
    old = [release(number, **ONE_DAY) for number in range(1, 7)]
    await newsroom.poll(old)
    moved = [
        replace(one, guid=f"new-{at}", link=f"http://b.org/{at}", body=f"An excerpt of the {at}th, by {SCO}.")
        for at, one in enumerate(old)
    ]
    await newsroom.poll(moved)
    assert await newsroom.posted() == []
    assert len(await newsroom.told()) == 1
