"""When feeds are polled: a real server, the real fetcher, parsers and database, and a clock put forward."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta

import pytest
from aiohttp import web

from bot.core.feed import DueReason, Feed, FeedFormat, Stop
from bot.errors import FeedFailure
from tests.builders import make_feed
from tests.integration.feeds.polling import Polling
from tests.platforms.fakes.feed_server import (
    NOT_WELL_FORMED,
    FeedServer,
    Loopback,
    Page,
    redirect,
    rss_feed,
    status,
)
from tests.platforms.fakes.listening import HandClock

HOUR_S = 3_600
DAY_S = 86_400
NAMES = ["news.org", "cdn.net"]
"""Host names that lead to the server."""
OpenPolling = Callable[[Sequence[Feed]], Awaitable[Polling]]


@pytest.fixture
async def open_polling(tmp_path, make_fetcher, pool) -> AsyncIterator[OpenPolling]:
    """Opens the poller on one database; opening it again is a restart."""
    clock, running = HandClock(), []

    async def open_it(feeds: Sequence[Feed]) -> Polling:
        for before in running:
            await before.close()
        fetcher = make_fetcher(clock=clock, allow_hosts=["127.0.0.1", *NAMES], resolver=Loopback())
        running[:] = [Polling(tmp_path, fetcher=fetcher, parser=pool, clock=clock)]
        await running[0].open(feeds)
        return running[0]

    yield open_it
    for one in running:
        await one.close()


def dated(clock: HandClock, *hours_ago: float) -> bytes:
    """A feed with an article published at each of these times."""
    items = "".join(
        f"<item><title>News of {hours} h</title><link>https://news.example/{hours}</link>"
        f"<pubDate>{clock.now() - timedelta(hours=hours):%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for hours in hours_ago
    )
    return f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'.encode()


# --- when -----------------------------------------------------------------------------------------------


async def test_feed_is_polled_by_the_dates_of_its_articles_and_less_often_while_it_is_silent(
    server: FeedServer, open_polling: OpenPolling
) -> None:
    polling = await open_polling([make_feed(url=server.url + "/feed")])
    server.serve("/feed", Page(dated(polling.clock, 1, 5, 9, 13), etag='"1"'))
    await polling.round()
    state = (await polling.report()).stored.state
    assert (state.rhythm_s, await polling.wait_s(), state.due_because) == (
        4 * HOUR_S,
        2 * HOUR_S,
        DueReason.RHYTHM,
    )
    await polling.next_round()
    assert await polling.wait_s() == 3 * HOUR_S
    await polling.next_round()
    assert await polling.wait_s() == 4 * HOUR_S
    server.serve("/feed", Page(dated(polling.clock, 0.5, 4.5, 8.5, 12.5), etag='"2"'))
    await polling.next_round()
    assert await polling.wait_s() == 2 * HOUR_S


@pytest.mark.parametrize("answer", ["changed", "same body", "not modified"])
async def test_freshness_holds_whatever_the_answer_brings(
    server: FeedServer, open_polling: OpenPolling, answer: str
) -> None:
    feed = make_feed(url=server.url + "/feed", interval_s=600)
    polling = await open_polling([feed])
    server.serve("/feed", Page(rss_feed("One"), etag='"1"'))
    await polling.round()
    assert await polling.wait_s() == 600
    body = rss_feed("One", "Two") if answer == "changed" else rss_feed("One")
    etag = '"1"' if answer == "not modified" else '"2"'
    server.serve("/feed", Page(body, etag=etag, headers={"Cache-Control": "max-age=7200"}))
    await polling.next_round()
    assert await polling.wait_s() == 7_200
    assert (await polling.report()).stored.state.due_because is DueReason.FRESH


@pytest.mark.parametrize("status_of_news", [304, 226])
async def test_freshness_that_an_answer_does_not_repeat_still_holds(
    server: FeedServer, open_polling: OpenPolling, status_of_news: int
) -> None:
    """So it does for a cache (RFC 9111, 4.3.4): what a 304 leaves out stays as it was."""
    feed = make_feed(url=server.url + "/feed", interval_s=600)
    page = Page(rss_feed("One"), etag='"1"', headers={"Cache-Control": "max-age=7200"})
    server.serve("/feed", page)
    polling = await open_polling([feed])
    await polling.round()

    async def laconic(_: web.Request) -> web.Response:
        body = rss_feed("Two") if status_of_news == 226 else None
        return web.Response(status=status_of_news, body=body, headers={"ETag": '"2"'})

    server.serve("/feed", laconic)
    for _ in range(3):
        await polling.next_round()
        assert await polling.wait_s() == 7_200
        polling = await open_polling([feed])
    server.serve("/feed", Page(rss_feed("Three"), etag='"3"'))
    await polling.next_round()
    assert await polling.wait_s() == 600


async def test_ttl_and_skipped_hours_of_the_document_are_kept_to(
    server: FeedServer, open_polling: OpenPolling
) -> None:
    polling = await open_polling([make_feed(url=server.url + "/feed", interval_s=600)])
    hints = b"<ttl>45</ttl><skipHours><hour>13</hour></skipHours>"
    server.serve("/feed", Page(rss_feed("One").replace(b"<link>", hints + b"<link>", 1), etag='"1"'))
    await polling.round()
    assert await polling.wait_s() == 45 * 60
    await polling.next_round()  # 12:45, and 45 minutes later is within the hour that is to be skipped
    state = (await polling.report()).stored.state
    assert (state.next_poll_at.hour, state.next_poll_at.minute) == (14, 3)
    assert state.due_because is DueReason.SKIPPED


# --- a restart ------------------------------------------------------------------------------------------


async def test_restart_polls_nothing_before_its_time(server: FeedServer, open_polling: OpenPolling) -> None:
    feeds = [make_feed(url=server.serve(f"/{n}", Page(rss_feed("One"))), interval_s=3_600) for n in range(3)]
    polling = await open_polling(feeds)
    await polling.round()
    for _ in range(5):
        polling.clock.forward(700)
        polling = await open_polling(feeds)
        await polling.round()
    assert len(server.requests()) == 3
    polling.clock.forward(100)
    await polling.round()
    assert len(server.requests()) == 6


async def test_host_that_asks_us_to_stay_away_is_left_alone_with_all_its_feeds_over_a_restart(
    server: FeedServer, open_polling: OpenPolling
) -> None:
    busy = make_feed(url=server.serve("/busy", status(429, Retry_After="7200")), interval_s=3_600)
    other = make_feed(url=server.serve("/other", Page(rss_feed("One"))), interval_s=600)
    polling = await open_polling([busy, other])
    await polling.round()
    assert (len(server.requests("/busy")), len(server.requests("/other"))) == (1, 1)
    polling.clock.forward(7_100)
    await polling.round()
    polling = await open_polling([busy, other])
    await polling.round()
    assert len(server.requests()) == 2
    assert [report.blocked_until for report in await polling.reports()] == [
        polling.clock.now() + timedelta(seconds=100)
    ] * 2
    polling.clock.forward(100)
    await polling.round()
    assert (len(server.requests("/busy")), len(server.requests("/other"))) == (2, 2)


async def test_robots_txt_that_asks_for_time_is_not_asked_again_by_a_restart(
    server: FeedServer, open_polling: OpenPolling
) -> None:
    server.serve("/robots.txt", status(429, Retry_After="86400"))
    sitemap = make_feed(url=server.url + "/news.xml", format=FeedFormat.SITEMAP, interval_s=600)
    for _ in range(4):
        polling = await open_polling([sitemap])
        await polling.round()
        polling.clock.forward(7_000)
    assert [request.path for request in server.requests()] == ["/robots.txt"]
    server.serve("/robots.txt", status(404))
    polling.clock.forward(86_400)
    await polling.round()
    assert len(server.requests("/news.xml")) == 1


async def test_page_for_nobody_that_a_redirect_led_to_keeps_nobody_from_its_host(
    server: FeedServer, open_polling: OpenPolling
) -> None:
    private = server.serve("/admin", status(403), host="cdn.net")
    led = make_feed(url=server.serve("/feed", redirect(private), host="news.org"), interval_s=600)
    polling = await open_polling([led])
    for _ in range(5):
        await polling.next_round()
    there = make_feed(url=server.serve("/there", Page(rss_feed("One")), host="cdn.net"), interval_s=600)
    await polling.configure([led, there])
    await polling.round()
    assert len(server.requests("/there")) == 1


async def test_host_that_a_redirect_led_to_is_the_one_that_is_left_alone(
    server: FeedServer, open_polling: OpenPolling
) -> None:
    busy = server.serve("/busy", status(429, Retry_After="7200"), host="cdn.net")
    led = [server.serve(f"/{n}", redirect(busy), host="news.org") for n in range(4)]
    there = server.serve("/there", Page(rss_feed("One")), host="cdn.net")
    here = server.serve("/here", Page(rss_feed("One")), host="news.org")
    feeds = [make_feed(url=url, interval_s=600) for url in (led[0], there, here, *led[1:])]
    polling = await open_polling(feeds[:1])
    await polling.round()
    await polling.configure(feeds)
    await polling.round()
    assert [report.blocked_until is not None for report in await polling.reports()] == [
        url is there for url in (led[0], there, here, *led[1:])
    ]
    polling.clock.forward(7_100)
    await polling.round()
    assert len(server.requests("/busy")) == 1
    assert (len(server.requests("/there")), len(server.requests("/here"))) == (0, 2)
    polling.clock.forward(200)
    await polling.round()
    assert len(server.requests("/there")) == 1
    assert len(server.requests("/busy")) > 1


async def test_feed_comes_back_when_its_server_asks_whatever_it_answers(
    server: FeedServer, open_polling: OpenPolling
) -> None:
    url = server.serve("/feed", status(500, Retry_After="50000"))
    polling = await open_polling([make_feed(url=url)])
    await polling.round()
    report = await polling.report()
    assert (await polling.wait_s(), report.stored.state.due_because) == (50_000, DueReason.RETRY_AFTER)
    assert report.blocked_until is None


async def test_host_that_gives_no_time_is_left_alone_for_longer_each_time(
    server: FeedServer, open_polling: OpenPolling
) -> None:
    polling = await open_polling([make_feed(url=server.serve("/busy", status(503)))])
    blocks = []
    for _ in range(6):
        await polling.next_round()
        blocked_until = (await polling.report()).blocked_until
        assert blocked_until is not None
        blocks.append((blocked_until - polling.clock.now()).total_seconds())
    assert blocks == [300, 600, 1_200, 2_400, 3_600, 3_600]


# --- failures -------------------------------------------------------------------------------------------


async def test_feed_that_fails_is_asked_daily_at_most_weekly_after_two_weeks_and_normally_when_it_is_back(
    server: FeedServer, open_polling: OpenPolling
) -> None:
    url = server.serve("/feed", status(500))
    polling = await open_polling([make_feed(url=url, interval_s=1_200)])
    began = polling.clock.now()
    waits = []
    while polling.clock.now() - began < timedelta(days=30):
        await polling.next_round()
        waits.append(await polling.wait_s())
    assert waits[0] == 1_200 + 0.5 * 1_200
    assert waits == sorted(waits)
    assert max(wait for wait in waits if wait < 2 * DAY_S) <= DAY_S
    assert waits[-2:] == [7 * DAY_S * 1.05] * 2
    state = (await polling.report()).stored.state
    assert state.failing_since == began
    server.serve("/feed", Page(rss_feed("One")))
    await polling.next_round()
    state = (await polling.report()).stored.state
    assert (await polling.wait_s(), state.failures, state.failing_since) == (1_200, 0, None)


async def test_feed_that_is_gone_is_told_once_and_never_polled_again(
    server: FeedServer, open_polling: OpenPolling
) -> None:
    feed = make_feed(url=server.serve("/feed", status(410)))
    polling = await open_polling([feed])
    await polling.round()
    (notice,) = await polling.told()
    assert notice.title == "Example News: the feed is gone and is not polled any more"
    assert feed.url in notice.lines[0]
    polling.clock.forward(90 * DAY_S)
    polling = await open_polling([feed])
    await polling.round()
    assert len(server.requests()) == 1
    assert await polling.told() == []
    state = (await polling.report()).stored.state
    assert (state.stop, state.failure) == (Stop.GONE, FeedFailure.GONE)


async def test_version_that_could_not_be_read_is_asked_for_again(
    server: FeedServer, open_polling: OpenPolling
) -> None:
    polling = await open_polling([make_feed(url=server.serve("/feed", Page(rss_feed("One"), etag='"1"')))])
    await polling.round()
    server.serve("/feed", Page(NOT_WELL_FORMED, etag='"2"'))
    await polling.next_round()
    await polling.next_round()
    sent = [seen.headers.get("If-None-Match") for seen in server.requests()]
    assert sent == [None, '"1"', '"1"']
    assert [seen.answered_with for seen in server.requests()] == [200, 200, 200]


async def test_half_of_a_document_is_stored_and_the_whole_asked_for_again(
    server: FeedServer, open_polling: OpenPolling
) -> None:
    whole = rss_feed("One", "Two", "Three", "Four")
    polling = await open_polling([make_feed(url=server.serve("/feed", Page(whole, etag='"1"')))])
    await polling.round()
    half = rss_feed("New", "One", link="https://news.example/new/").replace(b"</channel></rss>", b"")
    server.serve("/feed", Page(half, etag='"2"'))
    await polling.next_round()
    await polling.next_round()
    await polling.next_round()
    sent = [seen.headers.get("If-None-Match") for seen in server.requests()]
    assert sent == [None, '"1"', None, '"2"']  # once as a whole; then that is how the feed is
    assert (await polling.report()).articles == 6


# --- suddenly empty -------------------------------------------------------------------------------------


async def test_feed_that_is_suddenly_empty_is_believed_at_the_fourth_time(
    server: FeedServer, open_polling: OpenPolling
) -> None:
    titles = ("One", "Two", "Three", "Four", "Five")
    polling = await open_polling([make_feed(url=server.serve("/feed", Page(rss_feed(*titles))))])
    await polling.round()
    server.serve("/feed", Page(rss_feed()))
    for _ in range(3):
        await polling.next_round()
        state = (await polling.report()).stored.state
        assert (state.failure, state.error) == (
            FeedFailure.EMPTY,
            "the feed has no article, and had 5; it will be asked again, and believed when it stays so",
        )
    await polling.next_round()
    state = (await polling.report()).stored.state
    assert (state.failure, state.listed, state.empty_polls) == ("", 0, 0)


# --- moves ----------------------------------------------------------------------------------------------


async def test_feed_that_moved_is_polled_at_its_new_address_after_a_day(
    server: FeedServer, open_polling: OpenPolling
) -> None:
    old = make_feed(url=server.serve("/old", Page(rss_feed("One"), etag='"1"')), interval_s=8 * HOUR_S)
    polling = await open_polling([old])
    await polling.round()
    new_url = server.serve("/new", Page(rss_feed("One"), etag='"1"'))
    server.serve("/old", redirect("/new", code=301))
    for _ in range(4):
        await polling.next_round()
    assert len(server.requests("/old")) == 5
    (notice,) = await polling.told()
    assert notice.title == "Example News: the feed has moved"
    await polling.next_round()
    await polling.next_round()
    assert (len(server.requests("/old")), len(server.requests("/new"))) == (5, 6)
    assert {seen.answered_with for seen in server.requests("/new")} == {304}  # validators moved with it
    assert await polling.told() == []
    # The admin does as told: it is the same feed, due when it was, with what it had.
    before = (await polling.report()).stored
    await polling.configure([make_feed(url=new_url, interval_s=8 * HOUR_S)])
    report = await polling.report()
    assert (report.stored.feed_id, report.articles) == (before.feed_id, 1)
    assert report.stored.state.next_poll_at == before.state.next_poll_at


async def test_temporary_redirect_is_followed_and_never_adopted(
    server: FeedServer, open_polling: OpenPolling
) -> None:
    server.serve("/new", Page(rss_feed("One"), etag='"1"'))
    url = server.serve("/old", redirect("/new", code=302))
    polling = await open_polling([make_feed(url=url, interval_s=DAY_S)])
    for _ in range(6):
        await polling.next_round()
    assert len(server.requests("/old")) == 6
    assert (await polling.report()).stored.state.adopted_url == ""


async def test_validators_are_for_the_address_that_a_redirect_led_to(
    server: FeedServer, open_polling: OpenPolling
) -> None:
    server.serve("/one", Page(rss_feed("One"), etag='"1"'))
    server.serve("/two", Page(rss_feed("One", "Two"), etag='"1"'))
    polling = await open_polling([make_feed(url=server.serve("/feed", redirect("/one")), interval_s=DAY_S)])
    for _ in range(2):
        await polling.next_round()
    assert [seen.answered_with for seen in server.requests("/one")] == [200, 304]
    server.serve("/feed", redirect("/two"))
    for _ in range(2):
        await polling.next_round()
    assert [seen.answered_with for seen in server.requests("/two")] == [200, 304]
    assert (await polling.report()).articles == 2


async def test_redirect_to_a_page_that_is_no_feed_is_never_adopted(
    server: FeedServer, open_polling: OpenPolling
) -> None:
    server.serve("/portal", Page(b"<html><body>Buy this domain</body></html>", content_type="text/html"))
    url = server.serve("/old", redirect("/portal", code=301))
    polling = await open_polling([make_feed(url=url)])
    for _ in range(12):
        await polling.next_round(later_s=DAY_S)
    state = (await polling.report()).stored.state
    assert (state.adopted_url, state.move, state.failure) == ("", None, FeedFailure.NOT_A_FEED)


async def test_adopted_address_that_fails_is_left_for_the_configured_one(
    server: FeedServer, open_polling: OpenPolling
) -> None:
    server.serve("/new", Page(rss_feed("One"), etag='"new"'))
    url = server.serve("/old", redirect("/new", code=308))
    polling = await open_polling([make_feed(url=url, interval_s=DAY_S)])
    for _ in range(4):
        await polling.next_round()
    assert (await polling.report()).stored.state.adopted_url == server.url + "/new"
    server.serve("/new", status(404))
    server.serve("/old", Page(rss_feed("One", "Two"), etag='"old"'))
    asked_of_old = len(server.requests("/old"))
    for _ in range(4):
        await polling.next_round()
    (asked,) = server.requests("/old")[asked_of_old:]
    assert "If-None-Match" not in asked.headers
    report = await polling.report()
    assert (report.stored.state.failure, report.articles) == ("", 2)


async def test_two_feeds_that_became_one_are_told_once(server: FeedServer, open_polling: OpenPolling) -> None:
    kept = make_feed(url=server.serve("/kept", Page(rss_feed("One"), etag='"1"')), interval_s=DAY_S)
    moved = make_feed(url=server.serve("/moved", redirect("/kept", code=301)), interval_s=DAY_S)
    polling = await open_polling([kept, moved])
    for _ in range(7):
        await polling.next_round()
    (notice,) = await polling.told()
    assert notice.title == "Example News: two entries are the same feed now"
    assert [report.stored.state.adopted_url for report in await polling.reports()] == ["", ""]
