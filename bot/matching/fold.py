"""Text as written -> the plain form that names, articles and searches share, with the way back.

Folding drops what readers do not tell apart: case, width, accents, the letter families of Arabic script,
traditional and simplified Chinese, punctuation, zero-width and direction marks, line and hyphen wraps.
Words come out separated by single spaces; Chinese, Japanese and Korean text is set apart from Latin letters
and digits beside it. Nothing is lost for good: ``Folded.span`` finds the original again. Folding a folded
text changes nothing. It never decides what a text means.
"""

import functools
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.letters import (
    DIGIT_KIND,
    LETTER_KIND,
    MANY,
    NOTHING,
    SPACE,
    fold_char,
    fold_table,
    kind_table,
    mark_table,
)

_FIRST_UNSPACED = 0x0E00


_UTF32 = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
_Arrays = tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]

_BLANKS = " \t\r\u3000"
_HYPHENS = "-\u2010\u00ad"
_LINE_END = re.compile(rf"\n[{_BLANKS}]*(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. Character ``i`` of ``text`` stands for ``source[offsets[i]:ends[i]]``."""

    source: str
    text: str
    offsets: NDArray[np.int64]
    ends: NDArray[np.int64]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open range of the source that ``text[start:end]`` was made from.

        Marks dropped after the last letter (vowel signs, a combining accent) are included.

        Raises: IndexError unless 0 <= start < end <= len(text).
        """
        if not 0 <= start < end <= len(self.text):
            raise IndexError(f"{start}:{end} is not a range of a text of {len(self.text)} characters")
        last = int(self.ends[end - 1])
        while last < len(self.source) and unicodedata.category(self.source[last])[0] == "M":
            last += 1
        return int(self.offsets[start]), last


def fold(text: str, *, split_digits: bool = False) -> Folded:
    """Fold ``text`` whole; O(len(text)), no limit.

    Args:
        text: anything, lone surrogates included.
        split_digits: also set digits apart from letters beside them ("BDS3" -> "bds 3"), which is right
            for finding names and wrong for a search for "h1n1".
    """
    codes = np.frombuffer(text.encode(_UTF32, "surrogatepass"), np.uint32)
    offsets = np.arange(len(codes))
    ends = offsets + 1
    if mark_table()[codes].any():
        codes, offsets, ends = _compose(text, codes)
    mapped = fold_table()[codes]
    if "\n" in text:
        for start, end in _wraps(text):
            mapped[slice(*np.searchsorted(offsets, (start, end)))] = NOTHING
    if (mapped == MANY).any():
        mapped, offsets, ends = _expand(codes, mapped, offsets, ends)
    keep = mapped != NOTHING
    mapped, offsets, ends = mapped[keep], offsets[keep], ends[keep]
    keep = mapped != SPACE
    if len(keep):  # of a run of spaces the first stays, unless it begins the text
        keep[1:] |= keep[:-1]
        if mapped[-1] == SPACE:
            keep[-1] = False
            keep[_trailing(mapped)] = False
    mapped, offsets, ends = mapped[keep], offsets[keep], ends[keep]
    mapped, offsets, ends = _part(mapped, offsets, ends, split_digits=split_digits)
    return Folded(text, mapped.tobytes().decode(_UTF32), offsets, ends)


def _trailing(mapped: NDArray[np.uint32]) -> slice:
    """Return where the spaces at the end of a text begin, as a slice to its end."""
    letters = np.flatnonzero(mapped != SPACE)
    return slice(int(letters[-1]) + 1 if len(letters) else 0, None)


def _wraps(text: str) -> Iterator[tuple[int, int]]:
    """Find what a line end put into a word: ``-\\n`` between letters, ``\\n`` between Chinese characters."""
    for line_end in _LINE_END.finditer(text):
        start, end = line_end.span()
        while start and text[start - 1] in _BLANKS:
            start -= 1
        if start > 1 and text[start - 1] in _HYPHENS and text[start - 2].isalpha():
            yield start - 1, end
        elif start and _is_han(text[start - 1]) and _is_han(text[end]):
            yield start, end


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _compose(text: str, codes: NDArray[np.uint32]) -> _Arrays:
    """Write every letter whose marks make it another letter in its folded, composed form."""
    marks = np.flatnonzero(mark_table()[codes])
    pieces: list[str] = []
    widths: list[tuple[int, int, int]] = []  # start and end in the text, length of what replaces it
    done = 0
    for mark in marks.tolist():
        if mark < done:
            continue
        start, end = _cluster(text, mark, not_before=done)
        composed = _fold_cluster(text[start:end])
        pieces += (text[done:start], composed)
        widths.append((start, end, len(composed)))
        done = end
    whole = "".join([*pieces, text[done:]])
    offsets, ends = _replaced(len(text), widths)
    return np.frombuffer(whole.encode(_UTF32, "surrogatepass"), np.uint32), offsets, ends


def _cluster(text: str, mark: int, *, not_before: int) -> tuple[int, int]:
    """Return the range of the letter that carries the mark at ``mark``, with all its marks."""
    start = mark
    while start > not_before and _clings(text[start]):
        start -= 1
    end = mark + 1
    while end < len(text) and _clings(text[end]):
        end += 1
    return start, end


def _clings(char: str) -> bool:
    return (
        bool(mark_table()[ord(char)]) or unicodedata.category(char)[0] == "M" or not fold_table()[ord(char)]
    )


def _replaced(length: int, widths: list[tuple[int, int, int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return offsets and ends of a text of which some ranges were replaced by others."""
    times = np.ones(length, np.int64)
    ends = np.arange(1, length + 1)
    for start, end, width in widths:
        times[start] = width
        times[start + 1 : end] = 0
        ends[start] = end
    return np.repeat(np.arange(length), times), np.repeat(ends, times)


@functools.lru_cache(maxsize=4096)
def _fold_cluster(cluster: str) -> str:
    folded = "".join(map(fold_char, unicodedata.normalize("NFKC", cluster)))
    while (again := "".join(map(fold_char, unicodedata.normalize("NFKC", folded)))) != folded:
        folded = again
    return folded


def _expand(
    codes: NDArray[np.uint32],
    mapped: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> _Arrays:
    """Write the code points that fold into several (ligatures, sharp s) in full."""
    at = np.flatnonzero(mapped == MANY)
    folded = [fold_char(chr(codes[i])) for i in at]
    times = np.ones(len(codes), np.int64)
    times[at] = list(map(len, folded))
    longer = np.repeat(mapped, times)
    longer[np.repeat(mapped == MANY, times)] = list(map(ord, "".join(folded)))
    return longer, np.repeat(offsets, times), np.repeat(ends, times)


def _part(
    mapped: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    ends: NDArray[np.int64],
    *,
    split_digits: bool,
) -> _Arrays:
    """Put a space where unspaced script, or a digit if asked for, meets other letters."""
    if not split_digits and (not len(mapped) or mapped.max() < _FIRST_UNSPACED):
        return mapped, offsets, ends
    kinds = kind_table()[mapped]
    if not split_digits:
        kinds[kinds == DIGIT_KIND] = LETTER_KIND
    left, right = kinds[:-1], kinds[1:]
    meets = (left != right) & (left != 0) & (right != 0)
    at = np.flatnonzero(meets) + 1
    if not len(at):
        return mapped, offsets, ends
    return np.insert(mapped, at, SPACE), np.insert(offsets, at, offsets[at]), np.insert(ends, at, offsets[at])
