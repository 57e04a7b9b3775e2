"""Pages of a search over a real store: what is shown, what is looked for instead, and where pages end."""

from datetime import timedelta
from typing import Any

import pytest

from bot.app.commands.search import SearchPage, find_page
from bot.core.watchlist import Alias, Watchlist
from bot.errors import QueryError
from bot.ports_store import Store
from tests.builders import NOW, make_article, make_match, make_new, make_record
from tests.contract.steps import add_feed


async def add(store: Store, *titles: str, **fields: Any) -> None:
    news = [make_new(make_article(title=title, **fields)) for title in titles]
    await store.commit_poll(make_record(await add_feed(store), *news), now=NOW)


async def page(store: Store, text: str, number: int = 1, *, size: int = 3, **asked: Any) -> SearchPage:
    plain = {"asked_at": NOW, "highest_id": None, "watchlists": ()}
    return await find_page(text, number=number, size=size, index=store, **plain | asked)


def titles(found: SearchPage) -> list[str]:
    return ["".join(span.text for span in row.title) for row in found.rows]


async def test_pages_end_after_two_hundred_results(store: Store) -> None:
    await add(store, *(f"sco {number}" for number in range(250)))
    last = await page(store, "sco", 2, size=150)
    assert titles(last) == [f"sco {number}" for number in range(99, 49, -1)]
    assert not last.has_next
    for number in (0, 3):
        with pytest.raises(QueryError, match="pages end after 200 results"):
            await page(store, "sco", number, size=150)


async def test_a_page_says_whether_another_follows(store: Store) -> None:
    await add(store, *(f"sco {number}" for number in range(6)))
    assert [(await page(store, "sco", number)).has_next for number in (1, 2)] == [True, False]


async def test_an_age_counts_back_from_when_the_search_was_first_asked(store: Store) -> None:
    await add(store, "sco", published_at=NOW - timedelta(days=6))
    assert titles(await page(store, "since:7d")) == ["sco"]
    assert titles(await page(store, "since:7d", asked_at=NOW + timedelta(days=2))) == []


async def test_a_topic_is_named_by_its_id_its_name_or_an_alias(store: Store) -> None:
    sco = Watchlist(
        watchlist_id="sco",
        name="Shanghai Cooperation Organisation",
        aliases=(Alias(text="上海合作组织"), Alias(text="ШОС")),
    )
    news = [make_new(make_article(title="found"), matches=(make_match("sco"),)), make_new(make_article())]
    await store.commit_poll(make_record(await add_feed(store), *news), now=NOW)
    for named in ("sco", "SCO", '"shanghai cooperation organisation"', "上海合作組織", "шос"):
        found = await page(store, f"topic:{named}", watchlists=(sco,))
        assert (titles(found), found.query.watchlist_ids) == (["found"], ("sco",))


async def test_several_topics_in_one_pair_of_quotes_are_each_meant_unless_they_are_one_name(
    store: Store,
) -> None:
    watchlists = tuple(
        Watchlist(watchlist_id=topic, name=name, aliases=(Alias(text=topic),))
        for topic, name in (("sco", "SCO"), ("tea", "Tea Road"), ("both", "SCO, Tea Road"))
    )
    for named, ids in (
        ("SCO, tea", ("sco", "tea")),
        ("sco, tea road", ("both",)),
        ("SCO, te", ("sco", "te")),
    ):
        found = await page(store, f'topic:"{named}"', watchlists=watchlists)
        assert found.query.watchlist_ids == ids


async def test_a_mistyped_word_that_finds_nothing_is_mended_and_told(store: Store) -> None:
    await add(store, *["BeiDou satellite"] * 4, "other satellite")
    found = await page(store, "biedou satelite")
    assert titles(found) == ["BeiDou satellite"] * 3
    assert list(map(str, found.replaced)) == ["beidou instead of biedou", "satellite instead of satelite"]
    assert [span.text for span in found.rows[0].title if span.is_name] == ["BeiDou", "satellite"]
    second = await page(store, "biedou satelite", 2, highest_id=found.highest_id)
    assert (titles(second), second.replaced) == (["BeiDou satellite"], found.replaced)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("China-Pakistn", "china pakistan"),
        ('"chna pakistn"', "china pakistan"),
        ('"the China Pakistn corridor"', "the china pakistan corridor"),
    ],
)
async def test_slips_inside_hyphens_and_phrases_are_mended_too(store: Store, asked: str, meant: str) -> None:
    await add(store, *["The China-Pakistan corridor"] * 3, "Pakistan in the China corridor")
    found = await page(store, asked, size=5)
    assert titles(found) == ["The China-Pakistan corridor"] * 3
    assert str(*found.replaced) == f"{meant} instead of {asked.strip(chr(34))}"
    marked = [span.text for span in found.rows[0].title if span.is_name]
    assert " ".join(marked).casefold().replace("-", " ") == meant


async def test_words_of_a_phrase_are_not_mended_where_each_is_usual_or_they_are_many(store: Store) -> None:
    await add(store, *["china and pakistan"] * 3)
    for asked in ('"pakistan and china"', '"a b c d e pakistn"'):
        found = await page(store, asked)
        assert (found.rows, found.replaced) == ((), ())


async def test_a_usual_word_beside_a_mistyped_one_is_left_alone(store: Store) -> None:
    await add(store, *["the bank"] * 3, *["the band"] * 3, *["beidou"] * 3)
    found = await page(store, "bank biedou")
    assert (found.rows, found.replaced) == ((), ())  # no article holds bank and beidou


async def test_what_finds_something_is_not_mended(store: Store) -> None:
    await add(store, *["beidou"] * 3, "biedou")
    assert titles(await page(store, "biedou")) == ["biedou"]


async def test_a_fuzzy_word_finds_itself_and_its_like(store: Store) -> None:
    await add(store, *["beidou"] * 3, "biedou")
    found = await page(store, "~biedou", size=5)
    assert titles(found) == ["biedou", *["beidou"] * 3]
    assert str(*found.replaced) == "biedou, beidou instead of ~biedou"


async def test_nothing_is_said_to_be_shown_instead_where_nothing_is_found(store: Store) -> None:
    await add(store, *["beidou"] * 3)
    found = await page(store, "~biedou missing")
    assert (found.rows, found.replaced) == ((), ())


async def test_a_run_of_han_that_stands_nowhere_is_looked_up_in_pairs(store: Store) -> None:
    await add(store, "上海合作组织成员国元首理事会峰会", "上海峰会")
    found = await page(store, "上海合作組織峰會")
    assert titles(found) == ["上海合作组织成员国元首理事会峰会"]
    assert str(*found.replaced) == "上海 合作 组织 峰会 instead of 上海合作組織峰會"


async def test_a_page_past_the_last_is_empty_and_mends_nothing(store: Store) -> None:
    await add(store, *["beidou"] * 3, "biedou")
    found = await page(store, "biedou", 2)
    assert (found.rows, found.replaced, found.has_next) == ((), (), False)


@pytest.mark.parametrize(
    "text",
    [
        "topic:removed-long-ago",
        "since:0001-01-01 before:9999-12-31",
        "feed:%' lang:zh",
        "\u202eoutlet:\u2067x",
        "NEAR(a b) {title}: ^xyz* \x00",
        "~\ud83d -\ud83d",
        "~北斗卫星导航 OR abc*",
        "北 斗 *",
        " ".join(["abc*"] * 31),
        "sort:relevance",
        "sort:relevance before:2026 北*",
    ],
)
async def test_odd_searches_are_answered_with_a_page(store: Store, text: str) -> None:
    await add(store, "sco", "北斗")
    assert isinstance((await page(store, text)).rows, tuple)
