"""The sitemaps of an index between two polls: what is asked of their servers, and what counts all along."""

import pytest

from bot.app.sitemaps import SitemapIndex
from bot.core.feed import FeedFormat
from bot.errors import FeedFailure
from bot.feeds.crawl import RobotsFetcher
from bot.feeds.robots import Robots
from bot.infra.clock import SystemClock
from bot.ports import ParsedFeed
from tests.builders import make_feed
from tests.integration.feeds.crawling import index, sitemap
from tests.platforms.fakes.feed_faults import delta
from tests.platforms.fakes.feed_server import Page, redirect, status

FIVE = [f"https://a.example/{number}" for number in range(5)]


def etags(server, path):
    return [seen.headers.get("If-None-Match") for seen in server.requests(path)]


async def poll_index(server, reader, **children):
    """An index that names days only, polled for the first time."""
    url = server.serve("/index.xml", Page(index(**children)))
    await reader.configure(url=url, format=FeedFormat.SITEMAP)
    return await reader.poll()


async def test_a_sitemap_is_asked_with_its_own_validators_and_counts_where_it_is_unchanged(server, reader):
    first = server.serve("/1.xml", Page(sitemap(*FIVE), etag='"1"'))
    second = server.serve("/2.xml", redirect("/there.xml"))
    server.serve("/there.xml", Page(sitemap("https://a.example/other"), etag='"2"'))
    assert (await poll_index(server, reader, **{first: "2026-09-30", second: "2026-09-30"})).new == 6
    assert (await reader.poll()).new == 0
    server.serve("/there.xml", Page(sitemap("https://a.example/other", "https://a.example/new"), etag='"3"'))
    assert (await reader.poll()).new == 1
    assert [seen.answered_with for seen in server.requests("/1.xml")] == [200, 304, 304]
    assert etags(server, "/there.xml") == [None, '"2"', '"2"']
    assert (await reader.state()).listed == 7


async def test_a_sitemap_is_not_asked_again_before_its_server_lets_us_and_then_is(server, reader):
    fresh = {"Cache-Control": "max-age=10800"}
    child = server.serve("/1.xml", Page(sitemap(*FIVE), etag='"1"', headers=fresh))
    assert (await poll_index(server, reader, **{child: "2026-09-30"})).new == 5
    server.serve("/1.xml", Page(sitemap(*FIVE, "https://a.example/new")))
    assert (await reader.poll()).new == 0
    assert len(server.requests("/1.xml")) == 1
    assert (await reader.poll()).new == 1


async def test_an_index_that_tells_a_sitemaps_change_to_the_minute_is_believed_more_than_its_freshness(
    server, reader
):
    fresh = {"Cache-Control": "max-age=86400"}
    changing = server.serve("/1.xml", Page(sitemap(*FIVE), etag='"1"', headers=fresh))
    other = server.serve("/2.xml", Page(sitemap("https://a.example/other"), etag='"2"', headers=fresh))
    times = {changing: "2026-09-30T10:00Z", other: "2026-09-30T09:00Z"}
    url = server.serve("/index.xml", Page(index(**times), etag='"1"'))
    await reader.configure(url=url, format=FeedFormat.SITEMAP)
    assert (await reader.poll()).new == 6
    server.serve("/1.xml", Page(sitemap(*FIVE, "https://a.example/new"), etag='"3"', headers=fresh))
    server.serve("/index.xml", Page(index(**times | {changing: "2026-09-30T11:00Z"}), etag='"2"'))
    assert (await reader.poll()).new == 1
    await reader.poll()
    assert [len(server.requests(path)) for path in ("/1.xml", "/2.xml")] == [2, 1]
    assert [seen.answered_with for seen in server.requests("/index.xml")] == [200, 200, 304]


async def test_no_baseline_is_taken_while_a_sitemap_cannot_be_read_but_not_for_ever(server, reader):
    """What it lists would all be news when it can be read."""
    first = server.serve("/1.xml", Page(sitemap(*FIVE)))
    second = server.serve("/2.xml", status(404))
    for _ in range(3):
        assert (await poll_index(server, reader, **{first: "2026-09-30", second: "2026-09-30"})).new == 0
        assert (await reader.state()).baseline_at is None
    assert (await reader.poll()).new == 5
    assert second in (await reader.state()).error


async def test_the_note_of_a_sitemap_that_was_not_read_ends_with_its_place_in_the_index(server, reader):
    first = server.serve("/1.xml", Page(sitemap(*FIVE)))
    second = server.serve("/2.xml", Page(sitemap("https://a.example/other")))
    await poll_index(server, reader, **{first: "2026-09-30", second: "2026-09-30"})
    server.serve("/2.xml", status(404))
    await reader.poll()
    assert second in (await reader.state()).error
    server.serve("/index.xml", Page(index(**{first: "2026-09-30"})))
    await reader.poll()
    assert (await reader.state()).error == ""


async def test_a_sitemap_that_is_unchanged_keeps_the_validators_that_its_server_does_not_repeat(
    server, reader
):
    child = server.serve("/1.xml", Page(sitemap(*FIVE), etag='"1"'))
    await poll_index(server, reader, **{child: "2026-09-30"})
    server.serve("/1.xml", status(304))
    for _ in range(2):
        await reader.poll()
    assert etags(server, "/1.xml") == [None, '"1"', '"1"']


async def test_news_that_could_not_be_stored_beside_a_failure_is_told_when_it_ends(server, reader):
    first = server.serve("/1.xml", Page(sitemap(*FIVE), etag='"1"'))
    second = server.serve("/2.xml", Page(sitemap("https://a.example/other")))
    await poll_index(server, reader, **{first: "2026-09-30", second: "2026-09-30"})
    server.serve("/1.xml", Page(sitemap(*FIVE, "https://a.example/new"), etag='"2"'))
    server.serve("/2.xml", status(500))
    assert (await reader.poll()).new == 0
    server.serve("/2.xml", Page(sitemap("https://a.example/other")))
    assert (await reader.poll()).new == 1
    assert etags(server, "/1.xml") == [None, '"1"', '"2"']


async def test_an_index_that_is_read_each_time_and_suddenly_lists_nothing_is_doubted(server, reader):
    child = server.serve("/1.xml", Page(sitemap(*FIVE)))
    await poll_index(server, reader, **{child: "2026-09-30"})
    server.serve("/1.xml", Page(sitemap()))
    await reader.poll()
    assert (await reader.state()).failure == FeedFailure.EMPTY


async def test_a_sitemap_of_which_only_what_is_new_is_sent_is_read_in_full(server, reader):
    child = server.serve("/1.xml", delta(sitemap(*FIVE), b""))
    await poll_index(server, reader, **{child: "2026-09-30"})
    news = sitemap("https://a.example/new")
    server.serve("/1.xml", delta(sitemap(*FIVE, "https://a.example/new"), news, etag='"2"'))
    assert (await reader.poll()).new == 1
    assert (await reader.state()).listed == 6


@pytest.mark.parametrize(("most", "asked"), [(20_000, ['"1"', '"2"']), (6_000, [None, None])])
async def test_only_so_much_is_remembered(server, fetcher, pool, most, asked):
    clock = SystemClock()
    crawler = RobotsFetcher(fetcher, Robots(fetcher, clock=clock), allow_hosts=["127.0.0.1"])
    children = {
        server.serve(f"/{name}.xml", Page(sitemap(*FIVE), etag=f'"{name}"')): None for name in ("1", "2")
    }
    sitemaps = SitemapIndex(crawler=crawler, parser=pool, clock=clock, max_chars=most)
    feed = make_feed(url=f"{server.url}/index.xml", format=FeedFormat.SITEMAP)
    read = [
        await sitemaps.with_children(feed, ParsedFeed(title="", articles=(), children=children))
        for _ in range(2)
    ]
    assert [etags(server, f"/{name}.xml")[1] for name in ("1", "2")] == asked
    assert read[0].articles == read[1].articles
    assert [one.url for one in read[1].articles] == FIVE
