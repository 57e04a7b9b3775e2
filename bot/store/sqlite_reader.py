"""The part of the Store port that only reads, on one SQLite file."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial

from bot.core.backfill import MatchedArticle, PastMatch
from bot.core.change import Change
from bot.core.channel_health import ChannelQueue
from bot.core.digest import WaitingDigest
from bot.core.feed_health import FeedOverview
from bot.core.health_findings import Told
from bot.core.installation import Installation
from bot.core.mark import Mark
from bot.core.migration import RecentArticle
from bot.core.model import Channel, MatchedStory, SeenArticles, StoredArticle
from bot.core.near_misses import TopicRecord
from bot.core.outbox import ChannelReport, DeliveryReport, DeliveryState, SentAlert
from bot.core.page_text import PageText
from bot.core.parser_knowledge import ParserKnowledge
from bot.core.past import PastArticle, PastSpan
from bot.core.query import Query
from bot.core.standing import Standing
from bot.core.subscription import StoredSubscription
from bot.core.trend import Mention
from bot.ports_search import Found, FoundNames, SavedSearch
from bot.ports_store import FeedReport
from bot.store import (
    search_sqlite,
    sqlite_articles,
    sqlite_backfill,
    sqlite_channels,
    sqlite_deliveries,
    sqlite_digests,
    sqlite_feeds,
    sqlite_health,
    sqlite_history,
    sqlite_installations,
    sqlite_knowledge,
    sqlite_marks,
    sqlite_near_misses,
    sqlite_pages,
    sqlite_searches,
    sqlite_standing,
    sqlite_subscriptions,
    terms_sqlite,
)
from bot.store.readers import Readers

SIMILAR_WORDS = 5


class SqliteReader:
    """The part of a Store that changes nothing: for looking on while another process holds the lock."""

    def __init__(self, *, readers: Readers) -> None:
        self._readers = readers

    async def list_feeds(self) -> list[FeedReport]:
        return await self._readers.run(sqlite_feeds.list_feeds)

    async def polled_until(self) -> datetime | None:
        return await self._readers.run(sqlite_feeds.polled_until)

    async def feed_overview(self) -> FeedOverview:
        return await self._readers.run(sqlite_health.feed_overview)

    async def alert_times(self, *, since: datetime) -> Mapping[str, list[datetime]]:
        return await self._readers.run(partial(sqlite_health.alert_times, since=since))

    async def channel_queues(self) -> list[ChannelQueue]:
        return await self._readers.run(sqlite_health.channel_queues)

    async def load_standing(self) -> Standing | None:
        return await self._readers.run(sqlite_standing.load_standing)

    async def told_subjects(self) -> Mapping[str, Told]:
        return await self._readers.run(sqlite_health.told_subjects)

    async def parser_knowledge(self, feed_id: int) -> ParserKnowledge:
        return await self._readers.run(partial(sqlite_knowledge.load_knowledge, feed_id=feed_id))

    async def seen_articles(self, feed_id: int, keys: Sequence[str]) -> SeenArticles:
        return await self._readers.run(partial(sqlite_articles.seen_articles, feed_id=feed_id, keys=keys))

    async def recent_articles(self, feed_id: int, *, limit: int) -> list[RecentArticle]:
        return await self._readers.run(partial(sqlite_articles.recent_articles, feed_id=feed_id, limit=limit))

    async def count_deliveries(self) -> Mapping[DeliveryState, int]:
        return await self._readers.run(sqlite_deliveries.count_deliveries)

    async def alert_by_key(self, delivery_key: str) -> SentAlert | None:
        return await self._readers.run(partial(sqlite_deliveries.alert_by_key, delivery_key=delivery_key))

    async def deliveries_of_story(self, story_id: int) -> list[DeliveryReport]:
        return await self._readers.run(partial(sqlite_deliveries.deliveries_of_story, story_id=story_id))

    async def dead_deliveries(self, *, limit: int) -> list[DeliveryReport]:
        return await self._readers.run(partial(sqlite_deliveries.dead_deliveries, limit=limit))

    async def held_channels(self, *, now: datetime) -> list[ChannelReport]:
        return await self._readers.run(partial(sqlite_channels.held_channels, now=now))

    async def due_channels(
        self, adapter: str, *, now: datetime, limit: int, but: Collection[Channel]
    ) -> list[Channel]:
        return await self._readers.run(
            partial(sqlite_deliveries.due_channels, adapter=adapter, now=now, limit=limit, but=but)
        )

    async def search(
        self, query: Query, *, limit: int, skip: int = 0, highest_id: int | None = None
    ) -> Found:
        return await self._readers.run(
            partial(
                search_sqlite.search,
                query=query,
                limit=limit,
                skip=skip,
                highest_id=highest_id,
                deadline_s=search_sqlite.DEADLINE_S,
            )
        )

    async def similar_words(self, word: str) -> tuple[str, ...]:
        return await self._readers.run(partial(terms_sqlite.similar_words, word=word, limit=SIMILAR_WORDS))

    async def article_by_id(self, article_id: int) -> StoredArticle | None:
        return await self._readers.run(partial(sqlite_articles.article_by_id, article_id=article_id))

    async def article_by_url(self, url: str) -> StoredArticle | None:
        return await self._readers.run(partial(sqlite_articles.article_by_url, url=url))

    async def found_names(self, *, newest: int) -> FoundNames:
        return await self._readers.run(partial(sqlite_articles.found_names, newest=newest))

    async def latest_matches(self, watchlist_id: str, *, min_score: float, limit: int) -> list[MatchedStory]:
        return await self._readers.run(
            partial(
                sqlite_articles.latest_matches, watchlist_id=watchlist_id, min_score=min_score, limit=limit
            )
        )

    async def mentions(
        self, watchlist_id: str, *, min_score: float, since: datetime, until: datetime
    ) -> list[Mention]:
        return await self._readers.run(
            partial(
                sqlite_articles.mentions,
                watchlist_id=watchlist_id,
                min_score=min_score,
                since=since,
                until=until,
            )
        )

    async def past_span(self, *, since: datetime) -> PastSpan:
        return await self._readers.run(partial(sqlite_history.past_span, since=since))

    async def past_articles(
        self, *, lowest_id: int, highest_id: int, since: datetime, limit: int
    ) -> list[PastArticle]:
        return await self._readers.run(
            partial(
                sqlite_history.past_articles,
                lowest_id=lowest_id,
                highest_id=highest_id,
                since=since,
                limit=limit,
            )
        )

    async def near_matches(
        self, watchlist_id: str, *, least: float, below: float, since: datetime, limit: int
    ) -> list[MatchedStory]:
        return await self._readers.run(
            partial(
                sqlite_near_misses.near_matches,
                watchlist_id=watchlist_id,
                least=least,
                below=below,
                since=since,
                limit=limit,
            )
        )

    async def unfound_articles(
        self, watchlist_id: str, article_ids: Sequence[int], *, since: datetime
    ) -> list[StoredArticle]:
        return await self._readers.run(
            partial(
                sqlite_near_misses.unfound_articles,
                watchlist_id=watchlist_id,
                article_ids=article_ids,
                since=since,
            )
        )

    async def topic_record(
        self, watchlist_id: str, *, min_score: float, names_since: datetime, outlets_since: datetime
    ) -> TopicRecord:
        return await self._readers.run(
            partial(
                sqlite_near_misses.topic_record,
                watchlist_id=watchlist_id,
                min_score=min_score,
                names_since=names_since,
                outlets_since=outlets_since,
            )
        )

    async def feed_languages(self, *, since: datetime, least: int) -> Mapping[int, frozenset[str]]:
        return await self._readers.run(partial(sqlite_near_misses.feed_languages, since=since, least=least))

    async def past_matches(self, watchlist_id: str, *, min_score: float, since: datetime) -> list[PastMatch]:
        work = partial(
            sqlite_backfill.past_matches, watchlist_id=watchlist_id, min_score=min_score, since=since
        )
        return await self._readers.run(work)

    async def matched_articles(self, watchlist_id: str, article_ids: Sequence[int]) -> list[MatchedArticle]:
        work = partial(sqlite_backfill.matched_articles, watchlist_id=watchlist_id, article_ids=article_ids)
        return await self._readers.run(work)

    async def heard_stories(self, channel: Channel, watchlist_id: str) -> frozenset[int]:
        work = partial(sqlite_backfill.heard_stories, channel=channel, watchlist_id=watchlist_id)
        return await self._readers.run(work)

    async def list_marks(self, watchlist_id: str) -> list[Mark]:
        return await self._readers.run(partial(sqlite_marks.list_marks, watchlist_id=watchlist_id))

    async def find_search(self, key: str) -> SavedSearch | None:
        return await self._readers.run(partial(sqlite_searches.find_search, key=key))

    async def page_texts(self, canonical_urls: Sequence[str]) -> Mapping[str, PageText]:
        return await self._readers.run(partial(sqlite_pages.page_texts, canonical_urls=canonical_urls))

    async def known_text_keys(self, text_keys: Sequence[str]) -> frozenset[str]:
        return await self._readers.run(partial(sqlite_pages.known_text_keys, text_keys=text_keys))

    async def blocked_hosts(self, *, now: datetime) -> Mapping[str, datetime]:
        return await self._readers.run(partial(sqlite_feeds.blocked_hosts, now=now))

    async def waiting_digests(self) -> list[WaitingDigest]:
        return await self._readers.run(sqlite_digests.waiting_digests)

    async def digests_of_story(self, story_id: int) -> list[WaitingDigest]:
        return await self._readers.run(partial(sqlite_digests.digests_of_story, story_id=story_id))

    async def list_subscriptions(self) -> list[StoredSubscription]:
        return await self._readers.run(sqlite_subscriptions.list_subscriptions)

    async def list_changes(self, channel: Channel | None, *, limit: int) -> list[Change]:
        work = partial(sqlite_subscriptions.list_changes, channel=channel, limit=limit)
        return await self._readers.run(work)

    async def find_installation(self, team_id: str) -> Installation | None:
        return await self._readers.run(partial(sqlite_installations.find_installation, team_id=team_id))

    async def close(self) -> None:
        """Finish running reads, then let go of the file."""
        await self._readers.close()
