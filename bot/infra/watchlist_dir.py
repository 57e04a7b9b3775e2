"""A folder of watchlist files -> Watchlists, or every problem of every file at once."""

from pathlib import Path

from bot.core.watchlist import Watchlist
from bot.errors import ConfigError, Problem
from bot.matching.watchlist import check_together, parse_watchlist


def load_watchlists(directory: Path) -> tuple[Watchlist, ...]:
    """Read ``*.toml`` of one folder, in the order of their names.

    Raises: ConfigError with the problems of all files; also when there is no file at all.
    """
    watchlists, problems = read_watchlists(directory)
    if problems:
        raise ConfigError(tuple(problems))
    return tuple(watchlists.values())


def read_watchlists(directory: Path) -> tuple[dict[str, Watchlist], list[Problem]]:
    """Return the watchlists that can be read, by path, and what is wrong with the others or among them."""
    paths = sorted(directory.glob("*.toml")) if directory.is_dir() else []
    if not paths:
        message = "no watchlist files (*.toml) here; set [watchlists] dir to the folder that holds them"
        return {}, [Problem(file=str(directory), where="", message=message)]
    watchlists: dict[str, Watchlist] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            watchlists[str(path)] = parse_watchlist(path.read_text(encoding="utf-8"), file=str(path))
        except ConfigError as error:
            problems += error.problems
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(file=str(path), where="", message=f"cannot be read: {error}"))
    problems += check_together(watchlists)
    return watchlists, problems
