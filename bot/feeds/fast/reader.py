"""The text of a feed document -> the Document that feedparser's would be, or Fallback on any doubt.

The tree is built by expat, the parser feedparser uses as well, so that the two never disagree on what is
well-formed. No document type reaches it, hence no entity. What the elements of the tree mean is feedparser's
affair, and told again here for the plain documents that nearly all feeds are.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, ParseError, iterparse

import feedparser

from bot.feeds.entry import Document, RichText
from bot.feeds.fast.entry import PASSED_OVER, PERSON, EntryReader, read_link
from bot.feeds.fast.fallback import Fallback
from bot.feeds.fast.names import Names, attributes, check_harmless, has_no_handler, pass_over
from bot.feeds.fast.text import PLAIN, lang_of, mended, raw_text, rich_text

READER = f"1/feedparser-{feedparser.__version__}"
"""What a proof of equality holds for. Raise the first figure with every change to what the reader accepts."""

_ATOM, _RSS10 = "http://www.w3.org/2005/Atom", "http://purl.org/rss/1.0/"
_NETSCAPE = "http://my.netscape.com/rdf/simple/0.9/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_BROKEN_QUERY = re.compile("&([A-Za-z0-9_]+);")
_DEPTHS = {"rss": (3, 4), "rdf": (3, 3), "feed": (2, 3)}
"""How deep the children of the feed and of an entry stand."""

_PASSED_OVER = PASSED_OVER | {
    "category", "created", "dc_author", "dc_creator", "dc_date", "dc_subject", "dcterms_created",
    "dcterms_issued", "dcterms_modified", "issued", "itunes_author", "itunes_keywords", "keywords",
    "lastbuilddate", "managingeditor", "media_category", "media_keywords", "modified", "pubdate",
    "published", "updated",
}  # fmt: skip
_LANG = frozenset({"lang"})
_ON_CHANNEL = frozenset({"href", "lang", "lastmod"})
_BESIDE_CHANNEL = frozenset({"image", "item", "textinput"})
_NESTED = {
    "author": PERSON,
    "contributor": PERSON,
    "itunes_owner": frozenset({"itunes_email", "itunes_name"}),
    "itunes_category": frozenset({"itunes_category"}),
    "items": frozenset({"rdf_bag", "rdf_li", "rdf_seq"}),
}
_IN_IMAGE = frozenset({"description", "height", "link", "title", "url", "width"})
_IN_TEXT_INPUT = frozenset({"description", "link", "name", "title"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FastReading:
    """``shape_key`` names the document's shape: charset, root, and which elements and attributes it has."""

    document: Document
    shape_key: str


def read_fast(data: bytes, *, charset: str) -> FastReading:
    """Read a document.

    Args:
        data: UTF-8 that says so, from the root element on, without a document type.
        charset: the document was decoded with; a part of its shape.

    Raises: Fallback.
    """
    root, names = _tree(data)
    reader = _FeedReader(root, names)
    document = reader.read()
    shape = "\n".join((charset, *sorted(map(repr, reader.shape))))
    return FastReading(document=document, shape_key=hashlib.sha256(shape.encode()).hexdigest()[:32])


def _tree(data: bytes) -> tuple[Element, Names]:
    if b"<!DOCTYPE" in data[:200]:
        raise Fallback("a document type")
    events: Any = iterparse(BytesIO(data), events=("start-ns",))  # noqa: S314 - no entity without a document type
    try:
        declared: list[tuple[str, str]] = [pair for _, pair in events]
    except ParseError as error:
        raise Fallback(f"not well-formed: {error}") from error
    root: Element = events.root
    return root, Names(declared)


class _FeedReader:
    """Reads one document's tree, once."""

    def __init__(self, root: Element, names: Names) -> None:
        self._root = root
        self._names = names
        self._kind = _kind(root, names)
        self._is_atom = self._kind == "feed"
        self._depth, self._entry_depth = _DEPTHS[self._kind]
        self.shape: set[tuple[str, ...]] = {(self._kind,)}
        self._values: dict[str, str] = {}
        self._title_is_html = False
        self._title_depth = -1
        self._has_summary = False
        self._has_content = False
        self._self_link = ""

    def read(self) -> Document:
        """Raises: Fallback."""
        check_harmless(self._root, more=_LANG)
        lang = lang_of(self._root, None)
        if self._kind != "rdf" and lang:
            self._values["language"] = lang.replace("_", "-")
        entries: list[EntryReader] = []
        for element, inherited in self._elements(lang):
            self.note("feed", element)
            name = self._names.of(element)
            if name == ("entry" if self._is_atom else "item"):
                entries.append(self._read_entry(element, inherited))
            else:
                self._read_element(name, element)
        values, own = self._values, self._self_link
        home, feed_lang = values.get("link", ""), values.get("language", "")
        return Document(
            title=RichText(text=values.get("title", ""), is_html=self._title_is_html),
            home=home,
            base=own or home if self._is_atom else home or own,
            lang=feed_lang,
            entries=tuple(entry.entry(feed_lang=feed_lang) for entry in entries),
        )

    def note(self, where: str, element: Element) -> None:
        """Make the element a part of the document's shape."""
        self.shape.add((where, element.tag, *element.keys()))

    def _elements(self, lang: str | None) -> Iterator[tuple[Element, str | None]]:
        """What stands in the feed and what stands in its channel as one run, each with its language."""
        if self._is_atom:
            yield from ((element, lang) for element in self._root)
            return
        if not len(self._root):
            raise Fallback("there is no channel")
        channel, *others = self._root
        if self._names.of(channel) != "channel":
            raise Fallback("the channel is not the first element")
        check_harmless(channel, more=_ON_CHANNEL)
        self.note("root", channel)
        inherited = lang_of(channel, lang)
        yield from ((element, inherited) for element in channel)
        for element in others:
            if self._kind == "rss" or self._names.of(element) not in _BESIDE_CHANNEL:
                raise Fallback("an element beside the channel")
            yield element, lang

    def _read_entry(self, element: Element, lang: str | None) -> EntryReader:
        entry = EntryReader(
            self._names,
            self.note,
            depth=self._entry_depth,
            is_atom=self._is_atom,
            has_content=self._has_content,
        )
        entry.read(element, lang=lang)
        self._title_depth = entry.title_depth
        self._has_content = False
        return entry

    def _read_element(self, name: str, element: Element) -> None:
        match name:
            case "title" | "dc_title":
                self._title(element)
            case "link":
                self._link(element)
            case "id" | "guid":
                self._id(element)
            case "description" | "dc_description" | "summary" | "itunes_summary":
                self._description(name, element)
            case "language" | "dc_language":
                check_harmless(element)
                self._values["language"] = mended(raw_text(element))
            case "image" | "textinput":
                self._inset(element, _IN_IMAGE if name == "image" else _IN_TEXT_INPUT)
            case _:
                self._pass_over(name, element)

    def _title(self, element: Element) -> None:
        text, is_html = rich_text(element, default=PLAIN, is_atom=self._is_atom)
        if not -1 < self._title_depth <= self._depth:
            self._values["title"], self._title_is_html = text, is_html
        if text:
            self._title_depth = self._depth

    def _link(self, element: Element) -> None:
        link = read_link(element)
        href = _BROKEN_QUERY.sub(r"&\1", link.href) if link.is_text else link.href
        if link.is_text or link.is_page:
            self._values["link"] = href
        if link.rel == "self":
            self._self_link = self._self_link or href

    def _id(self, element: Element) -> None:
        given = attributes(element)
        is_link = given.pop("ispermalink", "true") == "true"
        if given:
            raise Fallback("the attributes of the feed's id")
        if is_link:
            self._values.setdefault("link", mended(raw_text(element)))

    def _description(self, name: str, element: Element) -> None:
        """Only what it does to the first entry's: a feed's second description counts as a content."""
        raw_text(element)
        check_harmless(element)
        if self._has_summary and not self._has_content:
            self._has_content = True
        elif name in ("summary", "itunes_summary"):
            self._has_summary = True

    def _inset(self, element: Element, known: frozenset[str]) -> None:
        """An image or a text input: its title is not the feed's, but lets another title of the feed count."""
        check_harmless(element)
        self._title_depth = -1
        for inner in element:
            self.note(element.tag, inner)
            name = self._names.of(inner)
            text = raw_text(inner)
            if name not in known or inner.attrib:
                raise Fallback(f"{name} inside {element.tag}")
            if name == "title" and text:
                self._title_depth = self._depth + 1

    def _pass_over(self, name: str, element: Element) -> None:
        if name in _PASSED_OVER:
            raw_text(element)
            check_harmless(element)
        elif name in _NESTED:
            for inner in element.iter():
                self.note(name, inner)
                check_harmless(inner)
                if inner is not element and self._names.of(inner) not in _NESTED[name]:
                    raise Fallback(f"{inner.tag} inside {name}")
        elif has_no_handler(name):
            pass_over(element, self._names, self.note)
        else:
            raise Fallback(f"the element {name}")


def _kind(root: Element, names: Names) -> str:
    """``rss``, ``rdf`` or ``feed``. Raises: Fallback where feedparser may take it for another format."""
    if root.tag == "rss":
        return "rss"
    if root.tag == f"{{{_RDF}}}RDF" and _ATOM.lower() not in names.uris:
        return "rdf"
    if root.tag == f"{{{_ATOM}}}feed" and not names.uris & {_RSS10, _NETSCAPE}:
        return "feed"
    raise Fallback(f"the root element {root.tag}")
