"""All exact spellings of all watchlists as one automaton: one pass over a folded text finds every one.

Word boundaries are spaces inside the patterns, so no found place needs to be checked again. One spelling
may belong to many owners; it is searched once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from ahocorasick_rs import AhoCorasick, Implementation


class Kind(IntEnum):
    """What a pattern was put in for."""

    NAME = 0
    CONTEXT = 1
    WEAK_CONTEXT = 2
    EXCLUSION = 3
    HALF = 4  # of a long Chinese name, for the search with one wrong character


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose pattern it is: item ``item`` (of its kind) of the watchlist at ``watchlist``."""

    kind: Kind
    watchlist: int
    item: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern found at ``text[start:end]`` of the folded text, its boundary spaces left out."""

    owner: Owner
    start: int
    end: int


class Automaton:
    """Finds patterns; immutable once built."""

    def __init__(self, patterns: Iterable[tuple[str, Owner]]) -> None:
        """Build from patterns as ``variants.bounded`` writes them; none may be empty."""
        owners: dict[str, dict[Owner, None]] = {}
        for pattern, owner in patterns:
            owners.setdefault(pattern, {})[owner] = None
        self._owners = [tuple(owned) for owned in owners.values()]
        self._before = [len(pattern) - len(pattern.lstrip(" ")) for pattern in owners]
        self._after = [len(pattern) - len(pattern.rstrip(" ")) for pattern in owners]
        self._engine = AhoCorasick(list(owners), implementation=Implementation.ContiguousNFA)

    def find(self, text: str, *, limit: int) -> Sequence[Hit]:
        """Return what stands in a folded text, by end position, at most ``limit`` hits per owner."""
        counts: dict[Owner, int] = {}
        hits = []
        for pattern, start, end in self._engine.find_matches_as_indexes(f" {text} ", overlapping=True):
            for owner in self._owners[pattern]:
                counts[owner] = counts.get(owner, 0) + 1
                if counts[owner] <= limit:
                    # The text begins one space later than what was searched.
                    hits.append(Hit(owner, start + self._before[pattern] - 1, end - self._after[pattern] - 1))
        return hits
