"""Reply -> what Discord shows of it, within Discord's limits: embeds, a file, who shared it. Pure.

Title, lines and what is to be copied stand in a first embed, each entry in one of its own. Entries have their
room, lines what is left of Discord's 6,000 characters.
"""

import re
from dataclasses import dataclass
from io import BytesIO

from discord import Embed, File

from adapters.discord import limits
from adapters.discord.markup import (
    code_block,
    escape,
    fitting_title,
    lines_within,
    plain_within,
    utf16_units,
    with_bold_names,
)
from adapters.hostile import isolated, one_line, web_link
from bot.core.chat import CODE_CHARS, ENTRIES, EXCERPT_CHARS, FACT_CHARS, Attachment, Entry, Reply
from bot.core.moment import is_day

_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
"""What an embed can show."""
_STRANGE = re.compile(r"[^A-Za-z0-9_.-]")
"""What Discord takes out of a file's name; an embed would look for the file in vain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is sent. A file can be sent once."""

    content: str
    embeds: list[Embed]
    files: list[File]


def shown(said: Reply, *, most_bytes: int) -> Shown:
    """Return an answer as it is sent.

    Args:
        most_bytes: how large a file may be; a larger one is left out, and the answer says so.
    """
    file = said.file if said.file is not None and len(said.file.data) <= most_bytes else None
    notes = [] if said.file is file or said.file is None else [_too_large(said.file, most_bytes)]
    entries = [_entry(entry) for entry in said.entries[:ENTRIES]]
    title = fitting_title(said.title)
    room = limits.EMBED_TOTAL_UTF16 - utf16_units(title) - sum(map(_units, entries))
    code = code_block(one_line(said.code, CODE_CHARS))
    lines = lines_within((*notes, *said.lines), min(room, limits.LINES_UTF16) - utf16_units(code))
    first = Embed(title=title, description="\n".join(filter(None, (*lines, code))) or None)
    files = [_file(file)] if file is not None else []
    if files and files[0].filename.lower().endswith(_IMAGES):
        first.set_image(url=files[0].uri)
    return Shown(content=_shared_by(said.shared_by), embeds=[first, *entries], files=files)


def _entry(entry: Entry) -> Embed:
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


def _file(file: Attachment) -> File:
    name = _STRANGE.sub("_", file.name)[-limits.FILE_NAME_CHARS :] or "file"
    description = plain_within(file.description, limits.FILE_DESCRIPTION_UTF16)
    return File(BytesIO(file.data), filename=name, description=description or None)


def _too_large(file: Attachment, most_bytes: int) -> str:
    mib = len(file.data) / 2**20
    return f"The file is left out: it has {mib:.1f} MiB, and Discord takes {most_bytes / 2**20:.0f} here."


def _shared_by(person: str) -> str:
    """Who shared it, shown as Discord shows people; the message calls nobody."""
    person_id = person.rpartition(":")[2]
    is_id = person_id.isascii() and person_id.isdecimal()
    return f"shared by {f'<@{person_id}>' if is_id else escape(one_line(person_id, FACT_CHARS))}" * bool(
        person
    )


def _units(card: Embed) -> int:
    texts = (card.title, card.description, card.author.name)
    return sum(utf16_units(text) for text in texts if text)
