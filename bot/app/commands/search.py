"""``search``: stored articles as rows to show."""

from collections.abc import Sequence
from typing import Any

from bot.core.model import StoredArticle


def article_rows(found: Sequence[StoredArticle]) -> list[dict[str, Any]]:
    """Return one row per article: id, title, url, outlet, at (aware UTC), lang, topics."""
    return [
        {
            "id": one.article_id,
            "title": one.article.text.title or one.article.text.summary[:120] or one.article.url,
            "url": one.article.url,
            "outlet": one.outlet.name,
            "at": one.article.published_at or one.seen_at,
            "lang": one.article.lang,
            "topics": list(one.watchlist_ids),
        }
        for one in found
    ]
