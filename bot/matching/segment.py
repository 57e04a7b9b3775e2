"""How Chinese words stand in a text: 马上|合作 holds no 上合, and in 上海合作|组建 stands a word of its own.

Names of two or three characters often meet by accident where one word ends and the next begins, and so do
excluded phrases (上合成 in 上合|成立); a word segmenter is the judge. Its dictionary is part of the library
and loaded with the first question.
"""

import functools
import re
from enum import Enum

_REACH = 10
_LONGEST = 3
_KANA = re.compile("[\u3040-\u30ff]")

_Word = tuple[str, int, int]
"""With its range in the text."""


class Standing(Enum):
    """How a name stands among the words around it."""

    ALONE = "alone"
    ACROSS = "across two words"
    INSIDE = "inside a longer word"


def is_in_doubt(name: str) -> bool:
    """Say whether a name is Chinese and so short that its characters may meet by accident."""
    return 1 <= len(name) <= _LONGEST and is_han(name)


def is_han(text: str) -> bool:
    """Say whether all of a text are Chinese characters."""
    return all("\u3400" <= char <= "\u9fff" for char in text)


def standing(text: str, start: int, end: int) -> tuple[Standing, str]:
    """Return how ``text[start:end]`` stands, and the word it is inside of or runs into.

    Args:
        text: folded, so that all of it is in simplified characters.
    """
    for word, begin, finish in _reading(text, start, end):
        if begin <= start and end <= finish:
            is_whole = (begin, finish) == (start, end)
            return (Standing.ALONE, "") if is_whole else (Standing.INSIDE, word)
        if begin < start < finish or begin < end < finish:
            return Standing.ACROSS, word
    return Standing.ALONE, ""


def cuts_a_neighbour(text: str, phrase: tuple[int, int], name: tuple[int, int]) -> bool:
    """Say whether a phrase that touches a name begins or ends within a word that is no part of the name.

    So 上合成 cuts 成立 in 上合|成立, where it is not meant; but 长江实业 is meant in 长江实业集团, which the
    dictionary has as 长江|实业集团. Of Japanese it knows nothing.

    Args:
        text: as above. ``phrase``, ``name``: ranges of it.
    """
    first, last = _run(text, *name)
    return not _KANA.search(text, first, last) and any(
        begin < edge < finish
        and (finish <= name[0] or name[1] <= begin)
        and not (_is_word(text[begin:edge]) and _is_word(text[edge:finish]))
        for _, begin, finish in _reading(text, *name)
        for edge in phrase
    )


def _is_word(text: str) -> bool:
    return len(text) > 1 and len(_words(text)) == 1


def neighbours(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the words right before and right after ``text[start:end]``, empty where there is none."""
    before = after = ""
    for word, begin, finish in _reading(text, start, end):
        before = word if finish == start else before
        after = word if begin == end else after
    return before, after


def word_around(text: str, start: int, end: int) -> tuple[str, int, int] | None:
    """Return the word of two characters or more that ``text[start:end]`` lies in, with its range.

    ``text`` as above.
    """
    for word, begin, finish in _words_around(text, start, end):
        if begin <= start and end <= finish and finish - begin > 1:
            return word, begin, finish
    return None


@functools.lru_cache(maxsize=1024)
def frequency(word: str) -> int:
    """Return how often a word of the segmenter's dictionary stood in the texts it was made from.

    组织 stood there 26922 times, 组识, which is a slip for it, 3 times.
    """
    import rjieba  # noqa: PLC0415 -- as below

    more_than_it_has: int = rjieba.suggest_freq(word)
    return more_than_it_has - 1


def _reading(text: str, start: int, end: int) -> list[_Word]:
    """Return the words around a name; the name is one of them where that makes fewer words.

    A dictionary that lacks the name reads 上|合法|治|论坛 for 上合|法治|论坛.
    """
    words = _words_around(text, start, end)
    if not any(begin < edge < finish for _, begin, finish in words for edge in (start, end)):
        return words
    first, last = _run(text, start, end)
    with_name = [
        *_words_in(text, first, start),
        (text[start:end], start, end),
        *_words_in(text, end, last),
    ]
    return with_name if len(with_name) < len(words) else words


def _words_around(text: str, start: int, end: int) -> list[_Word]:
    return _words_in(text, *_run(text, start, end))


def _run(text: str, start: int, end: int) -> tuple[int, int]:
    first = text.rfind(" ", max(0, start - _REACH), start) + 1 or max(0, start - _REACH)
    last = text.find(" ", end, end + _REACH)
    return first, last if last >= 0 else min(end + _REACH, len(text))


def _words_in(text: str, first: int, last: int) -> list[_Word]:
    return [(word, first + begin, first + finish) for word, begin, finish in _words(text[first:last])]


@functools.lru_cache(maxsize=4096)
def _words(text: str) -> tuple[_Word, ...]:
    import rjieba  # noqa: PLC0415 -- a dictionary of 30 MB: only where a question comes up

    # Words of the dictionary only: guesses at new words glue names to their neighbours (成上合).
    return tuple(rjieba.tokenize(text, "default", False))
