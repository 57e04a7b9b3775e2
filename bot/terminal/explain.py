"""Why a text does or does not match, to be read: each place with its clues, each score with its parts.

Texts of strangers are stripped of control characters, and those that run from right to left are isolated,
so that the rest of their line stays in order.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.text import Text

from bot.app.commands.explain import (
    Explanation,
    Outcome,
    PlaceState,
    Subject,
    TopicAccount,
    explanation_row,
)
from bot.core.decimals import told_apart
from bot.core.model import ArticleText, Evidence, How
from bot.core.text import ELLIPSIS, clean, isolated, isolates, truncate
from bot.errors import Problem
from bot.matching.account import Account, Finding
from bot.matching.clues import VETO
from bot.matching.decide import ACCEPTED
from bot.terminal.encoding import write_utf8

PLACES_OF_A_KIND = 3
"""How many places of one name with one outcome are told in full; the others are counted."""
PLACES = 15
KINDS = 8
"""How many places are told in full at all, and of how many kinds the others are counted apart."""
_AROUND_CHARS = 60
_LONGEST_NAME_CHARS = 100
_LONGEST_TITLE_CHARS = 200
_HALF_WORD_BEFORE = re.compile(r"\A\S*\s")
_HALF_WORD_AFTER = re.compile(r"\s\S*\Z")

_STATES = {
    PlaceState.COUNTS: "counts",
    PlaceState.COVERED: "left to another name in the same place",
    PlaceState.DOUBTFUL: f"too doubtful to count, {ACCEPTED:.2f} is needed",
    PlaceState.VETOED: "ruled out",
}
_STATE_STYLES = {PlaceState.COUNTS: "green", PlaceState.DOUBTFUL: "yellow", PlaceState.VETOED: "red"}
_OUTCOME_STYLES = {Outcome.ALERTS: "bold green", Outcome.BELOW: "bold yellow", Outcome.NONE: "bold red"}
_PARTS = {
    "bias": "what every article starts with",
    "title": "a name in the title",
    "lead": "how early a name stands",
    "density": "names for the length",
    "alias": "how sure the names are",
    "variety": "different names",
    "context": "different context words",
    "fuzzy_loss": "nothing found exactly",
    "excluded": "places that were excluded",
}


def print_results(
    out: Console,
    err: Console,
    results: Iterable[Explanation | dict[str, Any] | Problem],
    *,
    as_json: bool,
) -> bool:
    """Print each explanation, match (JSON, one a line) or problem as it comes.

    Returns: whether there was no problem.
    """
    write_utf8()
    has_failed = False
    for result in results:
        if isinstance(result, Problem):
            has_failed = True
            err.print(Text(str(result)), soft_wrap=True)
        elif isinstance(result, Explanation) and not as_json:
            print_explanation(out, result)
        else:
            row = explanation_row(result) if isinstance(result, Explanation) else result
            print(json.dumps(row, ensure_ascii=False))  # noqa: T201
    return not has_failed


def print_explanation(out: Console, explanation: Explanation) -> None:
    _print_subject(out, explanation.subject)
    absent = []
    for topic in explanation.topics:
        if topic.account is None:
            absent.append(topic.watchlist.watchlist_id)
        else:
            out.print()
            _print_topic(out, topic, topic.account, explanation.subject.text)
    if absent:
        found = "nothing found" if len(absent) == len(explanation.topics) else "nothing else found"
        ids = ", ".join(absent)
        out.print(f"\n{found}: no name and no description of {ids} stands in it", soft_wrap=True)
    out.print()


def _print_subject(out: Console, subject: Subject) -> None:
    title = truncate(clean(subject.text.title), _LONGEST_TITLE_CHARS) or "(no title)"
    out.print(Text(isolated(title), style="bold"), soft_wrap=True)
    stored = subject.stored
    facts = [] if subject.article_id is None else [f"id {isolated(str(subject.article_id))}"]
    if stored:
        facts += [isolated(stored.outlet.name), f"{stored.article.published_at or stored.seen_at:%Y-%m-%d}"]
    if subject.country:
        facts.append(f"country {isolated(subject.country.lower())}")
    if stored:
        facts.append(f"matched when it was stored: {', '.join(stored.watchlist_ids) or 'nothing'}")
    if facts:
        out.print(Text("  " + " · ".join(facts), style="dim"), soft_wrap=True)
    if stored and stored.article.url:
        out.print(Text("  " + clean(stored.article.url), style="blue"), soft_wrap=True)


def _print_topic(out: Console, topic: TopicAccount, account: Account, text: ArticleText) -> None:
    out.print(
        Text.assemble((topic.watchlist.watchlist_id, "bold"), f" · {isolated(topic.watchlist.name)}"),
        soft_wrap=True,
    )
    places = topic.places()
    if account.match is None:
        only = "the one place found does not count"
        verdict = (
            f"no match: {only if len(places) == 1 else f'none of the {len(places)} places found counts'}"
        )
    else:
        reached = "alerts" if topic.outcome is Outcome.ALERTS else "matched but below the threshold"
        score, threshold = told_apart(account.match.score, topic.watchlist.threshold)
        verdict = f"{reached}: score {score}, threshold {threshold}"
        verdict += f"; confidence {account.match.confidence:.2f}"
    out.print(Text(f"  {verdict}", style=_OUTCOME_STYLES[topic.outcome]), soft_wrap=True)
    _print_places(out, topic, places, text)
    if account.match is not None:
        _print_score(out, topic, account.match.score)


def _print_places(
    out: Console, topic: TopicAccount, places: list[tuple[Finding, PlaceState]], text: ArticleText
) -> None:
    told: Counter[tuple[str, PlaceState]] = Counter()
    left: Counter[tuple[str, PlaceState]] = Counter()
    for finding, state in places:
        kind = finding.evidence.alias, state
        if told[kind] == PLACES_OF_A_KIND or told.total() == PLACES:
            left[kind] += 1
            continue
        told[kind] += 1
        fate = Text(_fate(topic, finding, state), style=_STATE_STYLES.get(state, "dim"))
        _print_place(out, finding, text, fate=fate)
    for (alias, state), count in left.most_common(KINDS):
        out.print(
            Text(f"  and {count} more {_places(count)} of “{isolated(alias)}”: {_STATES[state]}"),
            soft_wrap=True,
        )
    if others := sum(count for _, count in left.most_common()[KINDS:]):
        out.print(f"  and {others} more {_places(others)} of other names", soft_wrap=True)


def _places(count: int) -> str:
    return "place" if count == 1 else "places"


def _fate(topic: TopicAccount, finding: Finding, state: PlaceState) -> str:
    covering = topic.covering(finding)
    if state is not PlaceState.COVERED or covering is None:
        return _STATES[state]
    left = f"left to “{isolated(covering.evidence.alias)}” in the same place"
    is_doubtful = covering.confidence < ACCEPTED
    return f"{left}, which is longer and too doubtful to count" if is_doubtful else left


def _print_place(out: Console, finding: Finding, text: ArticleText, *, fate: Text) -> None:
    found = finding.evidence
    line = Text(f"  {found.field} {found.start}-{found.end}: {_how(found)}: ")
    out.print(line.append_text(fate), soft_wrap=True)
    out.print(
        _excerpt(getattr(text, found.field), found, is_styled=out.color_system is not None), soft_wrap=True
    )
    for clue in finding.clues:
        value, style = ("veto", "red") if clue.value == VETO else (f"{clue.value:+.2f}", "")
        detail = f": {isolated(clue.detail)}" if clue.detail else ""
        out.print(Text.assemble("      ", (f"{value:>6}", style), f"  {clue.rule}{detail}"), soft_wrap=True)
    total = sum(clue.value for clue in finding.clues)
    shown = "  veto" if total == VETO else f"{total:>+6.2f}"
    confidence, _ = told_apart(finding.confidence, ACCEPTED)
    out.print(Text(f"    = {shown}  confidence {confidence}", style="dim"), soft_wrap=True)


def _how(found: Evidence) -> str:
    name = f"“{isolated(found.alias)}”"
    if found.how is How.APPROXIMATE:
        return f"the name {name}, approximate ({found.similarity:.0%})"
    return f"{name}, {found.how}" if found.how is How.DESCRIPTION else f"the name {name}, {found.how}"


def _excerpt(field: str, found: Evidence, *, is_styled: bool) -> Text:
    """Return the words around a find on a line of their own; without styles the name stands in asterisks."""
    first, last = max(found.start - _AROUND_CHARS, 0), found.end + _AROUND_CHARS
    before, after = field[first : found.start], field[found.end : last]
    if first > 0:
        before = ELLIPSIS + _HALF_WORD_BEFORE.sub("", before, count=1)
    if last < len(field):
        after = _HALF_WORD_AFTER.sub("", after, count=1) + ELLIPSIS
    name = truncate(clean(found.text), _LONGEST_NAME_CHARS)
    mark = "" if is_styled else "*"
    parts = (_spaced(before), f"{mark}{name}{mark}", _spaced(after))
    opened, closed = isolates("".join(parts))
    return Text.assemble("      ", opened, parts[0], (parts[1], "bold yellow"), parts[2], closed)


def _spaced(text: str) -> str:
    """Return the text cleaned, with a space where it had one at its ends."""
    before, after = text[:1].isspace(), text[-1:].isspace()
    return f"{' ' * before}{clean(text)}{' ' * after}"


def _print_score(out: Console, topic: TopicAccount, score: float) -> None:
    out.print("  the score: feature × weight", style="bold")
    total = 0.0
    for name, feature, weight, adds in topic.parts():
        total += adds
        line = f"      {adds:>+6.2f}  {name:10} {feature:.2f} × {weight:>+5.2f}"
        out.print(Text.assemble(line, (f"  {_PARTS[name]}", "dim")), soft_wrap=True)
    out.print(Text(f"    = {total:>+6.2f}  score {score:.2f}", style="dim"), soft_wrap=True)
