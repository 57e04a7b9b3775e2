"""What commands need to look at feeds by themselves: the poller's fetcher and parser, for one command."""

import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from bot.app.look import Look
from bot.config import Settings
from bot.core.feed_facts import Hop
from bot.core.user_agent import user_agent
from bot.errors import StoreError
from bot.feeds.crawl import RobotsFetcher
from bot.feeds.fetch import HttpFetcher
from bot.feeds.pool import ParserPool
from bot.feeds.robots import Robots
from bot.infra.clock import SystemClock
from bot.ports import Clock, FeedExaminer, Fetcher
from bot.store.open import open_reader

PARSER_TIMEOUT_S = 20.0
PARSER_WORKERS = min(2, os.cpu_count() or 1)


def make_fetcher(
    settings: Settings,
    *,
    subscribers: Callable[[], int],
    resting: Mapping[str, datetime],
    allow_hosts: Sequence[str] | None = None,
    on_answer: Callable[[Hop], None] | None = None,
) -> HttpFetcher:
    """Return a fetcher as config.toml wants it, but for other ``allow_hosts``; its user closes it.

    Args:
        subscribers: how many channels hear of what is fetched, asked at each request.
        resting: the hosts to leave alone, and until when.
    """
    fetch, ours = settings.file.fetch, version("topicwire")  # which reads a file: not at each request
    return HttpFetcher(
        user_agent=lambda: user_agent(ours, contact=fetch.contact, subscribers=subscribers()),
        timeout_s=fetch.timeout_s,
        max_bytes=fetch.max_bytes,
        host_pause_s=fetch.host_pause_s,
        clock=SystemClock(),
        allow_hosts=fetch.allow_hosts if allow_hosts is None else allow_hosts,
        resting=resting,
        on_answer=on_answer,
    )


def make_parser() -> ParserPool:
    """Return a pool of parser processes; its user closes it."""
    return ParserPool(max_workers=PARSER_WORKERS, timeout_s=PARSER_TIMEOUT_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedTools:
    """``own`` leads to what a person named, ``others`` never to a private address; ``look`` is by ``own``.

    ``hops`` grows with every answer that ``own`` gets.
    """

    own: Fetcher
    others: Fetcher
    look: Look
    examiner: FeedExaminer
    clock: Clock
    hops: list[Hop]


@asynccontextmanager
async def open_feed_tools(settings: Settings) -> AsyncIterator[FeedTools]:
    """Open what fetches and reads feeds, with the guard and limits of every poll; close it on the way out.

    Hosts that asked the bot to be left alone are left alone by a person's commands as well.
    """
    hops: list[Hop] = []
    parser, clock = make_parser(), SystemClock()
    resting = await _resting(settings, now=clock.now())

    def subscribers() -> int:
        return len(settings.channels())

    own = make_fetcher(settings, subscribers=subscribers, resting=resting, on_answer=hops.append)
    others = make_fetcher(settings, subscribers=subscribers, resting=resting, allow_hosts=())
    crawler = RobotsFetcher(own, Robots(own, clock=clock), allow_hosts=settings.file.fetch.allow_hosts)
    try:
        yield FeedTools(
            own=own,
            others=others,
            look=Look(fetcher=own, crawler=crawler, examiner=parser, clock=clock),
            examiner=parser,
            clock=clock,
            hops=hops,
        )
    finally:
        await own.close()
        await others.close()
        await parser.close()


async def _resting(settings: Settings, *, now: datetime) -> Mapping[str, datetime]:
    """The hosts to leave alone, and until when; none where there is no database that can be read."""
    try:
        store = await open_reader(settings.file.store.url, base_dir=settings.base_dir)
    except StoreError:
        return {}
    try:
        return await store.blocked_hosts(now=now)
    except StoreError:
        return {}
    finally:
        await store.close()
