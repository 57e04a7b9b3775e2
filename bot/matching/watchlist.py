"""A watchlist file's text -> a ``Watchlist``, or every mistake in it at once.

Knows the format (watchlists/README.md) and nothing of disks: the caller reads the file and names it.
"""

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.watchlist import Alias, Context, Exclude, Watchlist
from bot.errors import ConfigError, Problem
from bot.matching.fuzzy import STOP_WORDS, is_long_enough
from bot.matching.variants import fold_name

SCHEMA = 1
_TOP_KEYS = ("schema", "id", "name", "threshold", "alias", "context", "exclude")
_ALIAS_KEYS = ("text", "lang", "also", "case", "fuzzy", "weight", "needs_context")
_CONTEXT_KEYS = ("any", "weak", "window", "min")
_EXCLUDE_KEYS = ("phrases",)
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_KINDS = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a table",
}
_NUMBER_WORDS = {1: "one letter", 2: "two letters", 3: "three capital letters"}


def parse_watchlist(text: str, *, file: str) -> Watchlist:
    """Read one watchlist.

    Args:
        text: the file's content, TOML.
        file: its path as messages shall show it; its stem is the watchlist's id.

    Raises: ConfigError with all the file's problems.
    """
    report = _Report(file)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _LINE.search(str(error))
        line = (place and place.group(1)) or str(text.rstrip("\n").count("\n") + 1)
        report.add(f"line {line}", f"not valid TOML: {_LINE.sub('', str(error))}")
        raise ConfigError(tuple(report.problems)) from None
    watchlist = _watchlist(table, _stem(file), report)
    if report.problems:
        raise ConfigError(tuple(report.problems))
    return watchlist


def check_together(watchlists: Mapping[str, Watchlist]) -> tuple[Problem, ...]:
    """Return what is wrong only because these files, path -> watchlist, are used together."""
    first: dict[str, str] = {}
    problems = []
    for file, watchlist in watchlists.items():
        other = first.setdefault(watchlist.watchlist_id, file)
        if other != file:
            message = f'the id "{watchlist.watchlist_id}" is taken by {other}; rename one of the files'
            problems.append(Problem(file=file, where="id", message=message))
    return tuple(problems)


@dataclass(slots=True)
class _Report:
    """Collects problems while reading goes on with harmless values."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, where: str, message: str) -> None:
        self.problems.append(Problem(file=self.file, where=where, message=message))

    def known(self, table: Mapping[str, object], keys: Sequence[str], where: str) -> None:
        for key in table:
            if key in keys:
                continue
            near = difflib.get_close_matches(key, keys, n=1, cutoff=0.5)
            hint = f'did you mean "{near[0]}"?' if near else f"the keys here are {', '.join(keys)}"
            self.add(f"{where}{key}", f"unknown key; {hint}")

    def text(self, table: Mapping[str, object], key: str, where: str) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            self.wrong(f"{where}{key}", "text", value)
            return ""
        return value.strip()

    def flag(self, table: Mapping[str, object], key: str, where: str) -> bool | None:
        value = table.get(key)
        if value is not None and not isinstance(value, bool):
            self.wrong(f"{where}{key}", "true or false", value)
            return None
        return value

    def share(self, table: Mapping[str, object], key: str, where: str, *, default: float) -> float:
        value = table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong(f"{where}{key}", "a number from 0 to 1", value)
            return default
        if not 0 <= value <= 1:
            self.add(f"{where}{key}", f"{value} is outside 0 to 1")
            return default
        return float(value)

    def count(self, table: Mapping[str, object], key: str, where: str, *, default: int) -> int:
        value = table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(f"{where}{key}", "a whole number", value)
            return default
        if value < 1:
            self.add(f"{where}{key}", f"{value} is too small; the least is 1")
            return default
        return value

    def table(self, table: Mapping[str, object], key: str) -> Mapping[str, object]:
        value = table.get(key, {})
        if not isinstance(value, dict):
            self.wrong(key, f"a table, written [{key}]", value)
            return {}
        return value

    def phrases(self, table: Mapping[str, object], key: str, where: str) -> tuple[str, ...]:
        """Read a list of phrases of which each must fold to something; only the last may be open (``*``)."""
        value = table.get(key, [])
        if not isinstance(value, list):
            self.wrong(f"{where}{key}", "a list of texts", value)
            return ()
        found = []
        for at, phrase in enumerate(value):
            place = f"{where}{key}[{at}]"
            if not isinstance(phrase, str):
                self.wrong(place, "text", phrase)
            elif not fold_name(phrase):
                self.add(place, f'"{phrase}" has no letters or digits to search for; remove it')
            elif "*" in phrase.rstrip()[:-1]:
                self.add(place, f'"{phrase}": a * may only stand at the end')
            else:
                found.append(phrase.strip())
        return tuple(found)

    def wrong(self, where: str, wanted: str, value: object) -> None:
        self.add(where, f"must be {wanted}, not {_KINDS.get(type(value), type(value).__name__)}")


def _stem(file: str) -> str:
    return file.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".toml")


def _watchlist(table: Mapping[str, object], stem: str, report: _Report) -> Watchlist:
    report.known(table, _TOP_KEYS, "")
    if not _ID.fullmatch(stem):
        report.add("", f'the file\'s name gives the id "{stem}": use lower-case letters, digits and hyphens')
    if table.get("schema", SCHEMA) != SCHEMA:
        report.add("schema", f"{table['schema']} is not a format this version reads; it reads {SCHEMA}")
    if report.text(table, "id", "") not in ("", stem):
        report.add("id", f'"{table["id"]}" differs from the file\'s name "{stem}"; remove the key or rename')
    name = report.text(table, "name", "")
    if not name:
        report.add("name", "missing; it is what alerts and lists call the topic")
    context = _context(report.table(table, "context"), report)
    exclude = report.table(table, "exclude")
    report.known(exclude, _EXCLUDE_KEYS, "exclude.")
    aliases = _aliases(table, report)
    _check_reachable(aliases, context, report)
    return Watchlist(
        watchlist_id=stem,
        name=name,
        aliases=aliases,
        threshold=report.share(table, "threshold", "", default=0.5),
        context=context,
        exclude=Exclude(phrases=report.phrases(exclude, "phrases", "exclude.")),
    )


def _context(table: Mapping[str, object], report: _Report) -> Context:
    report.known(table, _CONTEXT_KEYS, "context.")
    return Context(
        any_of=report.phrases(table, "any", "context."),
        weak=report.phrases(table, "weak", "context."),
        window_chars=report.count(table, "window", "context.", default=Context().window_chars),
        min_different=report.count(table, "min", "context.", default=Context().min_different),
    )


def _check_reachable(aliases: Sequence[Alias], context: Context, report: _Report) -> None:
    if aliases and all(alias.needs_context for alias in aliases) and not (context.any_of or context.weak):
        report.add("context.any", "missing; every alias needs context, so nothing could ever be found")


def _aliases(table: Mapping[str, object], report: _Report) -> tuple[Alias, ...]:
    rows = table.get("alias", [])
    if not isinstance(rows, list):
        report.wrong("alias", "a list of tables, written [[alias]]", rows)
        return ()
    if not rows:
        report.add("alias", 'missing; give at least one name: alias = [{ text = "..." }]')
    aliases: list[Alias] = []
    seen: dict[tuple[str, str], str] = {}
    for at, row in enumerate(rows):
        where = f"alias[{at}]"
        if not isinstance(row, dict):
            report.wrong(where, 'a table, written { text = "..." }', row)
            continue
        for place, alias in _alias_and_also(row, where, report):
            plain = " ".join(unicodedata.normalize("NFKC", alias.text).split())
            key = (plain if alias.is_case_exact else plain.casefold(), alias.lang)
            if key in seen:
                report.add(place, f'"{alias.text}" is already there as {seen[key]}; remove one')
            seen.setdefault(key, place)
            aliases.append(alias)
    return tuple(aliases)


def _alias_and_also(row: Mapping[str, object], where: str, report: _Report) -> list[tuple[str, Alias]]:
    """Read one row: its name and the spellings in ``also``, each as an alias of its own."""
    before = len(report.problems)
    report.known(row, _ALIAS_KEYS, f"{where}.")
    text = report.text(row, "text", f"{where}.")
    if not text and len(report.problems) == before:
        report.add(f"{where}.text", "missing; it is the name to look for")
    is_case_exact = bool(report.flag(row, "case", f"{where}."))
    wants_fuzzy = report.flag(row, "fuzzy", f"{where}.")
    needs_context = bool(report.flag(row, "needs_context", f"{where}."))
    weight = report.share(row, "weight", f"{where}.", default=1.0)
    lang = report.text(row, "lang", f"{where}.")
    also = report.phrases(row, "also", f"{where}.")
    if is_case_exact and wants_fuzzy:
        report.add(
            f"{where}.fuzzy", f'"{text}": a name whose case must be exact is never fuzzy; remove one key'
        )
    named = []
    spellings = [(where, text)] + [(f"{where}.also[{at}]", spelling) for at, spelling in enumerate(also)]
    for place, spelling in spellings:
        if not spelling:
            continue
        alias = Alias(
            text=spelling,
            lang=lang,
            is_case_exact=is_case_exact,
            is_fuzzy=not is_case_exact and wants_fuzzy is not False and is_long_enough(fold_name(spelling)),
            weight=weight,
            needs_context=needs_context,
        )
        _check_alias(alias, place, report, wants_fuzzy=bool(wants_fuzzy))
        named.append((place, alias))
    return named


def _check_alias(alias: Alias, where: str, report: _Report, *, wants_fuzzy: bool) -> None:
    shown = f'"{alias.text}"'
    folded = fold_name(alias.text)
    letters = folded.replace(" ", "")
    if not folded:
        report.add(where, f"{shown} has no letters or digits to search for; remove it")
    elif folded in STOP_WORDS:
        report.add(where, f"{shown} is an ordinary word and would be found everywhere; remove it")
    elif letters.isascii() and len(letters) <= 2 and not (alias.is_case_exact and alias.needs_context):
        size = _NUMBER_WORDS[len(letters)]
        report.add(where, f"{shown}: {size} stand for many things; set case = true and needs_context = true")
    elif len(letters) == 3 and alias.text.isupper() and not (alias.is_case_exact or alias.needs_context):
        size = _NUMBER_WORDS[3]
        report.add(where, f"{shown}: {size} also name other things; set needs_context = true or case = true")
    elif wants_fuzzy and not alias.is_case_exact and not alias.is_fuzzy:
        report.add(where, f"{shown} is too short to look for misspellings of it; remove fuzzy")
