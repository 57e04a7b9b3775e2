"""Articles of the past as units of work on a SQLite connection."""

import sqlite3
from datetime import datetime

from bot.core.model import ArticleText
from bot.core.past import PastArticle, PastSpan
from bot.store.sql import history as sql
from bot.store.values import from_ms, to_ms


def past_span(connection: sqlite3.Connection, *, since: datetime) -> PastSpan:
    """See ``ports_history.History.past_span``."""
    row = connection.execute(sql.PAST_SPAN, {"since": to_ms(since)}).fetchone()
    return PastSpan(articles=row["articles"], lowest_id=row["lowest_id"], highest_id=row["highest_id"])


def past_articles(
    connection: sqlite3.Connection, *, lowest_id: int, highest_id: int, since: datetime, limit: int
) -> list[PastArticle]:
    """See ``ports_history.History.past_articles``."""
    asked = {"lowest_id": lowest_id, "highest_id": highest_id, "since": to_ms(since), "limit": limit}
    return [
        PastArticle(
            article_id=row["id"],
            story_id=row["story_id"],
            text=ArticleText(title=row["title"], summary=row["summary"], body=row["body"]),
            url=row["url"],
            outlet=row["outlet"],
            country=row["country"],
            lang=row["lang"],
            seen_at=from_ms(row["seen_at"]),
        )
        for row in connection.execute(sql.PAST_ARTICLES, asked)
    ]
