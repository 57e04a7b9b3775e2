"""Element names as feedparser knows them, and which elements it does not learn anything from that we keep.

feedparser finds the handler of an element by its namespace, or by its prefix where it does not know the
namespace. Where that could lead two ways we fall back rather than follow.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import feedparser.mixin
import feedparser.util

from bot.feeds.fast.fallback import Fallback

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
RDF_RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_XLINK = "http://www.w3.org/1999/xlink"
_HARMLESS = frozenset({XML_LANG, RDF_ABOUT, RDF_RESOURCE, _XML_SPACE})

_CHANGING = frozenset({"base", "xmlns"})
_MEANING = frozenset(
    {"domain", "href", "ispermalink", "label", "mode", "rel", "scheme", "src", "term", "type", "uri", "url"}
)

Note = Callable[[str, Element], None]
"""Is told of every element and where it stands, for the document's shape."""

_MIXIN: Any = feedparser.mixin._FeedParserMixin
_PREFIXES = {uri.lower(): prefix.lower() for uri, prefix in _MIXIN.namespaces.items()}
_CANONICAL = frozenset(_PREFIXES.values()) - {""}

# What an element without a handler would overwrite by its mere name.
_RESERVED = frozenset(feedparser.util.FeedParserDict.keymap) | {
    "author", "author_detail", "authors", "category", "contentparams", "contributors", "created",
    "enclosures", "feedburner_origlink", "generator_detail", "guidislink", "href", "id", "image",
    "language", "license", "link", "links", "published", "publisher", "publisher_detail", "publishers",
    "source", "subtitle", "subtitle_detail", "summary", "summary_detail", "tags", "textinput", "title",
    "title_detail", "updated", "where", "content", "entries", "feed",
}  # fmt: skip


class Names:
    """The names of one document's elements. ``declared`` are its namespaces as (prefix, URI), in order.

    Raises: Fallback where a prefix means two things.
    """

    def __init__(self, declared: Iterable[tuple[str, str]]) -> None:
        self._names: dict[str, str] = {}
        self._prefixes: dict[str, str] = {}
        uris: dict[str, str] = {}
        everything: set[str] = set()
        for prefix, uri in declared:
            everything.add(uri.lower())
            known = _known_prefix(uri)
            small = prefix.lower()
            if small.startswith("xml") or uri == _XLINK:
                raise Fallback(f"the namespace {uri}")
            if not prefix:
                continue
            if uris.setdefault(small, uri) != uri:
                raise Fallback(f"the prefix {prefix} for two namespaces")
            if known is not None and small in _CANONICAL and small != known:
                raise Fallback(f"the prefix {prefix} for another namespace")
            if known is None and self._prefixes.setdefault(uri, small) != small:
                raise Fallback(f"two prefixes for the namespace {uri}")
        self.uris = frozenset(everything)
        if {_PREFIXES[uri] for uri in everything & _PREFIXES.keys()} & set(self._prefixes.values()):
            raise Fallback("a well-known prefix for two namespaces")

    def of(self, element: Element) -> str:
        """``title``, ``dc_creator``, ``content_encoded``: all small, the module's prefix in front."""
        tag: str = element.tag
        name = self._names.get(tag)
        if name is None:
            name = self._names[tag] = self._name(tag)
        return name

    def _name(self, tag: str) -> str:
        uri, _, local = tag.removeprefix("{").rpartition("}")
        prefix = _known_prefix(uri)
        if prefix is None:
            prefix = self._prefixes.get(uri)
        if prefix is None:
            raise Fallback(f"an element in the namespace {uri} without a prefix")
        return f"{prefix}_{local}".lower() if prefix else local.lower()


def _known_prefix(uri: str) -> str | None:
    """feedparser's own prefix for a namespace, empty for those of the feed formats, None for unknown ones."""
    uri = uri.lower()
    return "" if "backend.userland.com/rss" in uri else _PREFIXES.get(uri)


@lru_cache(maxsize=2048)
def has_no_handler(name: str) -> bool:
    """True where feedparser only keeps the element under its own name, which nothing of ours reads."""
    return (
        name not in _RESERVED
        and not hasattr(_MIXIN, f"_start_{name}")
        and not hasattr(_MIXIN, f"_end_{name}")
    )


def attributes(element: Element) -> dict[str, str]:
    """The element's attributes by their small names; those that change nothing are left out.

    Raises: Fallback for a base address, a language outside of ``xml:lang`` and names from other namespaces.
    """
    plain: dict[str, str] = {}
    for name, value in element.items():
        small = name.lower()
        if name in _HARMLESS:
            continue
        local = small.rpartition("}")[2]
        if local in ("base", "lang", "xmlns") or local in plain:
            raise Fallback(f"the attribute {name}")
        if local == small:
            plain[small] = value
        elif local in _MEANING:
            # feedparser overlooks the namespace of an attribute that it does not know.
            raise Fallback(f"the attribute {name}")
    return plain


def check_harmless(element: Element, *, more: frozenset[str] = frozenset()) -> None:
    """Raises: Fallback where an element that we pass over changes what comes after it.

    Args:
        more: other attributes that mean something on this one.
    """
    for name in element.attrib:
        local = name.rpartition("}")[2].lower()
        if local in _CHANGING or (local in more and name not in _HARMLESS):
            raise Fallback(f"the attribute {name}")


def pass_over(element: Element, names: Names, note: Note) -> None:
    """Raises: Fallback where an element or one inside of it means something to feedparser."""
    check_harmless(element)
    if len(element):
        for inner in element.iter():
            note(element.tag, inner)
            check_harmless(inner)
            if not has_no_handler(names.of(inner)):
                raise Fallback(f"{inner.tag} inside {element.tag}")
