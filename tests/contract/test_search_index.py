"""What every store promises about search: the same words find the same articles, newest first."""

import random
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from bot.core.feed import Outlet, OutletKind
from bot.core.model import (
    Article,
    ChangedArticle,
)
from bot.core.query import Clause, Order, Query, Term, Way
from bot.ports_store import Store
from tests.builders import NOW, make_article, make_feed, make_match, make_new, make_query, make_record
from tests.contract.steps import add_article, add_feed, add_feeds, search, titles


async def add(store: Store, *articles: Article) -> None:
    feed_id = await add_feed(store)
    await store.commit_poll(make_record(feed_id, *map(make_new, articles)), now=NOW)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Beidou satellites in orbit", "BEIDOU"),
        ("The Belt, the Road", "belt"),
        ("China’s café", "cafe"),
        ("5G-network", "5g"),
        ("中国北斗卫星导航系统", "北斗"),
        ("中国北斗卫星导航系统", "导航系统"),
        ("中国北斗卫星导航系统", "星"),
        ("中國北斗衛星導航系統", "卫星"),
        ("上合", "上合"),
        ("在China的5G网络", "网络"),
        ("在China的5G网络", "5G网络"),
        ("Спутники БэйДоу, всё", "бэйдоу"),
        ("Спутники БэйДоу, всё", "все"),
        ("چین پاکستان اقتصادی راہداری", "راہداری"),
        ("چین پاکستان اقتصادی راہداری", "پاكستان"),
        ("नई दिल्ली", "दिल्ली"),
    ],
)
async def test_words_are_found_in_every_script(store: Store, text: str, word: str) -> None:
    await add(store, make_article(title=text), make_article(title="Something else 其他"))
    assert await search(store, make_query(words=(word,))) == [text]


@pytest.mark.parametrize("field", ["title", "summary", "body"])
async def test_every_field_is_searched(store: Store, field: str) -> None:
    await add(store, make_article(**{"title": "Title", field: "Beidou"}))
    assert len(await search(store, make_query(words=("beidou",)))) == 1


async def test_articles_without_a_match_are_found_too(store: Store) -> None:
    feed_id = await add_feed(store)
    matched = make_new(make_article(title="Beidou one"), matches=(make_match(),))
    unmatched = make_new(make_article(title="Beidou two"))
    await store.commit_poll(make_record(feed_id, matched, unmatched), now=NOW)
    assert await search(store, make_query(words=("beidou",))) == ["Beidou two", "Beidou one"]


async def test_all_words_must_stand_in_the_article_in_any_field(store: Store) -> None:
    await add(
        store,
        make_article(title="Beidou", body="over Pakistan"),
        make_article(title="Beidou"),
        make_article(title="Pakistan"),
    )
    assert await search(store, make_query(words=("pakistan", "beidou"))) == ["Beidou"]


@pytest.mark.parametrize("missing", [0, 7, 8, 9, 299])
async def test_of_many_words_none_may_be_missing(store: Store, missing: int) -> None:
    words = tuple(f"{chr(97 + n % 26)}word{n}" for n in range(300))
    others = words[:missing] + words[missing + 1 :]
    await add(store, make_article(title="All", body=" ".join(words)), make_article(body=" ".join(others)))
    assert await search(store, make_query(words=words)) == ["All"]


async def test_phrases_and_words_are_looked_for_together_however_frequent_each_is(store: Store) -> None:
    common = [make_article(title=f"The road {n}", body="to the north, of all") for n in range(600)]
    rare = make_article(title="Rare", body="of the road to nowhere, the north wind")
    apart = make_article(title="Apart", body="nowhere to the north: road, of wind")
    await add(store, *common, rare, apart)
    for query in (
        make_query(words=("the",), phrases=("of the road", "north wind")),
        make_query(words=("road", "nowhere", "wind"), phrases=("the north wind",)),
        make_query(words=("to",), phrases=("road to nowhere",), excluded=("of all",)),
    ):
        assert await search(store, query) == ["Rare"]


async def test_a_phrase_stands_together_and_in_order(store: Store) -> None:
    await add(
        store,
        make_article(title="The belt and road forum"),
        make_article(title="A road and a belt"),
        make_article(title="Belt and", body="road"),
    )
    assert await search(store, make_query(phrases=("Belt and Road",))) == ["The belt and road forum"]


@pytest.mark.parametrize("seed", range(4))
async def test_phrases_of_the_commonest_words_are_found_where_they_stand_together(
    store: Store, seed: int
) -> None:
    drawn = random.Random(seed)
    fields = [
        tuple(" ".join(drawn.choices(("the", "of", "to", "be", "belt", "从"), k=size)) for size in (4, 6, 30))
        for _ in range(60)
    ]
    await add(store, *(make_article(title=a, summary=b, body=c) for a, b, c in fields))
    for size, how in product((2, 3, 4, 5), (Way.PHRASE, Way.PREFIX)):
        phrase = " ".join(drawn.choices(("the", "of", "to", "be", "belt"), k=size))
        asked = phrase[:-1] if how is Way.PREFIX else phrase
        terms = (Term(text=asked, how=how), Term(text="to the", how=Way.PHRASE))
        query = Query(clauses=tuple(Clause(alternatives=(term,)) for term in terms))
        wanted = [
            texts[0]
            for texts in reversed(fields)
            if any(f" {asked}" + " " * (how is Way.PHRASE) in f" {text} " for text in texts)
            and any(" to the " in f" {text} " for text in texts)
        ]
        assert await search(store, query, limit=100) == wanted, asked


async def test_chinese_text_is_found_only_where_it_stands_together(store: Store) -> None:
    await add(store, make_article(title="北斗卫星"), make_article(title="北方的斗争"))
    assert await search(store, make_query(words=("北斗",))) == ["北斗卫星"]
    assert await search(store, make_query(words=("北", "斗"))) == ["北方的斗争", "北斗卫星"]


@pytest.mark.parametrize(
    ("text", "other", "term"),
    [
        ("B站在线视频", "Plan B 火车站", "B站"),
        ("港股和A股市场", "Vitamin A 港股 市场", "A股"),
        ("去火车站B口", "Plan B 火车站", "站B"),
        ("在B站看", "B站 在看 B 在 C", "在B站"),
        ("用K线图看5G网", "K歌 线图 5G 上网", "5G网"),
    ],
)
async def test_a_letter_and_a_character_stand_together_and_in_order(
    store: Store, text: str, other: str, term: str
) -> None:
    await add(store, make_article(title=text), make_article(title=other))
    either = Clause(alternatives=(Term(text="nowhere"), Term(text=term)))
    for query in (make_query(words=(term,)), make_query(phrases=(term,)), Query(clauses=(either,))):
        assert await search(store, query) == [text]
    assert await search(store, make_query(excluded=(term,))) == [other]


async def test_excluded_words_and_phrases_are_left_out(store: Store) -> None:
    await add(
        store,
        make_article(title="SCO summit"),
        make_article(title="SCO football"),
        make_article(title="SCO world cup"),
        make_article(title="SCO cup of the world"),
    )
    query = make_query(words=("sco",), excluded=("football", "world cup"))
    assert await search(store, query) == ["SCO cup of the world", "SCO summit"]


async def test_exclusion_alone_leaves_everything_else(store: Store) -> None:
    await add(store, make_article(title="SCO summit"), make_article(title="Football"))
    assert await search(store, make_query(excluded=("football",))) == ["SCO summit"]


async def test_an_empty_query_lists_the_newest(store: Store) -> None:
    await add(store, *(make_article(title=str(number)) for number in range(5)))
    assert await search(store, limit=3) == ["4", "3", "2"]


@pytest.mark.parametrize("nothing", ["!!!", '"', "()", "—"])
async def test_text_without_a_letter_finds_nothing(store: Store, nothing: str) -> None:
    await add(store, make_article(title="SCO"))
    assert await search(store, make_query(words=(nothing,))) == []
    assert await search(store, make_query(words=("sco", nothing))) == ["SCO"]


@pytest.mark.parametrize(
    "hostile",
    [
        'sco" OR "football',
        "title:football",
        "NOT",
        "sco*",
        "NEAR(sco football)",
        "{title} : football",
        "' OR 1=1 --",
        "^sco",
        "-",
        "\x00",
        "\ud83d",
        "sco AND (",
    ],
)
async def test_operators_in_user_text_are_only_words(store: Store, hostile: str) -> None:
    await add(store, make_article(title="sco"), make_article(title="football"))
    for query in (make_query(words=(hostile,)), make_query(phrases=(hostile,)), Query(outlets=(hostile,))):
        assert "football" not in await search(store, query)
    everything = make_query(words=("sco",), excluded=(hostile,))
    assert set(await search(store, everything)) <= {"sco"}


# --- filters --------------------------------------------------------------------------------------------


async def add_from_outlets(store: Store) -> None:
    """Three outlets write about the SCO: in Chinese of a watchlist, in English of another, in Russian."""
    feeds = [
        make_feed(url="https://1.example", outlet=Outlet(name="人民网 People's Daily")),
        make_feed(url="https://2.example", outlet=Outlet(name="Global Times")),
        make_feed(url="https://3.example", outlet=Outlet(name="Daily Times")),
    ]
    langs = ("zh-Hans", "en", "ru")
    watchlists = ("health-silk-road", "health", "sco")
    for feed_id, lang, watchlist in zip(await add_feeds(store, *feeds), langs, watchlists, strict=True):
        article = make_article(title=f"SCO {lang}", lang=lang)
        new = make_new(article, matches=(make_match(watchlist),))
        await store.commit_poll(make_record(feed_id, new), now=NOW)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query(langs=("zh",)), ["SCO zh-Hans"]),
        (Query(langs=("ru", "en")), ["SCO ru", "SCO en"]),
        (make_query(words=("sco",), langs=("de",)), []),
        (Query(watchlist_ids=("health",)), ["SCO en"]),
        (Query(watchlist_ids=("health-silk-road",)), ["SCO zh-Hans"]),
        (Query(watchlist_ids=("sco",), langs=("en",)), []),
        (Query(outlets=("global times",)), ["SCO en"]),
        (Query(outlets=("Times",)), ["SCO ru", "SCO en"]),
        (Query(outlets=("人民网",)), ["SCO zh-Hans"]),
        (Query(outlets=("times global",)), []),
        (Query(outlets=("peoples",)), []),
        (make_query(words=("times",)), []),
        # How an index notes its filters is no text of the article.
        (make_query(words=("stimes",)), []),
        (make_query(words=("x",)), []),
        (Query(outlets=("x",)), []),
    ],
)
async def test_filters_look_at_what_is_known_of_an_article(
    store: Store, query: Query, found: list[str]
) -> None:
    await add_from_outlets(store)
    assert await search(store, query) == found


async def test_dates_are_those_of_publication_or_else_of_first_sight(store: Store) -> None:
    feed_id = await add_feed(store)
    old = make_article(title="old", published_at=NOW - timedelta(days=10))
    undated = make_article(title="undated")
    await store.commit_poll(make_record(feed_id, make_new(old), make_new(undated)), now=NOW)
    week_ago = NOW - timedelta(days=7)
    assert await search(store, Query(since=week_ago)) == ["undated"]
    assert await search(store, Query(before=week_ago)) == ["old"]
    assert await search(store, Query(since=NOW - timedelta(days=10))) == ["undated", "old"]
    assert await search(store, Query(before=NOW)) == ["old"]
    assert await search(store, Query(since=NOW + timedelta(days=1))) == []
    assert await search(store, Query(since=datetime(1, 1, 1, tzinfo=UTC))) == ["undated", "old"]


async def test_since_finds_what_was_seen_long_ago_in_any_order(store: Store) -> None:
    feed_id = await add_feed(store)
    for minutes in (5, 0, 10):
        article = make_article(title=f"{minutes}")
        await store.commit_poll(make_record(feed_id, make_new(article)), now=NOW + timedelta(minutes=minutes))
    assert await search(store, Query(since=NOW + timedelta(minutes=5))) == ["10", "5"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query(countries=("cn",)), ["China SCO"]),
        (Query(countries=("ru", "cn")), ["Russia SCO", "China SCO"]),
        (Query(kinds=("state",)), ["Russia SCO", "China SCO"]),
        (Query(kinds=("think-tank",), countries=("cn",)), []),
        (Query(feeds=("CN.example/FEED",)), ["China SCO"]),
        (Query(feeds=("example",)), ["Nowhere SCO", "Russia SCO", "China SCO"]),
        (Query(feeds=("other.example",)), []),
        (Query(feeds=("%", "'; DROP TABLE articles; --")), []),
        (make_query(words=("russia",), kinds=("state",), feeds=("ru.example",)), ["Russia SCO"]),
    ],
)
async def test_outlets_are_told_apart_by_country_kind_and_feed(
    store: Store, query: Query, found: list[str]
) -> None:
    outlets = {"China": ("cn", OutletKind.STATE), "Russia": ("ru", OutletKind.STATE)}
    outlets["Nowhere"] = ("", OutletKind.THINK_TANK)
    feeds = [
        make_feed(
            url=f"https://{country}.example/feed",
            outlet=Outlet(name=name, country=country.upper(), kind=kind),
        )
        for name, (country, kind) in outlets.items()
    ]
    for feed_id, name in zip(await add_feeds(store, *feeds), outlets, strict=True):
        await store.commit_poll(make_record(feed_id, make_new(make_article(title=f"{name} SCO"))), now=NOW)
    assert await search(store, query) == found


async def test_any_number_of_feeds_may_have_what_is_asked_in_their_address(store: Store) -> None:
    urls = [f"https://{number}.{'odd' if number % 2 else 'even'}.example/feed" for number in range(140)]
    for feed_id, url in zip(await add_feeds(store, *(make_feed(url=url) for url in urls)), urls, strict=True):
        await store.commit_poll(make_record(feed_id, make_new(make_article(title=url))), now=NOW)
    assert await search(store, Query(feeds=(".odd.",)), limit=200) == [
        url for url in urls[::-1] if ".odd." in url
    ]
    assert await search(store, Query(feeds=("9.odd.",)), limit=200) == [
        url for url in urls[::-1] if "9.odd." in url
    ]


DATES = [
    *(datetime(year, 12, 31, 23, 59, tzinfo=UTC) for year in (1969, 1985, 2024)),
    *(datetime(2025, month, day, tzinfo=UTC) for month, day in ((1, 1), (2, 28), (3, 1), (6, 15))),
    datetime(2026, 9, 30, 11, 59, tzinfo=UTC),
]


@pytest.mark.parametrize(
    "before", [*DATES, datetime(9999, 12, 31, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)]
)
@pytest.mark.parametrize("since", [None, *DATES])
async def test_any_two_dates_hold_exactly_what_lies_between(
    store: Store, since: datetime | None, before: datetime
) -> None:
    await add(store, *(make_article(title=f"{at:%Y-%m-%d}", published_at=at) for at in DATES))
    found = await search(store, Query(since=since, before=before))
    assert found == [
        f"{at:%Y-%m-%d}" for at in reversed(DATES) if (since is None or since <= at) and at < before
    ]


# --- words begun, or one of several -------------------------------------------------------------


@pytest.mark.parametrize(
    ("beginning", "found"),
    [
        ("navig", ["navigators", "navigation"]),
        ("NAVIGATORS", ["navigators"]),
        ("nav sat", ["nav satellites"]),
    ],
)
async def test_the_beginning_of_a_word_finds_all_that_begin_so(
    store: Store, beginning: str, found: list[str]
) -> None:
    titles_ = ("navigation", "circumnavigation", "navigators", "nav satellites", "navel")
    await add(store, *(make_article(title=title) for title in titles_))
    query = Query(clauses=(Clause(alternatives=(Term(text=beginning, how=Way.PREFIX),)),))
    assert await search(store, query) == found


async def test_one_of_several_terms_is_enough(store: Store) -> None:
    await add(store, *(make_article(title=title) for title in ("alpha x", "beta y x", "gamma z x", "beta z")))
    alternatives = (Term(text="alpha"), Term(text="beta y", how=Way.PHRASE), Term(text="gam", how=Way.PREFIX))
    query = Query(clauses=(Clause(alternatives=alternatives), Clause(alternatives=(Term(text="x"),))))
    assert await search(store, query) == ["gamma z x", "beta y x", "alpha x"]


# --- relevance -------------------------------------------------------------------------------------------


async def test_by_relevance_the_title_comes_before_the_summary_and_that_before_the_body(store: Store) -> None:
    await add(
        store,
        make_article(title="SCO summit opens"),
        make_article(title="In the title and long words beside the SCO and the summit of it"),
        make_article(title="In the summary", summary="The SCO summit"),
        make_article(title="In the body", body="The SCO summit"),
        make_article(title="Something else"),
    )
    query = make_query(words=("sco", "summit"), order=Order.RELEVANCE)
    assert await search(store, query) == [
        "SCO summit opens",
        "In the title and long words beside the SCO and the summit of it",
        "In the summary",
        "In the body",
    ]
    second = await store.search(query, limit=2, skip=2)
    assert titles(second) == ["In the summary", "In the body"]


# --- pages and changes ----------------------------------------------------------------------------------


async def test_pages_follow_one_another_without_gap_or_repeat(store: Store) -> None:
    await add(store, *(make_article(title=f"sco {number}") for number in range(7)))
    pages = [await store.search(make_query(words=("sco",)), limit=3, skip=skip) for skip in (0, 3, 6, 9)]
    assert [titles(page) for page in pages] == [
        ["sco 6", "sco 5", "sco 4"],
        ["sco 3", "sco 2", "sco 1"],
        ["sco 0"],
        [],
    ]
    assert [page.has_more for page in pages] == [True, True, False, False]


async def test_pages_stay_as_they_were_while_articles_come_in(store: Store) -> None:
    feed_id = await add_feed(store)
    sco = make_query(words=("sco",))
    news = [make_new(make_article(title=f"sco {number}")) for number in range(6)]
    await store.commit_poll(make_record(feed_id, *news[:4]), now=NOW)
    first = await store.search(sco, limit=2)
    await store.commit_poll(make_record(feed_id, *news[4:]), now=NOW)
    second = await store.search(sco, limit=2, skip=2, highest_id=first.highest_id)
    assert titles(second) == ["sco 1", "sco 0"]
    assert not second.has_more


async def test_a_changed_article_is_found_by_its_new_words_and_filters_only(store: Store) -> None:
    feed_id = await add_feed(store)
    article = make_article(title="alpha 北斗", keys=("id:1",), lang="en")
    article_id = await add_article(store, feed_id, article)
    new = make_article(title="omega 导航", keys=("id:1",), lang="zh")
    change = ChangedArticle(article_id=article_id, article=new, matches=(make_match("sco"),))
    await store.commit_poll(make_record(feed_id, changed=(change,)), now=NOW)
    for gone in (
        make_query(words=("alpha",)),
        make_query(words=("北斗",)),
        make_query(words=("斗",)),
        Query(langs=("en",)),
    ):
        assert await search(store, gone) == []
    for there in (make_query(words=("omega", "航")), Query(langs=("zh",)), Query(watchlist_ids=("sco",))):
        assert await search(store, there) == ["omega 导航"]


async def test_a_renamed_outlet_does_not_disturb_later_changes(store: Store) -> None:
    feed = make_feed(outlet=Outlet(name="Before"))
    feed_id = await add_feed(store, feed)
    article_id = await add_article(store, feed_id, make_article(title="alpha", keys=("id:1",)))
    await store.sync_feeds([make_feed(outlet=Outlet(name="After"))], now=NOW)
    new = make_article(title="omega", keys=("id:1",))
    change = ChangedArticle(article_id=article_id, article=new)
    await store.commit_poll(make_record(feed_id, changed=(change,)), now=NOW)
    assert await search(store, Query(outlets=("before",))) == []
    assert await search(store, Query(outlets=("after",))) == ["omega"]
