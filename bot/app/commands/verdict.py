"""What each watchlist makes of a text, in a line each: for ``/watch why`` and ``/watch test``."""

from collections.abc import Iterator, Sequence

from bot.app.commands.explain import Outcome, PlaceState, Subject, TopicAccount, explain
from bot.core.decimals import told_apart
from bot.core.model import Evidence, TextField
from bot.core.text import clean, truncate
from bot.matching.clues import Clue
from bot.matching.matcher import Matcher

NAMES = 4
NAME_CHARS = 60


def named_topics(subject: Subject, matcher: Matcher) -> list[TopicAccount]:
    """Return the account of each watchlist of which a name stands there. Takes milliseconds of matching."""
    return [one for one in explain(subject, matcher).topics if one.account is not None]


def verdicts(topics: Sequence[TopicAccount]) -> list[str]:
    """Return a line for each of these watchlists."""
    return [_verdict(one) for one in topics] or ["No name of any watchlist stands in it."]


def _verdict(topic: TopicAccount) -> str:
    name, places = topic.watchlist.name, topic.places()
    match = topic.account.match if topic.account else None
    if match is None:
        doubted = (
            f"“{_short(finding.evidence.text)}” ({_reasons(finding.clues)})"
            for finding, state in places
            if state in (PlaceState.DOUBTFUL, PlaceState.VETOED)
        )
        return f"{name}: no match. {_listed(doubted)}"
    verdict = "enough" if topic.outcome is Outcome.ALERTS else "too little"
    score, threshold = told_apart(match.score, topic.watchlist.threshold)
    how = f"score {score}, {verdict} for an alert ({threshold})"
    return f"{name}: {how}. {_listed(map(_found, match.evidence))}"


def _found(evidence: Evidence) -> str:
    where = " in the title" if evidence.field is TextField.TITLE else ""
    return f"“{_short(evidence.text)}”{where}"


def _reasons(clues: Sequence[Clue]) -> str:
    """The clues that speak against it most, in words."""
    against = sorted((clue for clue in clues if clue.value < 0), key=lambda clue: clue.value)
    said = (f"{clue.rule}: {_short(clue.detail)}" if clue.detail else str(clue.rule) for clue in against)
    return "; ".join(dict.fromkeys(said)) if against else "nothing speaks for it"


def _listed(parts: Iterator[str]) -> str:
    distinct = list(dict.fromkeys(parts))
    hidden = len(distinct) - NAMES
    return ", ".join(distinct[:NAMES]) + (f" and {hidden} more" if hidden > 0 else "")


def _short(text: str) -> str:
    return truncate(clean(text), NAME_CHARS)
