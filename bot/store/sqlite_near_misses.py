"""What topics nearly found, and by whom they are covered, as units of work on a SQLite connection."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.core.model import Match, MatchedStory, StoredArticle
from bot.core.near_misses import TopicRecord
from bot.store.sql import near_misses as sql
from bot.store.sqlite_articles import load_articles
from bot.store.sqlite_stories import STORY_WINDOW
from bot.store.values import CLOCK_MARGIN, from_ms, load_evidence, to_ms


def near_matches(
    connection: sqlite3.Connection,
    watchlist_id: str,
    *,
    least: float,
    below: float,
    since: datetime,
    limit: int,
) -> list[MatchedStory]:
    """Return stories just under the line; see ``ports_near_misses.NearMissReader.near_matches``."""
    asked = {
        "watchlist_id": watchlist_id,
        "least": least,
        "below": below,
        "since": to_ms(since),
        "lowest_id": _lowest_id(connection, since - STORY_WINDOW),
        "limit": limit,
    }
    rows = connection.execute(sql.NEAR_MATCHES, asked).fetchall()
    articles = {one.article_id: one for one in load_articles(connection, [row["article_id"] for row in rows])}
    return [
        MatchedStory(
            stored=articles[row["article_id"]],
            match=Match(
                watchlist_id=watchlist_id,
                score=row["best"],
                evidence=load_evidence(row["evidence"]),
                rules=row["rules"],
            ),
            story_at=from_ms(row["story_at"]),
            matched_at=from_ms(row["matched_at"]),
        )
        for row in rows
    ]


def unfound_articles(
    connection: sqlite3.Connection, watchlist_id: str, article_ids: Sequence[int], *, since: datetime
) -> list[StoredArticle]:
    """See ``ports_near_misses.NearMissReader.unfound_articles``."""
    asked = {
        "watchlist_id": watchlist_id,
        "article_ids": json.dumps(list(article_ids)),
        "lowest_id": _lowest_id(connection, since - STORY_WINDOW),
    }
    return load_articles(connection, [row["id"] for row in connection.execute(sql.UNFOUND, asked)])


def topic_record(
    connection: sqlite3.Connection,
    watchlist_id: str,
    *,
    min_score: float,
    names_since: datetime,
    outlets_since: datetime,
) -> TopicRecord:
    topic = {"watchlist_id": watchlist_id}
    oldest = connection.execute(sql.OLDEST_SEEN_AT, topic).fetchone()
    names = connection.execute(sql.NAMES, topic | _from(connection, names_since))
    outlets = connection.execute(
        sql.OUTLETS, topic | _from(connection, outlets_since) | {"min_score": min_score}
    )
    return TopicRecord(
        since=from_ms(oldest["seen_at"]) if oldest else None,
        names=frozenset(row["alias"] for row in names),
        outlets={row["outlet"]: row["articles"] for row in outlets},
    )


def feed_languages(
    connection: sqlite3.Connection, *, since: datetime, least: int
) -> Mapping[int, frozenset[str]]:
    languages: dict[int, set[str]] = defaultdict(set)
    for row in connection.execute(sql.FEED_LANGUAGES, {"since": to_ms(since), "least": least}):
        languages[row["feed_id"]].add(row["lang"])
    return {feed_id: frozenset(them) for feed_id, them in languages.items()}


def _from(connection: sqlite3.Connection, since: datetime) -> dict[str, int]:
    return {"since": to_ms(since), "lowest_id": _lowest_id(connection, since)}


def _lowest_id(connection: sqlite3.Connection, since: datetime) -> int:
    lowest_id: int
    (lowest_id,) = connection.execute(sql.LOWEST_ID, {"since": to_ms(since - CLOCK_MARGIN)}).fetchone()
    return lowest_id
