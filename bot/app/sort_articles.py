"""What a document lists -> what is new, what changed, what is known, and what only looks new or changed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.core.alerting import is_backfill
from bot.core.comparison import Comparison, asked_keys, compare, hangs_on_others
from bot.core.feed import StoredFeed
from bot.core.migration import RECENT, find_migration, may_have_migrated, tell_migration
from bot.core.model import Article, ListedArticle, Notice, SeenArticles
from bot.core.restless import PAUSE, is_restless, without_changes
from bot.ports_store import ArticleStore

log = structlog.get_logger()

LONG_DOCUMENT = 1_000
"""Articles; few documents have a tenth of that."""

TOLD_AGAIN_AFTER = timedelta(days=7)
"""A feed that never keeps an id would be told of with every poll, and with none of them get its news out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """``compared`` says what becomes of each article; ``notices`` is what the admins have to know of it.

    ``is_as_listed``: all of them are stored as they are listed once ``compared`` is committed.
    """

    compared: Comparison
    notices: tuple[Notice, ...]
    is_as_listed: bool


class ArticleSorter:
    """Sorts the articles of all polls. What it remembers of restless feeds ends with the process."""

    def __init__(self, store: ArticleStore) -> None:
        self._store = store
        self._changed_at: dict[int, datetime] = {}
        self._migrated_at: dict[int, datetime] = {}

    async def sort(
        self,
        stored: StoredFeed,
        articles: tuple[Article | ListedArticle, ...],
        *,
        is_delta: bool,
        now: datetime,
    ) -> Sorted | None:
        """Say what became of each article; None where one that was not read has to be (``compare``).

        Changes in a delta are all taken: it lists nothing else, and would not bring them again.
        """
        compared = await self._compared(stored.feed_id, articles)
        if compared is None:
            return None
        calm = compared if is_delta else self._calmed(stored.feed_id, compared, now)
        settled, notices = await self._settled(stored, calm, now)
        is_as_listed = calm is compared and not compared.left_out
        return Sorted(compared=_without_backfill(settled, now), notices=notices, is_as_listed=is_as_listed)

    async def _compared(
        self, feed_id: int, articles: tuple[Article | ListedArticle, ...]
    ) -> Comparison | None:
        # What was not read is stored as it is listed: most of a document, and seldom worth a look.
        read = [one for one in articles if isinstance(one, Article)]
        seen = await self._store.seen_articles(feed_id, asked_keys(read))
        compared = await _compare(articles, seen)
        is_all = len(read) == len(articles)
        if compared is None or is_all or not (hangs_on_others(read, seen) or may_have_migrated(compared)):
            return compared
        seen = await self._store.seen_articles(feed_id, asked_keys(articles))
        return await _compare(articles, seen)

    def _calmed(self, feed_id: int, compared: Comparison, now: datetime) -> Comparison:
        if not is_restless(compared):
            return compared
        if _is_within(PAUSE, self._changed_at.get(feed_id), now):
            log.debug("feed.changes_left", feed_id=feed_id, articles=len(compared.changed))
            return without_changes(compared)
        self._changed_at[feed_id] = now
        return compared

    async def _settled(
        self, stored: StoredFeed, compared: Comparison, now: datetime
    ) -> tuple[Comparison, tuple[Notice, ...]]:
        if not may_have_migrated(compared):
            return compared, ()
        feed_id = stored.feed_id
        limit = RECENT + compared.listed
        recent = await self._store.recent_articles(feed_id, limit=limit)
        # Thousands of new articles take longer to look up than the event loop may stand still.
        is_told = _is_within(TOLD_AGAIN_AFTER, self._migrated_at.get(feed_id), now)
        migration = await asyncio.to_thread(find_migration, compared, recent, now=now, did_before=is_told)
        if migration is None:
            return compared, ()
        log.info("feed.migrated", feed_id=feed_id, again=migration.again, held=len(migration.comparison.held))
        self._migrated_at[feed_id] = now
        return migration.comparison, () if is_told else (tell_migration(stored.feed, migration),)


async def _compare(articles: Sequence[Article | ListedArticle], seen: SeenArticles) -> Comparison | None:
    # Thousands take longer than the event loop may stand still; few cost less than a thread.
    if len(articles) > LONG_DOCUMENT:
        return await asyncio.to_thread(compare, articles, seen)
    return compare(articles, seen)


def _without_backfill(compared: Comparison, now: datetime) -> Comparison:
    new: list[Article] = []
    old: list[Article] = []
    for article in compared.new:
        (old if is_backfill(article, now=now) else new).append(article)
    return replace(compared, new=tuple(new), held=(*compared.held, *old)) if old else compared


def _is_within(span: timedelta, since: datetime | None, now: datetime) -> bool:
    return since is not None and now - since < span
