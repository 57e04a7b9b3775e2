"""What every store promises about marks, and about finding the article that is marked."""

from datetime import timedelta

import pytest

from bot.core.mark import Passage
from bot.ports_store import Store
from tests.builders import NOW, make_article, make_feed, make_mark, make_new, make_record
from tests.contract.steps import add_article, add_feed, add_feeds

URL = "https://example.org/summit"


async def test_marks_come_back_as_they_were_set_oldest_first(store: Store) -> None:
    passage = Passage(alias="上合组织", before="在", text="上合組織", after="峰会 \ud800")
    later = make_mark(
        story_id=2, is_relevant=False, marked_at=NOW + timedelta(seconds=1), passages=(passage,)
    )
    await store.save_mark(later)
    await store.save_mark(make_mark(story_id=3))
    first, second = await store.list_marks("sco")
    assert first == make_mark(story_id=3)
    assert (second.story_id, second.is_relevant) == (2, False)
    assert second.passages[0].after == "峰会 \ufffd"


async def test_a_person_s_second_mark_takes_the_place_of_the_first(store: Store) -> None:
    await store.save_mark(make_mark(is_relevant=True))
    changed = make_mark(is_relevant=False, article_id=7, marked_at=NOW + timedelta(hours=1), passages=())
    await store.save_mark(changed)
    assert await store.list_marks("sco") == [changed]


async def test_mark_of_a_near_miss_has_no_features(store: Store) -> None:
    mark = make_mark(features=None)
    await store.save_mark(mark)
    assert await store.list_marks("sco") == [mark]


async def test_people_stories_and_watchlists_have_marks_of_their_own(store: Store) -> None:
    marks = [
        make_mark(),
        make_mark(person="cli:ben", is_relevant=False),
        make_mark(story_id=2),
        make_mark("beidou", is_relevant=False),
    ]
    for mark in marks:
        await store.save_mark(mark)
    assert await store.list_marks("sco") == marks[:3]
    assert await store.list_marks("beidou") == marks[3:]
    assert await store.list_marks("cpec") == []


@pytest.mark.parametrize("url", [URL, URL + "?utm_source=mail#top", "http://example.org/summit"])
async def test_articles_are_found_by_their_link_in_any_of_its_forms(store: Store, url: str) -> None:
    article_id = await add_article(store, await add_feed(store), make_article(url=URL, canonical_url=URL))
    found = await store.article_by_url(url)
    assert found is not None
    assert found.article_id == article_id


async def test_of_two_articles_with_one_link_the_newest_is_found(store: Store) -> None:
    one, other = await add_feeds(store, make_feed(), make_feed(url="https://example.com/feed"))
    await add_article(store, one, make_article(title="Old", url=URL, canonical_url=URL))
    await add_article(store, other, make_article(title="New", url=URL, canonical_url=URL))
    found = await store.article_by_url(URL)
    assert found is not None
    assert found.article.text.title == "New"


async def test_articles_are_found_by_id_with_their_story(store: Store) -> None:
    feed_id = await add_feed(store)
    news = [make_new(make_article(title=title), story_keys=("page:1",)) for title in ("One", "Two")]
    await store.commit_poll(make_record(feed_id, *news), now=NOW)
    first, second = await store.article_by_id(1), await store.article_by_id(2)
    assert first is not None
    assert second is not None
    assert (first.article.text.title, second.article.text.title) == ("One", "Two")
    assert first.story_id == second.story_id


@pytest.mark.parametrize("url", ["https://example.org/other", "", "nonsense", "\x00\ud800"])
async def test_unknown_articles_are_none(store: Store, url: str) -> None:
    await add_article(store, await add_feed(store), make_article(url="", canonical_url=""))
    assert await store.article_by_url(url) is None
    assert await store.article_by_id(99) is None
    assert await store.article_by_id(2**63) is None
