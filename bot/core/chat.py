"""What people ask the bot in a channel, and what it says to them; free of any platform's markup.

A question is a command (``/watch why https://...``), a form that was filled in, or a button. An answer is a
title, lines and entries, shown to the person who asked and to nobody else unless they share it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core.button import VALUE_CHARS, AnswerButton, Button
from bot.core.entry import Entry, fitting_entry
from bot.core.model import Channel
from bot.core.text import clean, truncate

TITLE_CHARS = 240
LINE_CHARS = 250
LINES = 15
"""Budgets of an answer: together some 4,000 characters, twice that where each is an emoji."""

CODE_CHARS = 1_250
CODE_LINES = 5
"""What people copy into a file is shown whole or not at all, and takes the room of so many lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, and where. ``person`` has its adapter before it: ``slack:U0123``, ``discord:123``.

    ``groups`` are those of the configured ones they belong to: ``slack:S0123``, ``discord:role/123``.
    ``may_manage``: the platform lets them decide what is posted in the channel: Manage Channels on Discord,
    on Slack everybody who can ask there. ``obstacle``: what would keep the bot from posting in the channel,
    in words to act on; empty where nothing would, or nobody knows.
    """

    person: str
    channel: Channel
    groups: frozenset[str] = frozenset()
    may_manage: bool = False
    obstacle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """``/watch NAME TEXT`` as a person typed it, or as ``core.commands.written`` puts typed options."""

    name: str
    text: str
    asker: Asker


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button that was pressed, and what it carries: hostile, since anybody can send any value."""

    button: Button
    value: str
    asker: Asker


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something that can be chosen: what is shown for it, and what is written for it."""

    label: str
    value: str


class FieldKind(StrEnum):
    """What a field of a form takes."""

    TEXT = "text"
    ONE = "one"
    SOME = "some"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a form; its ``name`` is an option of the form's command. ``choices`` where it takes such."""

    name: str
    label: str
    kind: FieldKind
    choices: tuple[Choice, ...] = ()
    initial: str = ""
    hint: str = ""
    is_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A command to be filled in, where the platform has forms; sent, it is the command ``name``."""

    name: str
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that comes with an answer; ``description`` is for those who cannot see it."""

    name: str
    data: bytes
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer within the budgets above; feeds' texts stand in it, hostile until an adapter escapes them.

    ``code``: a line to be copied as it is, into a file. ``replaces``: it takes the place of the answer whose
    button was pressed. ``shared_by``: everybody in the channel is to see it, and this person wants it so.
    """

    title: str
    lines: tuple[str, ...] = ()
    code: str = ""
    entries: tuple[Entry, ...] = ()
    buttons: tuple[AnswerButton, ...] = ()
    file: Attachment | None = None
    replaces: bool = False
    shared_by: str = ""


def reply(title: str, *lines: str, file: Attachment | None = None) -> Reply:
    """Return an answer, cut to the budgets; what was left out is counted."""
    shown = _first([truncate(clean(line), LINE_CHARS) for line in lines], LINES)
    return Reply(title=truncate(clean(title), TITLE_CHARS), lines=shown, file=file)


def with_code(answer: Reply, code: str) -> Reply:
    """Return the answer with a line to be copied, if any, and no more other lines than there is room for.

    Raises: ValueError for one longer than ``CODE_CHARS``: half of it would be wrong.
    """
    if len(code) > CODE_CHARS:
        raise ValueError(f"{len(code)} characters to be copied; {CODE_CHARS} are the most")
    return replace(answer, code=code, lines=_first(answer.lines, LINES - CODE_LINES)) if code else answer


def with_entries(answer: Reply, entries: Iterable[Entry]) -> Reply:
    """Return the answer with these articles, each cut to the budgets; a channel takes ``ENTRIES`` of them."""
    return replace(answer, entries=tuple(map(fitting_entry, entries)))


def with_buttons(answer: Reply, *buttons: AnswerButton) -> Reply:
    """Return the answer with those of these buttons whose value is short enough."""
    return replace(answer, buttons=tuple(one for one in buttons if len(one.value) <= VALUE_CHARS))


def _first(lines: Sequence[str], most: int) -> tuple[str, ...]:
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], f"and {len(lines) - most + 1} more")
