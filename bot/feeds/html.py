"""HTML -> plain text, as a reader would see it: inline tags join words, blocks and line breaks part lines."""

import html
import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from bot.core.text import clean

_HIDDEN = frozenset(
    {"script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "head", "title",
     "select", "textarea", "audio", "video", "canvas", "button", "-comment", "-doctype"}
)  # fmt: skip
_INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
     "i", "img", "ins", "kbd", "label", "mark", "nobr", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small",
     "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)  # fmt: skip
# What shows that a text the feed called plain is markup: a closed tag, or one that needs no closing. "<3",
# "<unknown>" and "the <b> tag" do not.
_MARKUP = re.compile(
    r"</(?:a|abbr|b|big|blockquote|cite|code|dd|del|div|dl|dt|em|figure|font|h[1-6]|i|ins|li|mark|ol|p|pre|q|s"
    r"|small|span|strike|strong|sub|sup|table|td|th|tr|tt|u|ul)\s*>|<(?:br|hr|img|p)\b[^<>]*>",
    re.IGNORECASE,
)
_CHARACTER_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def plain_text(text: str, *, is_html: bool, keep_lines: bool = True) -> str:
    """Return clean plain text.

    A text called plain that still holds tags or character references was escaped once more than it says, and
    so was an HTML text that shows its tags after it was read; both are read once more.
    """
    if not is_html:
        is_html = ("<" in text and _MARKUP.search(text) is not None) or (
            "&" in text and _CHARACTER_REFERENCE.search(text) is not None
        )
    if is_html:
        was_escaped = "<" not in text
        text = _visible_text(text)
        if was_escaped and _MARKUP.search(text):
            text = _visible_text(text)
    return clean(text, keep_lines=keep_lines)


def _visible_text(source: str) -> str:
    if "<" not in source:
        return html.unescape(source)
    body: Any = LexborHTMLParser(source).body
    pieces: list[str] = []
    # The nodes that are open, with whether they end a line: a stack, for feeds nest tags thousands deep.
    parents: list[tuple[Any, bool]] = []
    node = body.child if body is not None else None
    while node is not None:
        tag = node.tag
        if tag == "-text":
            pieces.append(node.text_content or "")
        elif tag not in _HIDDEN:
            is_block = tag not in _INLINE
            if is_block:
                pieces.append("\n")
            child = node.child
            if child is not None:
                parents.append((node, is_block))
                node = child
                continue
            if is_block:
                pieces.append("\n")
        node = node.next
        while node is None and parents:
            parent, is_block = parents.pop()
            if is_block:
                pieces.append("\n")
            node = parent.next
    return "".join(pieces)


def feed_links(source: str) -> list[str]:
    """Return the addresses an HTML page announces as its feeds, at most five, as written."""
    links: list[str] = []
    for link in LexborHTMLParser(source[:500_000]).css("link[rel~=alternate][href]"):
        kind = (link.attributes.get("type") or "").lower()
        if any(name in kind for name in ("rss", "atom", "rdf", "feed+json")):
            links.append(clean(link.attributes.get("href") or "")[:200])
    return list(dict.fromkeys(filter(None, links)))[:5]
