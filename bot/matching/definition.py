"""What an article says an acronym stands for: "High-Speed Rail (HSR)", "HSR (High-Speed Rail)", "or HSR,".

Only spellings out that fit the acronym letter by letter count; the text is read as written. Words that begin
with its letters elsewhere in the article ("... the Scottish Chamber Orchestra") say less, and still much.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence

from bot.matching.words import STOP_WORDS

_CHARS = 80
_SHORTEST = 3
_NEARLY_ALL = 0.8
_LATIN = [char for char in map(chr, range(0x41, 0x250)) if char.isupper()]
_BETWEEN_WORDS = r"(?:[ \u00a0]|-)(?:[^\W\d_A-Z]{1,3} ){0,2}"  # never a line end: lists are no names

_REST = r"(?:\w{2,}|-\w{3,})"  # "E-commerce" is one word

# "... (SCO", "... («ШОС»", "... (далее – ШОС", ", or SCO"
_OPENS = re.compile(
    r"(?:[(（\[]\s*(?:(?:the|or|hereinafter|hereafter|henceforth|далее|или|далі|kurz|ou|o)\b[\s,:–—-]*){0,2}[\"“«'‘]?"
    r"|,\s+(?:or|ou|o|oder|или)\s+)$",
    re.IGNORECASE,
)
_PART_ENDS = re.compile(r"[,.;:!?\n](?=\s|$)")
_CLOSES = re.compile(r"s?\s*[\"”»'’]?\s*[)）\],;]")
_OPENS_AFTER = re.compile(r"^[\"”»'’]?\s*[(（\[]\s*([^)）\]]{3,80})[)）\]]")
_WORD = re.compile(r"[^\W\d_]+")

# Which Latin letters a letter writes in a borrowed word; English st- and sp- begin with an alif.
_ALIFS, _SIBILANTS = frozenset("اآأإ"), frozenset("سشص")
_HEARD = dict.fromkeys(_ALIFS, "AEIOU") | dict.fromkeys("تٹط", "T") | dict.fromkeys("ثص", "S")
_HEARD |= dict.fromkeys("سش", "SC") | dict.fromkeys("جژ", "JG") | dict.fromkeys("حہھه", "H")
_HEARD |= dict.fromkeys("دڈ", "D") | dict.fromkeys("ذزضظ", "Z") | dict.fromkeys("قکك", "KCQ")
_HEARD |= dict.fromkeys("یي", "YIEU") | dict.fromkeys("غگ", "G")
_HEARD |= {"ب": "B", "پ": "P", "چ": "C", "خ": "KH", "ر": "R", "ع": "AIUEO", "ف": "FP", "ل": "L", "م": "M"}
_HEARD |= {"ن": "N", "و": "VWOU"}


def is_title_case(text: str) -> bool:
    """Say whether nearly all longer words of ``text`` begin with a capital, as in English headlines."""
    words = [word for word in _WORD.findall(text) if len(word) > _SHORTEST]
    capitals = sum(word[0].isupper() for word in words)
    return len(words) >= _SHORTEST and capitals >= _NEARLY_ALL * len(words)


def definition(
    text: str, place: tuple[int, int], letters: str, *, within: tuple[int, int]
) -> tuple[int, int] | None:
    """Return the range of the words that spell out the acronym at ``text[slice(*place)]``, if any do.

    English words in Arabic letters may do so by their sound (``is_by_ear``).

    Args:
        within: the range of the field it stands in.
    """
    start, end = place
    before = text[max(within[0], start - _CHARS) : start]
    opens = _OPENS.search(before)
    if opens and (opens.group()[0] == "," or _CLOSES.match(text, end, within[1])):
        parted = [end.end() for end in _PART_ENDS.finditer(before, 0, opens.start())]
        words = list(_WORD.finditer(before, max(parted, default=0), opens.start()))
        first = _spells_backwards([word.group() for word in words], letters)
        if first is not None:
            begins = start - len(before)
            return begins + words[first].start(), begins + words[-1].end()
    after = _OPENS_AFTER.match(text[end : min(within[1], end + _CHARS + 8)])
    if after and _spells_backwards(_WORD.findall(after.group(1)), letters) == 0:
        return end + after.start(1), end + after.end(1)
    return None


def is_by_ear(words: str, letters: str) -> bool:
    """Say whether words spell out a Latin acronym in the letters of another script."""
    return letters.isascii() and words[:1] in _HEARD


def initials(text: str, start: int, end: int, letters: str) -> Iterator[tuple[int, int]]:
    """Yield where neighbouring words of ``text[start:end]`` begin with the acronym's letters, in capitals.

    In a compound ("shop-cum-office"), and after the first word of a longer or Cyrillic acronym, small letters
    will do.
    """
    for found in _initials(letters).finditer(text, start, end):
        yield found.span()


@functools.lru_cache(maxsize=256)
def _initials(letters: str) -> re.Pattern[str]:
    is_lax = len(letters) > _SHORTEST or not letters.isascii()
    first, others = letters[0], letters[1:]
    words = [rf"(?<={_either(first)}){_REST}"]
    words += [rf"{_either(char, is_lax=is_lax)}{_REST}" for char in others]
    compound = [r"\w{2,}", *(rf"{_either(char, is_lax=True)}\w{{2,}}" for char in others)]
    # Letters that a pattern begins with are looked for three times as fast as a word's border.
    begin = rf"{_either(first, is_lax=True)}(?<!\w.)"
    return re.compile(rf"{begin}(?:{_BETWEEN_WORDS.join(words)}|{'-'.join(compound)})\b")


def _either(letter: str, *, is_lax: bool = False) -> str:
    """Return a class of the letter with any accent, and small if ``is_lax``."""
    written = [char for char in _LATIN if unicodedata.normalize("NFD", char)[0] == letter] or [letter]
    return f"[{''.join(written + [char.lower() for char in written] * is_lax)}]"


def _spells_backwards(words: Sequence[str], letters: str) -> int | None:
    """Return the number of the word where the acronym's spelling begins, reading from its end."""
    at = len(words) - 1
    for letter in reversed(letters):
        while at >= 0 and words[at].lower() in STOP_WORDS and not _begins_with(words[at], letter):
            at -= 1
        if at < 0 or not _begins_with(words[at], letter):
            return None
        at -= 1
    return at + 1


def _begins_with(word: str, letter: str) -> bool:
    first = word[0].upper()
    if first == letter:
        return True
    if letter == "S" and first in _ALIFS:
        return word[1:2] in _SIBILANTS
    return letter in _HEARD.get(first, "") and not word.startswith("ال")
