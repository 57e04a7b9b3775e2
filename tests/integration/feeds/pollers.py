"""A poller as the composition root makes one, over parts that a test has: nothing in it is drawn."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from bot.app.full_text import FullText
from bot.app.poll import Poller, PollRules
from bot.app.rulebook import Rulebook, Rules
from bot.app.subscriptions import Subscriptions
from bot.core.feed import Feed
from bot.core.subscription import Subscription
from bot.feeds.crawl import RobotsFetcher
from bot.feeds.fetch import HttpFetcher
from bot.feeds.pool import ParserPool
from bot.feeds.robots import Robots
from bot.infra.metrics import PrometheusMetrics
from bot.infra.runner_local import LocalRunner
from bot.matching.matcher import Matcher
from bot.ports import Clock
from bot.ports_store import Store

_keys = count(1)


def make_poller(
    store: Store,
    fetcher: HttpFetcher,
    pool: ParserPool,
    *,
    clock: Clock,
    matcher: Matcher,
    feeds: Sequence[Feed] = (),
    subscriptions: Sequence[Subscription] | Subscriptions = (),
    rulebook: Rulebook | None = None,
    runner: LocalRunner | None = None,
    full_text_s: float = 10,
    **rules: Any,
) -> Poller:
    """Return one that may crawl the loopback, too; ``rules`` are PollRules that differ.

    Args:
        rulebook: takes the place of one that always holds this matcher and these feeds.
    """
    plain: dict[str, Any] = {
        "min_interval_s": 60,
        "at_once": 50,
        "lease_s": 60,
        "most_alerts": 5,
        "draw": lambda: 0.5,
        "new_key": lambda: f"{next(_keys):024x}",
    }
    crawler = RobotsFetcher(fetcher, Robots(fetcher, clock=clock), allow_hosts=("127.0.0.1",))
    return Poller(
        store=store,
        fetcher=fetcher,
        crawler=crawler,
        parser=pool,
        full_text=FullText(crawler=crawler, reader=pool, store=store, clock=clock, limit_s=full_text_s),
        rulebook=rulebook or Rulebook(Rules(matcher=matcher, feeds=tuple(feeds))),
        subscriptions=subscriptions
        if isinstance(subscriptions, Subscriptions)
        else Subscriptions(subscriptions),
        rules=PollRules(**plain | rules),
        clock=clock,
        metrics=PrometheusMetrics(),
        runner=runner or LocalRunner(slots=1),
    )
