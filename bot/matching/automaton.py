"""All exact spellings of all watchlists as one automaton: one pass over a folded text finds every one.

Word boundaries are spaces inside the patterns, so no found place needs to be checked again. One spelling
may belong to many owners; it is searched once.
"""

import functools
from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

RawHit = tuple[int, int, int]
"""Pattern number, and where it begins and ends in the scanned text."""

_PARTS = 256
_REMEMBERED = 1 << 14


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


class Owner(NamedTuple):
    """Whose pattern it is: item ``item`` (of its kind) of the watchlist at ``watchlist``.

    ``part``, -256..255: of an item that has several: the half, the letters before a head, a description's
    group.
    """

    kind: Kind
    watchlist: int
    item: int
    part: int = 0

    def packed(self) -> int:
        """Return the owner as one number: at 100,000 names half a million are kept."""
        return ((self.watchlist << 24 | self.item) << 9 | self.part + _PARTS) << 4 | self.kind


def _owner(packed: int) -> Owner:
    rest, part = divmod(packed >> 4, 2 * _PARTS)
    watchlist, item = divmod(rest, 1 << 24)
    return Owner(Kind(packed & 15), watchlist, item, part - _PARTS)


class Automaton:
    """Finds patterns; immutable once built. Patterns below ``first_other`` may stand for names."""

    def __init__(self, patterns: Iterable[tuple[str, Owner]]) -> None:
        """Build from patterns as ``variants.bounded`` writes them; none may be empty."""
        owned: dict[str, int | tuple[int, ...]] = {}
        for pattern, owner in patterns:
            packed = owner.packed()
            known = owned.setdefault(pattern, packed)
            if known != packed:
                several = known if isinstance(known, tuple) else (known,)
                owned[pattern] = several if packed in several else (*several, packed)
        names = [pattern for pattern, packed in owned.items() if _may_be_a_name(packed)]
        ordered = names + [pattern for pattern, packed in owned.items() if not _may_be_a_name(packed)]
        self.first_other = len(names)
        self._owned = [owned[pattern] for pattern in ordered]
        self._before = bytes(pattern[0] == " " for pattern in ordered)
        self._after = bytes(pattern[-1] == " " for pattern in ordered)
        self.owners = functools.lru_cache(maxsize=_REMEMBERED)(self._owners)
        """Pattern -> whose it is, without duplicates."""
        self._engine = AhoCorasick(ordered, implementation=Implementation.ContiguousNFA)

    def __len__(self) -> int:
        return len(self._owned)

    def scan(self, text: str) -> list[RawHit]:
        """Return every pattern in a folded text, by end position; see ``trimmed`` for its place."""
        return self._engine.find_matches_as_indexes(f" {text} ", overlapping=True)

    def _owners(self, pattern: int) -> tuple[Owner, ...]:
        packed = self._owned[pattern]
        return tuple(map(_owner, packed)) if isinstance(packed, tuple) else (_owner(packed),)

    def of_kind(self, kind: Kind) -> Iterator[tuple[int, Owner]]:
        """Yield the patterns of one kind, each with its owners."""
        for pattern, packed in enumerate(self._owned):
            for each in packed if isinstance(packed, tuple) else (packed,):
                if each & 15 == kind:
                    yield pattern, _owner(each)

    def trimmed(self, hit: RawHit) -> tuple[int, int]:
        """Return the range of the folded text a hit stands for, its boundary spaces left out."""
        pattern, start, end = hit  # the text begins one space later than what was scanned
        return start + self._before[pattern] - 1, end - self._after[pattern] - 1


def _may_be_a_name(packed: int | tuple[int, ...]) -> bool:
    several = packed if isinstance(packed, tuple) else (packed,)
    return any(each & 15 <= Kind.HEAD for each in several)
