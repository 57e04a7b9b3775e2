"""A folded text -> for each of its words, what is remembered of it; new words are looked up once.

Words are told apart by a 64-bit hash, computed for a whole text at once, and looked up in one table in which
each hash has one place. A word that has lost its place to another is found again in a dictionary if it leads
to names; of the many others that texts never run out of, those looked up last are known a little longer.
"""

import functools
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.letters import SPACE
from bot.matching.word_forms import Partner

Signs = NDArray[np.uint64]
Numbers = NDArray[np.intp]

_UTF32 = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
_PERIOD = 1 << 16
_BASE = 0x9E37_79B9_7F4A_7C15
_MIX = np.uint64(0xD6E8_FEB8_6659_FD93)
_PLACE_BITS, _ENTRY_BITS = 20, 18
_ENTRY_MASK = np.uint64((1 << _ENTRY_BITS) - 1)
_MOST_ENTRIES = 1 << 16
_FIRST_ROOM = 1 << 10
_LONGEST_REMEMBERED = 32
_RECENT_WORDS = 1 << 13
"""So many are not looked up again: two words that share a place take it from each other all the time."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of a text: what it may stand for, the names looked for where it stands, and its bits."""

    partners: Mapping[str, Partner]
    names: Numbers
    sign: Signs


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words: word ``i`` is ``text[starts[i]:ends[i]]``, with entry ``entries[i]`` of its memo."""

    text: str
    starts: Numbers
    ends: Numbers
    entries: Numbers

    def __len__(self) -> int:
        return len(self.starts)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the range of the text that words ``first`` to ``last`` fill."""
        return self.starts.item(first), self.ends.item(last)


class Memo:
    """Entry 0 leads nowhere. Used from any number of threads: readers go on while it grows.

    Whoever finds it full, of words that lead to names, starts a new one.
    """

    def __init__(self, look_up: Callable[[str], Entry | None], *, rows: int) -> None:
        """``look_up`` is asked once for each word; ``rows``: how many numbers a sign has."""
        self._look_up = functools.lru_cache(maxsize=_RECENT_WORDS)(look_up)
        self._lock = threading.Lock()
        self._known: dict[str, int] = {}
        self._table = np.zeros(1 << _PLACE_BITS, np.uint64)  # hash, its last bits given to the entry's number
        self._flat = np.zeros(_FIRST_ROOM, np.intp)
        self._used = 0
        self._partners: list[Mapping[str, Partner]] = [{}]
        self._first = np.zeros(_FIRST_ROOM, np.intp)
        self._counts = np.zeros(_FIRST_ROOM, np.intp)
        self._signs = np.zeros((rows, _FIRST_ROOM), np.uint64)

    @property
    def is_full(self) -> bool:
        return len(self._known) >= _MOST_ENTRIES

    def words(self, text: str) -> Words:
        starts, ends, hashes = _hashed(text)
        stored = self._table.take(_places(hashes))
        words = Words(text, starts, ends, (stored & _ENTRY_MASK).astype(np.intp))
        unknown = ((stored ^ hashes) > _ENTRY_MASK).nonzero()[0]
        if len(unknown):
            self._learn(words, unknown, hashes)
        return words

    def partners(self, entries: Numbers) -> list[Mapping[str, Partner]]:
        return list(map(self._partners.__getitem__, entries.tolist()))

    def counts(self, entries: Numbers) -> Numbers:
        """Return how many names are looked for where these words stand."""
        return self._counts.take(entries)

    def signs(self, entries: Numbers) -> Signs:
        return self._signs.take(entries, axis=1)

    def names(self, entries: Numbers, counts: Numbers) -> Numbers:
        """Return all names of these entries, one entry's after the other's."""
        ends = counts.cumsum()
        at: Numbers = (self._first.take(entries) - ends + counts).repeat(counts)
        at += np.arange(ends[-1])
        return self._flat.take(at)

    def _learn(self, words: Words, unknown: Numbers, hashes: Signs) -> None:
        """Look up the words numbered ``unknown`` and complete ``words.entries``."""
        spans = zip(words.starts[unknown].tolist(), words.ends[unknown].tolist(), strict=True)
        new = [words.text[start:end] if end - start <= _LONGEST_REMEMBERED else "" for start, end in spans]
        entry_of = {word: self._entry(word) if word else 0 for word in dict.fromkeys(new)}
        entries = [entry_of[word] for word in new]
        words.entries[unknown] = entries
        learned = hashes[unknown]
        self._table[_places(learned)] = learned & ~_ENTRY_MASK | np.array(entries, np.uint64)

    def _entry(self, word: str) -> int:
        known = self._known.get(word)
        if known is not None:
            return known
        found = self._look_up(word)
        if found is None:
            return 0
        with self._lock:
            return self._known.setdefault(word, self._add(found))

    def _add(self, entry: Entry) -> int:
        number = len(self._partners)
        if number >= _ENTRY_MASK:
            return 0
        if number == len(self._first):  # readers may still hold the old ones
            self._first = np.concatenate([self._first, np.zeros_like(self._first)])
            self._counts = np.concatenate([self._counts, np.zeros_like(self._counts)])
            self._signs = np.concatenate([self._signs, np.zeros_like(self._signs)], axis=1)
        end = self._used + len(entry.names)
        if end > len(self._flat):
            self._flat = np.concatenate([self._flat, np.zeros(end, np.intp)])
        self._flat[self._used : end] = entry.names
        self._first[number], self._counts[number] = self._used, len(entry.names)
        self._signs[:, number] = entry.sign
        self._used = end
        self._partners.append(entry.partners)
        return number


def _places(hashes: Signs) -> Numbers:
    return (hashes >> np.uint64(64 - _PLACE_BITS)).astype(np.intp)


def _hashed(text: str) -> tuple[Numbers, Numbers, Signs]:
    """Return where the words of a text start and end, and their hashes: sums of letters times powers.

    A word that lies over a multiple of ``_PERIOD`` gets another hash than elsewhere and is looked up again.
    """
    codes = np.frombuffer(f"{text} ".encode(_UTF32, "surrogatepass"), np.uint32)
    ends = (codes == SPACE).nonzero()[0]
    starts = np.empty_like(ends)
    starts[0], starts[1:] = 0, ends[:-1] + 1
    powers, inverses = _powers()
    sums = np.empty(len(codes) + 1, np.uint64)
    sums[0] = 0
    terms = sums[1:]
    np.multiply(
        codes, powers[: len(codes)] if len(codes) <= _PERIOD else np.resize(powers, len(codes)), out=terms
    )
    np.cumsum(terms, out=terms)
    hashes = sums.take(ends)
    hashes -= sums.take(starts)
    hashes *= inverses.take(starts & (_PERIOD - 1))
    hashes ^= hashes >> np.uint64(32)
    hashes *= _MIX
    return starts, ends, hashes ^ (hashes >> np.uint64(29))


@functools.cache
def _powers() -> tuple[Signs, Signs]:
    """Return the powers of an odd number modulo 2**64, and what takes each back to one."""
    return _power_row(_BASE), _power_row(pow(_BASE, -1, 1 << 64))


def _power_row(base: int) -> Signs:
    row = np.full(_PERIOD, base, np.uint64)
    row[0] = 1
    return np.multiply.accumulate(row)  # wraps round, as it should
