"""A folder of watchlist files -> Watchlists, or every problem of every file at once; new files go there."""

from pathlib import Path

from bot.core.watchlist import Watchlist
from bot.errors import ConfigError, Problem
from bot.matching.watchlist_files import parse_watchlists

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
    return parse_watchlists(read_contents(directory))


def read_contents(directory: Path) -> dict[str, bytes | Problem]:
    """Return what stands in the folder's watchlist files, by path, or why it cannot be read."""
    contents = {str(path): _read(path) for path in watchlist_paths(directory)}
    if not contents:
        message = "no watchlist files (*.toml) here; set [watchlists] dir to the folder that holds them"
        return {str(directory): Problem(file=str(directory), where="", message=message)}
    return contents


def watchlist_paths(directory: Path) -> list[Path]:
    """Return the folder's watchlist files, in the order of their names.

    None begins with a dot: those are editors' locks and half-written copies.
    """
    return sorted(one for one in directory.glob(f"*{SUFFIX}") if not one.name.startswith("."))


def read_neighbours(directory: Path, watchlist_id: str) -> tuple[Path, dict[str, Watchlist]]:
    """Return where the file of a new watchlist goes, and the watchlists that are there, perhaps none.

    Raises: ConfigError where there is such a file, or another one has a mistake.
    """
    path = directory / f"{watchlist_id}.toml"
    if path.exists():
        raise _taken(path)
    watchlists, problems = read_watchlists(directory) if watchlist_paths(directory) else ({}, [])
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


def _read(path: Path) -> bytes | Problem:
    try:
        return path.read_bytes()
    except OSError as error:
        return Problem(file=str(path), where="", message=f"cannot be read: {error}")


def _taken(path: Path) -> ConfigError:
    message = "is there already: edit it, or choose another name"
    return ConfigError((Problem(file=str(path), where="", message=message),))


def _unwritable(path: Path, error: OSError) -> ConfigError:
    message = f"cannot be written: {error.strerror}"
    return ConfigError((Problem(file=str(path), where="", message=message),))
