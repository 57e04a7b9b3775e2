"""Somebody who answers what is asked on a platform, and patience for what comes over a wire."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from inspect import isawaitable

from bot.core.chat import Choice, Command, Form, Press, Reply
from bot.core.commands import Kind
from bot.core.model import Channel


class HandClock:
    """Shows a time until it is put forward."""

    def __init__(self) -> None:
        self._now = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    @property
    def at_s(self) -> float:
        """The time in seconds since 1970."""
        return self._now.timestamp()

    def forward(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


class Listening:
    """Answers at once, or when it is let; keeps what it was asked. ``title`` and ``line`` are hostile.

    ``says`` is the answer to everything, where it is set; ``suggests`` may raise.
    """

    def __init__(self, *, title: str = "You asked", line: str = "") -> None:
        self.asked: list[Command | Press] = []
        self.returned: list[str] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self._title, self._line = title, line
        self.says: Reply | None = None
        """What is answered instead."""
        self.shown: Form | Reply | None = None
        """What a command without its options is answered with."""
        self.suggests: Callable[[Kind, str, Channel], list[Choice]] = lambda *typed: []

    async def command(self, asked: Command) -> Reply:
        self.asked.append(asked)
        await self.may_answer.wait()
        return self.says or Reply(title=f"{self._title} {asked.name}", lines=(asked.text, self._line))

    async def press(self, pressed: Press) -> Reply:
        self.asked.append(pressed)
        return self.says or Reply(title=f"You pressed {pressed.button}")

    def form(self, asked: Command) -> Form | Reply | None:
        return None if asked.text else self.shown

    def suggest(self, kind: Kind, typed: str, channel: Channel) -> list[Choice]:
        return self.suggests(kind, typed, channel)

    def channel_returned(self, channel: Channel) -> None:
        self.returned.append(str(channel))


async def until(is_so: Callable[[], object], *, within_s: float = 15.0) -> None:
    """Return as soon as the condition, which may be awaited, holds; fail the test when it does not."""
    deadline = time.monotonic() + within_s
    while not (await said if isawaitable(said := is_so()) else said):
        assert time.monotonic() < deadline, f"not so within {within_s} s"
        await asyncio.sleep(0.01)
