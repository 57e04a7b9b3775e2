"""What an answer and a notice have in common -> Discord embeds, within Discord's limits. Pure.

Title and lines stand in a first embed, each entry in one of its own. Entries have their room, lines what is
left of Discord's 6,000 characters.
"""

from collections.abc import Iterable, Sequence

from discord import Embed

from adapters.discord import limits
from adapters.discord.markup import fitting_title, lines_within, utf16_units, with_bold_names
from adapters.hostile import isolated, one_line, web_link
from bot.core.entry import EXCERPT_CHARS, FACT_CHARS, Entry
from bot.core.moment import is_day


def titled_card(
    title: str, lines: Sequence[str], *, beside: Iterable[Embed], code: str = "", reserved_utf16: int = 0
) -> Embed:
    """Return a title and, below it, as many of the lines as there is room for.

    Args:
        beside: the other embeds of the same message.
        code: what stands below the lines, as markup.
        reserved_utf16: what else the message's embeds will have.
    """
    shown = fitting_title(title)
    room = limits.EMBED_TOTAL_UTF16 - utf16_units(shown) - sum(map(_units, beside)) - reserved_utf16
    kept = lines_within(lines, min(room, limits.LINES_UTF16) - utf16_units(code))
    return Embed(title=shown, description="\n".join(filter(None, (*kept, code))) or None)


def entry_card(entry: Entry) -> Embed:
    """Title with link, who, when, and the sentences around the words that were looked for."""
    link = web_link(entry.url, limits.EMBED_LINK_CHARS)
    card = Embed(
        title=fitting_title(entry.title),
        url=link or None,
        description=_excerpt(entry),
        timestamp=None if entry.is_dated and is_day(entry.at) else entry.at,
    )
    facts = _facts(entry)
    return card.set_author(name=facts) if facts else card


def _facts(entry: Entry) -> str:
    seen = "first seen"
    if entry.is_dated:
        seen = f"{entry.at:%Y-%m-%d}" if is_day(entry.at) else ""
    facts = [isolated(fact) for one in (*entry.facts, seen) if (fact := one_line(one, FACT_CHARS))]
    while utf16_units(" · ".join(facts)) > limits.FACTS_UTF16:
        facts[-1:] = []
    return " · ".join(facts)


def _excerpt(entry: Entry) -> str | None:
    room = EXCERPT_CHARS
    while utf16_units(text := with_bold_names(entry.excerpt, room)) > limits.ANSWER_EXCERPT_UTF16:
        room -= 10
    return text or None


def _units(card: Embed) -> int:
    texts = (card.title, card.description, card.author.name)
    return sum(utf16_units(text) for text in texts if text)
