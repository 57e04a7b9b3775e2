"""Misspelt, inflected and reworded long names, found on a few candidates and checked word by word.

A name passes only when every one of its content words has a partner of its own close by, so that names of
the same build ("China-Myanmar Economic Corridor", "Digital Silk Road") do not. One word of five letters or
fewer, an acronym or a short Chinese name is never looked for this way. rapidfuzz measures; what is measured
is decided here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

from bot.matching.letters import UNSPACED_KIND, kind_table

# Words that carry a name's grammar, not its meaning; they may differ freely.
_ARTICLES = "a an the s d l la le les el los las il lo i gli der die das den dem des o os as al"
_PREPOSITIONS = (
    "of for with between in on to by from de del di da du do della delle dello degli der fur zu von pour per "
    "para por entre zwischen mit с в во для о на между між z w na dla ile icin мен пен бен "
    "بين في من براي كا كي بر"
)
_CONJUNCTIONS = "and y e et und и та і i ve و او اور"
ARTICLES = frozenset(_ARTICLES.split())
PREPOSITIONS = frozenset(_PREPOSITIONS.split())
CONJUNCTIONS = frozenset(_CONJUNCTIONS.split())
STOP_WORDS = ARTICLES | PREPOSITIONS | CONJUNCTIONS

_LEAST_LETTERS = 6
_LEAST_HAN = 5
_LEAST_SIMILARITY = 0.80
_REORDERED = 0.97
_LEAST_WORDS_FOR_EXTRA = 4
_SHORT_WORD = 6
_MEMO_WORDS = 1 << 16
_MOST_ANCHORS = 50
_HAN_PARTICLES = frozenset("的之和与及")


@dataclass(frozen=True, slots=True)
class Near:
    """A place ``text[start:end]`` of the folded text that looks like name ``name``."""

    name: int
    start: int
    end: int
    similarity: float


def is_unspaced(folded: str) -> bool:
    """Say whether a folded name is written wholly in a script without spaces."""
    return bool(folded) and all(kind_table()[ord(char)] == UNSPACED_KIND for char in folded)


def is_long_enough(folded: str) -> bool:
    """Say whether misspellings of a folded name can be told from other words."""
    if is_unspaced(folded):
        return len(folded) >= _LEAST_HAN
    words = content_words(folded)
    return bool(words) and sum(map(len, words)) >= _LEAST_LETTERS and (len(words) > 1 or len(words[0]) > 5)


def content_words(folded: str) -> list[str]:
    return [word for word in folded.split(" ") if word not in STOP_WORDS]


def halves(folded: str) -> tuple[str, str]:
    """Split a Chinese name; with one wrong character one half is still right."""
    middle = len(folded) // 2
    return folded[:middle], folded[middle:]


def near_han(text: str, name: str, *, start: int, end: int, is_first: bool) -> tuple[int, int] | None:
    """Return where ``name`` stands with one character exchanged or one particle put in, if it does.

    Args:
        text: folded. ``name``: folded, of an unspaced script.
        start, end: where one of its ``halves`` stands in ``text``; ``is_first``: which.
    """
    for extra in (0, 1):
        length = len(name) + extra
        first = start if is_first else end - length
        window = text[first : first + length]
        if len(window) != length or Levenshtein.distance(window, name, score_cutoff=1) != 1:
            continue
        if extra and not any(
            window[at] in _HAN_PARTICLES and window[:at] + window[at + 1 :] == name for at in range(length)
        ):
            continue
        if is_unspaced(window):
            return first, first + length
    return None


class WordNames:
    """The fuzzy names written with spaces; remembers which words of the texts lead anywhere."""

    def __init__(self, names: Mapping[int, str]) -> None:
        """Take name number -> folded name; numbers come back in ``Near.name``."""
        self._names = dict(names)
        self._words = {number: content_words(name) for number, name in names.items()}
        self._users: dict[str, list[int]] = {}
        for number, words in self._words.items():
            for word in dict.fromkeys(words):
                self._users.setdefault(word, []).append(number)
        self._by_edge: dict[str, list[str]] = {}
        for word in self._users:
            for edge in set(_edges(word, 2 if len(word) <= _SHORT_WORD else 3)):
                self._by_edge.setdefault(edge, []).append(word)
        self._memo: dict[str, tuple[tuple[str, float], ...]] = {}

    def find(self, text: str) -> Iterable[Near]:
        """Yield the places in a folded text that look like one of the names, exact ones among them."""
        words = text.split(" ")
        places: dict[str, dict[int, float]] = {}  # word of a name -> token number -> similarity
        for at, word in enumerate(words):
            for partner, similarity in self._partners(word):
                places.setdefault(partner, {})[at] = similarity
        if not places:
            return
        starts = _starts(words)
        for number in self._candidates(places):
            yield from self._verify(number, words, starts, places)

    def _partners(self, word: str) -> tuple[tuple[str, float], ...]:
        known = self._memo.get(word)
        if known is not None:
            return known
        near = {
            partner: similarity
            for edge in (*_edges(word, 2), *_edges(word, 3))
            for partner in self._by_edge.get(edge, ())
            if (similarity := word_similarity(word, partner))
        }
        if len(self._memo) >= _MEMO_WORDS:
            self._memo.clear()
        return self._memo.setdefault(word, tuple(near.items()))

    def _candidates(self, places: Mapping[str, object]) -> Iterable[int]:
        wanting: dict[int, int] = {}
        for word in places:
            for number in self._users[word]:
                wanting[number] = wanting.get(number, len(set(self._words[number]))) - 1
        return [number for number, missing in wanting.items() if not missing]

    def _verify(
        self,
        number: int,
        words: Sequence[str],
        starts: Sequence[int],
        places: Mapping[str, Mapping[int, float]],
    ) -> Iterable[Near]:
        wanted = self._words[number]
        if len(wanted) == 1:
            for at, similarity in list(places[wanted[0]].items())[:_MOST_ANCHORS]:
                if similarity < 1 and OSA.distance(words[at], wanted[0]) <= (1 if len(wanted[0]) < 9 else 2):
                    yield Near(number, starts[at], starts[at] + len(words[at]), similarity)
            return
        anchor = min(wanted, key=lambda word: len(places[word]))
        reach = len(self._names[number].split(" ")) + 2
        for at in list(places[anchor])[:_MOST_ANCHORS]:
            chosen = _choose(wanted, anchor, at, places, reach)
            if chosen is None:
                continue
            first, last = min(chosen), max(chosen)
            similarity = self._similarity(number, words, chosen)
            if similarity >= _LEAST_SIMILARITY:
                yield Near(number, starts[first], starts[last] + len(words[last]), similarity)

    def _similarity(self, number: int, words: Sequence[str], chosen: Sequence[int]) -> float:
        """Compare the words chosen as partners, in the name's order, and what stands between them."""
        first, last = min(chosen), max(chosen)
        span = words[first : last + 1]
        extra = [word for at, word in enumerate(span, first) if at not in chosen and word not in STOP_WORDS]
        name = self._names[number].split(" ")
        if list(chosen) == sorted(chosen):
            # One more word in a long name; but "Silk Road and health" is not "Silk Road of Health".
            if len(extra) > (len(chosen) >= _LEAST_WORDS_FOR_EXTRA) or (
                _count(span, CONJUNCTIONS) > _count(name, CONJUNCTIONS)
                or _count(span, PREPOSITIONS) != _count(name, PREPOSITIONS)
            ):
                return 0.0
        # "corridor between China and Pakistan" is the corridor; "health of the Silk Road" is no brand.
        elif extra or not _count(span, PREPOSITIONS) or _count(name, PREPOSITIONS):
            return 0.0
        wanted = " ".join(self._words[number])
        found = " ".join(content_words(" ".join(span)))
        ratio = fuzz.ratio(found, wanted)
        return max(ratio, _REORDERED * fuzz.token_sort_ratio(found, wanted)) / 100


def word_similarity(word: str, wanted: str) -> float:
    """Return 0 unless ``word`` can be a misspelling or a form of ``wanted``, else 0.6..1."""
    if word == wanted:
        return 1.0
    longest, shortest = max(len(word), len(wanted)), min(len(word), len(wanted))
    if shortest < 4 or word in STOP_WORDS:
        return 0.0
    is_cyrillic = "\u0400" <= wanted[0] <= "\u052f"
    if longest >= 6 or (longest == 5 and not is_cyrillic):
        edits = OSA.distance(word, wanted, score_cutoff=2)
        if edits <= (2 if shortest >= 8 else 1 if shortest >= 5 else 0):
            return 1 - edits / longest
    return _stem_similarity(word, wanted, longest, shortest, is_cyrillic=is_cyrillic)


def _stem_similarity(word: str, wanted: str, longest: int, shortest: int, *, is_cyrillic: bool) -> float:
    common = 0
    while common < shortest and word[common] == wanted[common]:
        common += 1
    tail = longest - common
    is_stem = common >= 4 and common >= 0.6 * shortest and tail <= (3 if shortest > 4 else 1)
    is_case_ending = is_cyrillic and common >= len(wanted) - 1 and len(word) - common <= 2
    return max(0.6, common / longest) if is_stem or is_case_ending else 0.0


def _edges(word: str, letters: int) -> tuple[str, str]:
    """Return how a word begins and ends; a misspelt one mostly keeps one of them."""
    return f"{word[:letters]}-", f"-{word[-letters:]}"


def _choose(
    wanted: Sequence[str], anchor: str, at: int, places: Mapping[str, Mapping[int, float]], reach: int
) -> list[int] | None:
    """Give every wanted word a token of its own near the anchor's; None where one finds none."""
    taken = {at}
    chosen = []
    for word in wanted:
        if word == anchor and at in taken and at not in chosen:
            chosen.append(at)
            continue
        near = [place for place in places[word] if abs(place - at) <= reach and place not in taken]
        if not near:
            return None
        nearest = min(near, key=lambda place: abs(place - at))
        taken.add(nearest)
        chosen.append(nearest)
    return chosen if max(chosen) - min(chosen) <= reach else None


def _count(words: Iterable[str], wanted: Collection[str]) -> int:
    return sum(word in wanted for word in words)


def _starts(words: Sequence[str]) -> list[int]:
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word) + 1
    return starts
