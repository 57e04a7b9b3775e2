"""The text of a web page that lists articles -> Document: each item that fits the selectors is one entry.

An entry's link is its identity: a page names no ids. A page on which nothing fits is an error and never "no
news": its owner has changed it, and somebody has to look.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from bot.core.boilerplate import width
from bot.core.feed import PageSelectors
from bot.core.text import clean
from bot.errors import FeedError, FeedFailure
from bot.feeds.entry import Document, Entry, RichText
from bot.feeds.html import plain_text
from bot.feeds.normalize import MAX_URL_CHARS

MAX_ITEMS = 1_000
"""A list that people read is shorter; a selector that fits more than that fits the wrong thing."""
MAX_LINKS = 20
"""Of what fits a link's selector in one item, so much is looked at; of links to one page as well."""
MIN_READ_CHARS, MAX_READINGS = 5_000_000, 10
"""Of one page so much markup is read, or all of it so often: items stand in each other, some levels deep."""
LINK_CHARS = 10
"""What looking at a link counts for; about as long as reading that much of a text."""
MAX_TEXT_CHARS = MAX_URL_CHARS + 1
"""Of one title, date or link; normalising cuts what is too long for a title, and drops such a link."""

_META_CHARSET = re.compile(
    rb"""<meta\b[^>]{0,300}?\bcharset\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE
)
_META_WITHIN_BYTES = 4_096
_BREAKS = re.compile(r"[\t\r\n]")
_NO_PAGE = re.compile(r"#|(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"[\W_]*+\d*+[\W_]*+")
_AROUND_A_DATE = " \t[](){}<>（）【】〔〕《》|·•,;:"


def page_charset(body: bytes) -> str:
    """Return the charset that an HTML page names in its head, or empty."""
    found = _META_CHARSET.search(body[:_META_WITHIN_BYTES])
    return found[1].decode("ascii") if found else ""


def read_page(text: str, selectors: PageSelectors, *, feed_url: str) -> Document:
    """Read one page. ``feed_url`` is only named in errors.

    Raises: FeedError (EMPTY, NOT_A_FEED).
    """
    if not text.strip():
        raise FeedError(feed_url, FeedFailure.EMPTY, "the answer is empty; it will be tried again")
    tree: Any = LexborHTMLParser(text)
    items = tree.css(selectors.item)[: MAX_ITEMS + 1]
    if not items:
        raise _changed(feed_url, f'no element fits the item selector "{selectors.item}"')
    if len(items) > MAX_ITEMS:
        raise _changed(feed_url, f'more than {MAX_ITEMS} elements fit the item selector "{selectors.item}"')
    nested = f'the elements that fit the item selector "{selectors.item}" stand in each other too deep'
    reading = _Reading(max(MIN_READ_CHARS, MAX_READINGS * len(text)), _changed(feed_url, nested))
    entries = tuple(_once(_entries(items, selectors, reading)))
    if not entries:
        raise _changed(
            feed_url,
            f'of the elements that fit the item selector "{selectors.item}" none has a link with a title',
        )
    root = tree.root
    return Document(
        title=RichText(text=_title_of(tree)),
        base=_attribute(tree.css_first("base[href]"), "href"),
        lang=_attribute(root, "lang"),
        entries=entries,
    )


@dataclass(slots=True)
class _Reading:
    """What is read of a page's items: so much, and then ``refusal`` is raised."""

    chars_left: int
    refusal: FeedError

    def css(self, node: Any, selector: str) -> list[Any]:
        found: list[Any] = node.css(selector)
        self._take(LINK_CHARS * len(found))
        return found

    def text(self, node: Any) -> str:
        html = "" if node is None else node.html or ""
        self._take(len(html))
        return plain_text(html, is_html=True, keep_lines=False)[:MAX_TEXT_CHARS]

    def _take(self, chars: int) -> None:
        self.chars_left -= chars
        if self.chars_left < 0:
            raise self.refusal


def _title_of(tree: Any) -> str:
    title = tree.css_first("title")
    return "" if title is None else clean(title.text())[:MAX_TEXT_CHARS]


def _changed(feed_url: str, what: str) -> FeedError:
    detail = f"{what}; the page may have changed: correct the selectors under page, or remove the feed"
    return FeedError(feed_url, FeedFailure.NOT_A_FEED, detail)


def _entries(items: Iterable[Any], selectors: PageSelectors, reading: _Reading) -> Iterator[Entry]:
    for item in items:
        link = _link(item, selectors.link, reading)
        if link is None:
            continue
        date = item.css_first(selectors.date) if selectors.date else None
        titled = [item.css_first(selectors.title)] if selectors.title else _titled(item, link, reading)
        # A date inside the link is no part of the title.
        date_text = reading.text(date)
        title = _without(max(map(reading.text, titled), key=len), date_text)
        title = title or next(filter(None, map(_other_title, titled)), "")
        if title:
            raw_date = _date(date, date_text)
            yield Entry(link=_href(link), title=RichText(text=title), dates=(raw_date,) if raw_date else ())


def _link(item: Any, selector: str, reading: _Reading) -> Any:
    """The first link that leads to a page: a button to share it may stand before."""
    chosen = reading.css(item, selector)[:MAX_LINKS] if selector else [item]
    return next(filter(_leads_to_a_page, _links(chosen, reading)), None)


def _links(chosen: Iterable[Any], reading: _Reading) -> Iterator[Any]:
    for one in chosen:
        yield one
        first = one.css_first("a[href]")
        if first is not None:
            yield first
            yield from reading.css(one, "a[href]")


def _leads_to_a_page(link: Any) -> bool:
    href = _href(link)
    return bool(href) and not _NO_PAGE.match(href)


def _titled(item: Any, link: Any, reading: _Reading) -> list[Any]:
    """What may name an item: its links to one page, often a picture and the headline.

    A link that is no ``<a>``, such as a region of a picture, may be without a word; then the item has it.
    """
    href = _href(link)
    links = [other for other in reading.css(item, "a[href]") if _href(other) == href]
    if links:
        return links[:MAX_LINKS]
    return [link] if reading.text(link) or _other_title(link) else [item]


def _once(entries: Iterable[Entry]) -> Iterable[Entry]:
    """One entry for each link; where two items have the same one, the longer title tells more."""
    by_link: dict[str, Entry] = {}
    for entry in entries:
        known = by_link.get(entry.link)
        if known is None or len(entry.title.text) > len(known.title.text):
            by_link[entry.link] = entry
    return by_link.values()


def _without(title: str, date: str) -> str:
    """The title without a date at an edge of it; a bare number may be its own: "20 dead in a crash"."""
    if _BARE_NUMBER.fullmatch(date):
        return title
    if title.startswith(date) and _is_apart(title[len(date) :][:1], date[-1]):
        title = title[len(date) :].strip()
    if title.endswith(date) and _is_apart(title[: -len(date)][-1:], date[0]):
        title = title[: -len(date)].strip()
    return title


def _is_apart(outer: str, inner: str) -> bool:
    """Whether a date may end there: "May 5" is none of "May 5G", but Chinese parts its words by nothing."""
    if outer in _AROUND_A_DATE or inner in _AROUND_A_DATE:
        return True
    return width(outer) == 2 or (width(inner) == 2 and not outer.isdigit())


def _other_title(node: Any) -> str:
    """What a link around a picture, or in one, says of its page."""
    if node is None:
        return ""
    picture = node.css_first("img[alt], area[alt]")
    return _attribute(node, "title") or _attribute(node, "aria-label") or _attribute(picture, "alt")


def _date(node: Any, text: str) -> str:
    if node is None:
        return ""
    inner = node if node.attributes.get("datetime") else node.css_first("[datetime]")
    raw = _attribute(inner, "datetime") or _attribute(node, "content") or _attribute(node, "title")
    return raw or text.strip(_AROUND_A_DATE)


def _href(node: Any) -> str:
    # As in a browser, which passes over tabs and line ends: "java\tscript:" is a script for it.
    return clean(_BREAKS.sub("", node.attributes.get("href") or ""))[:MAX_TEXT_CHARS]


def _attribute(node: Any, name: str) -> str:
    value = None if node is None else node.attributes.get(name)
    return clean(value)[:MAX_TEXT_CHARS] if value else ""
