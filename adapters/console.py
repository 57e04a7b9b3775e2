"""Prints alerts on standard output, one panel each: the reference adapter, which needs no account.

The console has no server that could be asked what was posted, so the adapter keeps a record: one JSON line
per alert, appended before the panel is printed. After a crash the record tells whether an uncertain delivery
was posted; nothing stands in it twice.
"""

import asyncio
import io
import json
import os
import sys
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Literal

from rich.console import Console, Group
from rich.panel import Panel
from rich.style import Style
from rich.text import Text

from bot.core.button import written_out
from bot.core.entry import Entry
from bot.core.languages import language_name
from bot.core.model import AlertMessage, Channel, Digest, Message, Notice
from bot.core.moment import shown_moment
from bot.core.outbox import Receipt
from bot.core.pacing import UNHURRIED
from bot.core.text import is_rtl
from bot.errors import MessageRejected, RetryableDelivery

PIPE_WIDTH = 120
"""Columns where the output is not a terminal and so has no width of its own."""

JOINERS = "\u200c\u200d"
"""Zero-width marks that Urdu, Persian and emoji need; every other control character is dropped."""


class ConsoleAdapter:
    """Posts to standard output and to the record at ``record``.

    ``kind`` is the kind of channel it serves: ``console``, or a platform that has no token yet and whose
    alerts are shown here instead.
    """

    can_edit = False
    can_look_up = True

    def __init__(self, *, record: Path, kind: str = "console", command: str = "watch") -> None:
        """Take where the record is kept, and what people write after the slash where there is a chat."""
        self.kind = kind
        self._command = command
        self.pace = UNHURRIED
        self._record = record

    async def start(self) -> None:
        self._record.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(sys.stdout, io.TextIOWrapper):
            # Where the locale cannot show a letter, a question mark stands for it; the alert is shown.
            sys.stdout.reconfigure(errors="replace")

    async def send(self, channel: Channel, message: Message, *, delivery_key: str) -> Receipt:
        width = None if sys.stdout.isatty() else PIPE_WIDTH
        panel = render(message, channel, width=width, command=self._command)
        try:
            # Two system calls in a row, off the event loop: a full pipe must not stop the world.
            await asyncio.to_thread(self._post, channel, message, delivery_key, panel)
        except OSError as error:
            raise RetryableDelivery(f"the console cannot be written to: {error.strerror}") from error
        return Receipt(external_id=delivery_key)

    async def edit(
        self, channel: Channel, receipt: Receipt, message: AlertMessage, *, delivery_key: str
    ) -> None:
        """Raises: MessageRejected, always."""
        raise MessageRejected("what was printed stays as it is")

    async def find(
        self, channel: Channel, *, delivery_key: str, since: datetime, until: datetime
    ) -> Receipt | None:
        def is_recorded() -> bool:
            if not self._record.exists():
                return False
            with self._record.open(encoding="utf-8", errors="replace") as lines:
                # A torn last line, cut by a crash, holds no closing brace and so was never posted.
                return any(delivery_key in line and line.rstrip().endswith("}") for line in lines)

        return Receipt(external_id=delivery_key) if await asyncio.to_thread(is_recorded) else None

    async def close(self) -> None:
        sys.stdout.flush()

    def _post(self, channel: Channel, message: Message, delivery_key: str, panel: str) -> None:
        named = {"delivery_key": delivery_key, "channel": str(channel)}
        line = json.dumps(named | _recorded(message), ensure_ascii=False)
        descriptor = os.open(self._record, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            size_before = os.fstat(descriptor).st_size
            try:
                data = (_repair(descriptor) + line + "\n").encode()
                while data:
                    data = data[os.write(descriptor, data) :]
                sys.stdout.write(panel)
                sys.stdout.flush()
            except OSError:
                # Not shown, and so not posted: the record must not say otherwise.
                os.ftruncate(descriptor, size_before)
                raise
        finally:
            os.close(descriptor)


def _repair(descriptor: int) -> str:
    """A line break where the last line was torn, so that the next one starts cleanly."""
    size = os.fstat(descriptor).st_size
    return "\n" if size and os.pread(descriptor, 1, size - 1) != b"\n" else ""


def _recorded(message: Message) -> dict[str, object]:
    match message:
        case AlertMessage():
            return {
                "title": message.title,
                "url": message.url,
                "outlet": message.outlet,
                "at": message.at.isoformat(),
                "lang": message.lang,
                "excerpt": "".join(span.text for span in message.excerpt),
                "why": list(message.why),
            }
        case Digest():
            return {"title": message.title, "alerts": [_recorded(alert) for alert in message.alerts]}
        case Notice():
            articles = [{"title": entry.title, "url": entry.url} for entry in message.entries]
            return {"title": message.title, "lines": list(message.lines), "articles": articles}


def render(message: Message, channel: Channel, *, width: int | None, command: str = "watch") -> str:
    """Return the panel as text, with styles only where standard output is a terminal.

    Args:
        width: columns, or None for the terminal's own.
        command: what people write after the slash, shown where elsewhere there are buttons.
    """
    # Into memory, never straight to standard output: on a broken pipe rich would end the whole process.
    drawn = io.StringIO()
    console = Console(file=drawn, width=width, highlight=False, force_terminal=sys.stdout.isatty())
    console.print(panel(message, channel, is_styled=console.is_terminal, command=command))
    return drawn.getvalue()


def panel(message: Message, channel: Channel, *, is_styled: bool, command: str = "watch") -> Panel:
    """Return the message as a rich panel; without styles, names stand between asterisks."""
    body = _body(message, is_styled=is_styled, command=command)
    return Panel(body, title=Text(str(channel), style="dim"), title_align="right")


def _body(message: Message, *, is_styled: bool, command: str) -> Group:
    match message:
        case AlertMessage():
            return _alert(message, is_styled=is_styled)
        case Digest():
            entries = [
                part for alert in message.alerts for part in (Text(), *_heading(alert), *_why(alert)[:1])
            ]
            return Group(_bold(message.title), *entries)
        case Notice():
            lines = [Text(_safe(line)) for line in message.lines]
            entries = [
                part for entry in message.entries for part in (Text(), *_entry(entry, is_styled=is_styled))
            ]
            return Group(_bold(message.title), *lines, *entries, *_buttons(message, command))


def _alert(message: AlertMessage, *, is_styled: bool) -> Group:
    lines = _heading(message)
    if message.excerpt:
        lines += [Text(), _excerpt(message, is_styled=is_styled)]
    return Group(*lines, Text(), *_why(message))


def _entry(entry: Entry, *, is_styled: bool) -> list[Text]:
    """An article of a notice: title, link, facts, and the sentences around the names."""
    moment = shown_moment(entry.at, is_dated=entry.is_dated)
    facts = Text(" · ".join(_safe(fact) for fact in (*entry.facts, moment) if fact), style="dim")
    return [*_linked(entry), facts, *([_excerpt(entry, is_styled=is_styled)] if entry.excerpt else [])]


def _excerpt(shown: AlertMessage | Entry, *, is_styled: bool) -> Text:
    excerpt = Text(justify=_side(shown))
    for span in shown.excerpt:
        # Without colours a name is set between asterisks, so that it is seen in a file too.
        mark = "*" if span.is_name and not is_styled else ""
        excerpt.append(f"{mark}{_safe(span.text)}{mark}", style="bold yellow" if span.is_name else "")
    return excerpt


def _buttons(message: Notice, command: str) -> list[Text]:
    """Each button as what is typed instead of pressing it."""
    typed = ((one, written_out(one, command=command)) for one in message.buttons)
    return [Text(_safe(f"{one.label}: {instead}"), style="dim") for one, instead in typed]


def _heading(message: AlertMessage) -> list[Text]:
    """Title, link, and who, when and in which language."""
    moment = shown_moment(message.at, is_dated=message.is_dated)
    facts = " · ".join(_safe(fact) for fact in (message.outlet, moment, language_name(message.lang)) if fact)
    return [*_linked(message), Text(facts, style="dim")]


def _linked(shown: AlertMessage | Entry) -> list[Text]:
    """Title, and on a line of its own the link."""
    link = Style(bold=True, link=shown.url) if shown.url else Style(bold=True)
    title = Text(_safe(shown.title), style=link, justify=_side(shown))
    return [title, *([Text(_safe(shown.url), style="blue", overflow="fold")] if shown.url else [])]


def _side(shown: AlertMessage | Entry) -> Literal["left", "right"]:
    has_rtl = shown.is_rtl if isinstance(shown, AlertMessage) else is_rtl(shown.title)
    return "right" if has_rtl else "left"


def _why(message: AlertMessage) -> list[Text]:
    return [Text(_safe(why), style="green") for why in message.why]


def _bold(text: str) -> Text:
    return Text(_safe(text), style="bold")


def _safe(text: str) -> str:
    """Feed text without anything that moves the cursor, changes colours or turns the line round."""
    return "".join(
        char
        for char in text
        if char in JOINERS or (unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    )
