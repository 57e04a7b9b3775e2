"""Articles as entries of an answer."""

from collections.abc import Iterable, Sequence

from bot.core.chat import EXCERPT_CHARS, Entry
from bot.core.languages import language_name
from bot.core.message import URL_CHARS
from bot.core.model import Span, StoredArticle
from bot.core.text import ELLIPSIS


def article_entry(stored: StoredArticle, *, topics: Iterable[str], excerpt: Sequence[Span]) -> Entry:
    """Return an article with its outlet, its language and the names of its topics."""
    article = stored.article
    text = article.text
    return Entry(
        title=text.title or text.summary or text.body or article.url,
        url=article.url if len(article.url) <= URL_CHARS else "",
        at=article.published_at or stored.seen_at,
        is_dated=article.published_at is not None,
        facts=(stored.outlet.name, language_name(article.lang), ", ".join(topics)),
        excerpt=tuple(shortened(excerpt)),
    )


def shortened(excerpt: Iterable[Span], limit_chars: int = EXCERPT_CHARS) -> Iterable[Span]:
    """Yield the spans up to so many characters; a name that is not whole is left out."""
    room = limit_chars - len(ELLIPSIS)
    for span in excerpt:
        if len(span.text) > room:
            rest = "" if span.is_name else span.text[:room].rstrip()
            yield Span(text=rest + ELLIPSIS)
            return
        yield span
        room -= len(span.text)
