"""``mark``: a person's word on a stored article -> a mark with what was found in it by today's files."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from bot.core.mark import Mark, passages
from bot.core.model import Match, StoredArticle
from bot.errors import NotFound
from bot.matching.matcher import Matcher
from bot.ports_search import SearchIndex
from bot.ports_store import MarkStore


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedArticle:
    """What was marked, and its match by today's watchlist file; None for a near miss."""

    stored: StoredArticle
    match: Match | None
    mark: Mark


async def mark_article(
    reference: str,
    watchlist_id: str,
    *,
    matcher: Matcher,
    is_relevant: bool,
    person: str,
    now: datetime,
    index: SearchIndex,
    marks: MarkStore,
) -> MarkedArticle:
    """Match the article anew, with the watchlist as it is now, and store the mark.

    Args:
        matcher: has the watchlist.
        reference: a stored article's id, or its link.
        person: with its adapter: ``cli:anna``.

    Raises: NotFound for an article that is not stored or in which no name of the topic stands; StoreError.
    """
    stored = await _find(reference, index)
    text = stored.article.text
    accounts = await asyncio.to_thread(matcher.explain, text, country=stored.outlet.country)
    account = next((one for one in accounts if one.watchlist_id == watchlist_id), None)
    if account is None:
        raise NotFound(
            f'article {stored.article_id} ("{text.title}") has no name of {watchlist_id}: only where one '
            f"stands can be marked; if it is about the topic, add the name it uses to the watchlist"
        )
    evidence = account.match.evidence if account.match else [one.evidence for one in account.findings]
    mark = Mark(
        watchlist_id=watchlist_id,
        story_id=stored.story_id,
        article_id=stored.article_id,
        person=person,
        is_relevant=is_relevant,
        features=account.components.features if account.components else None,
        passages=passages(text, evidence),
        marked_at=now,
    )
    await marks.save_mark(mark)
    return MarkedArticle(stored=stored, match=account.match, mark=mark)


async def _find(reference: str, index: SearchIndex) -> StoredArticle:
    # Ids are what `search --json` prints; longer ones than SQLite has are nobody's.
    is_id = reference.isascii() and reference.isdigit() and len(reference) < 19
    found = await (index.article_by_id(int(reference)) if is_id else index.article_by_url(reference))
    if found is None:
        kind = "id" if is_id else "link"
        raise NotFound(f'no stored article has the {kind} "{reference}": `topicwire search` finds articles')
    return found
