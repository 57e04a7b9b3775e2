"""What passes between the meter and its workers: values with their kind and length in front.

Both ends are ours; nothing a stranger wrote is unpickled.
"""

import pickle
import struct
from asyncio import StreamReader
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import IO

from bot.core.past import PastSpan
from bot.core.watchlist import Watchlist

_HEAD = struct.Struct("!cQ")


class Kind(Enum):
    """What a packet holds, as its first byte.

    The meter sends one JOB, and to the worker of part 0 the TALLY of each other. A worker sends DONE after
    every page, how many more articles it has tried; then its TALLY or, with those of all others, the EFFECT;
    or REFUSED, why the database cannot be read, or FAILED, what went wrong.
    """

    JOB = b"j"
    DONE = b"d"
    TALLY = b"t"
    EFFECT = b"e"
    REFUSED = b"r"
    FAILED = b"f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An edit to try on a span of articles in ``parts`` equal parts; first seen at ``since`` or later.

    The database is named as in ``store.open``. ``days`` is what the answer calls the time since then.
    """

    url: str
    base_dir: Path
    before: tuple[Watchlist, ...]
    after: tuple[Watchlist, ...]
    days: int
    since: datetime
    span: PastSpan
    parts: int


Packet = tuple[Kind, bytes]


def packed(kind: Kind, value: object) -> bytes:
    """Return a packet with a value."""
    return framed(kind, pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL))


def framed(kind: Kind, data: bytes) -> bytes:
    """Return a packet with what another one held."""
    return _HEAD.pack(kind.value, len(data)) + data


async def receive(stream: StreamReader) -> Packet:
    """Read one packet. Raises: EOFError where the other end is gone."""
    kind, size = _HEAD.unpack(await stream.readexactly(_HEAD.size))
    return Kind(kind), await stream.readexactly(size)


def receive_blocking(stream: IO[bytes]) -> Packet:
    """Read one packet from a buffered stream. Raises: EOFError where the other end is gone."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise EOFError
    kind, size = _HEAD.unpack(head)
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return Kind(kind), data
