"""Questions on the terminal: asked on standard error, answered line by line on standard input.

Input that is no terminal is read the same way, so that a script or a test can answer.
"""

import sys

from rich.console import Console
from rich.text import Text

from bot.core.text import clean
from bot.errors import ConfigError, Problem
from bot.terminal.streams import printable


class Asker:
    """Asks a person, or whatever standard input is."""

    def __init__(self, err: Console) -> None:
        self._err = err
        self._read = 0

    def say(self, line: str, *, style: str = "") -> None:
        self._err.print(Text(printable(line), style=style), soft_wrap=True)

    def ask(self, question: str) -> str:
        """Return the answer on one line, without invisible characters and spaces at its ends.

        Raises: ConfigError where the input ends instead.
        """
        self._err.print(Text(f"{printable(question)} ", style="bold"), end="", soft_wrap=True)
        line = sys.stdin.buffer.readline()
        if not line:
            self._err.print()
            asked = clean(question.splitlines()[-1])
            message = f'ended where an answer was expected to "{asked}"'
            where = f"line {self._read + 1}"
            raise ConfigError((Problem(file="standard input", where=where, message=message),))
        self._read += 1
        if not sys.stdin.isatty():
            self._err.print()
        return clean(line.decode("utf-8", errors="replace"))

    def confirm(self, question: str) -> bool:
        """Return whether the answer is yes; anything else is no."""
        return self.ask(f"{question} [y/N]").casefold() in {"y", "yes"}
