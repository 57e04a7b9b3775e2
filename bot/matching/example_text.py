"""An example -> the TOML with which it stands in a list of a watchlist's ``[examples]``."""

import json
from collections.abc import Iterator

from bot.core.text import clean
from bot.core.watchlist import Example


def example_row(example: Example) -> str:
    """Return the example on one line: ``{ text = "...", reason = "..." }``."""
    return "{ " + ", ".join(f"{key} = {_quoted(value)}" for key, value in _keys(example)) + " }"


def example_table(example: Example) -> str:
    """Return the keys of the example, a line for each."""
    return "".join(f"{key} = {_quoted(value)}\n" for key, value in _keys(example))


def _keys(example: Example) -> Iterator[tuple[str, str]]:
    """Keys and texts on one line, without control characters; what is as if left out is left out."""
    told = (("text", example.text), ("body", example.body), ("country", example.country))
    yield from ((key, clean(value)) for key, value in told if value)
    yield "reason", clean(example.reason)


def _quoted(text: str) -> str:
    """Return a TOML string: of what ``clean`` leaves, JSON writes it alike."""
    return json.dumps(text, ensure_ascii=False)
