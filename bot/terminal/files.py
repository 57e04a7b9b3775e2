"""Files that a command writes where it is told to; one that is there is not written over unasked."""

import sys
from pathlib import Path

from bot.errors import ConfigError, Problem

STANDARD_OUTPUT = Path("-")


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


def _problem(path: Path, message: str) -> ConfigError:
    return ConfigError((Problem(file=str(path), where="", message=message),))
