"""An article as it stands in an answer or a notice, free of any platform's markup."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.text import ELLIPSIS, clean, truncate

ENTRIES = 5
ENTRY_TITLE_CHARS = 200
EXCERPT_CHARS = 240
FACT_CHARS = 100
FACTS = 4
"""Budgets of the entries: Discord takes 6,000 UTF-16 units in all the embeds of a message."""
_LEAD_IN_CHARS = 80
"""So much stands before the first name where what stands there has to be cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of an excerpt; ``is_name`` marks what the reader looks for."""

    text: str
    is_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article in an answer or a notice: hostile text, with a link that may lead anywhere or be none.

    ``at``: when it was published, or first seen where ``is_dated`` is false.
    """

    title: str
    url: str
    at: datetime
    is_dated: bool
    facts: tuple[str, ...] = ()
    excerpt: tuple[Span, ...] = ()


def fitting_entry(entry: Entry) -> Entry:
    """Return the entry with title and facts cut to the budgets."""
    return replace(
        entry,
        title=truncate(clean(entry.title), ENTRY_TITLE_CHARS),
        facts=tuple(truncate(clean(fact), FACT_CHARS) for fact in entry.facts[:FACTS] if fact),
    )


def shortened(excerpt: Sequence[Span], limit_chars: int = EXCERPT_CHARS) -> Iterable[Span]:
    """Yield the spans up to so many characters; a name that is not whole is left out.

    They begin shortly before the first name where it would stand beyond.
    """
    room = limit_chars - len(ELLIPSIS)
    for span in _from_first_name(excerpt, room):
        if len(span.text) > room:
            rest = "" if span.is_name else span.text[:room].rstrip()
            yield Span(text=rest + ELLIPSIS)
            return
        yield span
        room -= len(span.text)


def _from_first_name(excerpt: Sequence[Span], room: int) -> Sequence[Span]:
    first = next((at for at, span in enumerate(excerpt) if span.is_name), 0)
    before = "".join(span.text for span in excerpt[:first])
    if not before or len(before) + len(excerpt[first].text) <= room:
        return excerpt
    lead = before[-_LEAD_IN_CHARS:]
    # From a whole word on, where the script has spaces.
    return (Span(text=f"{ELLIPSIS} {lead.partition(' ')[2] or lead}"), *excerpt[first:])
