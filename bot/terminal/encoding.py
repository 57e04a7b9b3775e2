"""The encoding of standard output, for commands whose answers hold every script."""

import io
import sys


def write_utf8() -> None:
    """Write UTF-8 whatever the locale is: JSON is UTF-8, and a locale without Chinese must end no command."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
