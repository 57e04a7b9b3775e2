"""JSON Feed 1.0 and 1.1 text -> Document. Unknown keys and values of the wrong type are passed over."""

import json
from typing import Any

from bot.feeds.entry import Document, Entry, RichText


class NotJsonFeed(Exception):
    """JSON, or something like it, that is no JSON Feed. The message says what it is."""


def looks_like_json(text: str) -> bool:
    """Whether a document without its leading space can only be JSON."""
    return text.startswith(("{", "["))


def read_json_feed(text: str) -> Document:
    """Read a document. Raises: NotJsonFeed."""
    try:
        # What stands behind the document is not ours to judge.
        feed, _ = json.JSONDecoder(strict=False).raw_decode(text)
    except (ValueError, RecursionError) as error:
        raise NotJsonFeed(
            f"it is not well-formed JSON ({type(error).__name__}: {str(error)[:80]})"
        ) from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise NotJsonFeed("it is JSON without a list of items, not a JSON Feed")
    home, lang, authors = _text(feed, "home_page_url"), _text(feed, "language"), _authors(feed)
    return Document(
        title=RichText(text=_text(feed, "title")),
        home=home,
        base=_text(feed, "feed_url") or home,
        lang=lang,
        entries=tuple(_entry(item, lang, authors) for item in feed["items"] if isinstance(item, dict)),
    )


def _entry(item: dict[str, Any], feed_lang: str, feed_authors: list[str]) -> Entry:
    contents = [
        RichText(text=_text(item, "content_html"), is_html=True),
        RichText(text=_text(item, "content_text")),
    ]
    return Entry(
        guid=_text(item, "id"),
        link=_text(item, "url") or _text(item, "external_url"),
        title=RichText(text=_text(item, "title")),
        summary=RichText(text=_text(item, "summary")),
        contents=tuple(content for content in contents if content.text),
        authors=tuple(_authors(item) or feed_authors),
        tags=tuple(tag for tag in _list(item, "tags") if isinstance(tag, str)),
        dates=tuple(date for key in ("date_published", "date_modified") if (date := _text(item, key))),
        lang=_text(item, "language") or feed_lang,
    )


def _authors(source: dict[str, Any]) -> list[str]:
    """The authors of 1.1, or the one author of 1.0; those of the feed are those of an item without any."""
    authors = _list(source, "authors") or [source.get("author")]
    names = [_text(author, "name") or _text(author, "url") for author in authors if isinstance(author, dict)]
    return [name for name in names if name]


def _text(source: dict[str, Any], key: str) -> str:
    """A text; numbers too, for 1.0 allowed them as ids."""
    value = source.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


def _list(source: dict[str, Any], key: str) -> list[Any]:
    value = source.get(key)
    return value if isinstance(value, list) else []
