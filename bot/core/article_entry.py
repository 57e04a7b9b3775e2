"""Stored articles as entries of an answer or a notice."""

from collections.abc import Sequence

from bot.core.entry import Entry, Span, shortened
from bot.core.languages import language_name
from bot.core.message import URL_CHARS
from bot.core.model import StoredArticle


def article_entry(stored: StoredArticle, *, facts: Sequence[str], excerpt: Sequence[Span]) -> Entry:
    """Return an article with its outlet, its language and then these facts."""
    article = stored.article
    text = article.text
    return Entry(
        title=text.title or text.summary or text.body or article.url,
        url=article.url if len(article.url) <= URL_CHARS else "",
        at=article.published_at or stored.seen_at,
        is_dated=article.published_at is not None,
        facts=(stored.outlet.name, language_name(article.lang), *facts),
        excerpt=tuple(shortened(excerpt)),
    )
