"""The near-miss report: made from the stored articles, on request, and told to the admins once a week."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.app.past import Progress
from bot.app.refused import Refusal, refused_articles
from bot.app.rulebook import Rulebook
from bot.core.digest_window import last_window
from bot.core.health_findings import Findings
from bot.core.model import Channel, DigestTime, Notice, OutgoingNotice
from bot.core.near_misses import (
    CLOSE,
    FEWEST_OF_A_LANGUAGE,
    NAMES_WITHIN,
    OUTLETS_WITHIN,
    NearMiss,
    NearMissReport,
    article_notice,
    closest_first,
    gap_notice,
    gap_of,
    living_languages,
)
from bot.core.watchlist import Watchlist
from bot.matching.decide import ACCEPTED
from bot.matching.matcher import Matcher
from bot.ports import Clock
from bot.ports_history import History
from bot.ports_near_misses import NearMissReader
from bot.ports_store import FeedReport, Store

log = structlog.get_logger()

WEEK_DAYS = 7
MOST_OF_A_TOPIC = 50
"""Of either kind."""
ARTICLES_OF_A_STORY = 4
"""About so many of the surest stand for one of the stories that are told."""
HOUR, MONDAY = 9, 0
ARTICLES, GAPS = "near-misses:articles", "near-misses:gaps"
"""What is remembered as told: of either notice the date of its Monday, whatever the zone."""


class ReportReader(NearMissReader, History, Protocol):
    """What a report is made from; it can be had beside a running bot."""

    async def list_feeds(self) -> list[FeedReport]: ...


async def near_miss_report(
    matcher: Matcher, *, days: int, store: ReportReader, now: datetime, on_progress: Progress
) -> NearMissReport:
    """Look for what was nearly found in these days, and for gaps. Raises: StoreError.

    What weighed too little is stored. In what was refused nothing was found: all articles of these days are
    matched anew, some milliseconds each.
    """
    names_since, since = now - NAMES_WITHIN, now - timedelta(days=days)
    feeds = [report.stored for report in await store.list_feeds()]
    written = await store.feed_languages(since=names_since, least=FEWEST_OF_A_LANGUAGE)
    living = living_languages(feeds, written, now=now)
    seen = await store.past_span(since=names_since)
    refused = await refused_articles(matcher, history=store, since=since, on_progress=on_progress)
    articles, gaps = [], []
    for topic in matcher.watchlists:
        articles += await _light(topic, store=store, since=since)
        articles += await _unsure(topic, refused.get(topic.watchlist_id, ()), store=store, since=since)
        record = await store.topic_record(
            topic.watchlist_id,
            min_score=topic.threshold,
            names_since=names_since,
            outlets_since=now - OUTLETS_WITHIN,
        )
        gaps.append(gap_of(topic, record, articles=seen.articles, living=living, now=now))
    return NearMissReport(days=days, articles=closest_first(articles), gaps=tuple(filter(None, gaps)))


async def _light(topic: Watchlist, *, store: ReportReader, since: datetime) -> list[NearMiss]:
    """Stories that were found, with too little weight for an alert."""
    near = await store.near_matches(
        topic.watchlist_id,
        least=topic.threshold - CLOSE,
        below=topic.threshold,
        since=since,
        limit=MOST_OF_A_TOPIC,
    )
    return [
        NearMiss(
            watchlist=topic,
            stored=one.stored,
            evidence=one.match.evidence,
            reached=one.match.score,
            line=topic.threshold,
        )
        for one in near
    ]


async def _unsure(
    topic: Watchlist, refused: Sequence[Refusal], *, store: ReportReader, since: datetime
) -> list[NearMiss]:
    """Stories in which a name stands and none counts, each by its surest; ``refused`` begins with these."""
    surest = {one.article_id: one for one in refused[: MOST_OF_A_TOPIC * ARTICLES_OF_A_STORY]}
    unfound = await store.unfound_articles(topic.watchlist_id, list(surest), since=since)
    stored = {one.article_id: one for one in unfound}
    by_story: dict[int, NearMiss] = {}
    for article_id, refusal in surest.items():
        if (article := stored.get(article_id)) is not None:
            near = NearMiss(
                watchlist=topic,
                stored=article,
                evidence=(refusal.evidence,),
                reached=refusal.confidence,
                line=ACCEPTED,
                is_refused=True,
            )
            by_story.setdefault(article.story_id, near)
    return list(by_story.values())[:MOST_OF_A_TOPIC]


class WeeklyNearMisses:
    """Tells the admins on Mondays, in their time zone; ``look`` every few minutes."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        rulebook: Rulebook,
        channel: Channel | None,
        zone: str,
        new_key: Callable[[], str],
    ) -> None:
        """Take whom to tell; without a channel nothing is ever looked for."""
        self._store = store
        self._clock = clock
        self._rulebook = rulebook
        self._channel = channel
        self._at = DigestTime(hour=HOUR, zone=zone, weekday=MONDAY)
        self._new_key = new_key

    async def look(self) -> None:
        """Tell the report of the week that ended last, if it was not told. Raises: StoreError.

        The two notices are remembered apart, each with its queueing, so that a crash repeats neither. The
        first week that is looked at only begins the counting: nobody waited for it.
        """
        if self._channel is None:
            return
        now = self._clock.now()
        week, told = last_window(self._at, now).on.isoformat(), await self._store.told_subjects()
        if ARTICLES not in told:
            await self._store.tell_health(Findings(subjects={ARTICLES: week, GAPS: week}), None, now=now)
            return
        untold = [one for one in (ARTICLES, GAPS) if one not in told or told[one].state < week]
        if not untold:
            return
        report = await near_miss_report(
            self._rulebook.current.matcher,
            days=WEEK_DAYS,
            store=self._store,
            now=now,
            on_progress=lambda done, total: None,
        )
        notices = {ARTICLES: article_notice(report), GAPS: gap_notice(report)}
        for subject in untold:
            outgoing = self._outgoing(self._channel, notices[subject])
            await self._store.tell_health(Findings(subjects={subject: week}), outgoing, now=now)
        log.info("near_misses.told", week=week, articles=len(report.articles), gaps=len(report.gaps))

    def _outgoing(self, channel: Channel, notice: Notice | None) -> OutgoingNotice | None:
        if notice is None:
            return None
        return OutgoingNotice(channel=channel, notice=notice, delivery_key=self._new_key())
