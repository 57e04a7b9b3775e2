"""Words that are one slip of the pen apart, or that end otherwise only, found by what both share.

Two words one slip apart are the same when a letter is left out of one of them or of both; two forms of a
word are the same without their endings. What is shared is kept as hashes, in one sorted array.
"""

from array import array
from collections.abc import Iterable, Sequence

import numpy as np

from bot.matching.word_forms import stems

_BITS_A_KEY = 64
_LONGEST, _LEAST_FOR_SLIP = 32, 4


class NearWords:
    """Immutable once built. What it finds must still be compared."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        keys, counts = array("q"), array("q")
        for word in words:
            before = len(keys)
            keys.extend(_keys(word))
            counts.append(len(keys) - before)
        owners = np.repeat(np.arange(len(words), dtype=np.int32), np.array(counts, np.int64))
        hashes = np.array(keys, np.int64)
        order = np.argsort(hashes)
        self._hashes, self._owners = hashes[order], owners[order]
        # A bit for each key's last digits: most words of a text are near no name's word.
        self._mask = (1 << max((len(hashes) * _BITS_A_KEY).bit_length(), 3)) - 1
        marked = hashes & self._mask
        bits = np.zeros(self._mask + 1 >> 3, np.uint8)
        np.bitwise_or.at(bits, marked >> 3, np.left_shift(1, marked & 7, dtype=np.uint8, casting="unsafe"))
        self._bits = bits.tobytes()

    def near(self, word: str) -> Iterable[str]:
        """Yield the words that may be near ``word``, perhaps more than once."""
        bits, mask = self._bits, self._mask
        keys = [key for key in _keys(word) if bits[(key & mask) >> 3] >> (key & 7) & 1]
        if keys:
            first = self._hashes.searchsorted(keys, "left").tolist()
            end = self._hashes.searchsorted(keys, "right").tolist()
            for start, stop in zip(first, end, strict=True):
                yield from (self._words[owner] for owner in self._owners[start:stop].tolist())


def _keys(word: str) -> list[int]:
    """Return the hashes of all that is left of a word without one letter, and without its ending."""
    if not _LEAST_FOR_SLIP <= len(word) <= _LONGEST:
        return []
    shared = [word[:at] + word[at + 1 :] for at in range(len(word))]
    shared.append(word)
    shared += [f"{stem}-" for stem in stems(word)]
    return list(map(hash, shared))
