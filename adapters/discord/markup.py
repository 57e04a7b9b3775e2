"""Texts of any origin -> Discord's markdown, in which nothing of them is markup. Pure.

Escaping and isolating make a text longer, so lengths are kept here, in UTF-16 units, where it is done.
"""

import re
from collections.abc import Iterable, Sequence

from adapters.discord import limits
from adapters.hostile import POP_ISOLATE, RIGHT_TO_LEFT_ISOLATE, excerpt_spans, isolated, one_line
from bot.core.chat import LINE_CHARS, LINES
from bot.core.entry import Span
from bot.core.text import is_rtl

NO_TITLE = "(untitled)"

# An address makes itself a link wherever "://" stands. With a backslash in between there is none to be seen,
# for those who show a message and for the server's own look for previews; the backslash is not shown.
_MARKUP = re.compile(r"([\\*_~|`\[\]<>@#]|:(?=//))")
_LIST_MARK = re.compile(r"^(\s*(?:\d+(?=[.)])|(?=[-+])))")


def escape(text: str) -> str:
    """Return one line of text with all of Discord's markdown, mentions and bare addresses escaped."""
    return _LIST_MARK.sub(r"\1\\", _unmarked(text))


def fitting_title(title: str, most_utf16: int = limits.EMBED_TITLE_UTF16) -> str:
    """Return a title, cut so that it fits when it is isolated and escaped."""
    room = limits.TITLE_CHARS
    while True:
        shown = escape(isolated(one_line(title, room) or NO_TITLE))
        excess = utf16_units(shown) - most_utf16
        if excess <= 0:
            return shown
        room -= max(1, excess // 3)


def lines_within(texts: Sequence[str], room_utf16: int) -> list[str]:
    """Return the texts as lines; the last ones are left out where all together are too long."""
    lines = [escape(isolated(line)) for text in texts if (line := one_line(text, LINE_CHARS))][:LINES]
    while lines and sum(utf16_units(line) + 1 for line in lines) > room_utf16:
        lines[-1:] = []
    return lines


def code_block(text: str) -> str:
    """Return one line that is copied exactly as it stands there; nothing of it is markup but its own end.

    That cannot be escaped: between its backticks comes a sign that is not seen, and that any reader of an
    article's text takes out.
    """
    inside = text.replace("``", "`\u200b`")
    return f"```\n{inside}\n```" if text else ""


def with_bold_names(excerpt: Iterable[Span], limit_chars: int) -> str:
    """Return an excerpt, cut, in which the names are bold; nothing where there is nothing to read."""
    spans = excerpt_spans(excerpt, limit_chars)
    text = "".join(f"**{_unmarked(span.text)}**" if span.is_name else _unmarked(span.text) for span in spans)
    text = _LIST_MARK.sub(r"\1\\", text)
    is_isolated = is_rtl("".join(span.text for span in spans))
    return f"{RIGHT_TO_LEFT_ISOLATE}{text}{POP_ISOLATE}" if is_isolated else text


def plain_within(text: str, most_utf16: int) -> str:
    """Return a text on one line, cut, for where Discord knows no markdown."""
    room = most_utf16
    while utf16_units(shown := one_line(text, room)) > most_utf16:
        room -= max(1, (utf16_units(shown) - most_utf16) // 2)
    return shown


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _unmarked(text: str) -> str:
    """The text escaped but for the dash or number that makes a list where it begins a line."""
    return _MARKUP.sub(r"\\\1", text)
