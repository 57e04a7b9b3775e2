"""Watchlist files' bytes -> Watchlists, or every problem of every file at once. The caller reads the disk."""

from collections.abc import Mapping

from bot.core.watchlist import Watchlist
from bot.errors import ConfigError, Problem
from bot.matching.watchlist import check_together, parse_watchlist


def parse_watchlists(
    contents: Mapping[str, bytes | Problem],
) -> tuple[dict[str, Watchlist], list[Problem]]:
    """Return the watchlists that can be read, by path, and what is wrong with the others or among them.

    Args:
        contents: by path; a file that could not be read is the problem to tell instead.
    """
    watchlists: dict[str, Watchlist] = {}
    problems: list[Problem] = []
    for file, content in contents.items():
        try:
            watchlists[file] = _parse(content, file)
        except ConfigError as error:
            problems += error.problems
    problems += check_together(watchlists)
    return watchlists, problems


def _parse(content: bytes | Problem, file: str) -> Watchlist:
    if isinstance(content, Problem):
        raise ConfigError((content,))
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before, wrong = error.object[: error.start], error.object[error.start]
        line = before.count(b"\n") + 1
        message = f"is not UTF-8 (byte 0x{wrong:02x}); save the file with the encoding UTF-8"
        problem = Problem(file=file, where=f"line {line}", message=message)
        raise ConfigError((problem,)) from None
    return parse_watchlist(text, file=file)
