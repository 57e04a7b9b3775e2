"""The fast reader is wrong about a feed: its proofs are dropped with that poll, and the log says so once."""

from dataclasses import replace

from structlog.testing import capture_logs

from bot.core.parser_trust import PROOFS, read_unequal
from bot.feeds.pool import ParserPool
from bot.ports import Fetched, ParsedFeed
from tests.builders import NOW
from tests.integration.feeds.newsroom import MATCHER, Newsroom, items
from tests.integration.feeds.pollers import make_poller

TITLES = ("Summit opens", "Envoys meet", "Rail link agreed", "Ministers talk", "Bank founded", "Talks end")


class FindingADifference:
    """The pool, after a sample that the readers disagreed on: no real document is known for which they do."""

    def __init__(self, pool: ParserPool) -> None:
        self._pool = pool

    async def parse(self, fetched: Fetched, feed, *, fetched_at, knowledge) -> ParsedFeed:
        parsed = await self._pool.parse(fetched, feed, fetched_at=fetched_at, knowledge=knowledge)
        trust = read_unequal(parsed.knowledge.trust, "entries.title", now=fetched_at)
        return replace(parsed, knowledge=replace(parsed.knowledge, trust=trust))


async def test_difference_takes_all_trust_and_is_told_once(store, fetcher, pool, newsroom: Newsroom):
    for count in range(1 + PROOFS):
        await newsroom.poll(items(*TITLES[: 1 + count]))
    feed_id = (await newsroom.state()).feed_id
    trust = (await store.parser_knowledge(feed_id)).trust
    assert [one.equal for one in trust.shapes] == [PROOFS]

    sampling = make_poller(store, fetcher, FindingADifference(pool), clock=newsroom, matcher=MATCHER)
    reading, newsroom.poller = newsroom.poller, sampling
    with capture_logs() as told:
        await newsroom.poll(items(*TITLES[: PROOFS + 2]))
        newsroom.poller = reading
        assert (await newsroom.poll(items(*TITLES))).new == len(TITLES) - PROOFS - 2
    assert [
        {"url": one["url"], "field": one["field"], "log_level": one["log_level"]}
        for one in told
        if one["event"] == "feed.fast_path_demoted"
    ] == [{"url": newsroom.url, "field": "entries.title", "log_level": "warning"}]
    trust = (await store.parser_knowledge(feed_id)).trust
    assert (trust.shapes, trust.difference) == ((), "entries.title")
    assert trust.demoted_at is not None
    assert trust.demoted_at > NOW
