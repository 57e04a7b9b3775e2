"""The text of one element as feedparser would give it."""

import re
from contextlib import suppress
from typing import Any
from xml.etree.ElementTree import Element

import feedparser.html
import feedparser.mixin

from bot.feeds.fast.fallback import Fallback
from bot.feeds.fast.names import XML_LANG, attributes

_MIXIN: Any = feedparser.mixin._FeedParserMixin
_CP1252: Any = feedparser.html._cp1252
_C1 = re.compile("[\x80-\x9f]")
PLAIN, HTML = "text/plain", "text/html"
_TYPES = {"text": PLAIN, "plain": PLAIN, PLAIN: PLAIN, "html": HTML, HTML: HTML}


def raw_text(element: Element) -> str:
    """The text of an element without children. Raises: Fallback where it has some."""
    if len(element):
        raise Fallback(f"elements inside {element.tag}")
    text = element.text
    return text.strip() if text else ""


def mended(text: str) -> str:
    """UTF-8 that was taken for Latin-1 made right, and windows-1252's marks as the characters they mean."""
    if text.isascii():
        return text
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode("utf-8")
    return text.translate(_CP1252) if _C1.search(text) else text


def rich_text(element: Element, *, default: str, is_atom: bool) -> tuple[str, bool]:
    """The text of a title, summary or content, and whether it is HTML. Raises: Fallback."""
    text = raw_text(element)
    kind = default
    if element.attrib:
        given = attributes(element)
        kind = _TYPES.get(given.pop("type", default).lower(), "")
        if given or not kind:
            raise Fallback(f"the attributes of {element.tag}")
    is_html = kind == HTML or (
        not is_atom and ("<" in text or "&" in text) and bool(_MIXIN.looks_like_html(text))
    )
    return mended(text), is_html


def lang_of(element: Element, inherited: str | None) -> str | None:
    """The language an element is in; an empty one ends the outer one."""
    own = element.get(XML_LANG)
    return inherited if own is None else own or None


def link_text(text: str) -> str:
    """An address as written. Raises: Fallback for one that feedparser would mend."""
    if "///" in text:
        raise Fallback("an address with too many slashes")
    return text
