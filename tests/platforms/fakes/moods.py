"""How a fake platform answers one request, when it is not to answer as usual."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """``is_stored``: the message is taken all the same; status 0 hangs up.

    ``hangs``: no answer before ``Moods.let_go``, and then the usual one.
    """

    status: int = 200
    body: str = ""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    is_stored: bool = False
    hangs: bool = False


def answers(
    status: int, body: str, content_type: str = "application/json", *, is_stored: bool = False
) -> Mood:
    return Mood(status=status, body=body, content_type=content_type, is_stored=is_stored)


def drops(*, is_stored: bool) -> Mood:
    return Mood(status=0, is_stored=is_stored)


def hangs(*, is_stored: bool = False) -> Mood:
    return Mood(hangs=True, is_stored=is_stored)


class Moods:
    """The moods to come, each used up by one request."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._moods: defaultdict[str, list[Mood]] = defaultdict(list)
        self._let_go = asyncio.Event()

    def next(self, what: str, *moods: Mood) -> None:
        """Answer the next requests of a kind in these moods, one each."""
        self._moods[what] += moods

    def take(self, what: str) -> Mood | None:
        return self._moods[what].pop(0) if self._moods[what] else None

    def let_go(self) -> None:
        """Answer all that hangs."""
        self._loop.call_soon_threadsafe(self._let_go.set)

    async def hang(self) -> None:
        await self._let_go.wait()
