"""Questions on the terminal: asked on standard error, answered line by line on standard input.

Input that is no terminal is read the same way, so that a script or a test can answer.
"""

import sys

from rich.console import Console
from rich.text import Text

from bot.core.text import clean
from bot.errors import ConfigError, Problem


class Questioner:
    """Asks a person, or whatever standard input is; what it is given to print must not steer a terminal."""

    def __init__(self, err: Console) -> None:
        self._err = err
        self._read = 0

    def say(self, line: str, *, style: str = "") -> None:
        self._err.print(Text(line, style=style), soft_wrap=True)

    def ask(self, question: str) -> str:
        """Return the answer, a line, without invisible characters and spaces at its ends.

        Raises: ConfigError where the input ends instead.
        """
        while True:
            self._err.print(Text(f"{question} ", style="bold"), end="", soft_wrap=True)
            line = self._line(question)
            try:
                return clean(line.decode())
            except UnicodeDecodeError:
                self.say("That is no UTF-8 text.")

    def confirm(self, question: str) -> bool:
        """Return whether the answer is yes; anything else is no."""
        return self.ask(f"{question} [y/N]").casefold() in {"y", "yes"}

    def _line(self, question: str) -> bytes:
        line = sys.stdin.buffer.readline()
        if not line or not sys.stdin.isatty():
            self._err.print()  # a terminal shows the line, and its end, as it is typed
        if not line:
            message = f'ended where an answer was expected to "{clean(question)}"'
            where = f"line {self._read + 1}"
            raise ConfigError((Problem(file="standard input", where=where, message=message),))
        self._read += 1
        return line
