"""Names given as regular expressions -> where they stand; in linear time, whatever the patterns are.

RE2 has no look-around and no back-references: that is what keeps a hostile text from stalling the search.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import re2  # type: ignore[import-untyped]

_SURROGATE = re.compile("[\ud800-\udfff]")
_TEXT_ENDS = re.compile(r"\\[Az]")


def compile_regex(pattern: str) -> Any:
    """Return a compiled pattern with ``search`` and ``finditer`` as in ``re``.

    Raises: ValueError with the reason, for a pattern that RE2 does not read, or not in one pass with others.
    """
    try:
        compiled = re2.compile(pattern, _quiet())
    except re2.error as error:
        reason = error.args[0]
        raise ValueError(reason.decode() if isinstance(reason, bytes) else str(reason)) from None
    try:
        _together([pattern])
    except re2.error:
        raise ValueError("it takes too much memory; let it repeat less, as .{0,40} for .{0,400}") from None
    return compiled


class Regexes:
    """Some patterns, looked for together; immutable."""

    def __init__(self, patterns: Sequence[str]) -> None:
        """Raises: ValueError for a pattern that RE2 does not read."""
        self._patterns = [compile_regex(pattern) for pattern in patterns]
        self._sets = list(_sets(patterns, range(len(patterns)))) if patterns else []
        self._ends = {number for number, pattern in enumerate(patterns) if _TEXT_ENDS.search(pattern)}

    def standing_in(self, text: str) -> list[int]:
        """Return the patterns worth asking of any lines of ``text``; one pass says so, or a few."""
        if not self._patterns:
            return []
        encoded = _encoded(text)
        return sorted(
            self._ends.union(
                numbers[at] for numbers, together in self._sets for at in together.Match(encoded) or ()
            )
        )

    def find(self, pattern: int, text: str) -> Iterator[tuple[int, int]]:
        """Yield where a pattern stands in ``text``, wherever that is more than nothing."""
        for found in self._patterns[pattern].finditer(_encoded(text).decode()):
            if found.start() < found.end():
                yield found.span()


def _sets(patterns: Sequence[str], numbers: Sequence[int]) -> Iterator[tuple[Sequence[int], Any]]:
    """Yield sets of patterns with their numbers; what RE2 has no room for in one set is parted in two."""
    try:
        together = _together([patterns[number] for number in numbers])
    except re2.error:
        middle = len(numbers) // 2
        yield from _sets(patterns, numbers[:middle])
        yield from _sets(patterns, numbers[middle:])
    else:
        yield numbers, together


def _together(patterns: Iterable[str]) -> Any:
    """Return a set of patterns. Raises: re2.error where RE2 has no room for it."""
    together = re2.Set.SearchSet(_quiet())
    for pattern in patterns:
        together.Add(f"(?m:{pattern})")  # "^" is the beginning of a field, which begins a line
    together.Compile()
    return together


def _encoded(text: str) -> bytes:
    """Return the text as RE2 reads it, in UTF-8: that has no halves of characters."""
    try:
        return text.encode()  # says so faster than looking for them does
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text).encode()


def _quiet() -> Any:
    options = re2.Options()
    options.log_errors = False
    return options
