"""Trends and exports over a real database: what is counted, what is found, and where an export ends."""

import csv
import io
import json
from datetime import timedelta

import pytest

from bot.app.commands.export import PAGE, export_articles
from bot.app.commands.trend import count_trend, make_trend
from bot.core.export import MOST_ARTICLES
from bot.core.reports import ExportFormat
from bot.core.watchlist import Watchlist
from bot.errors import NotFound, QueryError
from tests.builders import NOW, make_article, make_match, make_new, make_record
from tests.contract.steps import add_feed
from tests.contract.stores import open_sqlite

SCO = Watchlist(watchlist_id="sco", name="Shanghai Cooperation Organisation", aliases=(), threshold=0.6)
DAY = timedelta(days=1)


@pytest.fixture
async def store(tmp_path):
    opened = await open_sqlite(tmp_path)
    yield opened
    await opened.close()


async def store_matches(store, *matched):
    """Store one article for each (days ago, language, score)."""
    feed_id = await add_feed(store)
    news = [
        make_new(
            make_article(title=f"SCO {lang}", lang=lang, published_at=NOW - days_ago * DAY),
            matches=(make_match(score=score),),
        )
        for days_ago, lang, score in matched
    ]
    await store.commit_poll(make_record(feed_id, *news), now=NOW)


async def store_titles(store, count):
    feed_id = await add_feed(store)
    news = [make_new(make_article(title=f"tea {number}")) for number in range(count)]
    await store.commit_poll(make_record(feed_id, *news), now=NOW)


def trend_of(store, watchlist_id="sco", *, days=7):
    return count_trend(watchlist_id, days=days, store=store, watchlists=(SCO,), now=NOW)


async def test_trend_counts_what_reaches_the_threshold_and_compares_it_with_before(store):
    await store_matches(
        store,
        (0, "en", 0.6),
        (6, "zh", 0.9),
        (6, "zh", 0.9),
        (1, "en", 0.59),
        (7, "en", 0.9),
        (14, "en", 0.9),
    )
    trend = await trend_of(store)
    assert {one.lang: one.counts for one in trend.languages} == {
        "zh": (2, 0, 0, 0, 0, 0, 0),
        "en": (0, 0, 0, 0, 0, 0, 1),
    }
    assert trend.earlier == 0  # noon seven days ago is not over yet, a fortnight ago was too early
    assert (await trend_of(store, days=8)).total == 4


async def test_time_before_ends_at_the_same_hour(store):
    await store_matches(store, (7.01, "en", 0.9), (13.49, "en", 0.9), (13.51, "en", 0.9))
    assert (await trend_of(store)).earlier == 2


async def test_trend_of_an_unknown_watchlist_names_the_nearest(store):
    with pytest.raises(NotFound, match='did you mean "sco"'):
        await trend_of(store, "soc")


async def test_trend_over_too_many_days_says_how_many_there_may_be(store):
    with pytest.raises(QueryError, match="1 to 365"):
        await trend_of(store, days=400)


async def test_made_trend_has_its_picture_its_words_and_a_name_for_the_file(store):
    await store_matches(store, (0, "en", 0.9))
    made = await make_trend("sco", days=7, store=store, watchlists=(SCO,), now=NOW)
    assert made.png.startswith(b"\x89PNG\r\n")
    assert made.lines[0].startswith("Shanghai Cooperation Organisation: 1 article in 7 days")
    assert (made.trend.total, made.file_name) == (1, "topicwire-trend-sco-2026-10-01.png")


async def test_export_has_every_page_of_what_is_found_newest_first(store):
    await store_titles(store, 2 * PAGE + 3)
    made = await export_articles("tea", form=ExportFormat.JSON, now=NOW, index=store, watchlists=())
    titles = [told["title"] for told in json.loads(made.data)]
    assert titles == [f"tea {number}" for number in reversed(range(2 * PAGE + 3))]
    assert (made.articles, made.is_cut, made.name) == (403, False, "topicwire-tea-2026-10-01.json")


@pytest.mark.parametrize("count", [0, 1, PAGE])
async def test_export_of_whole_pages_ends(store, count):
    await store_titles(store, count)
    made = await export_articles("tea", form=ExportFormat.CSV, now=NOW, index=store, watchlists=())
    rows = list(csv.DictReader(io.StringIO(made.data.decode("utf-8-sig"), newline="")))
    assert (len(rows), made.articles, made.is_cut) == (count, count, False)


@pytest.mark.parametrize(("count", "is_cut"), [(MOST_ARTICLES, False), (MOST_ARTICLES + 1, True)])
async def test_export_holds_the_newest_five_thousand_and_says_when_there_are_more(store, count, is_cut):
    await store_titles(store, count)
    made = await export_articles("tea", form=ExportFormat.MARKDOWN, now=NOW, index=store, watchlists=())
    lines = made.data.decode().splitlines()
    assert (len(lines), made.articles, made.is_cut) == (MOST_ARTICLES, MOST_ARTICLES, is_cut)
    assert f"tea {count - 1}." in lines[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [("kiet", "kite instead of kiet"), ("~kiet", "kiet, kite instead of ~kiet")],
)
async def test_export_has_what_a_search_for_a_mistyped_word_shows(store, text, told):
    news = [make_new(make_article(title="kite")) for _ in range(PAGE + 1)]
    await store.commit_poll(make_record(await add_feed(store), *news), now=NOW)
    made = await export_articles(text, form=ExportFormat.JSON, now=NOW, index=store, watchlists=())
    assert ([row["title"] for row in json.loads(made.data)]) == ["kite"] * (PAGE + 1)
    assert list(map(str, made.replaced)) == [told]


async def test_export_of_a_search_that_is_not_understood_says_so(store):
    with pytest.raises(QueryError, match="no filter"):
        await export_articles("topik:sco", form=ExportFormat.CSV, now=NOW, index=store, watchlists=())
