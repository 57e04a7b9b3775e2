"""The Atom feeds on the health port: a real server over a real database."""

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from io import BytesIO

import aiohttp
import feedparser
import pytest

from bot.app.watch_health import feed_counts
from bot.core.model import ChangedArticle
from bot.core.watchlist import Watchlist
from bot.infra.atom_pages import AtomPages
from bot.infra.clock import SystemClock
from bot.infra.health import HealthServer
from bot.infra.metrics import PrometheusMetrics
from bot.ports_store import Store
from tests.builders import NOW, make_article, make_match, make_new, make_record, make_rules_report
from tests.contract.steps import add_feed
from tests.platforms.fakes.loopback import free_port

WATCHLISTS = (
    Watchlist(watchlist_id="sco", name="SCO", aliases=(), threshold=0.6),
    Watchlist(watchlist_id="cpec", name="CPEC", aliases=()),
)


@pytest.fixture
async def web(store: Store) -> AsyncIterator[aiohttp.ClientSession]:
    """A reader program at the server's door."""
    port = free_port()
    server = HealthServer(
        host="127.0.0.1",
        port=port,
        clock=SystemClock(),
        metrics=PrometheusMetrics(),
        count_deliveries=store.count_deliveries,
        count_feeds=partial(feed_counts, store, SystemClock()),
        rules=lambda: make_rules_report(*WATCHLISTS),
        routes=AtomPages(watchlists=lambda: WATCHLISTS, store=store).routes(),
    )
    await server.start()
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as reader:
        yield reader
    await server.close()


async def publish(store: Store, *titles: str, score: float = 0.9) -> int:
    feed_id = await add_feed(store)
    news = [make_new(make_article(title=title), matches=(make_match(score=score),)) for title in titles]
    await store.commit_poll(make_record(feed_id, *news), now=NOW)
    return feed_id


async def titles(web: aiohttp.ClientSession) -> list[str]:
    async with web.get("/feeds/sco.atom") as answer:
        parsed = feedparser.parse(BytesIO(await answer.read()))
        assert not parsed.bozo
        return [entry.title for entry in parsed.entries]


async def test_feed_lists_the_newest_stories_that_are_worth_an_alert(store, web):
    await publish(store, *(f"Story {number}" for number in range(60)))
    await publish(store, "Hardly about it", score=0.59)
    assert await titles(web) == [f"Story {number}" for number in range(59, 9, -1)]


async def test_feed_says_what_it_is_and_when_it_changed(store, web):
    await publish(store, "One")
    async with web.get("/feeds/sco.atom") as answer:
        assert (answer.status, answer.headers["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
        assert answer.headers["Last-Modified"] == "Thu, 01 Oct 2026 12:00:00 GMT"
        assert answer.headers["ETag"].startswith('"')


@pytest.mark.parametrize("sent", [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")])
async def test_reader_that_has_the_feed_gets_it_again_only_when_it_changed(store, web, sent):
    feed_id = await publish(store, "One")
    async with web.get("/feeds/sco.atom") as first:
        version = {sent[0]: first.headers[sent[1]]}
    async with web.get("/feeds/sco.atom", headers=version) as same:
        assert (same.status, await same.read()) == (304, b"")
        assert same.headers["ETag"] == first.headers["ETag"]
    (story,) = await store.latest_matches("sco", min_score=0.6, limit=1)
    changed = ChangedArticle(
        article_id=story.stored.article_id, article=make_article(title="One more"), matches=(make_match(),)
    )
    await store.commit_poll(make_record(feed_id, changed=(changed,)), now=NOW + timedelta(seconds=1))
    async with web.get("/feeds/sco.atom", headers=version) as news:
        assert news.status == 200
        assert b"One more" in await news.read()


async def test_tag_counts_more_than_the_date(store, web):
    await publish(store, "One")
    other = {"If-None-Match": '"another"', "If-Modified-Since": "Thu, 01 Oct 2026 12:00:00 GMT"}
    async with web.get("/feeds/sco.atom", headers=other) as answer:
        assert answer.status == 200
    async with web.get("/feeds/sco.atom", headers={"If-None-Match": "*"}) as answer:
        assert answer.status == 304


async def test_unknown_watchlist_is_told_which_ones_there_are(web):
    async with web.get("/feeds/sc0.atom") as answer:
        assert (answer.status, await answer.text()) == (
            404,
            'there is no watchlist "sc0"; known here: cpec, sco\n',
        )


async def test_list_of_feeds_leads_to_each_of_them(web):
    async with web.get("/feeds/") as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
        page = await answer.text()
    for name in ("sco", "cpec"):
        assert f'href="{name}.atom"' in page
        async with web.get(f"/feeds/{name}.atom") as answer:
            assert answer.status == 200


async def test_database_that_cannot_be_read_is_told_for_now(store, web):
    await store.close()
    async with web.get("/feeds/sco.atom") as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "60")
        assert "closed" in await answer.text()
