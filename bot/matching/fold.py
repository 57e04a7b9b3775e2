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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from bot.matching.letters import (
    DIGIT_KIND,
    DROPPED,
    KIND_SHIFT,
    LETTER_BITS,
    LETTER_KIND,
    MANY,
    MELTS,
    SPACE,
    UNSPACED_KIND,
    fold_char,
    fold_table,
)
from bot.matching.ordinary import is_ordinary, stem_of
from bot.matching.words import STOP_WORDS

_MOST_MARKS = 30
"""So many marks a letter keeps (UAX #15, stream-safe text): more are put in order in quadratic time."""
_REMEMBERED_CHARS = 32
_BETWEEN_TEXTS = "\n\n"
_CHARS_AT_ONCE = 60_000
"""Of texts that are folded together; more gain nothing."""

_UTF32 = "utf-32-le" if sys.byteorder == "little" else "utf-32-be"
_Indexes = NDArray[np.int64]

# What stands round a line end that divides a word, or a run of Chinese characters.
_BLANKS = " \t\r\u3000"
_HYPHENS = "-\u2010\u00ad"
_FIRST_HAN, _LAST_HAN = "\u3400", "\u9fff"

# What a line end may put into a word; the signs before it that speak for that are looked at first.
_LINE_END = re.compile(rf"\n(?<=[{_HYPHENS}{_BLANKS}{_FIRST_HAN}-{_LAST_HAN}]\n)[{_BLANKS}]*(?=[^\W\d_])")
_LEAST_SMALL, _LONGEST_WORD = 4, 40
# "#BeiDou" stays whole: two short humps are mostly one name, written "Beidou" as well.
_TAG = re.compile(r"[#\uff03](?![A-Z][a-z]{1,2}[A-Z][a-z]{1,2}(?![^\W\d_]))(\w+)")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. Character ``i`` of ``text`` stands for ``source[offsets[i]:ends[i]]``."""

    source: str
    text: str
    offsets: _Indexes
    ends: _Indexes

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open range of the source that ``text[start:end]`` was made from.

        Marks dropped after the last letter (vowel signs, a combining accent) are included.

        Raises: IndexError unless 0 <= start < end <= len(text).
        """
        if not 0 <= start < end <= len(self.text):
            raise IndexError(f"{start}:{end} is not a range of a text of {len(self.text)} characters")
        last = self.ends.item(end - 1)
        while last < len(self.source) and unicodedata.category(self.source[last])[0] == "M":
            last += 1
        return self.offsets.item(start), last


def fold(text: str, *, split_digits: bool = False) -> Folded:
    """Fold ``text`` whole; O(len(text)), no limit.

    Args:
        text: anything, lone surrogates included.
        split_digits: also set digits apart from letters beside them ("BDS3" -> "bds 3"), and the words of a
            tag ("#SCOSummit" -> "sco summit"), which is right for finding names and wrong for a search for
            "h1n1".
    """
    codes = np.frombuffer(text.encode(_UTF32, "surrogatepass"), np.uint32)
    folded = fold_table().take(codes)
    flags = int(np.bitwise_or.reduce(folded))
    wraps = list(_wraps(text))
    offsets: _Indexes | None = None
    ends: _Indexes | None = None
    if flags & (MELTS | MANY):
        folded, offsets, ends = _rewrite(text, codes, folded, wraps=wraps)
    elif wraps or flags & DROPPED:
        folded, offsets = _shortened(folded, wraps)
    if not len(folded):
        return Folded(text, "", np.empty(0, np.int64), np.empty(0, np.int64))
    borders = _tag_borders(text, offsets) if split_digits and ("#" in text or "\uff03" in text) else ()
    places, is_put_in = _places(folded, borders, split_digits=split_digits)
    letters = folded.take(places)
    letters &= LETTER_BITS
    letters[is_put_in] = SPACE
    starts = places if offsets is None else offsets.take(places)
    stops = starts + 1 if ends is None else ends.take(places)
    stops[is_put_in] = starts[is_put_in]
    return Folded(text, letters.tobytes().decode(_UTF32), starts, stops)


def fold_many(texts: Sequence[str], *, split_digits: bool = False) -> list[str]:
    """Return the folded text of each; many short ones together, because a fold costs mostly for being begun.

    Args:
        split_digits: as ``fold`` takes it.
    """
    found: list[str] = []
    while len(found) < len(texts):
        first = end = len(found)
        chars = 0
        while end < len(texts) and (end == first or chars + len(texts[end]) <= _CHARS_AT_ONCE):
            chars += len(texts[end])
            end += 1
        found += _fold_together(texts[first:end], split_digits=split_digits)
    return found


def _fold_together(texts: Sequence[str], *, split_digits: bool) -> Iterator[str]:
    folded = fold(_BETWEEN_TEXTS.join(texts), split_digits=split_digits)
    begins = accumulate((len(text) + len(_BETWEEN_TEXTS) for text in texts), initial=0)
    bounds = folded.offsets.searchsorted(list(begins)).tolist()
    return (folded.text[start:end].strip(" ") for start, end in pairwise(bounds))


def composed(text: str) -> str:
    """Return ``text`` in NFKC, marks past ``_MOST_MARKS`` on one letter left out; O(len(text))."""
    if text.isascii():
        return text
    return unicodedata.normalize(
        "NFKC", "".join(_without_more_marks(text)) if len(text) > _MOST_MARKS else text
    )


def _places(
    folded: NDArray[np.uint32], borders: Sequence[int], *, split_digits: bool
) -> tuple[_Indexes, _Indexes]:
    """Choose what remains of a text, and where a space is put in.

    Of a run of spaces the first remains, none at either end. A space goes in where unspaced script (or a
    digit, if asked for) meets other letters, and before every index of ``borders``.

    Returns: indexes into ``folded``, a place before which a space is put in twice; and where in these stand
    the spaces put in.
    """
    kinds = (folded >> KIND_SHIFT).astype(np.uint8)
    pairs = kinds[1:] | kinds[:-1]
    keep = np.empty(len(kinds), np.bool_)
    keep[0] = kinds[0]
    keep[1:] = pairs
    places = keep.nonzero()[0]
    if len(places) and not kinds[places[-1]]:
        places = places[:-1]
    # A kind is one bit, that of unspaced script the highest: two kinds side by side are two bits.
    meets = pairs > UNSPACED_KIND
    if split_digits:
        meets |= pairs == LETTER_KIND | DIGIT_KIND
    before = meets.nonzero()[0] + 1
    if len(borders):
        before = np.union1d(before, [at for at in borders if kinds[at]]).astype(np.int64)
    if not len(before):
        return places, before
    put_in = places.searchsorted(before) + np.arange(len(before))
    places = np.concatenate((places, before))
    places.sort(kind="stable")  # two sorted runs: merged, not sorted
    return places, put_in


def _tag_borders(text: str, offsets: _Indexes | None) -> Sequence[int]:
    """Return the indexes where a new word begins inside a tag in camel case."""
    found = [
        start + at for tag in _TAG.finditer(text) for start in [tag.start(1)] for at in _humps(tag.group(1))
    ]
    return found if offsets is None else np.searchsorted(offsets, found).tolist()


def _humps(tag: str) -> Iterator[int]:
    """Find where a word begins: with a capital after a small letter, or before one ("SCOSummit", not "SCOs").

    With the small letter itself where that begins a word ("SCOsummit").
    """
    for at in range(1, len(tag)):
        if not tag[at].isupper():
            continue
        after = tag[at + 1 : at + 3]
        is_ending = not after[1:].islower() and (after[:1] == "s" or not after.isascii())  # SCOs, ШОСа
        if tag[at - 1].islower():
            yield at
        elif tag[at - 1].isupper() and after[:1].islower() and not is_ending:
            yield at + _ends_acronym(tag, at)


def _ends_acronym(tag: str, at: int) -> bool:
    """Say whether a capital between others and small letters ends a word, and does not begin the next one.

    SCO|summit, CPEC|in|Pakistan; but SCO|Summit, and SCOtland is one word whatever its letters. Of words that
    are not known hardly one begins with the same letter twice: ШОС|саммит.
    """
    start, end = at, at + 1
    while start and tag[start - 1].isupper():
        start -= 1
    while end < len(tag) and tag[end].islower():
        end += 1
    small = tag[at + 1 : end]
    if end - start > _LONGEST_WORD or is_ordinary(tag[at:end].lower()) or is_ordinary(tag[start:end].lower()):
        return False
    if len(small) < _LEAST_SMALL:
        return len(small) > 1 and small in STOP_WORDS
    return is_ordinary(small) or bool(stem_of(small)) or small[0] == tag[at].lower()


def _wraps(text: str) -> Iterator[tuple[int, int]]:
    """Find what a line end put into a word: ``-\n`` between letters, ``\n`` between Chinese characters."""
    for line_end in _LINE_END.finditer(text):
        start, end = line_end.span()
        while start and text[start - 1] in _BLANKS:
            start -= 1
        if start > 1 and text[start - 1] in _HYPHENS and text[start - 2].isalpha():
            yield start - 1, end
        elif start and _is_han(text[start - 1]) and _is_han(text[end]):
            yield start, end


def _is_han(char: str) -> bool:
    return _FIRST_HAN <= char <= _LAST_HAN


def _rewrite(
    text: str, codes: NDArray[np.uint32], folded: NDArray[np.uint32], *, wraps: Sequence[tuple[int, int]]
) -> tuple[NDArray[np.uint32], _Indexes, _Indexes]:
    """Do what changes a text's length: melt marks, write in full what folds into several, drop the rest."""
    marks = _where(folded, MELTS)
    if len(marks):
        codes, offsets, ends = _compose(text, marks)
        folded = fold_table().take(codes)
    else:
        offsets = np.arange(len(codes))
        ends = offsets + 1
    at = _where(folded, MANY)
    if len(at):
        spelt = [_fold_char(chr(code)) for code in codes[at].tolist()]
        widths = [(start, start + 1, len(letters)) for start, letters in zip(at.tolist(), spelt, strict=True)]
        places, _ = _replaced(len(codes), widths)
        folded, offsets, ends = folded.take(places), offsets.take(places), ends.take(places)
        folded[_where(folded, MANY)] = fold_table()[list(map(ord, "".join(spelt)))]
    folded, keep = _shortened(folded, np.searchsorted(offsets, wraps).tolist())
    if len(keep) == len(offsets):
        return folded, offsets, ends
    return folded, offsets.take(keep), ends.take(keep)


def _shortened(
    folded: NDArray[np.uint32], wraps: Sequence[tuple[int, int]]
) -> tuple[NDArray[np.uint32], _Indexes]:
    """Drop what folds into nothing, and the wraps; return what is left, and where it was."""
    for start, end in wraps:
        folded[start:end] = DROPPED
    keep = np.flatnonzero(folded & DROPPED == 0)
    return folded.take(keep), keep


def _where(folded: NDArray[np.uint32], flag: int) -> _Indexes:
    return np.flatnonzero(folded & flag != 0)


def _compose(text: str, marks: _Indexes) -> tuple[NDArray[np.uint32], _Indexes, _Indexes]:
    """Write every letter whose marks make it another letter in its folded, composed form."""
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
    """Return the range of the letter that carries the mark at ``mark``, with all its marks.

    A space carries none: what begins a text does not belong to the end of the one before.
    """
    start = mark
    while start > not_before and _clings(text[start]) and not text[start - 1].isspace():
        start -= 1
    end = mark + 1
    while end < len(text) and _clings(text[end]):
        end += 1
    return start, end


def _clings(char: str) -> bool:
    return bool(fold_table()[ord(char)] & (MELTS | DROPPED)) or unicodedata.category(char)[0] == "M"


def _replaced(length: int, widths: list[tuple[int, int, int]]) -> tuple[_Indexes, _Indexes]:
    """Return offsets and ends of a text of which some ranges were replaced by others."""
    is_kept = np.ones(length, np.bool_)
    more: list[int] = []
    for start, end, width in widths:
        is_kept[start + (width > 0) : end] = False
        more += [start] * (width - 1)
    offsets = np.flatnonzero(is_kept)
    if more:
        offsets = np.concatenate((offsets, more))
        offsets.sort(kind="stable")  # two sorted runs: merged, not sorted
    ends = offsets + 1
    firsts = offsets.searchsorted([start for start, _, _ in widths]).tolist()
    for first, (_, end, width) in zip(firsts, widths, strict=True):
        ends[first : first + width] = end
    return offsets, ends


def _fold_cluster(cluster: str) -> str:
    return (_folded if len(cluster) > _REMEMBERED_CHARS else _remembered)(cluster)


def _folded(cluster: str) -> str:
    folded = _fold_once(cluster)
    while (again := _fold_once(folded)) != folded:
        folded = again
    return folded


_remembered = functools.lru_cache(maxsize=4096)(_folded)
_fold_char = functools.lru_cache(maxsize=4096)(fold_char)


def _fold_once(cluster: str) -> str:
    return "".join(map(_fold_char, composed(cluster)))


def _without_more_marks(text: str) -> Iterator[str]:
    """Leave out what stands after ``_MOST_MARKS`` marks in a row; Hangul vowels are no marks."""
    marks = 0
    for char in text:
        marks = marks + 1 if _is_mark(char) else 0
        if marks <= _MOST_MARKS:
            yield char


@functools.lru_cache(maxsize=4096)
def _is_mark(char: str) -> bool:
    """Say whether a character is a mark once it is decomposed; half-width voicing is."""
    return unicodedata.category(unicodedata.normalize("NFKD", char)[0])[0] == "M"
