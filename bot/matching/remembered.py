"""Remembering what was found out about short texts; long ones are too many and too big to keep."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

_MOST_TEXTS = 1 << 12
_MOST_CHARS = 64

Result = TypeVar("Result")


def remembered(function: Callable[[str], Result]) -> Callable[[str], Result]:
    """Remember a pure function's results for texts of up to ``_MOST_CHARS`` characters."""
    known = lru_cache(maxsize=_MOST_TEXTS)(function)

    @wraps(function)
    def of(text: str) -> Result:
        return known(text) if len(text) <= _MOST_CHARS else function(text)

    return of
