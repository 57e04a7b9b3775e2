"""What passes between the pool and its parser processes: pickled values with their length in front.

Both ends are ours; nothing a stranger wrote is unpickled.
"""

import pickle
import struct
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from bot.core.extracted_text import ExtractedText
from bot.core.feed import Feed
from bot.core.parser_knowledge import ParserKnowledge
from bot.errors import FeedError
from bot.ports import Examined, Fetched, ParsedFeed

_LENGTH = struct.Struct("!Q")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One document to parse. ``alarm_s``: the worker ends itself then, should its parent be gone.

    ``examines``: what the document is like is asked for, too.
    """

    fetched: Fetched
    feed: Feed
    fetched_at: datetime
    knowledge: ParserKnowledge
    alarm_s: float
    examines: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageJob:
    """One article's page whose text is asked for. ``alarm_s`` as in ``Job``."""

    fetched: Fetched
    alarm_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A worker's first word, when its imports are done, and again when it has taken a job.

    Who dies before the second died of something else than the document.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Bug:
    """An exception nobody foresaw; ``summary`` names it and where it was raised."""

    summary: str


Answer = ParsedFeed | Examined | ExtractedText | FeedError | Bug | Ready


def send(stream: IO[bytes], value: Job | PageJob | Answer) -> None:
    """Write one value. Raises: OSError where the other end is gone."""
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive_job(stream: IO[bytes]) -> Job | PageJob:
    """Read one job. Raises: EOFError where the other end is gone."""
    job: Job | PageJob = pickle.loads(_read(stream))  # noqa: S301
    return job


def receive_answer(stream: IO[bytes]) -> Answer:
    """Read one answer. Raises: EOFError where the other end is gone."""
    answer: Answer = pickle.loads(_read(stream))  # noqa: S301
    return answer


def _read(stream: IO[bytes]) -> bytes:
    (size,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    return _exactly(stream, size)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    """Read so many bytes from a stream that may give less at a time."""
    data = bytearray()
    while len(data) < size:
        piece = stream.read(size - len(data))
        if not piece:
            raise EOFError
        data += piece
    return bytes(data)
