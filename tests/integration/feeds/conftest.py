"""A feed server, a fetcher that may reach it, and a pool of parser processes shared by all tests here."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from bot.feeds.fetch import HttpFetcher
from bot.feeds.pool import ParserPool
from bot.infra.clock import SystemClock
from bot.ports_store import Store
from tests.integration.feeds.crawling import Reader
from tests.integration.feeds.newsroom import Newsroom
from tests.platforms.fakes.feed_server import FeedServer

MakeFetcher = Callable[..., HttpFetcher]


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


@pytest.fixture
async def make_fetcher() -> AsyncIterator[MakeFetcher]:
    """Makes fetchers that may reach the loopback and give up soon; closes them all."""
    made = []

    def make(**changes):
        limits = {"timeout_s": 5.0, "max_bytes": 5_000_000, "host_pause_s": 0, "allow_hosts": ["127.0.0.1"]}
        own = {"user_agent": lambda: "Topicwire/test", "clock": SystemClock()}
        made.append(HttpFetcher(**{**own, **limits, **changes}))
        return made[-1]

    yield make
    for fetcher in made:
        await fetcher.close()


@pytest.fixture
def fetcher(make_fetcher: MakeFetcher) -> HttpFetcher:
    return make_fetcher()


@pytest.fixture(scope="session")
def pool() -> Iterator[ParserPool]:
    running = ParserPool(max_workers=2, timeout_s=20)
    yield running
    asyncio.run(running.close())


@pytest.fixture
async def newsroom(store: Store, server: FeedServer, fetcher: HttpFetcher, pool: ParserPool) -> Newsroom:
    """A configured feed that nobody has polled yet."""
    opened = Newsroom(store=store, server=server, fetcher=fetcher, pool=pool)
    await opened.configure()
    return opened


@pytest.fixture
def reader(store: Store, make_fetcher: MakeFetcher, pool: ParserPool) -> Reader:
    return Reader(store=store, make_fetcher=make_fetcher, pool=pool)
