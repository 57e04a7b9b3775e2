"""One ``item`` or ``entry`` element -> Entry, with feedparser's rules for which of several elements counts.

Those rules have a history: a second description is a content, a content fills an empty summary, a title
deeper inside the entry gives way to one less deep. They are followed here as far as real feeds need them.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element

import feedparser.mixin

from bot.feeds.entry import Entry, RichText
from bot.feeds.fast.fallback import Fallback
from bot.feeds.fast.names import RDF_ABOUT, Names, Note, attributes, check_harmless, has_no_handler, pass_over
from bot.feeds.fast.text import HTML, PLAIN, lang_of, link_text, mended, raw_text, rich_text

_MIXIN: Any = feedparser.mixin._FeedParserMixin
_HTML_LINKS = frozenset({"text/html", "application/xhtml+xml", "html", "xhtml"})
_BROKEN_QUERY = re.compile("&([A-Za-z0-9_]+);")
_ITUNES = "http://www.itunes.com/"
_MEDIA = "http://search.yahoo.com/mrss/category_schema"

# Elements that feedparser has a handler for which fills nothing that we keep.
PASSED_OVER = frozenset(
    {"cc_license", "cloud", "copyright", "creativecommons_license", "dc_contributor", "dc_publisher",
     "dc_rights", "dcterms_valid", "enclosure", "expirationdate", "feedburner_browserfriendly", "generator",
     "georss_box", "georss_line", "georss_point", "georss_polygon", "info", "itunes_block", "itunes_explicit",
     "itunes_image", "itunes_subtitle", "media_credit", "media_license", "media_player", "media_rating",
     "media_restriction", "media_thumbnail", "rights", "subtitle", "tagline", "webmaster"}
)  # fmt: skip
_IN_SOURCE = frozenset(
    {"author", "category", "generator", "guid", "id", "link", "published", "rights", "subtitle", "title",
     "updated"}
)  # fmt: skip
_ON_ENTRY = frozenset({"about", "href", "lang", "lastmod"})
PERSON = frozenset({"email", "name", "uri"})


class EntryReader:
    """Reads one entry; ``title_depth`` is left behind for the feed's own title.

    Args:
        depth: of the entry's children; only compared with others.
        has_content: a content was seen before the entry, in the feed itself.
    """

    def __init__(
        self,
        names: Names,
        note: Note,
        *,
        depth: int,
        is_atom: bool,
        has_content: bool,
    ) -> None:
        self._names = names
        self._note = note
        self._depth = depth
        self._is_atom = is_atom
        self._has_content = has_content
        self.title_depth = -1
        self._lang: str | None = None
        self._values: dict[str, str] = {}
        self._depths: dict[str, int] = {}
        self._details: dict[str, tuple[bool, str | None]] = {}
        self._contents: list[tuple[str, bool, str | None]] = []
        self._links: list[tuple[str, str]] = []
        self._people: list[dict[str, str]] = []
        self._tags: list[list[str | None]] = []

    def read(self, element: Element, *, lang: str | None) -> None:
        """Raises: Fallback."""
        check_harmless(element, more=_ON_ENTRY)
        self._lang = lang_of(element, lang)
        if about := element.get(RDF_ABOUT):
            self._values["id"] = about
        self._read_children(element, self._depth, "entry")

    def _read_children(self, parent: Element, depth: int, where: str) -> None:
        for element in parent:
            self._note(where, element)
            name = self._names.of(element)
            handler = _HANDLERS.get(name)
            if handler is not None:
                handler(self, element, depth)
            elif name in PASSED_OVER:
                raw_text(element)
                check_harmless(element)
            elif has_no_handler(name):
                pass_over(element, self._names, self._note)
            else:
                raise Fallback(f"the element {name}")

    # --- texts ---

    def _store(self, key: str, value: str, depth: int) -> None:
        if depth <= self._depths.get(key, depth):
            self._depths[key] = depth
            self._values[key] = value

    def title(self, element: Element, depth: int) -> None:
        text, is_html = rich_text(element, default=PLAIN, is_atom=self._is_atom)
        if not -1 < self.title_depth <= depth:
            self._store("title", text, depth)
            self._details["title"] = (is_html, self._lang_in(element))
        if text:
            self.title_depth = depth

    def media_title(self, element: Element, depth: int) -> None:
        before = self.title_depth
        self.title(element, depth)
        self.title_depth = before

    def description(self, element: Element, depth: int, *, default: str) -> None:
        if "summary" in self._values and not self._has_content:
            self.content(element, depth, default=PLAIN)
            return
        text, is_html = rich_text(element, default=default, is_atom=self._is_atom)
        self._store("summary", text, depth)
        self._details["summary"] = (is_html, None)

    def content(self, element: Element, _depth: int, *, default: str) -> None:
        self._has_content = True
        text, is_html = rich_text(element, default=default, is_atom=self._is_atom)
        self._contents.append((text, is_html, self._lang_in(element)))
        self._values.setdefault("summary", text)

    def plain(self, element: Element, depth: int, *, key: str) -> None:
        text = raw_text(element)
        check_harmless(element)
        self._store(key, mended(text), depth)

    def original_link(self, element: Element, depth: int) -> None:
        if element.attrib:
            raise Fallback("attributes of feedburner:origLink")
        self.plain(element, depth, key="feedburner_origlink")

    def _lang_in(self, element: Element) -> str | None:
        lang = lang_of(element, self._lang)
        return lang.replace("_", "-") if lang else lang

    # --- identity ---

    def guid(self, element: Element, depth: int) -> None:
        given = attributes(element) if element.attrib else {}
        is_link = given.pop("ispermalink", "true") == "true"
        if given:
            raise Fallback("the attributes of an id")
        value = mended(raw_text(element))
        self._store("id", value, depth)
        if is_link:
            self._values.setdefault("link", value)

    def link(self, element: Element, _depth: int) -> None:
        link = read_link(element)
        if link.is_text:
            href = _BROKEN_QUERY.sub(r"&\1", link.href.replace("&amp;", "&"))
            self._values["link"] = href
        else:
            href = link.href
            if link.is_page:
                self._values["link"] = href
        if href:
            self._links.append((link.rel, href))

    # --- people and tags ---

    def author(self, element: Element, depth: int) -> None:
        if depth != self._depth:
            raise Fallback("an author inside another element")
        check_harmless(element)
        self._people.append({})
        for inner in element:
            self._note("author", inner)
            name = self._names.of(inner)
            if name in PERSON and not inner.attrib:
                value = raw_text(inner)
                self._sync_author()
                self._people[-1]["href" if name == "uri" else name] = (
                    mended(link_text(value)) if name == "uri" else value
                )
            elif has_no_handler(name) and "_" in name and not "".join(inner.itertext()).strip():
                pass_over(inner, self._names, self._note)
            else:
                raise Fallback(f"{name} inside an author")
        text = (element.text or "").strip()
        if len(element) and (text or any((inner.tail or "").strip() for inner in element)):
            raise Fallback("text beside elements inside an author")
        self._store("author", mended(text), depth)
        self._sync_author()

    def _sync_author(self) -> None:
        """Fill the last author from the author's text, or the other way round."""
        person, text = self._people[-1], self._values.get("author", "")
        if not person and "@" not in text:
            if text:
                person["name"] = text
            return
        context: dict[str, Any] = {"authors": [person], "author": text}
        _MIXIN._sync_author_detail(_Context(context))
        if context["author"] or "author" in self._values:
            self._values["author"] = context["author"]

    def category(self, element: Element, _depth: int, *, scheme: str | None = None) -> None:
        given = attributes(element) if element.attrib else {}
        self._add_tag(given.get("term"), given.get("scheme", given.get("domain", scheme)), given.get("label"))
        value = mended(raw_text(element))
        if not value:
            return
        if self._tags and not self._tags[-1][0]:
            self._tags[-1][0] = value
        else:
            self._add_tag(value, None, None)

    def keywords(self, element: Element, _depth: int, *, scheme: str | None) -> None:
        if element.attrib:
            raise Fallback("attributes of keywords")
        for term in mended(raw_text(element)).split(","):
            if term.strip():
                self._add_tag(term.strip(), scheme, None)

    def _add_tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        tag = [term, scheme, label]
        if any(tag) and tag not in self._tags:
            self._tags.append(tag)

    # --- containers ---

    def media(self, element: Element, depth: int) -> None:
        attributes(element)
        if len(element):
            if lang_of(element, self._lang) != self._lang:
                raise Fallback("a language inside of media")
            self._read_children(element, depth + 1, "media")

    def image(self, element: Element, _depth: int) -> None:
        raw_text(element)
        check_harmless(element)
        self.title_depth = -1

    def source(self, element: Element, depth: int) -> None:
        check_harmless(element)
        self.title_depth = -1
        for inner in element:
            self._note("source", inner)
            name = self._names.of(inner)
            check_harmless(inner)
            if name == "title":
                text, _ = rich_text(inner, default=PLAIN, is_atom=self._is_atom)
                if text:
                    self.title_depth = depth + 1
            elif name == "author":
                self._check_person(inner)
            elif name in _IN_SOURCE or has_no_handler(name):
                raw_text(inner)
            else:
                raise Fallback(f"{name} inside a source")

    def contributor(self, element: Element, _depth: int) -> None:
        self._check_person(element)

    def _check_person(self, element: Element) -> None:
        for inner in element:
            self._note("person", inner)
            if self._names.of(inner) not in PERSON or inner.attrib:
                raise Fallback(f"{inner.tag} inside a person")
            raw_text(inner)

    # --- the result ---

    def entry(self, *, feed_lang: str) -> Entry:
        """Return what was read; the feed's language may stand behind its entries."""
        values, details = self._values, self._details
        title_lang = details["title"][1] if "title" in details else None
        langs = (values.get("language"), title_lang, *(lang for *_, lang in self._contents))
        first_page = next((href for rel, href in self._links if rel == "alternate"), "")
        return Entry(
            guid=values.get("id", ""),
            link=values.get("feedburner_origlink") or values.get("link") or first_page,
            title=self._rich("title"),
            summary=self._rich("summary"),
            contents=tuple(
                RichText(text=text, is_html=is_html) for text, is_html, _ in self._contents if text
            ),
            authors=self._authors(),
            tags=tuple(term or label or "" for term, _, label in self._tags),
            dates=tuple(date for key in ("published", "updated", "created") if (date := values.get(key, ""))),
            lang=next(filter(None, langs), None) or feed_lang,
        )

    def _rich(self, key: str) -> RichText:
        is_html, _ = self._details.get(key, (False, None))
        return RichText(text=self._values.get(key, ""), is_html=is_html)

    def _authors(self) -> tuple[str, ...]:
        names = [person.get("name") or person.get("email") or "" for person in self._people]
        if not any(self._people) and (text := self._values.get("author", "")):
            names.append(text)
        return tuple(filter(None, names))


class Link:
    """A ``link`` element: its address and relation, and whether the address is its text."""

    __slots__ = ("href", "is_page", "is_text", "rel")

    def __init__(self, *, rel: str, href: str, is_text: bool, is_page: bool) -> None:
        self.rel = rel
        self.href = href
        self.is_text = is_text
        self.is_page = is_page


def read_link(element: Element) -> Link:
    """Raises: Fallback."""
    text = raw_text(element)
    if not element.attrib:
        return Link(rel="alternate", href=mended(link_text(text)), is_text=True, is_page=False)
    given = attributes(element)
    if "url" in given or "uri" in given:
        raise Fallback("a link with an url")
    rel = given.get("rel", "alternate").lower()
    if "href" not in given:
        return Link(rel=rel, href=mended(link_text(text)), is_text=True, is_page=False)
    default = "application/atom+xml" if rel == "self" else HTML
    is_page = rel == "alternate" and given.get("type", default).lower() in _HTML_LINKS
    return Link(rel=rel, href=link_text(given["href"]), is_text=False, is_page=is_page)


class _Context:
    """What feedparser's rule about names and addresses of authors wants to be called on."""

    def __init__(self, context: dict[str, Any]) -> None:
        self._context = context

    def _get_context(self) -> dict[str, Any]:
        return self._context


def _plain(key: str) -> Callable[[EntryReader, Element, int], None]:
    return partial(EntryReader.plain, key=key)


def _described(default: str) -> Callable[[EntryReader, Element, int], None]:
    return partial(EntryReader.description, default=default)


_HANDLERS: dict[str, Callable[[EntryReader, Element, int], None]] = {
    "title": EntryReader.title,
    "dc_title": EntryReader.title,
    "media_title": EntryReader.media_title,
    "link": EntryReader.link,
    "feedburner_origlink": EntryReader.original_link,
    "guid": EntryReader.guid,
    "id": EntryReader.guid,
    "description": _described(HTML),
    "dc_description": _described(HTML),
    "media_description": _described(HTML),
    "summary": _described(PLAIN),
    "itunes_summary": _described(PLAIN),
    "content": partial(EntryReader.content, default=PLAIN),
    "content_encoded": partial(EntryReader.content, default=HTML),
    "author": EntryReader.author,
    "dc_creator": EntryReader.author,
    "dc_author": EntryReader.author,
    "itunes_author": EntryReader.author,
    "category": EntryReader.category,
    "dc_subject": EntryReader.category,
    "keywords": EntryReader.category,
    "media_category": partial(EntryReader.category, scheme=_MEDIA),
    "media_keywords": partial(EntryReader.keywords, scheme=None),
    "itunes_keywords": partial(EntryReader.keywords, scheme=_ITUNES),
    "media_group": EntryReader.media,
    "media_content": EntryReader.media,
    "image": EntryReader.image,
    "source": EntryReader.source,
    "contributor": EntryReader.contributor,
    "language": _plain("language"),
    "dc_language": _plain("language"),
    **{name: _plain("published") for name in ("pubdate", "published", "issued", "dcterms_issued")},
    **{
        name: _plain("updated")
        for name in ("updated", "modified", "lastbuilddate", "dc_date", "dcterms_modified")
    },
    **{name: _plain("created") for name in ("created", "dcterms_created")},
}
