"""The words of all names, indexed so that those a new word of a text may stand for are few and soon found."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from bot.matching.near_words import NearWords
from bot.matching.word_forms import (
    HYPHENATED,
    SHORT_FORMS,
    How,
    Partner,
    is_beginning,
    is_form,
    pair_key,
    partner,
)

_START, _SHORT_START, _HANGUL_START = 4, 3, 2
_BEGINNING, _ENDING = 3, 4
_LONG_WORD = 8
_LEAST_JOINED = 4
_AFTER_LATIN = "\u0250"

_ByLength = dict[str, dict[int, list[str]]]


class Vocabulary:
    """Immutable once built."""

    def __init__(self, words: Iterable[str], pairs: Iterable[tuple[str, str]]) -> None:
        """Take the words of the names, and which of them stand side by side in one."""
        known = sorted(words)
        self._words = frozenset(known)
        self._by_start: dict[str, list[str]] = defaultdict(list)
        self._by_beginning: _ByLength = {}
        self._by_ending: _ByLength = {}
        for word in known:
            self._by_start[_start(word)].append(word)
            if len(word) >= _LONG_WORD:
                self._by_beginning.setdefault(word[:_BEGINNING], {}).setdefault(len(word), []).append(word)
                self._by_ending.setdefault(word[-_ENDING:], {}).setdefault(len(word), []).append(word)
        starts = tuple(HYPHENATED)
        hyphenated = [word for word in known if word.startswith(starts)]
        self._hyphenated = {
            start: [word for word in hyphenated if word.startswith(start)] for start in starts
        }
        self._near = NearWords(known)
        self._pairs: set[str] = set()
        self._firsts: set[str] = set()
        for first, second in pairs:
            self._pairs.add(pair_key(first, second))
            self._firsts.add(first)

    def partners(self, word: str) -> dict[str, Partner]:
        """Return every word of the names that ``word`` may stand for.

        Two that it may be written as one are there as ``pair_key``.
        """
        found = {
            wanted: one for wanted in dict.fromkeys(self._candidates(word)) if (one := partner(word, wanted))
        }
        for at in range(_LEAST_JOINED, len(word) - _LEAST_JOINED + 1):
            first, second = word[:at], word[at:]
            if first in self._firsts and (key := pair_key(first, second)) in self._pairs:
                found[key] = Partner(key, 0.97, How.JOINED)
        return found

    def _candidates(self, word: str) -> Iterator[str]:
        if word in self._words:
            yield word
        yield from self._near.near(word)
        beginning_alike = self._by_start.get(_start(word), ())
        if beginning_alike and (word[0] >= _AFTER_LATIN or is_beginning(word)):
            for wanted in beginning_alike:
                if wanted.startswith(word) or (word[0] >= _AFTER_LATIN and is_form(word, wanted)):
                    yield wanted
        yield from self._two_slips_away(word)
        yield from self._hyphenated.get(word, ())
        if word in SHORT_FORMS:
            yield from self._by_start.get(_start(SHORT_FORMS[word]), ())

    def _two_slips_away(self, word: str) -> Iterator[str]:
        """Yield long words so near; two slips mostly leave a word's beginning or its ending as it was."""
        if len(word) < _LONG_WORD - 1:
            return
        begin_alike = self._by_beginning.get(word[:_BEGINNING], {})
        end_alike = self._by_ending.get(word[-_ENDING:], {})
        if not (begin_alike or end_alike):
            return
        for length in range(len(word) - 2, len(word) + 3):
            for wanted in (*begin_alike.get(length, ()), *end_alike.get(length, ())):
                if OSA.distance(word, wanted, score_cutoff=2) <= 2:
                    yield wanted


def _start(word: str) -> str:
    """Return the first letters that forms of a word share, after what Arabic writes in one with it."""
    if word[:1] >= "\uac00":
        return word[:_HANGUL_START]
    if "\u0600" <= word[:1] <= "\u06ff":
        return _without_proclitics(word)[:_SHORT_START]
    return word[: _START if word[:1] < _AFTER_LATIN else _SHORT_START]


def _without_proclitics(word: str) -> str:
    if len(word) <= _START:
        return word
    bare = word.removeprefix("و")
    for proclitic in ("بال", "كال", "لل", "ال", "ب", "ل", "ك", "ف"):
        if bare.startswith(proclitic):
            return bare.removeprefix(proclitic)
    return bare
