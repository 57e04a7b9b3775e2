"""Files that a command reads, or writes where it is told to; none is written over unasked."""

import sys
from pathlib import Path

from bot.errors import ConfigError, Problem

STANDARD_OUTPUT = STANDARD_INPUT = Path("-")


def write_file(path: Path, data: bytes, *, is_forced: bool) -> None:
    """Write the file, or standard output where the path is ``-``.

    Raises: ConfigError where there is a file and ``is_forced`` is false, or none can be written.
    """
    if path == STANDARD_OUTPUT:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return
    try:
        with path.open("wb" if is_forced else "xb") as file:
            file.write(data)
    except FileExistsError:
        raise _problem(path, "is there already: give another name, or --force to write over it") from None
    except OSError as error:
        raise _problem(path, f"cannot be written: {error.strerror}") from None


def read_file(path: Path, *, max_bytes: int) -> bytes:
    """Read a file, or standard input where the path is ``-``; no more of it than ``max_bytes``.

    Raises: ConfigError where it cannot be read.
    """
    if path == STANDARD_INPUT:
        return sys.stdin.buffer.read(max_bytes)
    try:
        with path.open("rb") as file:
            return file.read(max_bytes)
    except OSError as error:
        raise _problem(path, f"cannot be read: {error.strerror}") from None


def _problem(path: Path, message: str) -> ConfigError:
    return ConfigError((Problem(file=str(path), where="", message=message),))
