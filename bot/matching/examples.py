"""A watchlist's own examples -> the ones it gets wrong: the tests an admin keeps beside the names."""

from collections.abc import Iterator, Mapping, Sequence

from bot.core.decimals import told_apart
from bot.core.model import ArticleText
from bot.core.watchlist import Example, Watchlist
from bot.errors import Problem
from bot.matching.account import Account, Finding
from bot.matching.decide import ACCEPTED
from bot.matching.matcher import Matcher


def check_examples(watchlists: Mapping[str, Watchlist]) -> tuple[Problem, ...]:
    """Return a problem for each example of these files, path -> watchlist, that comes out otherwise."""
    return tuple(problem for file, watchlist in watchlists.items() for problem in _wrong(file, watchlist))


def _wrong(file: str, watchlist: Watchlist) -> Iterator[Problem]:
    matcher = Matcher([watchlist])
    for key, examples, wanted in (
        ("must_match", watchlist.must_match, True),
        ("must_not_match", watchlist.must_not_match, False),
    ):
        for at, example in enumerate(examples):
            accounts = matcher.explain(
                ArticleText(title=example.text, body=example.body), country=example.country
            )
            if any(account.match for account in accounts) is not wanted:
                message = _message(example, accounts, wanted=wanted)
                yield Problem(file=file, where=f"examples.{key}[{at}]", message=message)


def _message(example: Example, accounts: Sequence[Account], *, wanted: bool) -> str:
    """Say of an example what decided it: the surest of its names, or what takes the place of that."""
    shown = f'"{example.text}" ({example.reason})'
    found = [
        (finding, account.taker(finding))
        for account in accounts
        for finding in account.findings
        if wanted or account.counts(finding)
    ]
    if not found:
        return f"{shown} is not found: none of the names or descriptions stands in it"
    best, taker = max(found, key=lambda one: one[0].confidence)
    verb = "does not count" if wanted else "is found"
    left = f'"{best.evidence.text}" is left to the longer name around it, and ' if taker else ""
    return f"{shown} {verb}: {left}{_sureness(taker or best)}"


def _sureness(finding: Finding) -> str:
    reasons = ", ".join(
        f"{clue.rule} {clue.detail} {clue.value:+.1f}".replace("  ", " ") for clue in finding.clues
    )
    confidence, _ = told_apart(finding.confidence, ACCEPTED)
    return f'"{finding.evidence.text}" is sure to {confidence} ({reasons})'
