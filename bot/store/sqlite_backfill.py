"""What a watchlist finds in the past, and the digest of it, as units of work on a SQLite connection."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.backfill import MatchedArticle, PastDigest, PastMatch, Posted, TriedArticle
from bot.core.digest import WaitingAlert, plan_past
from bot.core.feed import OutletKind
from bot.core.model import ArticleText, Channel, Match
from bot.store import index_sqlite
from bot.store.sql import history as sql
from bot.store.sqlite_alerts import add_alert
from bot.store.sqlite_articles import add_matches, load_articles
from bot.store.sqlite_channels import channel_id_of
from bot.store.sqlite_digests import queue_parts
from bot.store.values import load_evidence, to_ms


def save_tried(
    connection: sqlite3.Connection, watchlist_id: str, tried: Sequence[TriedArticle], *, now: datetime
) -> int:
    """See ``ports_history.PastStore.save_tried``."""
    # While it is built, an article's entry may be there or not: taking it out would damage the index.
    index_sqlite.require_whole(connection)
    before = _matches_of(connection, watchlist_id, [one.article.article_id for one in tried])
    different = [one for one in tried if _as_stored(one.match) != before.get(one.article.article_id)]
    changed = [one for one in different if _text_now(connection, one.article.article_id) == one.article.text]
    for one in changed:
        article_id = one.article.article_id
        connection.execute(sql.DELETE_MATCH, {"watchlist_id": watchlist_id, "article_id": article_id})
        add_matches(connection, article_id, [one.match] if one.match else [], now=now)
        index_sqlite.refresh_entry(connection, article_id)
    return len(changed)


def past_matches(
    connection: sqlite3.Connection, watchlist_id: str, *, min_score: float, since: datetime
) -> list[PastMatch]:
    """See ``ports_history.PastStore.past_matches``."""
    asked = {"watchlist_id": watchlist_id, "min_score": min_score, "since": to_ms(since)}
    return [
        PastMatch(
            article_id=row["id"],
            story_id=row["story_id"],
            score=row["score"],
            lang=row["lang"],
            kind=OutletKind(row["kind"]),
        )
        for row in connection.execute(sql.PAST_MATCHES, asked)
    ]


def matched_articles(
    connection: sqlite3.Connection, watchlist_id: str, article_ids: Sequence[int]
) -> list[MatchedArticle]:
    """See ``ports_history.PastStore.matched_articles``."""
    matches = _matches_of(connection, watchlist_id, article_ids)
    oldest_first = load_articles(connection, list(matches))[::-1]
    return [MatchedArticle(stored=one, match=matches[one.article_id]) for one in oldest_first]


def heard_stories(connection: sqlite3.Connection, channel: Channel, watchlist_id: str) -> frozenset[int]:
    """See ``ports_history.PastStore.heard_stories``."""
    asked = {"adapter": channel.adapter, "external_id": channel.external_id, "watchlist_id": watchlist_id}
    return frozenset(row["story_id"] for row in connection.execute(sql.HEARD_STORIES, asked))


def post_past(connection: sqlite3.Connection, digest: PastDigest, *, now: datetime) -> Posted:
    """See ``ports_history.PastStore.post_past``."""
    waiting = []
    for one in digest.alerts:
        stored = one.stored
        made = add_alert(
            connection,
            one.alert,
            article_id=stored.article_id,
            story_id=stored.story_id,
            made_at=stored.seen_at,
        )
        if made is not None:
            waiting.append(WaitingAlert(alert_id=made[0], message=one.alert.message, score=one.score))
    parts = plan_past(digest.channel, waiting, topic=digest.topic, days=digest.days, more=digest.more)
    queue_parts(connection, channel_id_of(connection, digest.channel), parts, now=now)
    return Posted(stories=len(waiting), messages=len(parts))


def _matches_of(
    connection: sqlite3.Connection, watchlist_id: str, article_ids: Sequence[int]
) -> dict[int, Match]:
    asked = {"watchlist_id": watchlist_id, "article_ids": json.dumps(list(article_ids))}
    return {
        row["article_id"]: Match(
            watchlist_id=watchlist_id,
            score=row["score"],
            evidence=load_evidence(row["evidence"]),
            rules=row["rules"],
        )
        for row in connection.execute(sql.MATCHES_OF, asked)
    }


def _as_stored(match: Match | None) -> Match | None:
    """How sure the topic is meant is not stored."""
    return None if match is None else replace(match, confidence=1.0)


def _text_now(connection: sqlite3.Connection, article_id: int) -> ArticleText | None:
    row = connection.execute(sql.TEXT_NOW, {"article_id": article_id}).fetchone()
    return None if row is None else ArticleText(title=row["title"], summary=row["summary"], body=row["body"])
