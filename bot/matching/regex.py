"""Names given as regular expressions -> where they stand; in linear time, whatever the patterns are.

RE2 has no look-around and no back-references: that is what keeps a hostile text from stalling the search.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import re2  # type: ignore[import-untyped]

_SURROGATE = re.compile("[\ud800-\udfff]")


def compile_regex(pattern: str) -> Any:
    """Return a compiled pattern with ``search`` and ``finditer`` as in ``re``.

    Raises: ValueError with the reason, for a pattern that RE2 does not read.
    """
    try:
        return re2.compile(pattern, _quiet())
    except re2.error as error:
        reason = error.args[0]
        raise ValueError(reason.decode() if isinstance(reason, bytes) else str(reason)) from None


class Regexes:
    """Some patterns, looked for together; immutable."""

    def __init__(self, patterns: Sequence[str]) -> None:
        """Raises: ValueError for a pattern that RE2 does not read."""
        self._patterns = [compile_regex(pattern) for pattern in patterns]
        self._all = re2.Set.SearchSet(_quiet())
        for pattern in patterns:
            self._all.Add(pattern)
        self._all.Compile()

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield pattern number, start and end of every find; one pass says which patterns to ask at all."""
        if not self._patterns:
            return
        text = _SURROGATE.sub("\ufffd", text)  # RE2 reads UTF-8, which has no halves of characters
        for number in sorted(self._all.Match(text) or ()):
            for found in self._patterns[number].finditer(text):
                if found.start() < found.end():
                    yield number, *found.span()


def _quiet() -> Any:
    options = re2.Options()
    options.log_errors = False
    return options
