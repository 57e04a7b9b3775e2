"""Many due feeds and few places: each poll that ends makes room for the next, whatever the ticks do."""

import asyncio

from bot.errors import FeedError
from bot.infra.runner_local import LocalRunner
from bot.ports import FetchRequest
from bot.running import dispatch_for
from tests.builders import NOW, make_feed
from tests.integration.feeds.newsroom import MATCHER, Newsroom
from tests.integration.feeds.pollers import make_poller
from tests.platforms.fakes.feed_server import FeedServer, Page, drip, rss_feed, stall

FOREVER_S = 3_600


def open_poller(store, fetcher, pool, newsroom: Newsroom, runner: LocalRunner):
    return make_poller(store, fetcher, pool, clock=newsroom, matcher=MATCHER, runner=runner)


async def test_one_look_polls_all_feeds_of_a_host_two_at_a_time(
    store, fetcher, pool, newsroom: Newsroom, server: FeedServer
):
    urls = [server.serve(f"/{number}", Page(rss_feed("One"))) for number in range(20)]
    await store.sync_feeds([make_feed(url=url) for url in urls], now=NOW)
    runner = LocalRunner(slots=50)
    await dispatch_for(open_poller(store, fetcher, pool, newsroom, runner), runner, at_most_s=FOREVER_S)
    await runner.drain()
    assert len(server.requests()) == len(urls)
    assert server.most_connections() == 2


async def test_a_look_without_due_feeds_ends_at_once(store, fetcher, pool, newsroom: Newsroom):
    await store.sync_feeds([], now=NOW)
    runner = LocalRunner(slots=50)
    await dispatch_for(open_poller(store, fetcher, pool, newsroom, runner), runner, at_most_s=FOREVER_S)
    assert runner.running == 0


async def test_a_look_ends_in_time_while_a_poll_goes_on(
    store, fetcher, pool, newsroom: Newsroom, server: FeedServer
):
    server.latency_s = 0.5
    await store.sync_feeds([make_feed(url=server.serve("/", Page(rss_feed("One"))))], now=NOW)
    runner = LocalRunner(slots=50)
    await dispatch_for(open_poller(store, fetcher, pool, newsroom, runner), runner, at_most_s=0.01)
    assert runner.running == 1
    await runner.drain()


async def test_a_server_that_is_slow_but_not_silent_keeps_its_place(make_fetcher, server: FeedServer):
    fetcher = make_fetcher(timeout_s=2.5)
    url = server.serve("/", drip(every_s=0.1))
    fetching = asyncio.create_task(fetcher.fetch(FetchRequest(url=url)))
    waited = []
    while not fetching.done():
        waited.append(fetcher.waiting)
        await asyncio.wait([fetching], timeout=0.1)
    assert isinstance(fetching.exception(), FeedError)
    assert len(waited) > 15  # longer than a second
    assert set(waited[1:]) == {0}
    await fetcher.close()


async def test_silent_servers_keep_no_other_feed_waiting_for_their_time_limit(
    store, make_fetcher, pool, newsroom: Newsroom, server: FeedServer
):
    fetcher = make_fetcher(allow_hosts=server.addresses, timeout_s=4.0)
    silent = [server.serve(f"/silent/{number}", stall()) for number in range(2)]
    other, elsewhere = server.addresses
    news = server.serve("/news", Page(rss_feed("One"))).replace(other, elsewhere)
    await store.sync_feeds([make_feed(url=url) for url in (*silent, news)], now=NOW)
    runner = LocalRunner(slots=50)
    poller = make_poller(store, fetcher, pool, clock=newsroom, matcher=MATCHER, runner=runner, at_once=2)
    while not server.requests("/news"):
        await dispatch_for(poller, runner, at_most_s=0.1)
    assert not server.requests("/silent/0") + server.requests("/silent/1")  # they are still not answered
    await runner.drain()
    await fetcher.close()
