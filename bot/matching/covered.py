"""Ranges of a text, asked what they cover."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from bot.matching.scene import Range


class Covered:
    """Which positions of a text lie in one of many ranges."""

    def __init__(self, ranges: Iterable[Range] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(ranges):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def __contains__(self, position: int) -> bool:
        at = bisect_right(self._starts, position) - 1
        return at >= 0 and position < self._ends[at]

    def overlaps(self, start: int, end: int) -> bool:
        """Say whether any position of a range that is not empty is covered."""
        at = bisect_left(self._starts, end) - 1
        return at >= 0 and start < self._ends[at]
