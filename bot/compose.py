"""The composition root: Settings -> a running bot. The only module that knows every other one.

Opening order is the order of need (store, feeds, adapters, scheduler); closing is its reverse, so that what
is in flight still finds its store. Everything opened here is closed here.
"""

import gc
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from functools import partial

import structlog

from bot.app.admins import Admins
from bot.app.chat import Chat
from bot.app.deliver import Deliverer, DeliveryRules, recover, take_over
from bot.app.desk import Desk
from bot.app.digests import send_due
from bot.app.edit import Editor
from bot.app.full_text import FullText
from bot.app.near_misses import WeeklyNearMisses
from bot.app.poll import Poller, PollRules
from bot.app.returns import Returns
from bot.app.rulebook import Rulebook
from bot.app.subscriptions import Subscriptions
from bot.app.watch_health import HealthWatch, feed_counts
from bot.compose_effect import make_effect_meter
from bot.compose_feeds import PARSER_TIMEOUT_S, make_fetcher, make_parser
from bot.compose_platforms import new_key, platform_adapters, start_adapter
from bot.compose_reload import open_rules
from bot.config import Settings
from bot.core.delivery import BacklogRule, RetryPolicy
from bot.core.permission import Rights
from bot.core.watchlist import Watchlist
from bot.feeds.crawl import RobotsFetcher
from bot.feeds.robots import Robots
from bot.following import FileFollower
from bot.infra.atom_pages import AtomPages
from bot.infra.clock import SystemClock
from bot.infra.health import HealthServer
from bot.infra.loop import hang_ups
from bot.infra.metrics import PrometheusMetrics
from bot.infra.runner_local import LocalRunner
from bot.infra.scheduler import Tick, Ticker
from bot.infra.written_files import FilesOnDisk
from bot.ports_store import Store
from bot.running import Bot, dispatch_for
from bot.store.open import open_store

log = structlog.get_logger()

POLLS_AT_ONCE = 50
POLL_SLOTS = 1_000
"""Those that wait for their turn at a host among them."""
BACKGROUND_SLOTS = 3
"""Reports of edits, saves, and SIGHUP."""
LOOK_EVERY_S = 1.0
DISPATCH_FOR_S = 0.7
"""Less than the time to the next tick: one that overlaps the next is skipped."""
RECOVER_EVERY_S = 15.0
DIGESTS_EVERY_S = 30.0
HEALTH_EVERY_S = 300.0
NEAR_MISSES_EVERY_S = 300.0
LEASE_MARGIN_S = 30.0
"""What a poll may take beside fetching and parsing; then its feed is polled anew."""


@asynccontextmanager
async def open_bot(
    settings: Settings, watchlists: Sequence[Watchlist], *, hears: bool = False
) -> AsyncIterator[Bot]:
    """Open everything a bot needs; close it on the way out.

    Args:
        hears: whether people are answered, alerts have buttons, and saved files are read; a single round is
            over too soon for that.

    Raises: StoreError when the database cannot be used.
    """
    file, clock, metrics = settings.file, SystemClock(), PrometheusMetrics()
    async with AsyncExitStack() as stack:
        # First of all: until then it ends the process, and a migration may take long.
        hung_up = stack.enter_context(hang_ups()) if hears else None
        store = await open_store(file.store.url, base_dir=settings.base_dir)
        stack.push_async_callback(store.close)
        await store.sync_feeds(settings.feeds(), now=clock.now())
        subscriptions = Subscriptions(settings.subscriptions(), stored=await store.list_subscriptions())
        on_disk = FilesOnDisk(settings.path)
        rules = await open_rules(
            settings,
            watchlists,
            files=on_disk,
            subscriptions=subscriptions,
            store=store,
            clock=clock,
            admins=Admins(channel=settings.admin_channel, new_key=new_key),
            meter=make_effect_meter(settings, days=file.reload.days),
        )
        desk = Desk(
            store=store,
            rulebook=rules.rulebook,
            subscriptions=subscriptions,
            clock=clock,
            reloader=rules.reloader,
            changes=rules.changes,
            new_key=new_key,
            rights=Rights(admins=frozenset(file.chat.admins), subscribers=frozenset(file.chat.subscribers)),
            command=file.chat.command,
            time_zone=file.chat.time_zone,
        )
        chat = Chat(desk)
        adapters = platform_adapters(
            settings, chat if hears else None, subscriptions=subscriptions, installations=store
        )
        for adapter in adapters.values():
            stack.push_async_callback(adapter.close)
        polls = LocalRunner(slots=POLL_SLOTS)
        lanes = {kind: LocalRunner(slots=adapter.pace.lanes) for kind, adapter in adapters.items()}
        starts = LocalRunner(slots=len(adapters))
        background = LocalRunner(slots=BACKGROUND_SLOTS)
        stack.push_async_callback(starts.drain, timeout_s=0)
        stack.push_async_callback(polls.drain, timeout_s=0)
        stack.push_async_callback(background.drain, timeout_s=0)
        for runner in lanes.values():
            stack.push_async_callback(runner.drain, timeout_s=0)
        for adapter in adapters.values():
            # A platform that hangs must not hold up the first poll; its alerts wait in the outbox.
            starts.submit("adapter", partial(start_adapter, adapter))
        delivery_rules = DeliveryRules(
            retry=RetryPolicy(),
            backlog=BacklogRule(most=file.chat.merge_beyond),
            admin_channel=settings.admin_channel,
            draw=random.random,
            new_key=new_key,
        )
        deliverers = [
            Deliverer(
                adapter, store=store, rules=delivery_rules, clock=clock, metrics=metrics, runner=lanes[kind]
            )
            for kind, adapter in adapters.items()
        ]
        editors = [
            Editor(adapter, deliverer=one, store=store, clock=clock, runner=lanes[adapter.kind])
            for one, adapter in zip(deliverers, adapters.values(), strict=True)
        ]
        follower = None
        if hung_up is not None:
            follower = FileFollower(
                reloader=rules.reloader,
                saved=on_disk if file.reload.watch else None,
                hung_up=hung_up,
                jobs=background,
            )
        await take_over(store, clock, subscribed={*subscriptions.channels(), *settings.admin_channels()})
        poller = _open_poller(
            settings,
            stack,
            rulebook=rules.rulebook,
            subscriptions=subscriptions,
            store=store,
            resting=await store.blocked_hosts(now=clock.now()),
            metrics=metrics,
            runner=polls,
        )
        await poller.begin()
        health = HealthServer(
            host=file.health.host,
            port=file.health.port,
            clock=clock,
            metrics=metrics,
            count_deliveries=store.count_deliveries,
            count_feeds=partial(feed_counts, store, clock),
            rules=lambda: rules.reloader.report,
            routes=AtomPages(
                watchlists=lambda: rules.rulebook.current.matcher.watchlists, store=store
            ).routes(),
        )
        stack.push_async_callback(health.close)
        send_digests = partial(send_due, store, clock, subscriptions=subscriptions, command=file.chat.command)
        health_watch = HealthWatch(
            store,
            clock,
            subscriptions=subscriptions,
            admin_channel=settings.admin_channel,
            new_key=new_key,
        )
        await health_watch.begin()
        near_misses = WeeklyNearMisses(
            store,
            clock,
            rulebook=rules.rulebook,
            channel=settings.admin_channel if file.chat.near_miss_report else None,
            zone=file.chat.time_zone,
            new_key=new_key,
        )
        # What is open stays: the collector need not walk through all names of all watchlists at every turn.
        gc.freeze()
        yield Bot(
            store=store,
            poller=poller,
            deliverers=deliverers,
            editors=editors,
            clock=clock,
            metrics=metrics,
            polls=polls,
            lanes=tuple(lanes.values()),
            ticker=Ticker(
                (
                    *_ticks(
                        poller,
                        deliverers,
                        editors=editors,
                        health=health,
                        store=store,
                        returns=chat.returns,
                        polls=polls,
                    ),
                    Tick(name="digests", every_s=DIGESTS_EVERY_S, look=send_digests),
                    Tick(name="health", every_s=HEALTH_EVERY_S, look=health_watch.look),
                    Tick(name="near-misses", every_s=NEAR_MISSES_EVERY_S, look=near_misses.look),
                ),
                metrics=metrics,
            ),
            health=health,
            send_digests=send_digests,
            health_watch=health_watch,
            near_misses=near_misses,
            reports=rules.reports,
            follower=follower,
            background=background,
            facts=_facts(settings, subscriptions),
        )


def _facts(settings: Settings, subscriptions: Subscriptions) -> dict[str, object]:
    file, wanted = settings.file, subscriptions.current
    for name, listed in (("feeds", file.feeds), ("subscriptions", wanted)):
        if not listed:
            log.warning("config.nothing_to_do", missing=name, detail=f"add [[{name}]] to {settings.path}")
    health = f"http://{file.health.host}:{file.health.port}" if file.health.port else "off"
    return {"feeds": len(file.feeds), "subscriptions": len(wanted), "health": health}


def _open_poller(
    settings: Settings,
    stack: AsyncExitStack,
    *,
    rulebook: Rulebook,
    subscriptions: Subscriptions,
    store: Store,
    resting: Mapping[str, datetime],
    metrics: PrometheusMetrics,
    runner: LocalRunner,
) -> Poller:
    fetch = settings.file.fetch
    fetcher = make_fetcher(settings, subscribers=lambda: len(subscriptions.channels()), resting=resting)
    stack.push_async_callback(fetcher.close)
    parser = make_parser()
    stack.push_async_callback(parser.close)
    crawler = RobotsFetcher(fetcher, Robots(fetcher, clock=SystemClock()), allow_hosts=fetch.allow_hosts)
    rules = PollRules(
        min_interval_s=fetch.min_interval_s,
        at_once=POLLS_AT_ONCE,
        lease_s=fetch.timeout_s + PARSER_TIMEOUT_S + fetch.full_text_s + LEASE_MARGIN_S,
        most_alerts=settings.file.chat.max_alerts_per_poll,
        draw=random.random,
        new_key=new_key,
        admin_channel=settings.admin_channel,
    )
    return Poller(
        store=store,
        fetcher=fetcher,
        crawler=crawler,
        parser=parser,
        full_text=FullText(
            crawler=crawler, reader=parser, store=store, clock=SystemClock(), limit_s=fetch.full_text_s
        ),
        rulebook=rulebook,
        subscriptions=subscriptions,
        rules=rules,
        clock=SystemClock(),
        metrics=metrics,
        runner=runner,
    )


def _ticks(
    poller: Poller,
    deliverers: Sequence[Deliverer],
    *,
    editors: Sequence[Editor],
    health: HealthServer,
    store: Store,
    returns: Returns,
    polls: LocalRunner,
) -> Sequence[Tick]:
    async def dispatch() -> None:
        health.ticked()
        await dispatch_for(poller, polls, at_most_s=DISPATCH_FOR_S)

    async def deliver() -> None:
        await returns.probe(store, deliverers)
        for deliverer in deliverers:
            await deliverer.deliver_due()
        for editor in editors:
            await editor.edit_due()

    return (
        Tick(name="dispatch", every_s=LOOK_EVERY_S, look=dispatch),
        Tick(name="deliver", every_s=LOOK_EVERY_S, look=deliver),
        Tick(name="recover", every_s=RECOVER_EVERY_S, look=partial(recover, store, SystemClock())),
    )
