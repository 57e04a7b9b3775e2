"""The standard streams, and files read in their place: lines of UTF-8, and a bar that shows how far."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from bot.errors import ConfigError, Problem

if TYPE_CHECKING:
    from rich.progress import Progress


def open_closed_streams() -> None:
    """Give a standard stream that the caller closed somewhere to go, before a file takes its number."""
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            null = os.open(os.devnull, os.O_RDWR)
            os.dup2(null, descriptor)
            setattr(sys, name, open(descriptor, mode, encoding="utf-8"))  # noqa: PTH123, SIM115
            if null > 2:
                os.close(null)


@contextmanager
def lines_of(file: str, *, err: Console) -> Iterator[tuple[str, Iterator[str]]]:
    """The lines of a file or of standard input, and what to call them; a bar shows how far a file is read."""
    if file == "-":
        yield "standard input", _decoded(sys.stdin.buffer)
        return
    try:
        with Path(file).open("rb") as raw, progress_bar(err, is_beside_output=sys.stdout.isatty()) as bar:
            size = Path(file).stat().st_size
            wrapped = bar.wrap_file(raw, total=size, description="matching")
            yield file, _decoded(wrapped)
    except BrokenPipeError:
        raise  # who reads our output has read enough: no fault of the file
    except OSError as error:
        raise ConfigError(
            (Problem(file=file, where="", message=f"cannot be read: {error.strerror}"),)
        ) from None


def _decoded(lines: Iterable[bytes]) -> Iterator[str]:
    """Lines as UTF-8 whatever the locale says; a byte that is none counts as one replacement character."""
    for number, line in enumerate(lines):
        yield line.decode("utf-8-sig" if number == 0 else "utf-8", errors="replace")


def progress_bar(err: Console, *, is_beside_output: bool = False) -> "Progress":
    # `topicwire --help` answers at once only while nothing heavy is imported.
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    # The bar must not take standard output over: what a command prints there may go to a file.
    return Progress(
        *columns,
        console=err,
        transient=True,
        disable=not err.is_terminal or is_beside_output,
        redirect_stdout=False,
    )


def printable(text: str) -> str:
    """Return the text without what could steer a terminal; a file of strangers may hold it.

    Joiners stay: Persian words and emoji fall apart without them.
    """
    return "".join(
        char if char.isprintable() or char in "\n\u200c\u200d" else "\N{REPLACEMENT CHARACTER}"
        for char in text
    )
