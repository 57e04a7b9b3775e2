"""Halves of long Chinese names in a text -> those few beside which the other half may stand.

A half is mostly a word like any other. What stands beside all of a text's halves is looked up at once, so
that nearly all are done with before names are compared; see ``near_han``.
"""

import sys
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.matching.automaton import RawHit
from bot.matching.found import MAX_HITS
from bot.matching.near_han import nearest

_UTF32 = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
_CHAR_BITS = 21
_PATTERN_BITS = 32


class HalfNames:
    """Which characters stand nearest to each half in a name that has it; immutable."""

    def __init__(self, halves: Iterable[tuple[int, str, bool]]) -> None:
        """Take of each half its pattern, the folded name, and whether it is the first half of that."""
        keys = {
            pattern << _CHAR_BITS | ord(char)
            for pattern, name, is_first in halves
            for char in nearest(name, is_first=is_first)
        }
        self._keys = np.array(sorted(keys), np.int64)
        self._patterns = frozenset(key >> _CHAR_BITS for key in keys)

    def worth_a_look(self, hits: Iterable[RawHit], text: str, borders: Sequence[int]) -> set[RawHit]:
        """Return the hits of halves beside which the rest of one of their names may stand, misspelt.

        Args:
            text: folded, the one that was scanned. ``borders``: where in it each further article begins.
                Of an article only the first ``MAX_HITS`` places of a half are looked at.
        """
        halves = [hit for hit in hits if hit[0] in self._patterns]
        if not halves:
            return set()
        patterns, starts, ends = np.array(halves, np.int64).T
        # Two spaces on either side, one of which hits count with.
        codes = np.frombuffer(f"  {text}  ".encode(_UTF32, "surrogatepass"), np.uint32)
        beside = codes.take((starts - 1, starts, ends + 1, ends + 2))
        asked = patterns << _CHAR_BITS | beside
        known = self._keys.take(self._keys.searchsorted(asked), mode="clip")
        articles = np.searchsorted(borders, starts - 1, side="right")
        is_worth = (known == asked).any(axis=0) & (_ranks(articles << _PATTERN_BITS | patterns) < MAX_HITS)
        return {halves[at] for at in is_worth.nonzero()[0].tolist()}


def _ranks(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return of each value how many equal ones stand before it."""
    order = values.argsort(kind="stable")
    ordered = values.take(order)
    ranks = np.empty_like(order)
    ranks[order] = np.arange(len(values)) - ordered.searchsorted(ordered)
    return ranks
