"""``near-misses``: the weekly report, at once, for programs."""

from typing import Any

from bot.core.near_misses import Gap, NearMiss, NearMissReport

_DECIMALS = 4


def report_row(report: NearMissReport) -> dict[str, Any]:
    """Return the report for programs."""
    return {
        "days": report.days,
        "articles": [_article_row(one) for one in report.articles],
        "gaps": [_gap_row(one) for one in report.gaps],
    }


def _article_row(one: NearMiss) -> dict[str, Any]:
    stored = one.stored
    return {
        "watchlist": one.watchlist.watchlist_id,
        "is_refused": one.is_refused,
        "reached": round(one.reached, _DECIMALS),
        "line": one.line,
        "names": list(dict.fromkeys(found.text for found in one.evidence)),
        "article_id": stored.article_id,
        "title": stored.article.text.title,
        "url": stored.article.url,
        "outlet": stored.outlet.name,
        "published_at": stored.article.published_at,
        "seen_at": stored.seen_at,
    }


def _gap_row(gap: Gap) -> dict[str, Any]:
    return {
        "watchlist": gap.watchlist_id,
        "names": list(gap.names),
        "only_outlet": gap.outlet or None,
        "articles": gap.articles,
        "langs": list(gap.langs),
    }
