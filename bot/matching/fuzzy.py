"""Misspelt, inflected and reworded long names, found on a few candidates and checked word by word.

Each new word of the texts is compared once with the words of all names, and remembered. A name is looked at
only where its rarest word, or what may stand for it, has what may stand for its other words close by: one
pass of bit arithmetic over the whole text. Only what is left is read word by word. One word of five letters
or fewer, an acronym or a short Chinese name is never looked for this way.
"""

import functools
import operator
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from rapidfuzz.distance import OSA

from bot.matching.memo import Entry, Memo, Numbers, Signs, Words
from bot.matching.near_han import halves, near_han
from bot.matching.ordinary import is_common, is_ordinary
from bot.matching.phrase import OUTSIDE, Phrase, readings
from bot.matching.vocabulary import Vocabulary
from bot.matching.word_forms import How, Partner
from bot.matching.words import STOP_WORDS, content_words, is_long_enough, is_unspaced

__all__ = [
    "STOP_WORDS", "Near", "WordNames", "content_words", "halves", "is_long_enough", "is_unspaced", "near_han",
]  # fmt: skip

_WINDOW = 8
"""How many words before and after its rarest word the other words of a name must stand."""
_NEIGHBOURS = 4
"""How many words from its rarest one a word of a name must be, to be asked for in the window."""
_MOST_PAIRS = 1 << 18
_ROWS = ((1_000, 1), (20_000, 2))  # up to so many names so many bits for a word, then
_MOST_ROWS = 4
_LEAST_LOOKS, _WORDS_A_LOOK = 1000, 32
_LONG_WORD = 9


@dataclass(frozen=True, slots=True)
class Near:
    """A place ``text[start:end]`` of the folded text that looks like name ``name``."""

    name: int
    start: int
    end: int
    similarity: float


class WordNames:
    """The fuzzy names written with spaces; used from any number of threads."""

    def __init__(self, names: Mapping[int, str]) -> None:
        """Take name number -> folded name; numbers come back in ``Near.name``."""
        self._numbers = list(names)
        self._names = list(names.values())
        self._content = list(map(content_words, self._names))
        self._rows = next((rows for most, rows in _ROWS if len(names) <= most), _MOST_ROWS)
        self._anchors = _anchors(self._content)
        self._signs = _signs_of_names(self._content, self._anchors, self._rows)
        self._users: dict[str, list[int]] = {}
        for name, (words, anchor) in enumerate(zip(self._content, self._anchors, strict=True)):
            self._users.setdefault(words[anchor], []).append(name)
        pairs = {pair for words in self._content for pair in pairwise(words)}
        self._vocabulary = Vocabulary(set(chain.from_iterable(self._content)), pairs)
        self._memo = Memo(self._look_up, rows=self._rows)

    def find(self, text: str) -> Iterable[Near]:
        """Yield the places in a folded text that look like one of the names but are not letter by letter it.

        In a text that is made of such places, only an even part of them is looked at.
        """
        memo = self._memo
        if memo.is_full:
            memo = self._memo = Memo(self._look_up, rows=self._rows)
        words = memo.words(text)
        looks = list(self._looks(memo, words.entries))
        most = _LEAST_LOOKS + len(words) // _WORDS_A_LOOK
        for at, name in looks[:: len(looks) // most + 1]:
            yield from self._read(memo, words, at, name)

    def _looks(self, memo: Memo, entries: Numbers) -> Iterable[tuple[int, int]]:
        """Yield word number and name where all of a name's words seem to stand close by."""
        all_counts = memo.counts(entries)
        at = np.flatnonzero(all_counts)
        if not len(at):
            return
        window = _around(memo.signs(entries))
        here, counts = entries[at], all_counts[at]
        step = max(_MOST_PAIRS // int(counts.max()), 1)
        for block in range(0, len(at), step):
            part = slice(block, block + step)
            places = np.repeat(at[part], counts[part])
            names = memo.names(here[part], counts[part])
            for row, wanted in zip(window, self._signs, strict=True):
                asked = wanted[names]
                near = np.flatnonzero((row[places] & asked) == asked)
                places, names = places[near], names[near]
            yield from zip(places.tolist(), names.tolist(), strict=True)

    def _read(self, memo: Memo, words: Words, at: int, name: int) -> Iterable[Near]:
        content, anchor, number = self._content[name], self._anchors[name], self._numbers[name]
        if len(content) == 1:
            similarity = memo.partners(words.entries[at])[content[0]].similarity
            yield Near(number, int(words.starts[at]), int(words.ends[at]), similarity)
            return
        reach = self._names[name].count(" ") + 1 + OUTSIDE
        first = max(at - reach, 0)
        partners = [memo.partners(entry) for entry in words.entries[first : at + reach + 1].tolist()]
        if not all(any(wanted in each for each in partners) for wanted in content):
            return
        window = words.window(first, first + len(partners))
        written = self._names[name].split(" ")
        start = at - first - written.index(content[anchor])
        if start >= 0 and window[start : start + len(written)] == written:
            return
        phrase = Phrase(tuple(written), tuple(content), anchor)
        for reading in readings(phrase, window, partners, at - first):
            begin, end = words.starts[first + reading.first], words.ends[first + reading.last]
            yield Near(number, int(begin), int(end), reading.similarity)

    def _look_up(self, word: str) -> Entry | None:
        """Compare a word with those of the names; None when it can stand for none of them."""
        partners = {} if word in STOP_WORDS else self._vocabulary.partners(word)
        if not partners:
            return None
        names = [
            name
            for wanted, partner in partners.items()
            for name in self._users.get(wanted, ())
            if len(self._content[name]) > 1 or _is_slip(word, partner)
        ]
        return Entry(partners, np.array(names, np.intp), _sign(partners, self._rows))


def _is_slip(word: str, partner: Partner) -> bool:
    """Say whether a word is a misspelling so slight that it needs no other words to show what is meant."""
    if partner.how is not How.WORD or partner.similarity == 1:
        return False
    budget = 1 if len(partner.word) < _LONG_WORD else 2
    return OSA.distance(word, partner.word) <= budget and not is_ordinary(word)


def _anchors(content: Sequence[Sequence[str]]) -> list[int]:
    """Return which word of each name is its rarest in texts, as far as that can be told from the word.

    Other names have no say: what is found of one does not depend on them.
    """
    rarity = {
        word: (len(word) < 3 or is_common(word), is_ordinary(word), -len(word))
        for word in set(chain.from_iterable(content))
    }
    return [words.index(min(words, key=rarity.__getitem__)) for words in content]


def _signs_of_names(content: Sequence[Sequence[str]], anchors: Sequence[int], rows: int) -> Signs:
    """Return for each name the bits of the words that must stand round its rarest one."""
    bits = {word: _bits(word, rows) for word in set(chain.from_iterable(content))}
    signs = np.zeros((rows, len(content)), np.uint64)
    for row, sign in enumerate(signs):
        sign[:] = [
            _joined(
                bits[word][row] for word in words[max(anchor - _NEIGHBOURS, 0) : anchor + _NEIGHBOURS + 1]
            )
            for words, anchor in zip(content, anchors, strict=True)
        ]
    return signs


def _joined(bits: Iterable[int]) -> int:
    return functools.reduce(operator.or_, bits, 0)


def _sign(words: Iterable[str], rows: int) -> tuple[int, ...]:
    bits = [_bits(word, rows) for word in words]
    return tuple(_joined(each[row] for each in bits) for row in range(rows))


def _bits(word: str, rows: int) -> tuple[int, ...]:
    """Return one bit of 64 for each row; two words seldom share all of them."""
    checksum = zlib.crc32(word.encode("utf-8", "surrogatepass"))
    return tuple(1 << (checksum >> 6 * row & 63) for row in range(rows))


def _around(signs: Signs) -> Signs:
    """Return for each word the bits of all words at most ``_WINDOW`` away from it."""
    padded: Signs = np.zeros((len(signs), signs.shape[1] + 2 * _WINDOW), np.uint64)
    padded[:, _WINDOW:-_WINDOW] = signs
    width = 1
    while width < _WINDOW * 2:
        padded = padded[:, :-width] | padded[:, width:]
        width *= 2
    return padded[:, :-1] | padded[:, 1:]
