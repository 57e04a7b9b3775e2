"""Misspelt, inflected and reworded long names, found on a few candidates and checked word by word.

Each new word of the texts is compared once with the words of all names, and remembered. A name is looked at
only where its rarest word, or what may stand for it, has what may stand for its other words close by: one
pass of bit arithmetic over the whole text. Only what is left is read word by word. One word of five letters
or fewer, an acronym or a short Chinese name is never looked for this way.
"""

import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import accumulate, chain, pairwise
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import OSA

from bot.matching.memo import Entry, Memo, Numbers, Signs, Words
from bot.matching.ordinary import is_common, is_ordinary
from bot.matching.phrase import OUTSIDE, Phrase, Reading, readings
from bot.matching.unowned import unowned
from bot.matching.vocabulary import Vocabulary
from bot.matching.word_forms import How, Partner, is_declined, keys
from bot.matching.words import LEAST_LETTERS, STOP_WORDS, content_words

_WINDOW = 8
"""How many words before and after its rarest word the other words of a name must stand."""
_NEIGHBOURS = 4
"""How many words from its rarest one a word of a name must be, to be asked for in the window."""
_MOST_PAIRS = 1 << 18
_ROWS = ((1_000, 1), (20_000, 2))  # up to so many names so many bits for a word, then
_MOST_ROWS = 5
_MOST = 100
"""So many places are found of one name in one article, and so many different ones are read, at most."""
_LONG_WORD = 9


class Near(NamedTuple):
    """A place ``text[start:end]`` of the folded text that looks like name ``name``.

    ``is_lone_word``: so that a neighbour in spelling may be meant.
    """

    name: int
    start: int
    end: int
    similarity: float
    is_lone_word: bool = False


class Scattered(NamedTuple):
    """All words of name ``name`` stand round ``text[at]``, and do not make it.

    They may be a list that holds it: "green, health and digital silk roads".
    """

    name: int
    at: int


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
        self._anchored: dict[str, list[int]] = {}
        for name, (words, anchor) in enumerate(zip(self._content, self._anchors, strict=True)):
            self._anchored.setdefault(words[anchor], []).append(name)
        pairs = chain.from_iterable(map(pairwise, self._content))
        self._vocabulary = Vocabulary(set(chain.from_iterable(self._content)), pairs)
        self._memo = Memo(unowned(self._look_up), rows=self._rows)

    def find(
        self,
        text: str,
        borders: Sequence[int] = (),
        is_settled: Callable[[int, int], bool] = lambda *_: False,
    ) -> Iterable[Near | Scattered]:
        """Yield the places in a folded text that look like one of the names but are not letter by letter it.

        What is found of a name in an article depends on these two alone: a text made of what is nearly
        a name is read for that name up to a limit, whatever other names and articles there are.

        Args:
            borders: where in the text each further article begins, in order; no words are read over them.
            is_settled: whether name and place need no look, because it is known what stands there.
        """
        memo = self._memo
        if memo.is_full:
            memo = self._memo = Memo(unowned(self._look_up), rows=self._rows)
        words = memo.words(text)
        ends = [*words.starts.searchsorted(borders).tolist(), len(words)]
        reader = _Reader(memo, words, 0, 0)
        for at, name in self._looks(memo, words.entries):
            if at >= reader.end:
                article = bisect_right(ends, at)
                reader = _Reader(memo, words, ends[article - 1] if article else 0, ends[article])
            if reader.has_room(name) and not is_settled(self._numbers[name], int(words.starts[at])):
                yield from self._read(reader, at, name)

    def _looks(self, memo: Memo, entries: Numbers) -> Iterable[tuple[int, int]]:
        """Yield word number and name where all of a name's words seem to stand close by."""
        all_counts = memo.counts(entries)
        at = all_counts.nonzero()[0]
        if not len(at):
            return
        window = _around(memo.signs(entries))
        here, counts = entries[at], all_counts[at]
        step = max(_MOST_PAIRS // int(counts.max()), 1)
        for block in range(0, len(at), step):
            part = slice(block, block + step)
            places = at[part].repeat(counts[part])
            names = memo.names(here[part], counts[part])
            for row, wanted in zip(window, self._signs, strict=True):
                asked = wanted.take(names)
                near = ((row.take(places) & asked) == asked).nonzero()[0]
                places, names = places.take(near), names.take(near)
            yield from zip(places.tolist(), names.tolist(), strict=True)

    def _read(self, reader: "_Reader", at: int, name: int) -> Iterable[Near | Scattered]:
        content, anchor, number = self._content[name], self._anchors[name], self._numbers[name]
        if not reader.has_all_near(at, content, anchor):
            return
        if len(content) == 1:
            reader.count(name)
            similarity = reader.partners(at, at + 1)[0][content[0]].similarity
            yield Near(number, *reader.span(at, at), similarity, is_lone_word=True)
            return
        phrase = Phrase(tuple(self._names[name].split(" ")), content, anchor)
        found = reader.readings(name, phrase, at)
        if found is None:
            return
        for reading in found:
            reader.count(name)
            yield Near(number, *reader.span(reading.first, reading.last), reading.similarity)
        if not found and reader.tells_scattered(name):
            yield Scattered(number, reader.span(at, at)[0])

    def _look_up(self, word: str) -> Entry | None:
        """Compare a word with those of the names; None when it can stand for none of them."""
        partners = {} if word in STOP_WORDS else self._vocabulary.partners(word)
        if not partners:
            return None
        names = dict.fromkeys(
            name
            for key, partner in partners.items()
            for name in self._asked_with(key)
            if len(self._content[name]) > 1 or _needs_no_others(word, partner)
        )
        wanted = chain.from_iterable(map(str.split, partners))
        return Entry(partners, np.array(list(names), np.intp), _sign(wanted, self._rows))

    def _asked_with(self, key: str) -> Sequence[int]:
        """Return the names looked for where their rarest word, or a pair it is one of, may stand."""
        words = key.split(" ")
        names = [name for word in words for name in self._anchored.get(word, ())]
        if len(words) == 1:
            return names
        return sorted(name for name in names if key in keys(self._content[name], self._anchors[name]))


class _Reader:
    """One article's words, ``first`` up to ``end`` of a text's, while the names in it are read."""

    def __init__(self, memo: Memo, words: Words, first: int, end: int) -> None:
        self._memo, self._words = memo, words
        self._first, self.end = first, end
        self._found: Counter[int] = Counter()
        self._scattered: Counter[int] = Counter()
        self._full: set[int] = set()
        self._read: dict[int, dict[tuple[str, int], list[Reading]]] = {}
        self._near: tuple[int, AbstractSet[str]] = (-1, frozenset())

    def has_room(self, name: int) -> bool:
        """Say whether more places of a name are looked for."""
        return name not in self._full

    def count(self, name: int) -> None:
        """Note that a place of a name was found."""
        self._found[name] += 1
        if self._found[name] >= _MOST:
            self._full.add(name)

    def tells_scattered(self, name: int) -> bool:
        """Say whether one more place is told where a name's words stand and make no name."""
        self._scattered[name] += 1
        return self._scattered[name] <= _MOST

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the range of the text that words ``first`` to ``last`` fill."""
        return self._words.span(first, last)

    def partners(self, first: int, end: int) -> list[Mapping[str, Partner]]:
        return self._memo.partners(self._words.entries[first:end])

    def has_all_near(self, at: int, content: Sequence[str], anchor: int) -> bool:
        """Say surely what the bits say probably: whether a name's words may stand round word ``at``."""
        known_at, near = self._near
        if known_at != at:
            first, end = max(at - _WINDOW, self._first), min(at + _WINDOW + 1, self.end)
            near = frozenset().union(*self.partners(first, end))
            self._near = at, near
        asked = range(max(anchor - _NEIGHBOURS, 0), min(anchor + _NEIGHBOURS + 1, len(content)))
        return all(
            not near.isdisjoint(keys(content, number))
            for number in asked
            if number != anchor  # what may stand for the rarest word is there, or nobody would look
        )

    def readings(self, name: int, phrase: Phrase, at: int) -> Sequence[Reading] | None:
        """Return how the name may be read there, by numbers of the text; None if letter by letter.

        What stands in the article more than once is read once.
        """
        reach = len(phrase.words) + OUTSIDE
        first, end = max(at - reach, self._first), min(at + reach + 1, self.end)
        start = at - first - phrase.words.index(phrase.content[phrase.anchor])
        text = self._words.text[slice(*self._words.span(first, end - 1))]
        window = text.split(" ")
        if start >= 0 and window[start : start + len(phrase.words)] == [*phrase.words]:
            return None
        known = self._read.setdefault(name, {})
        key = text, at - first
        if key not in known:
            if len(known) >= _MOST:
                self._full.add(name)
                return None
            known[key] = readings(phrase, window, self.partners(first, end), at - first)
        return [Reading(first + one.first, first + one.last, one.similarity) for one in known[key]]


def _needs_no_others(word: str, partner: Partner) -> bool:
    """Say whether a word is so near to a name's that no other words have to show what is meant."""
    if partner.how is not How.WORD or partner.similarity == 1 or is_ordinary(word):
        return False
    if is_declined(word, partner.word):
        return True
    budget = 1 if len(partner.word) < _LONG_WORD else 2
    return len(partner.word) >= LEAST_LETTERS and OSA.distance(word, partner.word) <= budget


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
    asked = [
        words[max(anchor - _NEIGHBOURS, 0) : anchor + _NEIGHBOURS + 1]
        for words, anchor in zip(content, anchors, strict=True)
    ]
    checksums = {word: _checksum(word) for word in set(chain.from_iterable(asked))}
    bits = _bits(map(checksums.__getitem__, chain.from_iterable(asked)), rows)
    begins = [0, *accumulate(map(len, asked))][:-1]
    return np.bitwise_or.reduceat(bits, begins, axis=1) if asked else bits


def _sign(words: Iterable[str], rows: int) -> Signs:
    sign: Signs = np.bitwise_or.reduce(_bits(map(_checksum, words), rows), axis=1)
    return sign


def _bits(checksums: Iterable[int], rows: int) -> Signs:
    """Return a column for each word, one bit of 64 in each row; two words seldom share all of them."""
    shifts = np.arange(0, 6 * rows, 6, dtype=np.uint64)
    chosen = np.fromiter(checksums, np.uint64) >> shifts[:, np.newaxis] & np.uint64(63)
    bits: Signs = np.left_shift(np.uint64(1), chosen)
    return bits


def _checksum(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def _around(signs: Signs) -> Signs:
    """Return for each word the bits of all words at most ``_WINDOW`` away from it."""
    padded: Signs = np.zeros((len(signs), signs.shape[1] + 2 * _WINDOW), np.uint64)
    padded[:, _WINDOW:-_WINDOW] = signs
    width = 1
    while width < _WINDOW * 2:
        padded = padded[:, :-width] | padded[:, width:]
        width *= 2
    return padded[:, :-1] | padded[:, 1:]
