"""``mark``: a person's word on a stored article -> a mark with what its match looks like now."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from bot.core.mark import Mark, passages
from bot.core.model import StoredArticle
from bot.errors import NotFound
from bot.matching.matcher import Matcher
from bot.ports_search import SearchIndex
from bot.ports_store import MarkStore


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedArticle:
    """What was marked; ``score`` is the article's, by today's watchlist file."""

    title: str
    score: float
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

    Raises: NotFound for an article that is not stored or does not name the topic; StoreError.
    """
    stored = await _find(reference, index)
    text = stored.article.text
    accounts = await asyncio.to_thread(matcher.explain, text, country=stored.outlet.country)
    account = next((one for one in accounts if one.watchlist_id == watchlist_id), None)
    if account is None or account.match is None or account.components is None:
        raise NotFound(
            f'article {stored.article_id} ("{text.title}") does not match {watchlist_id}: only a match can '
            f"be marked; if it should be one, add the name it uses to the watchlist"
        )
    mark = Mark(
        watchlist_id=watchlist_id,
        story_id=stored.story_id,
        article_id=stored.article_id,
        person=person,
        is_relevant=is_relevant,
        features=account.components.features,
        passages=passages(text, account.match.evidence),
        marked_at=now,
    )
    await marks.save_mark(mark)
    title = text.title or stored.article.url
    return MarkedArticle(title=title, score=account.match.score, mark=mark)


async def _find(reference: str, index: SearchIndex) -> StoredArticle:
    # Ids are what `search --json` prints; longer ones than SQLite has are nobody's.
    is_id = reference.isascii() and reference.isdigit() and len(reference) < 19
    found = await (index.article_by_id(int(reference)) if is_id else index.article_by_url(reference))
    if found is None:
        kind = "id" if is_id else "link"
        raise NotFound(f'no stored article has the {kind} "{reference}": `topicwire search` finds articles')
    return found
