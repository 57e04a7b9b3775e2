"""Reply -> Slack blocks and their plain text: pure, within Slack's limits, nothing from a feed is markup."""

import re
from collections.abc import Iterable, Iterator

from adapters.hostile import excerpt_spans, isolated, one_line, web_link
from adapters.slack import limits
from adapters.slack.blockkit import (
    Block,
    button_row,
    context,
    escape,
    excerpt,
    linked,
    moment,
    moment_text,
    plain,
    preformatted,
    rich_text,
    title_text,
    units,
    words,
)
from adapters.slack.render import titled_blocks, titled_text
from bot.core.chat import (
    CODE_CHARS,
    ENTRIES,
    ENTRY_TITLE_CHARS,
    EXCERPT_CHARS,
    FACT_CHARS,
    FACTS,
    Entry,
    Reply,
)

_PERSON = re.compile(r"slack:([UW][A-Z0-9]+)")
_MORE_UNITS = 50
"""Room for the line that counts what was left out."""


def answer_blocks(said: Reply) -> list[Block]:
    """Return an answer: title and lines, what is to be copied, articles as far as Slack takes them, buttons.

    An article for which there is no room is shown without its excerpt, or only counted.
    """
    code = _code(said)
    shown = [*titled_blocks(said), *([preformatted(code)] if code else []), *_sharer(said)]
    below = button_row(said.buttons)
    room = limits.MESSAGE_TEXT_CHARS - _MORE_UNITS - _length([*shown, *below])
    hidden = len(said.entries)
    for entry in said.entries[:ENTRIES]:
        whole = _entry(entry)
        fitting = next((one for one in (whole, whole[:2]) if _length(one) <= room), [])
        shown += fitting
        room -= _length(fitting)
        hidden -= bool(fitting)
    more = [context([plain(f"and {hidden} more, for which there is no room")])] if hidden else []
    return [*shown, *more, *below]


def answer_text(said: Reply) -> str:
    """Return an answer as escaped text, for screen readers; what is too long for Slack is left out."""
    person = _person(said)
    code = escape(_code(said))
    lines = [titled_text(said), *filter(None, (code, f"Shared by <@{person}>" if person else ""))]
    room = limits.FALLBACK_CHARS - len("\n".join(lines))
    for line in (escape(line) for entry in said.entries[:ENTRIES] for line in _entry_lines(entry)):
        room -= len(line) + 1
        if room < 0:
            break
        lines.append(line)
    return "\n".join(lines)


def _code(said: Reply) -> str:
    return one_line(said.code, CODE_CHARS)


def _sharer(said: Reply) -> list[Block]:
    person = _person(said)
    return [rich_text([words("Shared by "), {"type": "user", "user_id": person}])] if person else []


def _person(said: Reply) -> str:
    found = _PERSON.fullmatch(said.shared_by)
    return found[1] if found else ""


def _entry(entry: Entry) -> list[Block]:
    """Title with link, time and facts, and the sentences around what was looked for."""
    spans = excerpt_spans(entry.excerpt, EXCERPT_CHARS)
    facts = (plain(fact) for fact in _facts(entry))
    return [
        rich_text([linked(title_text(entry.title, ENTRY_TITLE_CHARS), entry.url)]),
        context([moment(entry.at, is_dated=entry.is_dated), *facts]),
        *([rich_text(excerpt(spans))] if spans else []),
    ]


def _entry_lines(entry: Entry) -> Iterator[str]:
    yield title_text(entry.title, ENTRY_TITLE_CHARS)
    if link := web_link(entry.url, limits.LINK_CHARS):
        yield link
    yield " · ".join((moment_text(entry.at, is_dated=entry.is_dated), *_facts(entry)))
    spans = excerpt_spans(entry.excerpt, EXCERPT_CHARS)
    if spans:
        yield isolated("".join(span.text for span in spans))


def _facts(entry: Entry) -> list[str]:
    shown = (one_line(fact, FACT_CHARS) for fact in entry.facts[:FACTS])
    return [isolated(fact) for fact in shown if fact]


def _length(shown: Iterable[Block]) -> int:
    """All text and links of the blocks, in UTF-16 units."""
    return sum(_units(block) for block in shown)


def _units(piece: object) -> int:
    if isinstance(piece, dict):
        return sum(
            units(value) if key in ("text", "url") and isinstance(value, str) else _units(value)
            for key, value in piece.items()
        )
    return sum(map(_units, piece)) if isinstance(piece, list) else 0
