"""Stories marked relevant and not -> words that tell the wrong ones: candidates for a watchlist's exclusions.

Only what stands near the names is looked at, and of that what the matcher reads: no markup and no address.
The words come back folded. They are candidates: a dozen stories cannot prove a word, a person has to look.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.core.mark import Passage
from bot.matching.endings import Endings
from bot.matching.markup import visible
from bot.matching.variants import fold_name
from bot.matching.words import content_words, is_unspaced

MIN_STORIES = 3
"""A word must stand in so many stories marked not relevant."""
MOST = 10
_MIN_DEVIATIONS = 1.64
_PRIOR = 0.5
_LEAST_LETTERS = 3
_GAP = " -"
_GRAMS = (2, 3, 4)  # Chinese words, which nothing sets apart
_END_OF_TAG = re.compile(r"\A[^<>]*=[\"'][^<>]*>")
_FILLERS = re.compile("[\N{ZERO WIDTH SPACE}\N{COMBINING GRAPHEME JOINER}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookalike:
    """Words near the names, and in how many stories of either kind they stand.

    ``is_phrase``: they hold the name itself ("sco group") and may void it; otherwise they are a word of
    what else the name may mean.
    """

    words: str
    is_phrase: bool
    not_relevant: int
    relevant: int

    @property
    def as_excluded(self) -> str:
        """The words as an exclusion should have them: a Chinese phrase, found by counting, may cut a word."""
        return f"{self.words}*" if self.is_phrase and is_unspaced(self.words) else self.words


def lookalikes(
    wrong: Sequence[Iterable[Passage]], right: Sequence[Iterable[Passage]], *, known: Collection[str]
) -> tuple[Lookalike, ...]:
    """Return at most ``MOST`` words that are over-represented in the wrong stories, surest first.

    Surest: by the log-odds ratio of standing in a wrong story and in a right one, with half a story added to
    each count, in standard deviations; ``_MIN_DEVIATIONS`` is the one-sided 5 % point. Many words are tried,
    so some pass by chance.

    Args:
        wrong: for each story marked not relevant, the places of the names in it.
        right: the same of the relevant ones.
        known: folded words and phrases that the watchlist has already; a ``*`` leaves an ending open.
    """
    has_already = Endings(known)
    in_wrong, in_right = _count(wrong), _count(right)
    sureness = {}
    for words, count in in_wrong.items():
        if count >= MIN_STORIES and words not in has_already:
            deviations = _deviations(count, len(wrong), in_right[words], len(right))
            if deviations >= _MIN_DEVIATIONS:
                sureness[words] = deviations
    found = [
        Lookalike(
            words=words,
            is_phrase=words in in_wrong.phrases,
            not_relevant=in_wrong[words],
            relevant=in_right[words],
        )
        for words in sorted(sureness, key=lambda words: (-sureness[words], -len(words), words))
    ]
    return tuple(one for one in found if not any(_is_part(one, of=other) for other in found))[:MOST]


class _Counts(Counter[str]):
    """In how many stories each word or phrase stands; ``phrases`` are those that hold a name."""

    phrases: set[str]


def _count(stories: Iterable[Iterable[Passage]]) -> _Counts:
    counts = _Counts()
    counts.phrases = set()
    for story in stories:
        words: set[str] = set()
        for passage in map(_as_read, story):
            phrases = set(_phrases(passage))
            words |= phrases | set(_words(passage.before)) | set(_words(passage.after))
            counts.phrases |= phrases
        counts.update(words)
    return counts


def _as_read(passage: Passage) -> Passage:
    """Return a passage as the matcher reads it, without the end of a tag that its beginning cut."""
    start, end = len(passage.before), len(passage.before) + len(passage.text)
    before = _END_OF_TAG.sub(lambda tag: " " * len(tag.group()), passage.before)
    plain = visible(before + passage.text + passage.after)
    parts = (_FILLERS.sub("", part) for part in (plain[:start], plain[start:end], plain[end:]))
    return replace(passage, **dict(zip(("before", "text", "after"), parts, strict=True)))


def _words(text: str) -> Iterable[str]:
    for word in content_words(fold_name(text)):
        if is_unspaced(word):
            yield from (word[at : at + size] for size in _GRAMS for at in range(len(word) - size + 1))
        elif len(word) >= _LEAST_LETTERS and not word.isdigit():
            yield word


def _phrases(passage: Passage) -> Iterable[str]:
    """The name with the word before it, and with the word after it, where nothing but space is between."""
    name = fold_name(passage.text)
    if _is_word(passage.before.rstrip(_GAP)[-1:]):
        word = fold_name(passage.before).rpartition(" ")[2]
        if is_unspaced(word) and is_unspaced(name):
            yield from (word[-size:] + name for size in (1, 2) if len(word) >= size)
        elif any(_words(word)):
            yield f"{word} {name}"
    if _is_word(passage.after.lstrip(_GAP)[:1]):
        word = fold_name(passage.after).partition(" ")[0]
        if is_unspaced(word) and is_unspaced(name):
            yield from (name + word[:size] for size in (1, 2) if len(word) >= size)
        elif any(_words(word)):
            yield f"{name} {word}"


def _is_word(char: str) -> bool:
    """Letters, digits and the vowel signs between them; a comma or a full stop ends a phrase."""
    return char != "" and unicodedata.category(char)[0] in "LMN"


def _deviations(wrong: int, of_wrong: int, right: int, of_right: int) -> float:
    with_wrong, without_wrong = wrong + _PRIOR, of_wrong - wrong + _PRIOR
    with_right, without_right = right + _PRIOR, of_right - right + _PRIOR
    log_odds = math.log(with_wrong / without_wrong) - math.log(with_right / without_right)
    variance = 1 / with_wrong + 1 / without_wrong + 1 / with_right + 1 / without_right
    return log_odds / math.sqrt(variance)


def _is_part(one: Lookalike, *, of: Lookalike) -> bool:
    """Whether a longer find says the same and more: "group" beside "sco group", of the same stories."""
    same = (one.not_relevant, one.relevant) == (of.not_relevant, of.relevant)
    return same and len(one.words) < len(of.words) and one.words in of.words
