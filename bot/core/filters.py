"""What is asked for, as people write it: languages, kinds of outlets, countries, scores, weekdays."""

import difflib
import re
from collections.abc import Callable

from bot.core.commands import WEEKDAYS
from bot.core.feed import OutletKind
from bot.core.languages import LANGUAGE_NAMES
from bot.core.subscription_text import DAYS

_CODES = {name.casefold(): code for code, name in LANGUAGE_NAMES.items()}
_DAY_NAMES = {day[:3].casefold(): day.casefold() for day in DAYS}
_SEPARATORS = re.compile(r"[\s,;/+，、；]+")
_LITTLE = frozenset(("am", "as", "be", "he", "is", "it", "my", "no", "or", "so"))
"""Codes of languages that are English words."""
_CAPITALS = frozenset(("AI", "EU", "IT", "TV", "UN"))
"""What looks like a country's code and is hardly ever meant as one."""
_ANY = frozenset(("any", "all", "none"))
"""What people write to filter nothing."""


def find_language(written: str) -> str:
    """Return the code of a language, from its code or its English name.

    Raises: ValueError with what it must be, and the nearest one there is.
    """
    word = written.strip().casefold()
    if word in LANGUAGE_NAMES:
        return word
    if word in _CODES:
        return _CODES[word]
    near = difflib.get_close_matches(word, _CODES, n=1)
    hint = f" (nearest: {_CODES[near[0]]} for {near[0].capitalize()})" if near else ""
    raise ValueError(f"must be a language, such as zh or Chinese{hint}")


def find_kind(written: str) -> OutletKind:
    """Raises: ValueError with the kinds there are, and the nearest one."""
    word = "-".join(written.replace("_", " ").casefold().split())
    kinds = {kind.value.replace("-", ""): kind for kind in OutletKind}
    folded = word.replace("-", "")
    if folded in kinds:
        return kinds[folded]
    near = difflib.get_close_matches(folded, kinds, n=1)
    hint = f" (nearest: {kinds[near[0]]})" if near else ""
    raise ValueError(f"must be one of {', '.join(OutletKind)}{hint}")


def is_language(written: str) -> bool:
    """Say whether a word can only be a language, by its code or its name: "no" and "it" are words."""
    return written.casefold() not in _LITTLE and _is_found(find_language, written)


def is_language_code(written: str) -> bool:
    """The same of a code alone, such as ``zh`` or ``zh-Hant``."""
    code = written.casefold()
    return code.partition("-")[0] in LANGUAGE_NAMES and code not in _LITTLE


def is_country(written: str) -> bool:
    """Say whether a word is a country's code in capitals, as far as can be told."""
    is_code = len(written) == 2 and written.isascii() and written.isalpha() and written.isupper()
    return is_code and written not in _CAPITALS


def is_kind(written: str) -> bool:
    """Say whether a word names a kind of outlets."""
    return _is_found(find_kind, written)


def _is_found(find: Callable[[str], object], written: str) -> bool:
    try:
        find(written)
    except ValueError:
        return False
    return True


def find_day(written: str) -> str:
    """Return ``mon`` for ``mon`` and for ``Monday``. Raises: ValueError with the days there are."""
    word = written.strip().casefold()
    if word[:3] not in WEEKDAYS or not _DAY_NAMES[word[:3]].startswith(word):
        raise ValueError(f"must be one of {', '.join(WEEKDAYS)}")
    return word[:3]


def read_languages(written: str) -> tuple[str, ...]:
    """Return the codes in a list such as ``zh, Russian``. Raises: ValueError."""
    return tuple(dict.fromkeys(map(find_language, _words(written))))


def read_kinds(written: str) -> tuple[OutletKind, ...]:
    """Return the kinds in a list such as ``state, think tank``. Raises: ValueError."""
    whole = re.sub(r"think[\s_]+tank", "think-tank", written, flags=re.IGNORECASE)
    return tuple(dict.fromkeys(map(find_kind, _words(whole))))


def read_score(written: str) -> float:
    """Return a score of 0..1 from ``0.7``, ``0,7`` or ``70%``. Raises: ValueError with how it is written."""
    found = re.fullmatch(r"(\d{1,3}(?:[.,]\d{1,6})?)\s*(%?)", written.strip(), flags=re.ASCII)
    score = float(found[1].replace(",", ".")) / (100 if found[2] else 1) if found else -1.0
    if not 0 <= score <= 1:
        raise ValueError("must be a score from 0 to 1, such as 0.7 or 70%")
    return score


def _words(written: str) -> list[str]:
    words = [word for word in _SEPARATORS.split(written.strip()) if word and word.casefold() != "and"]
    return [] if {word.casefold() for word in words} <= _ANY else words
