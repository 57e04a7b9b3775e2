"""The rows of a watchlist file's ``alias`` -> its names, every one that would not do noted with its place.

A name must be told apart from ordinary text, by itself or by what stands round it.
"""

import re
import unicodedata
from collections.abc import Mapping

from bot.core.watchlist import Alias
from bot.matching.clues import prior
from bot.matching.ordinary import is_ordinary_name
from bot.matching.regex_name import ORDINARY, check_regex
from bot.matching.report import Kind, Report
from bot.matching.variants import fold_names
from bot.matching.words import is_long_enough, is_unspaced

ALIAS_KEYS = ("text", "lang", "also", "case", "fuzzy", "regex", "weight", "needs_context")
_WILD = re.compile(r"(?<!\w)\*|\*(?!\w)")  # as in "Kazposhta*"; A*STAR is a name
_NUMBER_WORDS = {1: "one letter stands", 2: "two letters stand", 3: "three capital letters"}


def read_aliases(table: Mapping[str, object], report: Report) -> tuple[Alias, ...]:
    if table.get("alias", []) == []:
        report.add("alias", 'missing; give at least one name: alias = [{ text = "..." }]')
    aliases: list[Alias] = []
    seen: dict[tuple[str, str], str] = {}
    for where, row in report.tables(table, "alias", ""):
        for place, alias in _alias_and_also(row, where, report):
            plain = " ".join(unicodedata.normalize("NFKC", alias.text).split())
            is_exact = alias.is_case_exact or alias.is_regex  # of which \d and \D are opposites
            key = (plain if is_exact else plain.casefold(), alias.lang)
            if key in seen:
                report.add(place, f'"{alias.text}" is already there as {seen[key]}; remove one')
            seen.setdefault(key, place)
            aliases.append(alias)
    return tuple(aliases)


def _alias_and_also(row: Mapping[str, object], where: str, report: Report) -> list[tuple[str, Alias]]:
    """Read one row: its name and the spellings in ``also``, each as an alias of its own."""
    before = len(report.problems)
    report.known(row, ALIAS_KEYS, f"{where}.")
    is_regex = bool(report.flag(row, "regex", f"{where}."))
    kind = Kind.REGEX if is_regex else Kind.LINE
    text = report.text(row, "text", f"{where}.", kind=kind)
    if not text and len(report.problems) == before:
        report.add(f"{where}.text", "missing; it is the name to look for")
    is_case_exact = bool(report.flag(row, "case", f"{where}."))
    wants_fuzzy = report.flag(row, "fuzzy", f"{where}.")
    needs_context = bool(report.flag(row, "needs_context", f"{where}."))
    weight = report.share(row, "weight", f"{where}.", default=1.0)
    lang = report.text(row, "lang", f"{where}.")
    also = report.texts(row, "also", f"{where}.", kind=kind)
    if is_regex and is_case_exact:
        report.add(
            f"{where}.case", f'"{text}": a regex minds case by itself, write (?i) for any; remove case'
        )
    if (is_case_exact or is_regex) and wants_fuzzy:
        what = "a regex" if is_regex else "a name whose case must be exact"
        report.add(f"{where}.fuzzy", f'"{text}": {what} is never fuzzy; remove one key')
    named = []
    spellings = [(where, text), *also] if text else also
    folded_spellings = fold_names([spelling for _, spelling in spellings])
    for (place, spelling), folded in zip(spellings, folded_spellings, strict=True):
        alias = Alias(
            text=spelling,
            lang=lang,
            is_case_exact=is_case_exact,
            is_fuzzy=wants_fuzzy is not False and not (is_case_exact or is_regex) and is_long_enough(folded),
            is_regex=is_regex,
            weight=weight,
            needs_context=needs_context,
        )
        if is_regex:
            check_regex(alias, place, report)
        else:
            _check_alias(alias, folded, place, report, wants_fuzzy=bool(wants_fuzzy))
        named.append((place, alias))
    return named


def _check_alias(alias: Alias, folded: str, where: str, report: Report, *, wants_fuzzy: bool) -> None:
    shown = f'"{alias.text}"'
    letters = folded.replace(" ", "")
    if not folded:
        report.add(where, f"{shown} has no letters or digits to search for; remove it")
    elif _WILD.search(alias.text):
        mend = "most other forms are found without it: remove it, list the rest in also, or set regex = true"
        report.add(where, f"{shown}: a * means nothing in a name; {mend}")
    elif is_ordinary_name(alias.text, folded, needs_context=alias.needs_context):
        report.add(where, f"{shown} {ORDINARY}")
    elif letters.isdecimal():
        report.add(where, f"{shown}: a number alone names nothing; add the word it goes with")
    elif len(letters) <= (1 if is_unspaced(letters) else 2) and (mend := _missing_doubt(alias)):
        report.add(where, f"{shown}: {_NUMBER_WORDS[len(letters)]} for many things; {mend}")
    elif len(letters) == 3 and alias.text.isupper() and not (alias.is_case_exact or alias.needs_context):
        size = _NUMBER_WORDS[3]
        report.add(where, f"{shown}: {size} also name other things; set needs_context = true or case = true")
    elif wants_fuzzy and not alias.is_case_exact and not alias.is_fuzzy:
        report.add(where, f"{shown} is too short to look for misspellings of it; remove fuzzy")


def _missing_doubt(alias: Alias) -> str:
    """Return what has to be set so that a name counts only where something speaks for it; "" if nothing."""
    if not (alias.is_case_exact and alias.needs_context):
        return "set case = true and needs_context = true"
    if prior(alias.weight, needs_context=True, is_lone_slip=False) >= 0:
        return f"set a weight of at most 0.88, for with {alias.weight:g} it counts without context"
    return ""
