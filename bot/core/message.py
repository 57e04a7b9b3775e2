"""An alert's content -> AlertMessage: what every platform shows, within lengths every platform takes.

The budgets are the smallest among the platforms (Discord embed title 256; the whole embed 6,000), with
room for an adapter's escaping. Texts stay hostile: an adapter escapes them for its own markup.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.core.feed import Outlet
from bot.core.model import (
    AlertMessage,
    Article,
    Evidence,
    How,
    Match,
)
from bot.core.moment import is_day
from bot.core.summary import excerpt
from bot.core.text import is_rtl, truncate
from bot.core.watchlist import Watchlist

TITLE_CHARS = 240
OUTLET_CHARS = 80
URL_CHARS = 2_000
"""A longer link is left out: Discord refuses it, and cutting would lead elsewhere."""

WHY_CHARS = 300
FOUND_CHARS = 80
NAMES_SHOWN = 4


def compose_alert(
    article: Article,
    matches: Sequence[Match],
    *,
    watchlists: Mapping[str, Watchlist],
    outlet: Outlet,
    seen_at: datetime,
    mentions: Sequence[str] = (),
) -> AlertMessage:
    """Return the message for one article and the watchlists it alerts for, strongest first.

    Args:
        matches: not empty; each one's watchlist is in ``watchlists``.
        seen_at: aware UTC; shown, and said to be so, where the article has no date of its own.
    """
    ranked = sorted(matches, key=lambda match: (-match.score, match.watchlist_id))
    evidence = [found for match in ranked for found in match.evidence]
    title = article.text.title or article.text.summary or article.text.body or article.url
    return AlertMessage(
        title=truncate(title, TITLE_CHARS),
        url=article.url if len(article.url) <= URL_CHARS else "",
        outlet=truncate(outlet.name, OUTLET_CHARS),
        at=_shown_at(article, seen_at),
        is_dated=article.published_at is not None,
        lang=article.lang,
        is_rtl=is_rtl(title),
        excerpt=excerpt(article.text, evidence),
        why=tuple(_why(match, watchlists[match.watchlist_id]) for match in ranked),
        watchlist_ids=tuple(match.watchlist_id for match in ranked),
        mentions=tuple(dict.fromkeys(mentions)),
    )


def _shown_at(article: Article, seen_at: datetime) -> datetime:
    """When it was published: never later than it was seen, but for a day that began elsewhere already."""
    at = article.published_at or seen_at
    return at if is_day(at) else min(at, seen_at)


def _why(match: Match, watchlist: Watchlist) -> str:
    names = shown_names(match.evidence)
    how = "" if match.how is How.EXACT else f" · {match.how}"
    return truncate(f"{watchlist.name} · {names} · score {match.score:.2f}{how}", WHY_CHARS)


def shown_names(evidence: Sequence[Evidence]) -> str:
    """The spellings found, the most frequent first; one that is not exact beside what it stands for."""
    counts: dict[str, int] = {}
    for found in evidence:
        text = truncate(" ".join(found.text.split()), FOUND_CHARS)
        shown = f"“{text}”" if found.how is How.EXACT else f"“{text}” ≈ {found.alias}"
        counts[shown] = counts.get(shown, 0) + 1
    ranked = sorted(counts, key=lambda shown: -counts[shown])
    hidden = len(ranked) - NAMES_SHOWN
    return ", ".join(ranked[:NAMES_SHOWN]) + (f" and {hidden} more" if hidden > 0 else "")
