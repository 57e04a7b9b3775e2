"""One name -> every folded spelling of it that is searched for exactly.

Camel case is split ("BeiDou", "Bei Dou"), words are joined ("healthsilk road", "#HealthSilkRoad"), acronyms
take dots, British and American endings and usual abbreviations stand for each other, Arabic one-letter
words cling to the name. What cannot be listed (misspellings, inflection) is left to ``fuzzy``.
"""

import re
from collections.abc import Iterable

from bot.core.watchlist import Alias
from bot.matching.fold import fold
from bot.matching.letters import UNSPACED_KIND, kind_table

_CAMEL = re.compile(r"(?<=[a-zà-ÿа-яё])(?=[A-ZÀ-ÞА-ЯЁ])")
_SHORT_FORMS = {
    "organisation": ("organization", "org"),
    "organization": ("organisation", "org"),
    "international": ("int l", "intl"),
    "government": ("gov t", "govt"),
    "cooperation": ("co operation",),
    "cooperative": ("co operative",),
    "centre": ("center",),
    "center": ("centre",),
}
_PROCLITICS = ("و", "ف", "ب", "ل", "ك", "وب", "ول")
_ARTICLE = "ال"
_LONGEST_JOINED_WORDS = 6


def variants(alias: Alias) -> tuple[str, ...]:
    """Return the folded spellings of ``alias``, its own first, without duplicates.

    Empty when the name folds to nothing. Digits are set apart, as the matcher folds its texts.
    """
    own = fold_name(alias.text)
    if not own:
        return ()
    found = [own, fold_name(_CAMEL.sub(" ", alias.text))]
    if is_acronym(alias.text):
        found.append(" ".join(own))
    else:
        found += [spelling for name in tuple(found) for spelling in _short_forms(name)]
        found += [spelling for name in tuple(found) for spelling in _joined(name)]
    if alias.lang in ("", "ar") and "\u0621" <= own[0] <= "\u064a":
        found += [spelling for name in tuple(found) for spelling in _with_proclitics(name)]
    return tuple(dict.fromkeys(found))


def fold_name(text: str) -> str:
    """Fold a name, a context word or a phrase the way the matcher folds articles."""
    return fold(text, split_digits=True).text


def is_acronym(text: str) -> bool:
    """Say whether ``text`` is one word of two to six capital letters."""
    return 2 <= len(text) <= 6 and text.isalpha() and text.isupper()


def bounded(spelling: str, *, is_open: bool = False) -> str:
    """Add the spaces that must stand around ``spelling``: none beside a script that has none.

    ``is_open``: the last word may go on ("satellite*").
    """
    before = "" if _is_unspaced(spelling[0]) else " "
    after = "" if is_open or _is_unspaced(spelling[-1]) else " "
    return f"{before}{spelling}{after}"


def _is_unspaced(char: str) -> bool:
    return bool(kind_table()[ord(char)] == UNSPACED_KIND)


def _short_forms(name: str) -> Iterable[str]:
    """Exchange one word at a time for a form of equal standing."""
    words = name.split(" ")
    for at, word in enumerate(words):
        for short in _SHORT_FORMS.get(word, ()):
            yield " ".join([*words[:at], short, *words[at + 1 :]])


def _joined(name: str) -> Iterable[str]:
    """Write two neighbouring words, or all of them, as one."""
    words = name.split(" ")
    if not 2 <= len(words) <= _LONGEST_JOINED_WORDS:
        return
    for at in range(1, len(words)):
        yield " ".join([*words[: at - 1], words[at - 1] + words[at], *words[at + 1 :]])
    yield "".join(words)


def _with_proclitics(name: str) -> Iterable[str]:
    for letter in _PROCLITICS:
        if name.startswith(_ARTICLE) and letter.endswith("ل"):
            yield f"{letter}ل{name.removeprefix(_ARTICLE)}"
        else:
            yield f"{letter}{name}"
