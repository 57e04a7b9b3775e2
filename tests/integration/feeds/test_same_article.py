"""Whatever a feed does to its ids, links and dates: nothing is posted twice, and nothing new is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.integration.feeds.newsroom import Item, Newsroom, items

OLD = items("Summit opens", "Envoys meet", "Rail link agreed")
NEW = items("Charter signed")
FRIDAY, SATURDAY = "Thu, 01 Oct 2026 08:00:00 GMT", "Fri, 02 Oct 2026 08:00:00 GMT"


def each(**fields: object) -> list:
    """The old entries, changed: a field is a value, or made of the entry."""
    return [
        replace(one, **{name: value(one) if callable(value) else value for name, value in fields.items()})
        for one in OLD
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (OLD, each(guid=lambda one: one.guid.replace("http:", "https:"))),
        (OLD, each(link=lambda one: one.link.replace("http:", "https:"))),
        (OLD, each(guid=lambda one: f"rotated {one.title}")),
        (OLD, each(guid="")),
        (OLD, each(guid="  \n ")),
        (OLD, each(guid="http://a.org/")),
        (OLD, each(link=lambda one: one.link + "-a-better-slug")),
        (OLD, each(link=lambda one: one.link + "?utm_source=rss&utm_medium=feed")),
        (OLD, each(link=lambda one: one.link + "#xtor=RSS-1")),
        (OLD, each(link=lambda one: one.link.replace("a.org", "www.new-home.org"))),
        (OLD, each(link="http://a.org/")),
        (OLD, each(link="")),
        (each(date=FRIDAY), each(date=SATURDAY)),
        (each(date=FRIDAY), each(date="")),
        (each(date=""), each(date="Mon, 01 Jan 0001 00:00:00 GMT")),
        (each(guid="", date=FRIDAY), each(guid="", date=SATURDAY)),
        (each(guid="", link="", date=""), each(guid="", link="", date=SATURDAY)),
        (each(guid="http://a.org/"), each(guid="http://a.org/", date=SATURDAY)),
        (each(link="http://a.org/live"), each(link="http://a.org/live", date=SATURDAY)),
        (each(guid="", link="http://a.org/"), each(guid="", link="http://a.org/", date=SATURDAY)),
        (OLD, [*OLD, *OLD]),
        (OLD, OLD[::-1]),
    ],
    ids=str,
)
async def test_what_a_feed_changes_about_its_articles_makes_no_new_ones(
    newsroom: Newsroom, before: list, after: list
) -> None:
    await newsroom.poll(before)
    assert (await newsroom.poll(after)).new == 0
    await newsroom.poll(before)
    await newsroom.poll([*NEW, *after])
    await newsroom.poll([*NEW, *before])
    assert await newsroom.posted() == ["Charter signed"]


async def test_articles_that_vanish_and_come_back_are_known(newsroom: Newsroom) -> None:
    await newsroom.poll(OLD)
    await newsroom.poll([*NEW, *OLD[:1]])
    await newsroom.poll(OLD[:1], after=timedelta(hours=1))
    assert (await newsroom.poll([*NEW, *OLD])).new == 0
    assert await newsroom.posted() == ["Charter signed"]


async def test_a_feed_that_alternates_between_two_versions_posts_neither_again(newsroom: Newsroom) -> None:
    one = items("Summit opens", body="The Shanghai Cooperation Organisation met. More soon.")
    other = [replace(one[0], title="Summit opens: live", guid="", link=one[0].link + "?utm_source=b")]
    await newsroom.poll(OLD[1:])
    for _ in range(3):
        await newsroom.poll([*one, *OLD[1:]])
        await newsroom.poll([*other, *OLD[1:]])
    assert await newsroom.posted() == ["Summit opens: live"]


async def test_one_id_for_all_articles_loses_no_new_one(newsroom: Newsroom) -> None:
    shared = [replace(one, guid="news") for one in [*NEW, *OLD]]
    await newsroom.poll(shared[1:])
    await newsroom.poll(shared)
    assert await newsroom.posted() == ["Charter signed"]


@pytest.mark.parametrize("link", ["http://a.org/", "http://a.org/live", ""])
async def test_an_id_and_link_that_are_shared_of_a_sudden_post_no_old_article(
    newsroom: Newsroom, link: str
) -> None:
    shared = [replace(one, guid="news", link=link) for one in [*NEW, *OLD[:1]]]
    await newsroom.poll(shared[1:])
    await newsroom.poll(shared)
    await newsroom.poll(shared[::-1])
    await newsroom.poll(shared[1:])
    assert await newsroom.posted() == ["Charter signed"]


@pytest.mark.parametrize("link", ["http://a.org/", "http://a.org/live", ""])
@pytest.mark.parametrize("guid", ["", "news", "http://a.org/"])
@pytest.mark.parametrize("date", ["", FRIDAY])
async def test_articles_that_share_id_and_link_are_told_apart_by_what_they_say(
    newsroom: Newsroom, guid: str, link: str, date: str
) -> None:
    shared = [
        replace(one, guid=guid, link=link, date=date, body=f"{one.title}. {one.body}") for one in [*NEW, *OLD]
    ]
    await newsroom.poll(shared[1:])
    await newsroom.poll(shared)
    await newsroom.poll(shared)
    assert await newsroom.posted() == ["Charter signed"]


async def test_a_feed_of_one_article_whose_id_is_the_home_page_loses_no_new_one(newsroom: Newsroom) -> None:
    first, second = (replace(one, guid="http://a.org") for one in OLD[:2])
    await newsroom.poll([first])
    await newsroom.poll([second])
    assert await newsroom.posted() == ["Envoys meet"]


async def test_links_that_differ_in_a_session_only_lead_to_one_article(newsroom: Newsroom) -> None:
    for session in ("0AF3", "77B1", "C0DE"):
        await newsroom.poll(
            each(guid="", link=lambda one: f"{one.link};jsessionid={session}?id=1&PHPSESSID={session}")  # noqa: B023
        )
    assert await newsroom.posted() == []


def places(titles: str) -> list[Item]:
    """Entries whose ids are their places in the list, one for each letter."""
    return [
        Item(title=one, guid=str(place), link=f"http://a.org/{one}") for place, one in enumerate(titles, 1)
    ]


@pytest.mark.parametrize(
    ("lists", "news"),
    [
        (("cba", "dcba", "edcba", "edcba"), ["d", "e"]),
        (("cba", "dcb", "edc", "ged"), ["d", "e", "g"]),
        (("cba", "edcba", "hgfedcba"), ["d", "e", "f", "g", "h"]),
        (("a", "ba", "cba"), ["b", "c"]),
        (("ba", "cb", "dc"), ["c", "d"]),
    ],
)
async def test_ids_that_are_places_in_a_list_lose_no_article_and_post_no_old_one(
    newsroom: Newsroom, lists: tuple[str, ...], news: list[str]
) -> None:
    for listed in lists:
        await newsroom.poll(places(listed))
    assert sorted(await newsroom.posted()) == news
