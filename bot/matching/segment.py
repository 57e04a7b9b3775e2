"""How Chinese words stand in a text: 马上|合作 holds no 上合, and in 上海合作|组建 stands a word of its own.

Names of two or three characters often meet by accident where one word ends and the next begins; a word
segmenter is the judge. Its dictionary is part of the library and loaded with the first question.
"""

import functools
from enum import Enum

_REACH = 10
_LONGEST = 3


class Standing(Enum):
    """How a name stands among the words around it."""

    ALONE = "alone"
    ACROSS = "across two words"
    INSIDE = "inside a longer word"


def is_in_doubt(name: str) -> bool:
    """Say whether a name is Chinese and so short that its characters may meet by accident."""
    return 1 <= len(name) <= _LONGEST and all("\u3400" <= char <= "\u9fff" for char in name)


def standing(text: str, start: int, end: int) -> tuple[Standing, str]:
    """Return how ``text[start:end]`` stands, and the word it is inside of or runs into.

    Args:
        text: folded, so that all of it is in simplified characters.
    """
    for word, begin, finish in _words_around(text, start, end):
        if begin <= start and end <= finish:
            is_whole = (begin, finish) == (start, end)
            return (Standing.ALONE, "") if is_whole else (Standing.INSIDE, word)
        if begin < start < finish or begin < end < finish:
            return Standing.ACROSS, word
    return Standing.ALONE, ""


def neighbours(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the words right before and right after ``text[start:end]``, empty where there is none."""
    before = after = ""
    for word, begin, finish in _words_around(text, start, end):
        before = word if finish == start else before
        after = word if begin == end else after
    return before, after


def lies_in_a_word(text: str, start: int, end: int) -> bool:
    """Say whether ``text[start:end]`` lies in a word of two characters or more. ``text`` as above."""
    return any(
        begin <= start and end <= finish and finish - begin > 1
        for _, begin, finish in _words_around(text, start, end)
    )


def _words_around(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    first = text.rfind(" ", max(0, start - _REACH), start) + 1 or max(0, start - _REACH)
    last = text.find(" ", end, end + _REACH)
    run = text[first : last if last >= 0 else end + _REACH]
    return [(word, first + begin, first + finish) for word, begin, finish in _words(run)]


@functools.lru_cache(maxsize=4096)
def _words(text: str) -> tuple[tuple[str, int, int], ...]:
    import rjieba  # noqa: PLC0415 -- a dictionary of 30 MB: only where a question comes up

    # Words of the dictionary only: guesses at new words glue names to their neighbours (成上合).
    return tuple(rjieba.tokenize(text, "default", False))
