"""The topic told without its name: words of every group of a description, close together.

"Beijing's navigation constellation, its answer to GPS" has one word each of "whose", "what" and "which".
"""

from bisect import bisect_left
from collections.abc import Sequence

from bot.matching.scene import Range

_CLOSE = 40


def described(groups: Sequence[Sequence[Range]], unless: Sequence[Range], *, within: int) -> Range | None:
    """Return the first shortest range that holds something of every group, if one is short enough.

    Args:
        groups: for each group the ranges where its words stand, in text order.
        unless: no such range may touch it or stand close by.
        within: its greatest length, in characters of the folded text.
    """
    best: Range | None = None
    for start, end in groups[0]:
        low, high = start, end
        for others in groups[1:]:
            nearest = _nearest(others, low, high)
            if nearest is None:
                return None
            low, high = min(low, nearest[0]), max(high, nearest[1])
        if high - low > within or any(
            low - _CLOSE < last and first < high + _CLOSE for first, last in unless
        ):
            continue
        if best is None or high - low < best[1] - best[0]:
            best = low, high
    return best


def _nearest(ranges: Sequence[Range], low: int, high: int) -> Range | None:
    """Return the range that lengthens ``low:high`` the least."""
    at = bisect_left(ranges, (low, low))
    around = ranges[max(at - 2, 0) : at + 4]
    return min(around, key=lambda each: max(high, each[1]) - min(low, each[0]), default=None)
