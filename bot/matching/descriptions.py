"""The tables of a watchlist file's ``describes`` -> its descriptions; what can find nothing is reported."""

from collections.abc import Iterator, Mapping, Sequence

from bot.core.watchlist import Description
from bot.matching.endings import Endings, fold_with_endings
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
    groups = [fold_with_endings(group) for group in description.groups]
    words = [
        (at, word, folded)
        for at, (group, them) in enumerate(zip(description.groups, groups, strict=True))
        for word, folded in zip(group, them, strict=True)
    ]
    known = [Endings(group) for group in groups]
    alone = next((word for _, word, folded in words if all(folded in group for group in known)), "")
    if alone:
        report.add(f"{place}.near", f'"{alone}" is of every group, so that it alone would be found')
    ruled_out = Endings(fold_with_endings(description.unless))
    for at, word, folded in words:
        if folded in ruled_out:
            report.add(f"{place}.unless", f'rules out "{word}" of near[{at}]; remove it from one of them')
    if not alone and (least := _least_chars(groups, known)) > description.within_chars:
        message = f"{description.within_chars} is too small for the words of near; they take {least} or more"
        report.add(f"{place}.within", message)


def _least_chars(groups: Sequence[Sequence[str]], known: Sequence[Endings]) -> int:
    """Return what a find takes at least: words side by side, or the longest where some may share a place."""
    shortest = [min(len(word.removesuffix("*")) for word in group) for group in groups]
    may_share = any(
        " " in word or any(map(is_unspaced, word)) or sum(word in others for others in known) > 1
        for group in groups
        for word in group
    )
    return max(shortest) if may_share else sum(shortest) + len(shortest) - 1
