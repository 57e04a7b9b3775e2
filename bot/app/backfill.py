"""A topic's past on request: today's file over the stored articles, then, if wanted, a digest of its finds.

What is found is stored as if the file had been there when the articles came; nobody is alerted of that. A
channel hears of it only in a digest that somebody asked for, and of each story once, whoever told it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.app.past import Progress, try_past
from bot.core.alerting import AlertPolicy, plan_alerts
from bot.core.backfill import (
    MatchedArticle,
    PastAlert,
    PastDigest,
    first_of_stories,
    strongest,
    unheard_stories,
)
from bot.core.subscription import Subscription
from bot.core.watchlist import Watchlist
from bot.ports_history import PastStore

SAVED_TOGETHER = 25
"""Articles whose matches may change in one transaction: the bot beside us waits that long with its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What a watchlist finds in the articles first seen at ``since`` or later, ``articles`` of them.

    ``matched`` are articles that reach the threshold. ``newest``: the first article of each of the newest
    stories, newest first.
    """

    watchlist: Watchlist
    days: int
    since: datetime
    articles: int
    matched: int
    stories: int
    newest: tuple[MatchedArticle, ...]


async def look_up_past(
    watchlist: Watchlist,
    *,
    days: int,
    limit: int,
    store: PastStore,
    now: datetime,
    on_progress: Progress,
) -> Past:
    """Try the watchlist on the last ``days`` days and store what it finds; what it found before goes.

    Args:
        limit: at most so many of the newest stories are loaded.

    Raises: StoreError; then some articles may have their new match, and the next time does the others.
    """
    since = now - timedelta(days=days)
    articles = 0
    async for page in try_past(watchlist, history=store, since=since, on_progress=on_progress):
        articles += len(page)
        for at in range(0, len(page), SAVED_TOGETHER):
            await store.save_tried(watchlist.watchlist_id, page[at : at + SAVED_TOGETHER], now=now)
    matches = await store.past_matches(watchlist.watchlist_id, min_score=watchlist.threshold, since=since)
    stories = first_of_stories(matches)
    newest = await store.matched_articles(
        watchlist.watchlist_id, [one.article_id for one in stories[-limit:]]
    )
    return Past(
        watchlist=watchlist,
        days=days,
        since=since,
        articles=articles,
        matched=len(matches),
        stories=len(stories),
        newest=tuple(reversed(newest)),
    )


async def plan_past_digest(
    past: Past, wanted: Subscription, *, store: PastStore, new_key: Callable[[], str]
) -> PastDigest:
    """Return what a channel is to hear of it: the strongest stories that it wants and has not heard of.

    Args:
        wanted: how the channel hears of the topic; whom it calls with an alert is not called for the past.
        new_key: draws a delivery key, 24 random hex characters.
    """
    watchlist_id = past.watchlist.watchlist_id
    matches = await store.past_matches(watchlist_id, min_score=past.watchlist.threshold, since=past.since)
    heard = await store.heard_stories(wanted.channel, watchlist_id)
    unheard = unheard_stories(matches, wanted=wanted, heard=heard)
    shown = strongest(unheard)
    policy = AlertPolicy(
        watchlists={watchlist_id: past.watchlist},
        subscriptions=(replace(wanted, digest_at=None, mention=""),),
    )
    found = await store.matched_articles(watchlist_id, [one.article_id for one in shown])
    return PastDigest(
        channel=wanted.channel,
        topic=past.watchlist.name,
        days=past.days,
        alerts=tuple(alert for one in found for alert in _alerts(one, policy, new_key)),
        more=len(unheard) - len(shown),
    )


def _alerts(found: MatchedArticle, policy: AlertPolicy, new_key: Callable[[], str]) -> tuple[PastAlert, ...]:
    stored = found.stored
    alerts = plan_alerts(
        stored.article,
        [found.match],
        policy=policy,
        outlet=stored.outlet,
        seen_at=stored.seen_at,
        new_key=new_key,
    )
    return tuple(PastAlert(stored=stored, score=found.match.score, alert=one) for one in alerts)
