"""Entries of an answer or a notice -> Slack blocks and their plain text: pure, nothing of them is markup."""

from collections.abc import Iterable, Iterator, Sequence

from adapters.hostile import excerpt_spans, isolated, one_line, web_link
from adapters.slack import limits
from adapters.slack.blockkit import (
    Block,
    context,
    escape,
    excerpt,
    linked,
    moment,
    moment_text,
    plain,
    rich_text,
    title_text,
    units,
)
from bot.core.entry import ENTRIES, ENTRY_TITLE_CHARS, EXCERPT_CHARS, FACT_CHARS, FACTS, Entry

_MORE_UNITS = 50
"""Room for the line that counts what was left out."""


def entry_blocks(entries: Sequence[Entry], *, beside: Iterable[Block]) -> list[Block]:
    """Return the articles as far as Slack takes them.

    An article for which there is no room is shown without its excerpt, or only counted.

    Args:
        beside: all other blocks of the same message.
    """
    room = limits.MESSAGE_TEXT_CHARS - _MORE_UNITS - _length(beside)
    shown: list[Block] = []
    hidden = len(entries)
    for entry in entries[:ENTRIES]:
        whole = _entry(entry)
        fitting = next((one for one in (whole, whole[:2]) if _length(one) <= room), [])
        shown += fitting
        room -= _length(fitting)
        hidden -= bool(fitting)
    more = [context([plain(f"and {hidden} more, for which there is no room")])] if hidden else []
    return [*shown, *more]


def text_with_entries(lines: Sequence[str], entries: Sequence[Entry]) -> str:
    """Return escaped lines and then the articles as escaped text; what is too long for Slack is left out."""
    shown = list(lines)
    room = limits.FALLBACK_CHARS - len("\n".join(lines))
    for line in (escape(line) for entry in entries[:ENTRIES] for line in _lines(entry)):
        room -= len(line) + 1
        if room < 0:
            break
        shown.append(line)
    return "\n".join(shown)


def _entry(entry: Entry) -> list[Block]:
    """Title with link, time and facts, and the sentences around what was looked for."""
    spans = excerpt_spans(entry.excerpt, EXCERPT_CHARS)
    facts = (plain(fact) for fact in _facts(entry))
    return [
        rich_text([linked(title_text(entry.title, ENTRY_TITLE_CHARS), entry.url)]),
        context([moment(entry.at, is_dated=entry.is_dated), *facts]),
        *([rich_text(excerpt(spans))] if spans else []),
    ]


def _lines(entry: Entry) -> Iterator[str]:
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
