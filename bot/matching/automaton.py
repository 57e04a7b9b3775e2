"""All exact spellings of all watchlists as one automaton: one pass over a folded text finds every one.

Word boundaries are spaces inside the patterns, so no found place needs to be checked again. One spelling
may belong to many owners; it is searched once.
"""

from collections.abc import Collection, Iterable, Iterator
from enum import IntEnum
from itertools import repeat
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

RawHit = tuple[int, int, int]
"""Pattern number, and where it begins and ends in the scanned text."""

Packed = int | tuple[int, ...]
"""An owner as a number, or several."""

_PARTS, _KIND = 256, 15


class Kind(IntEnum):
    """What a pattern was put in for; up to ``HEAD`` it may stand for a name."""

    NAME = 0
    JOINED = 1  # as much of a spelling that joins two words as shows that they are joined
    CLINGING = 2  # an Arabic name without what clings to it
    HALF = 3  # of a long Chinese name, for the search with one wrong character
    HEAD = 4  # of a long Chinese name, for 健康、绿色、数字丝绸之路
    CONTEXT = 5
    WEAK = 6
    BESIDE = 7
    PHRASE = 8
    ARTICLE = 9
    SENSE = 10
    DESCRIBES = 11


_KINDS, _LAST_NAME = tuple(Kind), int(Kind.HEAD)  # what is asked of each pattern is asked of numbers


class Owner(NamedTuple):
    """Whose pattern it is: item ``item`` (of its kind) of the watchlist at ``watchlist``.

    ``part``, -256..255: of an item that has several: the half, the letters before a head, a description's
    group.
    """

    kind: Kind
    watchlist: int
    item: int
    part: int = 0


def pack(kind: Kind, watchlist: int, item: int, part: int = 0) -> int:
    """Return an ``Owner`` as one number: at 100,000 names half a million are kept.

    Raises: ValueError for a part out of range: whoever makes patterns has to leave such out.
    """
    if not -_PARTS <= part < _PARTS:
        raise ValueError(f"part {part} is out of range")
    return ((watchlist << 24 | item) << 9 | part + _PARTS) << 4 | kind


def _unpacked(packed: int) -> Owner:
    rest, part = divmod(packed >> 4, 2 * _PARTS)
    watchlist, item = divmod(rest, 1 << 24)
    return Owner(_KINDS[packed & _KIND], watchlist, item, part - _PARTS)


class Automaton:
    """Finds patterns; immutable once built. Patterns below ``first_other`` may stand for names."""

    def __init__(self, patterns: Iterable[tuple[str, int]]) -> None:
        """Build from patterns as ``variants.bounded`` writes them, none empty, each with an owner packed."""
        owned = _owned(patterns)
        names: list[str] = []
        others: list[str] = []
        for pattern, packed in owned.items():
            (names if _may_be_a_name(packed) else others).append(pattern)
        names.sort()  # neighbours share most of what is built, and of what is searched
        self.first_other = len(names)
        ordered = names + others
        self._owned = [owned[pattern] for pattern in ordered]
        self._before = bytes(map(str.startswith, ordered, repeat(" ")))
        self._after = bytes(map(str.endswith, ordered, repeat(" ")))
        del owned, names, others  # building takes most memory
        self._engine = AhoCorasick(_emptying(ordered), implementation=Implementation.ContiguousNFA)

    def __len__(self) -> int:
        return len(self._owned)

    def scan(self, text: str) -> list[RawHit]:
        """Return every pattern in a folded text, by end position; see ``trimmed`` for its place."""
        return self._engine.find_matches_as_indexes(f" {text} ", overlapping=True)

    def owners(self, pattern: int) -> tuple[Owner, ...]:
        """Return whose pattern it is, without duplicates."""
        return tuple(map(_unpacked, _several(self._owned[pattern])))

    def owned_as(self, kinds: Collection[Kind]) -> Iterator[tuple[int, Owner]]:
        """Yield every pattern put in for one of these, with each of its owners that it is put in for so."""
        asked = frozenset(map(int, kinds))
        for pattern, packed in enumerate(self._owned):
            if not isinstance(packed, int) or packed & _KIND in asked:
                for each in _several(packed):
                    if each & _KIND in asked:
                        yield pattern, _unpacked(each)

    def trimmed(self, hit: RawHit) -> tuple[int, int]:
        """Return the range of the folded text a hit stands for, its boundary spaces left out."""
        pattern, start, end = hit  # the text begins one space later than what was scanned
        return start + self._before[pattern] - 1, end - self._after[pattern] - 1


def _owned(patterns: Iterable[tuple[str, int]]) -> dict[str, Packed]:
    owned: dict[str, Packed] = {}
    for pattern, packed in patterns:
        known = owned.setdefault(pattern, packed)
        if known != packed and packed not in _several(known):
            owned[pattern] = (*_several(known), packed)
    return owned


def _several(packed: Packed) -> tuple[int, ...]:
    return packed if isinstance(packed, tuple) else (packed,)


def _may_be_a_name(packed: Packed) -> bool:
    if isinstance(packed, int):
        return packed & _KIND <= _LAST_NAME
    return any(each & _KIND <= _LAST_NAME for each in packed)


def _emptying(patterns: list[str]) -> Iterator[str]:
    """Yield the patterns and let go of each: the engine keeps none."""
    patterns.reverse()
    while patterns:
        yield patterns.pop()
