"""Text and links from feeds made safe for any screen; a platform's own escaping comes after this.

Takes out what is invisible or turns text round, keeps right-to-left text from rearranging its neighbours, and
lets through only links that every platform accepts.
"""

import re
from collections.abc import Iterable
from itertools import groupby

from yarl import URL

from bot.core.entry import Span
from bot.core.text import ELLIPSIS, clean, is_rtl, truncate

RIGHT_TO_LEFT_ISOLATE, POP_ISOLATE = "\u2067", "\u2069"
_SPACES = re.compile(" +")


def one_line(text: str, limit_chars: int) -> str:
    """Return the text on one line, without invisible characters, in at most ``limit_chars`` code points."""
    return truncate(clean(text), limit_chars)


def isolated(text: str) -> str:
    """Return right-to-left text between isolates, so that what stands beside it keeps its place.

    Two code points longer then; other text comes back as it is.
    """
    return f"{RIGHT_TO_LEFT_ISOLATE}{text}{POP_ISOLATE}" if is_rtl(text) else text


def excerpt_spans(excerpt: Iterable[Span], limit_chars: int) -> list[Span]:
    """Return the spans on one line, cleaned, in at most ``limit_chars`` code points.

    Names and other text alternate, no span is empty, and a name neither begins nor ends with a space. No span
    at all where there is nothing to read.
    """
    parts = (part for span in excerpt for part in _trimmed(_spaced(span.text), is_name=span.is_name))
    joined = [
        Span(text=_SPACES.sub(" ", "".join(part.text for part in group)), is_name=is_name)
        for is_name, group in groupby(parts, key=lambda part: part.is_name)
    ]
    return _cut(joined, limit_chars) if any(not span.text.isspace() for span in joined) else []


def web_link(url: str, limit_chars: int) -> str:
    """Return the address in ASCII, or nothing where it is no web address or too long.

    Nothing as well for an address with user info: ``https://bank.example@evil.example`` leads to the latter.
    """
    try:
        parsed = URL(url)
        is_web = parsed.scheme in ("http", "https") and parsed.host is not None and parsed.raw_user is None
        text = str(parsed)
    except (ValueError, UnicodeError):
        return ""
    for char in "|<>\"'()`\\":
        text = text.replace(char, f"%{ord(char):02X}")
    return text if is_web and parsed.raw_password is None and len(text) <= limit_chars else ""


def _spaced(text: str) -> str:
    """The cleaned text, with one space at each end where there was one."""
    body = clean(text)
    if not body:
        return " " if text[:1].isspace() else ""
    return " " * text[0].isspace() + body + " " * text[-1].isspace()


def _trimmed(text: str, *, is_name: bool) -> list[Span]:
    """The text as a span, the outer spaces of a name as spans of their own."""
    bare = text.strip()
    if not is_name or not bare:
        return [Span(text=text)] if text else []
    before, _, after = text.partition(bare)
    parts = (Span(text=before), Span(text=bare, is_name=True), Span(text=after))
    return [part for part in parts if part.text]


def _cut(spans: Iterable[Span], limit_chars: int) -> list[Span]:
    kept: list[Span] = []
    room = limit_chars - len(ELLIPSIS)
    for span in spans:
        if len(span.text) > room:
            # Half a name would be another name; other text is cut at its best border.
            kept.append(Span(text=ELLIPSIS if span.is_name or not room else truncate(span.text, room)))
            break
        kept.append(span)
        room -= len(span.text)
    return kept
