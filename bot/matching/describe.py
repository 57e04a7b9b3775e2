"""The topic told without its name: words of every group of a description, close together.

"Beijing's navigation constellation, its answer to GPS" has one word each of "whose", "what" and "which".
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from bot.matching.covered import Covered
from bot.matching.scene import Range

_CLOSE = 40


class Groups:
    """The patterns of the groups of many descriptions. Of each its smallest group is asked for first.

    ``led``: by each pattern of a smallest group the descriptions that stand nowhere without such a one.
    """

    def __init__(self, groups: Mapping[tuple[int, int], Sequence[AbstractSet[int]]]) -> None:
        """Take for each description, by watchlist and number, the patterns of each of its groups."""
        self.led: dict[int, list[tuple[int, int]]] = {}
        self._others: dict[tuple[int, int], list[AbstractSet[int]]] = {}
        for description, patterns in groups.items():
            smallest, *self._others[description] = sorted(patterns, key=len)
            for pattern in smallest:
                self.led.setdefault(pattern, []).append(description)

    def all_in(self, patterns: AbstractSet[int]) -> list[tuple[int, int]]:
        """Return, in order, the descriptions of which every group has one of these patterns."""
        led = {description for lead in self.led.keys() & patterns for description in self.led[lead]}
        return sorted(one for one in led if not any(map(patterns.isdisjoint, self._others[one])))


def described(groups: Sequence[Sequence[Range]], unless: Sequence[Range], *, within: int) -> Range | None:
    """Return the first shortest range that holds something of every group, if one is short enough.

    Args:
        groups: for each group the ranges where its words stand.
        unless: no such range may touch it or stand close by.
        within: its greatest length, in characters of the folded text.
    """
    best: Range | None = None
    away = Covered((first - _CLOSE, last + _CLOSE) for first, last in unless)
    last: dict[int, Range] = {}  # of each group the last range so far: the shortest reach back from here
    for (start, end), group in sorted(
        (each, group) for group, ranges in enumerate(groups) for each in ranges
    ):
        last[group] = start, end
        if len(last) < len(groups):
            continue
        low, high = min(first for first, _ in last.values()), max(final for _, final in last.values())
        is_shortest = best is None or high - low < best[1] - best[0]
        if high - low <= within and is_shortest and not away.overlaps(low, high):
            best = low, high
    return best
