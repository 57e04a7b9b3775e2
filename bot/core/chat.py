"""What people ask the bot in a channel, and what it says to them; free of any platform's markup.

A question is a command (``/watch why https://...``) or a button under an alert. An answer is a title and
lines, shown to the person who asked and to nobody else.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.core.model import Channel
from bot.core.text import clean, truncate

TITLE_CHARS = 240
LINE_CHARS = 250
LINES = 15
"""Budgets of an answer: together some 4,000 characters, twice that where each is an emoji."""


class Button(StrEnum):
    """The buttons under an alert."""

    RELEVANT = "relevant"
    NOT_RELEVANT = "not-relevant"
    WHY = "why"

    @property
    def label(self) -> str:
        return self.value.replace("-", " ").capitalize() + "?" * (self is Button.WHY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """``/watch NAME TEXT`` as a person typed it. ``person`` has its adapter before it: ``slack:U0123``."""

    name: str
    text: str
    person: str
    channel: Channel
    is_admin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button pressed under the alert whose delivery has this key."""

    button: Button
    delivery_key: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer within the budgets above; feeds' texts stand in it, hostile until an adapter escapes them."""

    title: str
    lines: tuple[str, ...] = ()


def parse_command(text: str) -> tuple[str, str]:
    """Return the name of a command and the rest of what was typed; ``help`` where nothing was."""
    name, _, rest = text.strip().partition(" ")
    return name.lower() or "help", rest.strip()


def reply(title: str, *lines: str) -> Reply:
    """Return an answer, cut to the budgets; what was left out is counted."""
    shown = [truncate(clean(line), LINE_CHARS) for line in lines]
    if len(shown) > LINES:
        shown = [*shown[: LINES - 1], f"and {len(shown) - LINES + 1} more"]
    return Reply(title=truncate(clean(title), TITLE_CHARS), lines=tuple(shown))
