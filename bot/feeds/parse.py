"""The text of a feed document -> Document, through feedparser or our JSON Feed reader.

A damaged document is mended where that is safe and read as far as possible; only what yields nothing is an
error.
"""

import re
import xml.parsers.expat
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html.entities import html5
from typing import Any
from urllib.parse import urljoin, urlsplit

from bot.core.urls import public_url
from bot.errors import FeedError, FeedFailure
from bot.feeds.entry import Document, Entry, RichText
from bot.feeds.extractor import extract
from bot.feeds.html import feed_links
from bot.feeds.jsonfeed import NotJsonFeed, looks_like_json, read_json_feed

LEADING = "\ufeff \t\r\n\0"
"""What may stand before a document and is no part of it."""
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_ROOT = re.compile(r"<(?:[A-Za-z][\w.-]*:)?(?:rss|feed|rdf|channel)(?=[\s/>])", re.IGNORECASE)
_HTML_START = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
# Empty as in HTML, or up to its end; one in which another begins was never closed, or is an entity's value.
_COMMENT = re.compile("<!--(?:-?>|(?:(?!<!--|-->).)*+-->)", re.DOTALL)
_FIRST_TAG = re.compile(r"<([A-Za-z][\w:.-]*)")
_NO_FEED = re.compile(
    r"[^<]*+(?:<(?![A-Za-z]|!doctype\s+html)[^<]*+)*+<(?:!doctype|html|head|body|opml)\b", re.IGNORECASE
)
_HEAD_CHARS = 100_000
_ENTITY = re.compile(r"""<!ENTITY\s+([A-Za-z_][\w.-]*)\s+(?:"([^"&<>%]{0,32})"|'([^'"&<>%]{0,32})')\s*>""")
_MAX_ENTITIES = 100

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NUMBER_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|(\d{1,10}));")
_NAME_REFERENCE = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});")
_BARE_AMPERSAND = re.compile(r"&(?!#\d+;|#[xX][0-9a-fA-F]+;|[A-Za-z_][\w.-]{0,40};)")


def parse_document(text: str, *, feed_url: str, base: str = "") -> Document:
    """Read one decoded document.

    Args:
        feed_url: only named in errors.
        base: where the document came from after redirects, where that was elsewhere; the addresses in
            errors are relative to it.

    Raises: FeedError (EMPTY, NOT_A_FEED, NOT_WELL_FORMED).
    """
    text = text.lstrip(LEADING)
    if not text:
        raise FeedError(feed_url, FeedFailure.EMPTY, "the answer is empty; it will be tried again")
    if looks_like_json(text):
        try:
            return read_json_feed(text)
        except NotJsonFeed as error:
            raise FeedError(
                feed_url, FeedFailure.NOT_A_FEED, f"this is not a feed: {error}; check the URL"
            ) from error
    root = root_at(text)
    if root is None:
        raise _not_a_feed(text, feed_url, base or feed_url)
    data = _xml(text, root)
    try:
        parsed = extract(data)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        # It stumbles over ends of tags without a beginning, and over extensions that lack an attribute.
        detail = (
            f"feedparser, which reads feeds here, gave up on the document ({type(error).__name__}) over a "
            "wrong tag, or an extension without what it needs; its owner can mend it, or feedparser's makers"
        )
        raise FeedError(feed_url, FeedFailure.NOT_WELL_FORMED, detail) from error
    if not parsed.entries and parsed.bozo:
        raise _unreadable(feed_url, _bozo_reason(parsed))
    return replace(_document(parsed), damage=_bozo_reason(parsed) if parsed.bozo else "")


# --- before feedparser ----------------------------------------------------------------------------------


def root_at(text: str) -> int | None:
    """Where the feed's root tag stands; something may stand before it, such as the warnings of a script.

    A tag in a comment is none, unless nothing is left without comments: then they end too late.
    """
    as_it_stands = _root_in(text)
    if "<!--" not in text[: _HEAD_CHARS if as_it_stands is None else as_it_stands]:
        return as_it_stands
    head = _head(text)
    root = _root_in(head)
    return as_it_stands if root is None and not _NO_FEED.match(head) else root


def _root_in(text: str) -> int | None:
    root = _ROOT.search(text, 0, _HEAD_CHARS)
    return None if root is None or _HTML_START.search(text, 0, root.start()) else root.start()


def is_feed_list(text: str) -> bool:
    """Whether a document is OPML: it has a ``<head>`` and a ``<body>`` as a web page has."""
    tag = _FIRST_TAG.search(_head(text))
    return tag is not None and tag[1].lower() == "opml"


def _head(text: str) -> str:
    """The document's beginning with blanks for comments: what stands in them is no tag of it."""
    return _COMMENT.sub(lambda comment: " " * len(comment[0]), text[:_HEAD_CHARS])


def _unreadable(feed_url: str, reason: str) -> FeedError:
    return FeedError(
        feed_url,
        FeedFailure.NOT_WELL_FORMED,
        f"the document is damaged and no article could be read ({reason}); its owner must mend it",
    )


def _not_a_feed(text: str, feed_url: str, base: str) -> FeedError:
    head = _head(text)
    tag = _FIRST_TAG.search(head)
    if is_feed_list(text):
        detail = (
            "this is a list of feeds (OPML), not a feed: save it, and `topicwire feeds import FILE` adds its "
            "feeds"
        )
    elif _HTML_START.search(head):
        links = [link for link in (_absolute(link, base) for link in feed_links(text)) if link]
        advice = (
            "it names these feeds: " + " ".join(links)
            if links
            else "the site may block feed readers, or the feed has moved; open the URL in a browser"
        )
        detail = f"this is a web page, not a feed; {advice}"
    elif tag:
        detail = f"this is XML of another kind (its first tag is {tag[1][:40]}), not a feed; check the URL"
    else:
        detail = "this is plain text or some other file, not a feed; check the URL"
    return FeedError(feed_url, FeedFailure.NOT_A_FEED, detail)


def _absolute(link: str, base: str) -> str:
    """The address that a page's link leads to, or empty where it leads nowhere."""
    try:
        url = urljoin(base, link)
        is_web = urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return ""
    return public_url(url) if is_web else ""


def _xml(text: str, root: int) -> bytes:
    """The document from its root on, as UTF-8 that says so; mended where expat finds it not well-formed."""
    head = DECLARATION + _doctype(text[:root])
    body = text[root:]
    data = (head + body).encode("utf-8", "replace")
    if _is_well_formed(data):
        return data
    return (head + _mended(body)).encode("utf-8", "replace")


def _doctype(prolog: str) -> str:
    """The document's own short entities, if any; the rest of a DOCTYPE only serves attacks."""
    entities = [(found[1], found[2] or found[3] or "") for found in _ENTITY.finditer(prolog)]
    if not entities:
        return ""
    # Each on a line of its own: feedparser looks for them at the starts of lines.
    declared = "".join(f'<!ENTITY {name} "{value}">\n' for name, value in entities[:_MAX_ENTITIES])
    return f"<!DOCTYPE feed [\n{declared}]>\n"


def _is_well_formed(data: bytes) -> bool:
    try:
        xml.parsers.expat.ParserCreate(namespace_separator=" ").Parse(data, True)
    except xml.parsers.expat.ExpatError:
        return False
    return True


def _mended(body: str) -> str:
    """Without characters XML forbids, with HTML's entities as characters and lone ampersands escaped."""
    body = _NOT_XML.sub("", body)
    pieces: list[str] = []
    at = 0
    while True:
        # By hand: a pattern for CDATA takes quadratic time where sections are opened and never closed.
        start = body.find("<![CDATA[", at)
        end = body.find("]]>", start) + 3 if start >= 0 else 2
        if end < 3:
            return "".join((*pieces, _mended_text(body[at:])))
        pieces += (_mended_text(body[at:start]), body[start:end])
        at = end


def _mended_text(text: str) -> str:
    text = _NUMBER_REFERENCE.sub(_valid_number, text)
    return _BARE_AMPERSAND.sub("&amp;", _NAME_REFERENCE.sub(_named_character, text))


def _valid_number(reference: re.Match[str]) -> str:
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    is_valid = code in (9, 10, 13) or 0x20 <= code <= 0x10FFFF
    return reference[0] if is_valid and not _NOT_XML.match(chr(code)) else ""


def _named_character(reference: re.Match[str]) -> str:
    char = html5.get(reference[1] + ";", "")
    return char if char and char not in "<>&\"'" else reference[0]


# --- after feedparser -----------------------------------------------------------------------------------


def _bozo_reason(parsed: Any) -> str:
    return str(parsed.get("bozo_exception", "no reason given")).splitlines()[0][:120]


def _document(parsed: Any) -> Document:
    feed = parsed.feed
    home = _field(feed, "link")
    links = _links(feed)
    own = next((href for rel, href in links if rel == "self"), "")
    return Document(
        title=_rich(feed, "title"),
        home=home,
        base=own or home if parsed.version.startswith("atom") else home or own,
        lang=_field(feed, "language"),
        entries=tuple(_entry(entry, _field(feed, "language")) for entry in parsed.entries),
    )


def _entry(entry: Any, feed_lang: str) -> Entry:
    contents = [
        RichText(text=_text(part.get("value")), is_html=part.get("type") in _HTML_TYPES)
        for part in _notes(entry, "content")
        if not str(part.get("type", "")).startswith(("image/", "audio/", "video/"))
    ]
    return Entry(
        guid=_field(entry, "id"),
        link=_link(entry),
        title=_rich(entry, "title"),
        summary=_rich(entry, "summary"),
        contents=tuple(content for content in contents if content.text),
        authors=tuple(_authors(entry)),
        tags=tuple(_text(tag.get("term")) or _text(tag.get("label")) for tag in _notes(entry, "tags")),
        dates=tuple(date for key in ("published", "updated", "created") if (date := _field(entry, key))),
        lang=next(filter(None, _entry_langs(entry)), feed_lang),
    )


def _link(entry: Any) -> str:
    """The address behind FeedBurner's, the entry's own, or the first alternative of any type."""
    original = _field(entry, "feedburner_origlink") or _field(entry, "link")
    return original or next((href for rel, href in _links(entry) if rel == "alternate"), "")


def _links(source: Any) -> list[tuple[str, str]]:
    return [
        (_text(link.get("rel")), _text(link.get("href")))
        for link in _notes(source, "links")
        if link.get("href")
    ]


def _authors(entry: Any) -> Iterator[str]:
    authors = _notes(entry, "authors")
    for author in authors:
        if name := _text(author.get("name")) or _text(author.get("email")):
            yield name
    if not any(authors) and (name := _field(entry, "author")):
        yield name


def _entry_langs(entry: Any) -> Iterator[str]:
    yield _field(entry, "language")
    for detail in (*_notes(entry, "title_detail"), *_notes(entry, "content")):
        yield _text(detail.get("language"))


def _rich(source: Any, key: str) -> RichText:
    is_html = any(detail.get("type") in _HTML_TYPES for detail in _notes(source, f"{key}_detail"))
    return RichText(text=_field(source, key), is_html=is_html)


def _notes(source: Any, key: str) -> Sequence[Any]:
    """What feedparser noted of elements; a text there is that of an element with the note's own name."""
    value = dict.get(source, key)
    found = value if isinstance(value, list) else [value]
    return [one for one in found if isinstance(one, dict)]


def _field(source: Any, key: str) -> str:
    # dict.get: feedparser's own get() answers some keys from others.
    return _text(dict.get(source, key))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
