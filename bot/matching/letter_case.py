"""Whether a name stands with the letters its alias asks for: "SCO", not "Sco"; "ŞİÖ", not "SIO"."""

import re

from bot.matching.clues import LOWER_CASE, VETO, Clue, Rule
from bot.matching.fold import composed
from bot.matching.remembered import remembered
from bot.matching.variants import is_acronym

_WORD = re.compile(r"[^\W\d_]+")
_ENDING = re.compile(r"[a-zа-яё\u0400-\u052f\u00c0-\u024f]+", re.IGNORECASE)
_IN_TAG = re.compile(r"[#\uff03]\w*\Z")
_TAG_CHARS = 40
_SHORT_CHARS = 3
_SHORT_AND_LOWER = -2.4


@remembered
def letters_of(text: str) -> str:
    """Return the letters of ``text``, composed, without what stands between them."""
    return "".join(_words(text))


def case_clue(text: str, start: int, end: int, *, wanted: str, is_shouted: bool) -> Clue | None:
    """Return what the letters of ``text[start:end]`` say against a name whose case must be exact.

    None where they say nothing. A lower-case word of the name may begin with a capital, an acronym may have
    an ending in small letters ("SCOs", "#SCOSummit") or, seldom, stand in small letters whole; in a headline
    of capitals case says nothing.
    """
    ending = _ENDING.match(text, end)
    if ending and not (_may_follow(text[start:end], ending.group()) or _is_word_of_tag(text, start, end)):
        return Clue(Rule.OTHER_CASE, text[start : ending.end()], VETO)
    have, want = _words(text[start:end]), _words(wanted)
    if len(have) == len(want) and all(map(_agree, have, want)):
        return None
    letters, name = "".join(have), "".join(want)
    if letters in (name, f"{name}s") or (is_shouted and letters == name.upper()):
        return None
    if is_acronym(name) and _small(letters) == _small(name) and (letters.islower() or letters.istitle()):
        doubt = LOWER_CASE + _SHORT_AND_LOWER * (len(name) <= _SHORT_CHARS)
        return Clue(Rule.LOWER_CASE, letters, doubt)
    return Clue(Rule.OTHER_CASE, letters, VETO)


def _small(letters: str) -> str:
    """Return the letters in lower case, the Turkish dotted I as the i it is."""
    return letters.lower().replace("i\u0307", "i")


def _may_follow(name: str, ending: str) -> bool:
    """Say whether letters right after a name are the ending of an acronym, or the next words of a tag."""
    begins_word = ending[0].isupper() and (name[-1].islower() or ending[1:2].islower())
    return begins_word or (name.isupper() and ending.islower())


def _is_word_of_tag(text: str, start: int, end: int) -> bool:
    """Say whether words in small and capital letters follow an acronym in a tag: "#CPECinPakistan"."""
    before = text[max(0, start - _TAG_CHARS) : start]
    return text[start:end].isupper() and text[end].islower() and bool(_IN_TAG.search(before))


def _agree(have: str, want: str) -> bool:
    return have == want or (want.islower() and have == want.capitalize())


@remembered
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(composed(text)))
