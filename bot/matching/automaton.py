"""All exact spellings of all watchlists as one automaton: one pass over a folded text finds every one.

Word boundaries are spaces inside the patterns, so no found place needs to be checked again. One spelling
may belong to many owners; it is searched once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from ahocorasick_rs import AhoCorasick, Implementation

RawHit = tuple[int, int, int]
"""Pattern number, and where it begins and ends in the scanned text."""


class Kind(IntEnum):
    """What a pattern was put in for; up to ``HEAD`` it may stand for a name."""

    NAME = 0
    HALF = 1  # of a long Chinese name, for the search with one wrong character
    HEAD = 2  # of a name of several words, for "Green, Health and Digital Silk Roads"
    CONTEXT = 3
    WEAK = 4
    BESIDE = 5
    PHRASE = 6
    ARTICLE = 7
    SENSE = 8
    DESCRIBES = 9


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose pattern it is: item ``item`` (of its kind) of the watchlist at ``watchlist``.

    ``part``: of an item that has several: the half, the words before a head, a description's group.
    """

    kind: Kind
    watchlist: int
    item: int
    part: int = 0


class Automaton:
    """Finds patterns; immutable once built. Patterns below ``first_other`` may stand for names."""

    def __init__(self, patterns: Iterable[tuple[str, Owner]]) -> None:
        """Build from patterns as ``variants.bounded`` writes them; none may be empty."""
        owners: dict[str, list[Owner]] = {}
        for pattern, owner in patterns:
            owners.setdefault(pattern, []).append(owner)
        names = [pattern for pattern, owned in owners.items() if _may_be_a_name(owned)]
        others = [pattern for pattern, owned in owners.items() if not _may_be_a_name(owned)]
        ordered = names + others
        self.first_other = len(names)
        self.owners = [tuple(dict.fromkeys(owners[pattern])) for pattern in ordered]
        self._before = [int(pattern[0] == " ") for pattern in ordered]
        self._after = [int(pattern[-1] == " ") for pattern in ordered]
        self._engine = AhoCorasick(ordered, implementation=Implementation.ContiguousNFA)

    def scan(self, text: str) -> list[RawHit]:
        """Return every pattern in a folded text, by end position; see ``trimmed`` for its place."""
        return self._engine.find_matches_as_indexes(f" {text} ", overlapping=True)

    def trimmed(self, hit: RawHit) -> tuple[int, int]:
        """Return the range of the folded text a hit stands for, its boundary spaces left out."""
        pattern, start, end = hit  # the text begins one space later than what was scanned
        return start + self._before[pattern] - 1, end - self._after[pattern] - 1


def _may_be_a_name(owned: Iterable[Owner]) -> bool:
    return any(owner.kind <= Kind.HEAD for owner in owned)
