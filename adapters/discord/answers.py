"""Reply -> what Discord shows of it, within Discord's limits: embeds, a file, who shared it. Pure.

What is to be copied stands below the lines.
"""

import re
from dataclasses import dataclass
from io import BytesIO

from discord import Embed, File

from adapters.discord import limits
from adapters.discord.entries import entry_card, titled_card
from adapters.discord.markup import code_block, escape, plain_within
from adapters.hostile import one_line
from bot.core.chat import CODE_CHARS, Attachment, Reply
from bot.core.entry import ENTRIES, FACT_CHARS

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
    code = code_block(one_line(said.code, CODE_CHARS))
    entries = [entry_card(entry) for entry in said.entries[:ENTRIES]]
    first = titled_card(said.title, (*notes, *said.lines), code=code, beside=entries)
    files = [_file(file)] if file is not None else []
    if files and files[0].filename.lower().endswith(_IMAGES):
        first.set_image(url=files[0].uri)
    return Shown(content=_shared_by(said.shared_by), embeds=[first, *entries], files=files)


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
