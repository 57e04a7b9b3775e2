"""What passes between the pool and its parser processes: pickled values with their length in front.

Both ends are ours; nothing a stranger wrote is unpickled.
"""

import pickle
import struct
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from bot.core.model import Feed
from bot.errors import FeedError
from bot.ports import Fetched, ParsedFeed

_LENGTH = struct.Struct("!Q")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One document to parse. ``alarm_s``: the worker ends itself then, should its parent be gone."""

    fetched: Fetched
    feed: Feed
    fetched_at: datetime
    alarm_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A worker's first word: its imports are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bug:
    """An exception nobody foresaw; ``summary`` names it and where it was raised."""

    summary: str


Answer = ParsedFeed | FeedError | Bug | Ready


def send(stream: IO[bytes], value: Job | Answer) -> None:
    """Write one value. Raises: OSError where the other end is gone."""
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive_job(stream: IO[bytes]) -> Job:
    """Read one job. Raises: EOFError where the other end is gone."""
    job: Job = pickle.loads(_read(stream))  # noqa: S301
    return job


def receive_answer(stream: IO[bytes]) -> Answer:
    """Read one answer. Raises: EOFError where the other end is gone."""
    answer: Answer = pickle.loads(_read(stream))  # noqa: S301
    return answer


def _read(stream: IO[bytes]) -> bytes:
    header = stream.read(_LENGTH.size)
    size: int = _LENGTH.unpack(header)[0] if len(header) == _LENGTH.size else 0
    data = stream.read(size)
    if not size or len(data) < size:
        raise EOFError
    return data
