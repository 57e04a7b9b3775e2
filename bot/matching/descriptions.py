"""The tables of a watchlist file's ``describes`` -> its descriptions; what can find nothing is reported."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import permutations

from bot.core.watchlist import Description
from bot.matching.endings import covers, folded_with_ending
from bot.matching.report import Report
from bot.matching.words import is_unspaced

DESCRIPTION_KEYS = ("name", "near", "unless", "within", "weight")
_MOST_GROUPS = 10


def read_descriptions(table: Mapping[str, object], report: Report) -> tuple[Description, ...]:
    return tuple(_descriptions(table, report))


def _descriptions(table: Mapping[str, object], report: Report) -> Iterator[Description]:
    for place, row in report.tables(table, "describes", ""):
        report.known(row, DESCRIPTION_KEYS, f"{place}.")
        near = row.get("near", [])
        if not isinstance(near, list) or not all(isinstance(group, list) for group in near):
            report.wrong(f"{place}.near", "a list of lists of texts", near)
            continue
        groups = {f"near[{at}]": group for at, group in enumerate(near)}
        description = Description(
            name=report.needed(row, "name", f"{place}.", "it is what alerts call the find"),
            groups=tuple(report.phrases(groups, key, f"{place}.") for key in groups),
            unless=report.phrases(row, "unless", f"{place}."),
            within_chars=report.count(row, "within", f"{place}.", default=160),
            weight=report.share(row, "weight", f"{place}.", default=0.6),
        )
        if len(description.groups) > _MOST_GROUPS:
            report.add(f"{place}.near", f"has {len(description.groups)} groups; at most {_MOST_GROUPS}")
        if len(description.groups) < 2 or not all(description.groups):
            report.add(f"{place}.near", "needs two or more groups of words; one word alone describes nothing")
        else:
            _check_words(description, place, report)
        yield description


def _check_words(description: Description, place: str, report: Report) -> None:
    groups = [[folded_with_ending(word) for word in group] for group in description.groups]
    words = [
        (at, word, folded)
        for at, (group, them) in enumerate(zip(description.groups, groups, strict=True))
        for word, folded in zip(group, them, strict=True)
    ]
    alone = next((word for _, word, folded in words if all(_has(group, folded) for group in groups)), "")
    if alone:
        report.add(f"{place}.near", f'"{alone}" is of every group, so that it alone would be found')
    for against in description.unless:
        for at, word, folded in words:
            if covers(folded_with_ending(against), folded):
                message = f'"{against}" rules out "{word}" of near[{at}]; remove one of them'
                report.add(f"{place}.unless", message)
    if not alone and (least := _least_chars(groups)) > description.within_chars:
        message = f"{description.within_chars} is too small for the words of near; they take {least} or more"
        report.add(f"{place}.within", message)


def _has(group: Iterable[str], word: str) -> bool:
    return any(covers(one, word) for one in group)


def _least_chars(groups: Sequence[Sequence[str]]) -> int:
    """Return what a find takes at least: words side by side, or the longest where some may share a place."""
    words = [[word.removesuffix("*") for word in group] for group in groups]
    shortest = [min(map(len, group)) for group in words]
    may_share = any(" " in word or any(map(is_unspaced, word)) for group in words for word in group) or any(
        _has(other, word) for group, other in permutations(groups, 2) for word in group
    )
    return max(shortest) if may_share else sum(shortest) + len(shortest) - 1
