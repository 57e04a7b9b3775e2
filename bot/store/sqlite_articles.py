"""Articles, stories, matches and alerts as units of work on a SQLite connection."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain

from bot.core.canonical import canonical_url
from bot.core.feed import Outlet
from bot.core.migration import RecentArticle
from bot.core.model import (
    Article,
    ArticleText,
    ChangedArticle,
    Match,
    MatchedStory,
    NewArticle,
    PollRecord,
    PollResult,
    SeenArticle,
    SeenArticles,
    StoredArticle,
)
from bot.core.stories import READ_CHARS
from bot.core.trend import Mention
from bot.ports_search import FoundNames
from bot.store import index_sqlite, terms_sqlite
from bot.store.sql import articles as sql
from bot.store.sqlite_alerts import PollAlerts
from bot.store.sqlite_deliveries import add_notice
from bot.store.sqlite_edits import revise_alerts
from bot.store.sqlite_feeds import block_host, outlet_from, outlet_of, save_state
from bot.store.sqlite_knowledge import save_knowledge
from bot.store.sqlite_stories import PollStories
from bot.store.values import (
    CLOCK_MARGIN,
    EPOCH,
    dump_evidence,
    dump_list,
    from_ms,
    from_ms_or_none,
    inserted_id,
    load_evidence,
    load_list,
    storable,
    to_ms,
    to_ms_or_none,
)

DAY = timedelta(days=1)

ARTICLES_PER_STORY = 40
"""How many articles are looked at for each of the newest stories that are asked for."""


def seen_articles(connection: sqlite3.Connection, feed_id: int, keys: Sequence[str]) -> SeenArticles:
    """Of ``keys``, those stored for this feed."""
    asked = {storable(key): key for key in keys}
    rows = connection.execute(sql.SEEN_ARTICLES, {"feed_id": feed_id, "keys": json.dumps(list(asked))})
    return {
        asked[row["key"]]: SeenArticle(
            article_id=row["article_id"],
            content_hash=row["content_hash"],
            title=row["title"],
            published_at=from_ms_or_none(row["published_at"]),
        )
        for row in rows
    }


def recent_articles(connection: sqlite3.Connection, feed_id: int, *, limit: int) -> list[RecentArticle]:
    asked = {"feed_id": feed_id, "limit": limit, "chars": READ_CHARS}
    return [
        RecentArticle(
            article_id=row["id"],
            title=row["title"],
            text=row["text"],
            canonical_url=row["canonical_url"],
            published_at=from_ms_or_none(row["published_at"]),
            content_hash=row["content_hash"],
        )
        for row in connection.execute(sql.RECENT_ARTICLES, asked)
    ]


def commit_poll(connection: sqlite3.Connection, record: PollRecord, *, now: datetime) -> PollResult:
    """Write one poll; see ``ports_store.ArticleStore.commit_poll``.

    The poll of a feed that was removed meanwhile changes nothing.
    """
    if not save_state(connection, record) or record.is_quiet:
        return PollResult()
    feed_id, outlet = record.feed_id, outlet_of(connection, record.feed_id)
    alerting = PollAlerts(connection=connection, outlet=outlet, now=now)
    poll = _Poll(connection=connection, feed_id=feed_id, outlet=outlet, alerts=alerting, now=now)
    alerts = poll.add_new(record.new) if record.new else []
    alerting.send(most=record.most_alerts)
    changed = [poll.change(changed) for changed in record.changed]
    for one in record.changed:
        revise_alerts(connection, one.revised, now=now)
    for known in record.known:
        poll.add_keys(known.article_id, known.keys)
    if record.host_block is not None:
        block_host(connection, record.host_block)
    if record.knowledge is not None:
        save_knowledge(connection, record.feed_id, record.knowledge)
    for notice in record.notices:
        add_notice(connection, notice, now=now)
    poll.write_index()
    if record.new:
        terms_sqlite.count_new(connection)
    return PollResult(new=len(alerts), changed=sum(changed), alerts=sum(alerts))


def load_articles(connection: sqlite3.Connection, article_ids: Sequence[int]) -> list[StoredArticle]:
    """Return the articles, newest id first."""
    rows = connection.execute(sql.LOAD_ARTICLES, {"article_ids": json.dumps(list(article_ids))})
    return [_stored_article(connection, row) for row in rows.fetchall()]


def article_by_id(connection: sqlite3.Connection, article_id: int) -> StoredArticle | None:
    found = load_articles(connection, [article_id])
    return found[0] if found else None


def article_by_url(connection: sqlite3.Connection, url: str) -> StoredArticle | None:
    """Return the newest article that leads to the same page."""
    row = connection.execute(sql.FIND_BY_URL, {"canonical_url": storable(canonical_url(url))}).fetchone()
    return None if row is None else article_by_id(connection, row["id"])


def found_names(connection: sqlite3.Connection, *, newest: int) -> FoundNames:
    """Return the names that stand in the stored evidence of the newest articles."""
    articles, lowest_id = connection.execute(sql.NEWEST_ARTICLES, {"newest": newest}).fetchone()
    names: dict[str, set[str]] = {}
    for watchlist_id, alias in connection.execute(sql.FOUND_NAMES, {"lowest_id": lowest_id}):
        names.setdefault(watchlist_id, set()).add(alias)
    return FoundNames(articles=articles, names={topic: frozenset(them) for topic, them in names.items()})


def latest_matches(
    connection: sqlite3.Connection, watchlist_id: str, *, min_score: float, limit: int
) -> list[MatchedStory]:
    """Return a watchlist's newest stories; see ``ports.SearchIndex.latest_matches``."""
    asked = {
        "watchlist_id": watchlist_id,
        "min_score": min_score,
        "limit": limit,
        "articles": ARTICLES_PER_STORY * limit,
    }
    rows = connection.execute(sql.LATEST_MATCHES, asked).fetchall()
    articles = load_articles(connection, [row["article_id"] for row in rows])
    return [
        MatchedStory(
            stored=stored,
            match=Match(
                watchlist_id=watchlist_id,
                score=row["score"],
                evidence=load_evidence(row["evidence"]),
                rules=row["rules"],
            ),
            story_at=from_ms(row["story_at"]),
            matched_at=from_ms(row["matched_at"]),
        )
        for row, stored in zip(rows, articles, strict=True)
    ]


def mentions(
    connection: sqlite3.Connection, watchlist_id: str, *, min_score: float, since: datetime, until: datetime
) -> list[Mention]:
    """Count a watchlist's articles by day and language; see ``ports_store.SearchIndex.mentions``.

    The index of (watchlist_id, article_id) is enough: of 1,000,000 articles in two years, every tenth about
    the topic, 30 days take 6 ms and 365 days 72 ms (medians of 7).
    """
    asked = {
        "watchlist_id": watchlist_id,
        "min_score": min_score,
        "seen_since": to_ms(since - CLOCK_MARGIN),
        "since": to_ms(since),
        "until": to_ms(until),
    }
    return [
        Mention(day=(EPOCH + row["day"] * DAY).date(), lang=row["lang"], count=row["count"])
        for row in connection.execute(sql.MENTIONS, asked)
    ]


def add_matches(
    connection: sqlite3.Connection, article_id: int, matches: Sequence[Match], *, now: datetime
) -> None:
    connection.executemany(
        sql.ADD_MATCH,
        [
            {
                "watchlist_id": match.watchlist_id,
                "article_id": article_id,
                "score": match.score,
                "evidence": dump_evidence(match.evidence),
                "rules": match.rules,
                "now": to_ms(now),
            }
            for match in matches
        ],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Poll:
    """What the steps of one commit share. ``index_edits`` wait for ``write_index``."""

    connection: sqlite3.Connection
    feed_id: int
    outlet: Outlet
    alerts: PollAlerts
    now: datetime
    index_edits: list[index_sqlite.IndexEdit] = field(default_factory=list)

    def add_new(self, news: Sequence[NewArticle]) -> list[int]:
        """Store new articles and return the number of alerts of each, but for those stored before."""
        articles = [_storable_article(new.article) for new in news]
        taken = set(
            seen_articles(self.connection, self.feed_id, [key for one in articles for key in one.keys])
        )
        entries = index_sqlite.IndexEntry.of(
            [
                (article.text, self._meta(article, new.matches, seen_at=self.now))
                for article, new in zip(articles, news, strict=True)
            ]
        )
        stories = PollStories.of(
            self.connection, chain.from_iterable(new.story_keys for new in news), now=self.now
        )
        alerts = []
        for article, new, entry in zip(articles, news, entries, strict=True):
            if not article.keys:
                raise ValueError("an article needs at least one key")
            if taken.isdisjoint(article.keys):
                taken.update(article.keys)
                alerts.append(self._add(article, new, entry, stories.join(new.story_keys)))
        stories.save()
        return alerts

    def _add(self, article: Article, new: NewArticle, entry: index_sqlite.IndexEntry, story_id: int) -> int:
        columns = self._columns(article, entry, seen_at=self.now)
        columns |= {"feed_id": self.feed_id, "story_id": story_id, "seen_at": to_ms(self.now)}
        article_id = inserted_id(self.connection.execute(sql.ADD_ARTICLE, columns))
        self.connection.execute(sql.ADD_BODY, {"article_id": article_id, "body": article.text.body})
        self.add_keys(article_id, article.all_keys)
        self._move_keys(article_id, article.taken_keys)
        add_matches(self.connection, article_id, new.matches, now=self.now)
        self.index_edits.append(index_sqlite.IndexEdit(article_id=article_id, old=None, new=entry))
        terms_sqlite.note_words(self.connection, article_id, entry.words)
        return sum(self.alerts.add(alert, new.matches, article_id, story_id) for alert in new.alerts)

    def change(self, changed: ChangedArticle) -> bool:
        """Store a known article's new content. Returns False where it is gone or had this content."""
        article = _storable_article(changed.article)
        article_id = changed.article_id
        stored = self.connection.execute(
            sql.ARTICLE_AS_STORED, {"article_id": article_id, "feed_id": self.feed_id}
        ).fetchone()
        if stored is None:
            return False
        self.add_keys(article_id, article.all_keys)
        if stored["content_hash"] == article.content_hash:
            return False
        old_text = ArticleText(title=stored["title"], summary=stored["summary"], body=stored["body"])
        seen_at = from_ms(stored["seen_at"])
        meta = self._meta(article, changed.matches, seen_at=seen_at)
        old_entry, entry = index_sqlite.IndexEntry.of(
            [(old_text, stored["search_meta"]), (article.text, meta)]
        )
        columns = self._columns(article, entry, seen_at=seen_at)
        self.connection.execute(sql.UPDATE_ARTICLE, columns | {"article_id": article_id})
        self.connection.execute(sql.UPDATE_BODY, {"article_id": article_id, "body": article.text.body})
        self.connection.execute(sql.DELETE_MATCHES, {"article_id": article_id})
        add_matches(self.connection, article_id, changed.matches, now=self.now)
        self.index_edits.append(index_sqlite.IndexEdit(article_id=article_id, old=old_entry, new=entry))
        terms_sqlite.count_change(self.connection, article_id, old=old_entry.words, new=entry.words)
        return True

    def write_index(self) -> None:
        """Bring the index to what was stored; once for all articles, see ``index_sqlite.write_edits``."""
        index_sqlite.write_edits(self.connection, self.index_edits)

    def add_keys(self, article_id: int, keys: Sequence[str]) -> None:
        self.connection.executemany(
            sql.ADD_KEY,
            [{"feed_id": self.feed_id, "key": storable(key), "article_id": article_id} for key in keys],
        )

    def _move_keys(self, article_id: int, keys: Sequence[str]) -> None:
        """Let keys lead to this article that led to another."""
        self.connection.executemany(
            sql.MOVE_KEY,
            [{"feed_id": self.feed_id, "key": storable(key), "article_id": article_id} for key in keys],
        )

    def _meta(self, article: Article, matches: Sequence[Match], *, seen_at: datetime) -> str:
        return index_sqlite.meta_words(
            feed_id=self.feed_id,
            outlet=self.outlet,
            lang=article.lang,
            watchlist_ids=[match.watchlist_id for match in matches],
            dated_at=_dated_at(article, seen_at=seen_at),
        )

    def _columns(
        self, article: Article, entry: index_sqlite.IndexEntry, *, seen_at: datetime
    ) -> dict[str, object]:
        return {
            "keys": dump_list(article.keys),
            "url": article.url,
            "canonical_url": article.canonical_url,
            "title": article.text.title,
            "summary": article.text.summary,
            "authors": dump_list(article.authors),
            "tags": dump_list(article.tags),
            "lang": article.lang,
            "published_at": to_ms_or_none(article.published_at),
            "dated_at": to_ms(_dated_at(article, seen_at=seen_at)),
            "content_hash": article.content_hash,
            "search_meta": entry.meta,
        }


def _dated_at(article: Article, *, seen_at: datetime) -> datetime:
    return min(article.published_at or seen_at, seen_at)


def _storable_article(article: Article) -> Article:
    text = article.text
    texts = (article.url, article.canonical_url, text.title, text.summary, text.body, article.lang)
    if all(storable(one) == one for one in (*texts, *article.keys)):
        return article  # as nearly all are, and looking is cheaper than making another
    return replace(
        article,
        keys=tuple(storable(key) for key in article.keys),
        url=storable(article.url),
        canonical_url=storable(article.canonical_url),
        text=ArticleText(
            title=storable(article.text.title),
            summary=storable(article.text.summary),
            body=storable(article.text.body),
        ),
        lang=storable(article.lang),
    )


def _stored_article(connection: sqlite3.Connection, row: sqlite3.Row) -> StoredArticle:
    watchlists = connection.execute(sql.WATCHLISTS_OF, {"article_id": row["id"]})
    return StoredArticle(
        article_id=row["id"],
        story_id=row["story_id"],
        article=Article(
            keys=load_list(row["keys"]),
            url=row["url"],
            canonical_url=row["canonical_url"],
            text=ArticleText(title=row["title"], summary=row["summary"], body=row["body"]),
            authors=load_list(row["authors"]),
            tags=load_list(row["tags"]),
            lang=row["lang"],
            published_at=from_ms_or_none(row["published_at"]),
            content_hash=row["content_hash"],
        ),
        feed_url=row["feed_url"],
        outlet=outlet_from(row),
        seen_at=from_ms(row["seen_at"]),
        watchlist_ids=tuple(watchlist["watchlist_id"] for watchlist in watchlists),
    )
