"""An example -> the TOML with which it stands in a list of a watchlist's ``[examples]``."""

import json
import re
from collections.abc import Iterator

from bot.core.text import clean
from bot.core.watchlist import Example

_PIECES = re.compile(r"\S{1,20} ?")
"""Words with the space behind them; what has no spaces can be parted anywhere."""


def example_row(example: Example) -> str:
    """Return the example on one line: ``{ text = "...", reason = "..." }``."""
    return "{ " + ", ".join(f"{key} = {_quoted(value)}" for key, value in _keys(example)) + " }"


def example_table(example: Example) -> str:
    """Return the keys of the example, a line for each."""
    return "".join(f"{key} = {_quoted(value)}\n" for key, value in _keys(example))


def example_lines(example: Example, *, width: int) -> list[str]:
    """Return the example with the comma that ends it, on lines of at most ``width`` characters.

    An inline table is one line of TOML, but for its texts: these are broken where ``width`` asks for it.
    """
    row = example_row(example) + ","
    if len(row) <= width:
        return [row]
    lines, begin = [], "{ "
    for key, value in _keys(example):
        lines.append(f'{begin}{key} = """\\')
        *before, last = _broken(value, width - len('""", country = """\\'))
        lines += [f"{piece}\\" for piece in before]
        begin = f'{last}""", '
    return [*lines, begin.removesuffix(", ") + " },"]


def _keys(example: Example) -> Iterator[tuple[str, str]]:
    """Keys and texts on one line, without control characters; what is as if left out is left out."""
    told = (("text", example.text), ("body", example.body), ("country", example.country))
    yield from ((key, clean(value)) for key, value in told if value)
    yield "reason", clean(example.reason)


def _quoted(text: str) -> str:
    """Return a TOML string: of what ``clean`` leaves, JSON writes it alike."""
    return json.dumps(text, ensure_ascii=False)


def _broken(text: str, width: int) -> list[str]:
    """Return the text's pieces, escaped; none begins with a space, which TOML would take out."""
    pieces = [""]
    for piece in _PIECES.findall(text):
        escaped = _quoted(piece)[1:-1]
        if pieces[-1] and len(pieces[-1]) + len(escaped) > width:
            pieces.append("")
        pieces[-1] += escaped
    return pieces
