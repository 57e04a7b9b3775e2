"""The stored articles in which a topic's name stands and none counts, but nearly: found by matching anew.

Nothing of them is stored with the article, for it was not found. A look takes some milliseconds an article.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app.past import Progress, past_pages
from bot.core.model import Evidence
from bot.core.near_misses import CLOSE_NAME
from bot.core.past import PastArticle
from bot.matching.decide import ACCEPTED
from bot.matching.matcher import Matcher
from bot.ports_history import History

PAGE = 20
"""Articles of one turn at matching, as in a poll: a bot that runs beside it waits that long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An article, its surest name of a topic, and how sure that is: less than counts."""

    article_id: int
    evidence: Evidence
    confidence: float


async def refused_articles(
    matcher: Matcher, *, history: History, since: datetime, on_progress: Progress
) -> Mapping[str, list[Refusal]]:
    """Return each topic's articles seen since then, the surest first. Raises: StoreError."""
    refused: dict[str, list[Refusal]] = defaultdict(list)
    async for page in past_pages(history, since=since, limit=PAGE, on_progress=on_progress):
        for watchlist_id, refusal in await asyncio.to_thread(_refusals, matcher, page):
            refused[watchlist_id].append(refusal)
    for refusals in refused.values():
        refusals.sort(key=lambda one: (-one.confidence, -one.article_id))
    return refused


def _refusals(matcher: Matcher, page: Sequence[PastArticle]) -> list[tuple[str, Refusal]]:
    refused = []
    for article, accounts in zip(
        page, matcher.explain_mixed([(one.text, one.country) for one in page]), strict=True
    ):
        for account in accounts:
            surest = max(account.findings, key=lambda one: one.confidence)
            if account.match is None and surest.confidence >= ACCEPTED - CLOSE_NAME:
                one = Refusal(
                    article_id=article.article_id, evidence=surest.evidence, confidence=surest.confidence
                )
                refused.append((account.watchlist_id, one))
    return refused
