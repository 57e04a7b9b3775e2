"""A feed gives its old articles new ids and links at once: the admins hear of it, the channel does not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.integration.feeds.newsroom import Item, Newsroom, items

THURSDAY, FRIDAY = "Thu, 01 Oct 2026 08:00:00 GMT", "Fri, 02 Oct 2026 08:00:00 GMT"
OLD = items(
    "Summit opens", "Envoys meet", "Rail link agreed", "Ministers talk", "Bank founded", date=THURSDAY
)


def migrated(entries: list[Item], **fields: str) -> list[Item]:
    """The same entries after the site moved: neither id nor link as before."""
    return [
        replace(one, guid=f"urn:{number}", link=one.link.replace("a.org/", "b.example/2026/"), **fields)
        for number, one in enumerate(entries)
    ]


async def test_old_articles_under_new_ids_are_not_posted_and_the_admins_are_told_once(
    newsroom: Newsroom,
) -> None:
    await newsroom.poll(OLD)
    assert (await newsroom.poll(migrated(OLD))).new == 0
    await newsroom.poll([*items("Charter signed", date=FRIDAY), *migrated(OLD)])
    assert await newsroom.posted() == ["Charter signed"]
    assert await newsroom.told() == ["Example News gave its articles new ids"]


@pytest.mark.parametrize("body", ["", "The SCO met."])
@pytest.mark.parametrize(("before", "after"), [("", ""), (FRIDAY, THURSDAY), (THURSDAY, "")])
async def test_old_articles_of_which_only_the_titles_are_known_are_not_posted(
    newsroom: Newsroom, body: str, before: str, after: str
) -> None:
    old = [
        replace(one, title=f"{one.title} in the Shanghai Cooperation Organisation", body=body, date=before)
        for one in OLD
    ]
    await newsroom.poll(old)
    assert (await newsroom.poll(migrated(old, date=after))).new == 0
    assert await newsroom.posted() == []
    assert await newsroom.told() == ["Example News gave its articles new ids"]


async def test_undated_columns_with_other_texts_are_news_every_day(newsroom: Newsroom) -> None:
    titles = ("Press review", "Road report", "Rail report")
    for day in ("Monday", "Tuesday", "Wednesday"):
        body = f"On {day} the Shanghai Cooperation Organisation met."
        await newsroom.poll(
            [
                Item(title=one, guid=f"{day} {one}", link=f"http://a.org/{day}/{one}", body=body)
                for one in titles
            ]
        )
    assert len(await newsroom.posted()) == 2 * len(titles)
    assert await newsroom.told() == []


async def test_what_is_new_beyond_doubt_goes_out_with_the_migration(newsroom: Newsroom) -> None:
    await newsroom.poll(OLD)
    new = items("Charter signed", date=FRIDAY)
    backlog = items("An older story", date="Wed, 30 Sep 2026 08:00:00 GMT") + items("Undated")
    assert (await newsroom.poll([*new, *migrated(OLD), *backlog])).new == 3
    assert await newsroom.posted() == ["Charter signed"]


async def test_a_site_that_moves_with_its_paths_is_known_though_each_headline_changed(
    newsroom: Newsroom,
) -> None:
    await newsroom.poll(OLD)
    moved = [
        replace(
            one,
            guid=one.guid.replace("a.org", "b.example"),
            link=one.link.replace("a.org", "b.example"),
            title=f"{one.title} | News",
        )
        for one in OLD
    ]
    assert (await newsroom.poll(moved)).new == 0
    assert await newsroom.told() == ["Example News gave its articles new ids"]


async def test_articles_of_a_migration_are_known_by_their_old_ids_still(newsroom: Newsroom) -> None:
    await newsroom.poll(OLD)
    await newsroom.poll(migrated(OLD))
    await newsroom.poll(OLD)
    await newsroom.poll(migrated(OLD))
    assert await newsroom.posted() == []
    assert len(await newsroom.told()) == 1


async def test_a_feed_that_turns_over_between_two_polls_is_news_and_no_migration(newsroom: Newsroom) -> None:
    await newsroom.poll(OLD)
    await newsroom.poll(items("One", "Two", "Three", "Four", date=FRIDAY))
    assert sorted(await newsroom.posted()) == ["Four", "One", "Three", "Two"]
    assert await newsroom.told() == []


async def test_the_same_headline_every_day_is_news_every_day(newsroom: Newsroom) -> None:
    def day(number: int) -> list[Item]:
        return [
            Item(
                title=title,
                guid=f"{title} {number}",
                link=f"http://a.org/{number}/{title}",
                date=f"0{number} Oct 2026 08:00:00 GMT",
                body=f"Day {number} of the Shanghai Cooperation Organisation.",
            )
            for title in ("Morning briefing", "Noon briefing", "Evening briefing")
        ]

    await newsroom.poll(day(1))
    await newsroom.poll(day(2))
    assert sorted(await newsroom.posted()) == ["Evening briefing", "Morning briefing", "Noon briefing"]


async def test_a_feed_that_never_keeps_an_id_is_told_of_once(newsroom: Newsroom) -> None:
    await newsroom.poll(OLD)
    for number in range(4):
        await newsroom.poll(
            [replace(one, guid=f"{number} {one.title}", link=f"{one.link}?s={number}") for one in OLD]
        )
    assert await newsroom.posted() == []
    assert len(await newsroom.told()) == 1


async def test_news_of_one_day_is_told_of_a_feed_that_never_keeps_an_id(newsroom: Newsroom) -> None:
    old = [replace(one, date="01 Oct 2026", body=f"{one.title}. {one.body}") for one in OLD]
    first, second = (
        Item(title=title, date="02 Oct 2026", body=f"{title}. The Shanghai Cooperation Organisation met.")
        for title in ("Charter signed", "Bridge opened")
    )
    for poll, listed in enumerate((old, old, [first, *old], [second, first, *old])):
        turned = [
            replace(one, guid=f"{poll} {one.title}", link=f"http://a.org/({poll})/{one.title}")
            for one in listed
        ]
        await newsroom.poll(turned)
    assert await newsroom.posted() == ["Charter signed", "Bridge opened"]


LONG = [replace(one, body=f"{one.title}, said a delegate, as {one.body} " + "And so on. " * 9) for one in OLD]


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ({"body": lambda one: f"Astana, own report. {one.body}"}, "Thu, 01 Oct 2026 13:30:00 GMT"),
        ({"body": lambda one: f"{one.title} in other words altogether, as the SCO met."}, THURSDAY),
        ({"body": lambda one: f"{one.title} in other words altogether."}, "Thu, 01 Oct 2026 03:00:00 GMT"),
        ({"title": lambda one: f"{one.title} | Ministry of Foreign Affairs"}, THURSDAY),
        ({"title": lambda one: f"UPDATE 1-{one.title}"}, THURSDAY),
    ],
    ids=["lead and date", "text", "text and time zone", "title", "update"],
)
async def test_a_move_that_changes_texts_or_titles_too_posts_nothing_and_is_told(
    newsroom: Newsroom, fields: dict, date: str
) -> None:
    timed = [replace(one, date=f"Thu, 01 Oct 2026 08:0{at}:00 GMT") for at, one in enumerate(LONG)]
    await newsroom.poll(timed)
    turned = [
        replace(one, **{name: of(one) for name, of in fields.items()})
        for one in (timed if date == THURSDAY else [replace(one, date=date) for one in timed])
    ]
    await newsroom.poll(migrated(turned))
    assert await newsroom.posted() == []
    assert await newsroom.told() == ["Example News gave its articles new ids"]


async def test_a_site_that_moves_to_another_language_is_known_by_its_pages(newsroom: Newsroom) -> None:
    old = [replace(one, link=f"http://en.a.org/news/2026/10/{at}") for at, one in enumerate(LONG)]
    await newsroom.poll(old)
    turned = [
        replace(
            one,
            guid=f"urn:{at}",
            title=f"Новость {at}",
            link=one.link.replace("en.", "www."),
            date="",
            body=f"Встреча {at} ШОС: Shanghai Cooperation Organisation.",
        )
        for at, one in enumerate(old)
    ]
    await newsroom.poll(turned)
    assert await newsroom.posted() == []


async def test_pages_that_are_the_same_in_every_issue_are_news_of_a_later_date(newsroom: Newsroom) -> None:
    for day in (1, 2, 3):
        issue = [
            Item(
                title=f"Day {day}: report {number}",
                guid=f"{day}-{number}",
                link=f"http://d{day}.a.org/briefing/report-{number}.html",
                date=f"{day:02} Oct 2026 08:0{number}:00 GMT",
                body=f"On day {day} envoy {number} of the Shanghai Cooperation Organisation spoke.",
            )
            for number in range(6)
        ]
        await newsroom.poll(issue, after=timedelta(days=1))
    assert len(await newsroom.posted()) == 12


@pytest.mark.parametrize("is_newest_first", [True, False])
async def test_a_long_document_that_moves_is_known_whole(
    newsroom: Newsroom, *, is_newest_first: bool
) -> None:
    old = [
        replace(OLD[0], title=f"Story {at}", guid=f"{at}", link=f"http://a.org/{at}", body=f"{at}. SCO.")
        for at in range(1_000)
    ]
    dated = [
        replace(one, date=f"Thu, 01 Oct 2026 {at // 60:02}:{at % 60:02}:00 GMT") for at, one in enumerate(old)
    ]
    listed = dated[::-1] if is_newest_first else dated
    await newsroom.poll(listed)
    edited = [replace(one, body=f"{one.body} Edited.") for one in listed]
    assert (await newsroom.poll(migrated(edited))).new == 0


async def test_columns_of_a_week_that_begin_alike_are_news(newsroom: Newsroom) -> None:
    opening = (
        "Welcome to the weekly briefing of the Shanghai Cooperation Organisation desk, written for you by "
        "our correspondents in five capitals of the region and far beyond it."
    )
    for day in range(1, 16):
        week = (day - 1) // 7 * 7 + 1
        columns = [
            Item(
                title=title,
                guid=f"{title} {week}",
                link=f"http://a.org/{title}/{week}",
                date=f"{week:02} Oct 2026 08:00:00 GMT",
                body=f"{opening} This is number {week}.",
            )
            for title in ("Politics", "Economy", "Security")
        ]
        await newsroom.poll(columns, after=timedelta(days=1))
    assert len(await newsroom.posted()) == 6
    assert await newsroom.told() == []
