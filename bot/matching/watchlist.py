"""A watchlist file's text -> a ``Watchlist``, or every mistake in it at once.

Knows the format (watchlists/README.md) and nothing of disks: the caller reads the file and names it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields

from bot.core.toml_text import read_toml
from bot.core.watchlist import Alias, Context, Example, Exclude, Sense, Watchlist, Weights
from bot.errors import ConfigError, Problem
from bot.matching.aliases import ALIAS_KEYS, read_aliases
from bot.matching.descriptions import DESCRIPTION_KEYS, read_descriptions
from bot.matching.reach import check_reachable
from bot.matching.report import Kind, Report
from bot.matching.variants import all_spellings, fold_names, is_acronym

SCHEMA = 1
_TOP_KEYS = (
    "schema", "id", "name", "threshold", "alias", "context", "exclude", "describes", "examples", "weights",
)  # fmt: skip
_CONTEXT_KEYS = ("any", "weak", "beside", "countries", "window", "min")
_EXCLUDE_KEYS = ("phrases", "article", "sense")
_SENSE_KEYS = ("name", "words", "of")
_EXAMPLES_KEYS = ("must_match", "must_not_match")
_EXAMPLE_KEYS = ("text", "body", "country", "reason")
# What a key is told that stands where it is none.
_HOMES = (
    ("at the top of the file, before the first [table]", ("schema", "id", "name", "threshold", "alias")),
    ("in a row of alias", ALIAS_KEYS),
    *((f"in a table of its own, [{key}]", (key,)) for key in ("context", "exclude", "examples", "weights")),
    ("in tables of its own, [[describes]]", ("describes",)),
    ("in tables of its own, [[exclude.sense]]", ("sense",)),
    ("below [context]", _CONTEXT_KEYS),
    ("below [exclude]", ("phrases", "article")),
    ("below [[exclude.sense]]", _SENSE_KEYS),
    ("below [[describes]]", DESCRIPTION_KEYS),
    ("below [examples]", _EXAMPLES_KEYS),
    ("in an example", _EXAMPLE_KEYS),
)
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COUNTRY = re.compile(r"[a-z]{2}")
_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def parse_watchlist(text: str, *, file: str) -> Watchlist:
    """Read one watchlist.

    Args:
        text: the file's content, TOML.
        file: its path as messages shall show it; its stem is the watchlist's id.

    Raises: ConfigError with all the file's problems.
    """
    report = Report(file, homes=_HOMES)
    try:
        table = read_toml(text)
    except ValueError as error:
        place = _LINE.search(str(error))
        last = text.rstrip("\n").count("\n") + 1
        where = f"line {place.group(1) or last}" if place else ""
        report.add(where, f"not valid TOML: {_LINE.sub('', str(error))}")
        raise ConfigError(tuple(report.problems)) from None
    watchlist = _watchlist(table, _stem(file), report)
    if report.problems:
        raise ConfigError(tuple(report.problems))
    return watchlist


def check_together(watchlists: Mapping[str, Watchlist]) -> tuple[Problem, ...]:
    """Return what is wrong only because these files, path -> watchlist, are used together."""
    ids: dict[str, str] = {}
    names: dict[str, tuple[str, str]] = {}
    problems = []
    for file, watchlist in watchlists.items():
        other = ids.setdefault(watchlist.watchlist_id, file)
        if other != file:
            message = f'the id "{watchlist.watchlist_id}" is taken by {other}; rename one of the files'
            problems.append(Problem(file=file, where="id", message=message))
            continue
        for alias, spellings in zip(watchlist.aliases, _spellings(watchlist.aliases), strict=True):
            claims = [names.setdefault(spelling, (file, alias.text)) for spelling in spellings]
            owner, written = next((each for each in claims if each[0] != file), (file, ""))
            if owner != file:
                message = f'"{alias.text}" is also a name in {owner} ("{written}"); one name, one topic'
                problems.append(Problem(file=file, where=f'alias "{alias.text}"', message=message))
    return tuple(problems)


def _spellings(aliases: Sequence[Alias]) -> Iterator[tuple[str, ...]]:
    """Yield of each name what no name of another file may be: all its spellings, however they are parted."""
    names = fold_names([alias.text for alias in aliases])
    for alias, name, spellings in zip(aliases, names, all_spellings(aliases, names), strict=True):
        if alias.is_regex:
            yield (alias.text,)
        elif is_acronym(alias.text):  # with an s it may well be another
            yield (name,)
        else:
            yield tuple(spelling.replace(" ", "") for spelling in spellings)


def is_watchlist_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def _stem(file: str) -> str:
    return file.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".toml")


def _watchlist(table: Mapping[str, object], stem: str, report: Report) -> Watchlist:
    report.known(table, _TOP_KEYS, "")
    if not is_watchlist_id(stem):
        report.add("", f'the file\'s name gives the id "{stem}": use lower-case letters, digits and hyphens')
    _check_schema(table.get("schema", SCHEMA), report)
    if report.text(table, "id", "") not in ("", stem):
        report.add("id", f'"{table["id"]}" differs from the file\'s name "{stem}"; remove the key or rename')
    name = report.needed(table, "name", "", "it is what alerts and lists call the topic")
    context = _context(report.table(table, "context"), report)
    aliases = read_aliases(table, report)
    exclude = _exclude(report.table(table, "exclude"), {alias.text for alias in aliases}, report)
    _check_heard(aliases, exclude, report)
    descriptions = read_descriptions(table, report)
    if not descriptions:
        check_reachable(aliases, context, report)
    examples = report.table(table, "examples")
    report.known(examples, _EXAMPLES_KEYS, "examples.")
    return Watchlist(
        watchlist_id=stem,
        name=name,
        aliases=aliases,
        threshold=report.share(table, "threshold", "", default=0.5),
        context=context,
        exclude=exclude,
        descriptions=descriptions,
        must_match=tuple(_examples(examples, "must_match", report)),
        must_not_match=tuple(_examples(examples, "must_not_match", report)),
        weights=_weights(report.table(table, "weights"), report),
    )


def _check_schema(written: object, report: Report) -> None:
    if isinstance(written, bool) or not isinstance(written, int):
        report.wrong("schema", f"a whole number, written schema = {SCHEMA}", written)
    elif written != SCHEMA:
        message = f"{written} is not a format this version reads; it reads {SCHEMA}: upgrade, or write that"
        report.add("schema", message)


def _context(table: Mapping[str, object], report: Report) -> Context:
    report.known(table, _CONTEXT_KEYS, "context.")
    countries = report.texts(table, "countries", "context.")
    for place, country in countries:
        _check_country(country, place, report)
    any_of, weak = (report.phrases(table, key, "context.") for key in ("any", "weak"))
    strong = set(fold_names(any_of))
    for word, folded in zip(weak, fold_names(weak), strict=True):
        if folded in strong:
            report.add(
                "context.weak", f'"{word}" stands in context.any too and would count twice; remove one'
            )
    least = report.count(table, "min", "context.", default=Context().min_different)
    if any_of and least > len(any_of):
        report.add(
            "context.min", f"{least} is more than the words of context.any, which would never prove a name"
        )
    return Context(
        any_of=any_of,
        weak=weak,
        beside=report.phrases(table, "beside", "context."),
        countries=tuple(country for _, country in countries),
        window_chars=report.count(table, "window", "context.", default=Context().window_chars),
        min_different=least,
    )


def _exclude(table: Mapping[str, object], names: set[str], report: Report) -> Exclude:
    report.known(table, _EXCLUDE_KEYS, "exclude.")
    senses = []
    for place, row in report.tables(table, "sense", "exclude."):
        report.known(row, _SENSE_KEYS, f"{place}.")
        of = report.texts(row, "of", f"{place}.")
        for where, alias in of:
            if alias not in names and [alias for _, alias in of] != ["*"]:
                report.add(where, f'"{alias}" is not the text of an alias of this file')
        sense = Sense(
            name=report.needed(row, "name", f"{place}.", "it says what else the name may mean"),
            words=report.phrases(row, "words", f"{place}."),
            of=tuple(alias for _, alias in of),
        )
        if row.get("words", []) == []:
            report.add(f"{place}.words", "missing; they are what shows that sense")
        senses.append(sense)
    return Exclude(
        phrases=report.phrases(table, "phrases", "exclude."),
        article=report.phrases(table, "article", "exclude."),
        senses=tuple(senses),
    )


def _examples(table: Mapping[str, object], key: str, report: Report) -> Iterator[Example]:
    for place, row in report.tables(table, key, "examples."):
        report.known(row, _EXAMPLE_KEYS, f"{place}.")
        example = Example(
            text=report.needed(
                row, "text", f"{place}.", "it is the headline or sentence to try", kind=Kind.LINES
            ),
            body=report.text(row, "body", f"{place}.", kind=Kind.LINES),
            country=report.text(row, "country", f"{place}."),
            reason=report.needed(row, "reason", f"{place}.", "it tells the next reader why", kind=Kind.LINES),
        )
        if example.country:
            _check_country(example.country, f"{place}.country", report)
        yield example


def _check_country(code: str, where: str, report: Report) -> None:
    if not _COUNTRY.fullmatch(code):
        report.add(where, f'"{code}" is not a two-letter country code in lower case')


def _weights(table: Mapping[str, object], report: Report) -> Weights:
    names = tuple(each.name for each in fields(Weights))
    report.known(table, names, "weights.")
    default = Weights()
    return Weights(
        **{name: report.number(table, name, "weights.", default=getattr(default, name)) for name in names}
    )


def _check_heard(aliases: Sequence[Alias], exclude: Exclude, report: Report) -> None:
    phrases = dict(zip(fold_names(exclude.phrases), exclude.phrases, strict=True))
    for folded in fold_names([alias.text for alias in aliases]):
        if phrase := phrases.get(folded):
            report.add(
                "exclude.phrases", f'"{phrase}" is a name of this file, which could never count; remove one'
            )
