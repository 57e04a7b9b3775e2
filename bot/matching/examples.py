"""A watchlist's own examples -> the ones it gets wrong: the tests an admin keeps beside the names."""

from collections.abc import Iterator, Mapping

from bot.core.model import ArticleText
from bot.core.watchlist import Example, Watchlist
from bot.errors import Problem
from bot.matching.account import Account
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


def _message(example: Example, accounts: tuple[Account, ...], *, wanted: bool) -> str:
    shown = f'"{example.text}" ({example.reason})'
    findings = [finding for account in accounts for finding in account.findings]
    if not findings:
        return f"{shown} is not found: none of the names or descriptions stands in it"
    best = max(findings, key=lambda finding: finding.confidence)
    reasons = ", ".join(
        f"{clue.rule} {clue.detail} {clue.value:+.1f}".replace("  ", " ") for clue in best.clues
    )
    verb = "does not count" if wanted else "is found"
    return f'{shown} {verb}: "{best.evidence.text}" is sure to {best.confidence:.2f} ({reasons})'
