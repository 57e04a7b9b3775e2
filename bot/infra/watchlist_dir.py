"""A folder of watchlist files -> Watchlists, or every problem of every file at once; new files go there."""

from collections.abc import Mapping
from pathlib import Path

from bot.core.watchlist import Watchlist
from bot.errors import ConfigError, Problem
from bot.matching.watchlist import check_together, parse_watchlist

SUFFIX = ".toml"


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
    paths = _files(directory)
    if not paths:
        message = "no watchlist files (*.toml) here; set [watchlists] dir to the folder that holds them"
        return {}, [Problem(file=str(directory), where="", message=message)]
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            files[str(path)] = path.read_bytes()
        except OSError as error:
            problems.append(Problem(file=str(path), where="", message=f"cannot be read: {error}"))
    watchlists, wrong = parse_watchlists(files)
    return watchlists, problems + wrong


def parse_watchlists(files: Mapping[str, bytes]) -> tuple[dict[str, Watchlist], list[Problem]]:
    """Return what ``read_watchlists`` does of files, path -> content."""
    watchlists: dict[str, Watchlist] = {}
    problems: list[Problem] = []
    for path, data in files.items():
        try:
            watchlists[path] = parse_watchlist(data.decode(), file=path)
        except ConfigError as error:
            problems += error.problems
        except UnicodeDecodeError as error:
            problems.append(Problem(file=path, where="", message=f"cannot be read: {error}"))
    problems += check_together(watchlists)
    return watchlists, problems


def read_neighbours(directory: Path, watchlist_id: str) -> tuple[Path, dict[str, Watchlist]]:
    """Return where the file of a new watchlist goes, and the watchlists that are there, perhaps none.

    Raises: ConfigError where there is such a file, or another one has a mistake.
    """
    path = directory / f"{watchlist_id}.toml"
    if path.exists():
        raise _taken(path)
    watchlists, problems = read_watchlists(directory) if _files(directory) else ({}, [])
    if problems:
        raise ConfigError(tuple(problems))
    return path, watchlists


def write_new(path: Path, text: str) -> None:
    """Write a new watchlist's file, and its folder where there is none.

    Raises: ConfigError where there is a file, which stays as it is, or none can be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise _taken(path) from None
    except OSError as error:
        raise _unwritable(path, error) from None


def _files(directory: Path) -> list[Path]:
    return sorted(directory.glob(f"*{SUFFIX}")) if directory.is_dir() else []


def _taken(path: Path) -> ConfigError:
    message = "is there already: edit it, or choose another name"
    return ConfigError((Problem(file=str(path), where="", message=message),))


def _unwritable(path: Path, error: OSError) -> ConfigError:
    message = f"cannot be written: {error.strerror}"
    return ConfigError((Problem(file=str(path), where="", message=message),))
