"""What one code point folds into: the rules for single characters, as two look-up tables.

``kind_table()`` says for every folded code point whether it is a space, a letter, a digit or of a script
that writes words without spaces between them. ``fold_table()`` says for every code point what it becomes,
of which kind that is, and whether the code point needs more than a look-up. Both are built once per process
from ``unicodedata``.
"""

import functools
import unicodedata

import numpy as np
from numpy.typing import NDArray

from bot.matching.han_table import FROM, TO

SPACE = 0x20
LETTER_BITS = 0x1F_FFFF
"""In the fold table: the folded code point."""
MANY = 1 << 21
"""In the fold table: this code point folds into several, see ``fold_char``."""
DROPPED = 1 << 22
"""In the fold table: this code point folds into nothing."""
MELTS = 1 << 23
"""In the fold table: it may melt with the letter before it into another letter."""
KIND_SHIFT = 29
"""In the fold table: from here on stands the kind of the folded code point."""

# One bit each, so that the kinds of two neighbours together show whether they differ.
SPACE_KIND, LETTER_KIND, DIGIT_KIND, UNSPACED_KIND = 0, 1, 2, 4

# Marks that only point or accent a letter. Marks elsewhere (Indic vowels, kana voicing) are part of it.
_DROPPED_MARKS = (
    (0x0300, 0x036F),  # accents
    (0x0483, 0x0489),  # Old Cyrillic
    (0x0591, 0x05C7),  # Hebrew points
    (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06ED), (0x08D3, 0x08FF),  # Arabic
    (0x093C, 0x093C), (0x09BC, 0x09BC),  # Hindi and Bengali dots below
    (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F), (0xFE20, 0xFE2F), (0xE0100, 0xE01EF),  # variation selectors, half marks
)  # fmt: skip

# Letters that are one letter to a reader: Latin without a decomposition, and what Arabic, Persian, Urdu
# and Uighur keyboards write for the same letter.
_SAME_LETTER = {
    "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ə": "a", "ɑ": "a", "ŋ": "n",
    "æ": "ae", "œ": "oe", "þ": "th", "ё": "е", "ς": "σ",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا",
    "ى": "ي", "ی": "ي", "ې": "ي", "ۍ": "ي", "ێ": "ي", "ے": "ي", "ۓ": "ي", "ئ": "ي",
    "ؤ": "و", "ک": "ك", "ڪ": "ك", "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۀ": "ه", "ۂ": "ه", "ۃ": "ه",
    "ں": "ن", "ـ": "",
}  # fmt: skip

# Radicals that PDF extraction leaves for characters, where Unicode declares no equivalence.
_RADICALS = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰",
        "母民虎西见角贝车长门青页风飞食马骨鬼鱼鸟卤麦黄齐齿龙",
        strict=True,
    )
)

# Scripts without spaces between words, and Hangul, which glues its particles to a name.
UNSPACED = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF),  # Thai, Lao, Burmese, Khmer
    (0x1100, 0x11FF), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3040, 0x31FF),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA960, 0xA97F), (0xAC00, 0xD7FF), (0xF900, 0xFAFF),
    (0x1B000, 0x1B16F), (0x20000, 0x3FFFF),
)  # fmt: skip

# What folds into itself but for ``_HAN``, and what must be asked one by one; the rest is space.
_ALL_LETTERS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0x20000, 0x3FFFD))
_LOOKED_AT = (
    (0, 0x33FF), (0xA000, 0xABFF), (0xF900, 0x107FF), (0x11000, 0x11FFF), (0x1D400, 0x1DFFF),
    (0x1E000, 0x1F2FF), (0x2F800, 0x2FA1F), (0xE0000, 0xE01EF),
)  # fmt: skip

_HAN = dict(zip(FROM, TO, strict=True))
_DROPPED = frozenset(code for first, last in _DROPPED_MARKS for code in range(first, last + 1))


def _is_dropped_mark(code: int) -> bool:
    return code in _DROPPED


def fold_char(char: str) -> str:
    """Return what ``char`` becomes: usually one character, sometimes none, several, or a space."""
    folded = _fold_once(char)
    while folded not in (char, " ") and (again := "".join(map(_fold_once, folded))) != folded:
        folded = again
    return folded


def _fold_once(char: str) -> str:
    code = ord(char)
    category = unicodedata.category(char)
    if category == "Cf" or _is_dropped_mark(code):
        return ""
    plain = unicodedata.normalize("NFKC", char)
    if char in _RADICALS:
        return _RADICALS[char]
    if category == "Nd":
        return str(unicodedata.digit(char))
    is_letter = category[0] in "LMN"
    if category == "So":  # Kangxi radicals and circled letters are letters; a trade mark sign is not
        is_letter = len(plain) == 1 and plain.isalnum()
    elif category == "No" or (category == "Lm" and (plain != char or 0x02B9 <= code <= 0x02FF)):
        is_letter = 0xFF00 <= code <= 0xFFEF  # superscripts are footnotes; half-width kana are kana
    return "".join(map(_fold_letter, plain)) if is_letter else " "


def _fold_letter(char: str) -> str:
    same = _SAME_LETTER.get(char)
    if same is not None:
        return same
    lower = char.lower()
    if len(lower) > 1:
        lower = char.casefold()
    parts = unicodedata.normalize("NFKD", lower.casefold())
    if len(parts) > 1 and _loses_its_marks(parts):
        parts = "".join(part for part in parts if not _is_dropped_mark(ord(part)))
    else:
        parts = unicodedata.normalize("NFKC", parts)
    return "".join(_HAN.get(part, part) for part in parts)


def _loses_its_marks(parts: str) -> bool:
    """Say whether a decomposed letter is of a script whose marks only accent it."""
    first = ord(parts[0])
    if 0x0400 <= first <= 0x052F:
        return parts[1] != "\N{COMBINING BREVE}"  # short i and short u are letters of their own
    return any(_is_dropped_mark(ord(part)) for part in parts[1:])


@functools.cache
def fold_table() -> NDArray[np.uint32]:
    """Code point -> folded code point in ``LETTER_BITS``, its kind and flags above; 0x110000 entries."""
    table = np.full(0x110000, SPACE, np.uint32)
    for first, last in _ALL_LETTERS:
        table[first : last + 1] = np.arange(first, last + 1, dtype=np.uint32)
    table[list(map(ord, FROM))] = list(map(ord, TO))
    for code in (code for first, last in _LOOKED_AT for code in range(first, last + 1)):
        folded = fold_char(chr(code))
        table[code] = ord(folded) if len(folded) == 1 else MANY if folded else DROPPED
    kinds = kind_table()[table & LETTER_BITS].astype(np.uint32)
    kinds[table >= MANY] = SPACE_KIND
    table |= kinds << KIND_SHIFT
    table[_melting_marks()] |= MELTS
    table.flags.writeable = False
    return table


def _melting_marks() -> list[int]:
    found = {0x0306, *range(0x1160, 0x1200), *range(0xFF9E, 0xFFDD)}  # short i and u; Hangul; half-width
    for first, last in ((0x0700, 0x3100), (0xA000, 0xAC00), (0x11000, 0x12000)):
        for char in map(chr, range(first, last)):
            parts = unicodedata.normalize("NFD", char)
            if len(parts) > 1 and unicodedata.normalize("NFC", parts) == char:
                found.update(ord(part) for part in parts[1:] if not _is_dropped_mark(ord(part)))
    return sorted(found)


@functools.cache
def kind_table() -> NDArray[np.uint8]:
    """Folded code point -> ``SPACE_KIND``, ``LETTER_KIND``, ``DIGIT_KIND`` or ``UNSPACED_KIND``."""
    table = np.full(0x110000, LETTER_KIND, np.uint8)
    table[SPACE] = SPACE_KIND
    table[ord("0") : ord("9") + 1] = DIGIT_KIND
    for first, last in UNSPACED:
        table[first : last + 1] = UNSPACED_KIND
    table.flags.writeable = False
    return table
