"""How it stands with the rules, for /watch status and for programs that watch the bot."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.core.moment import shown_minute
from bot.core.rule_notices import problem_lines
from bot.core.standing import Standing
from bot.errors import Problem

SHOWN_PROBLEMS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesReport:
    """What is in force, and what is wrong with the files since; ``problems`` keep them from being read.

    ``failure``: why the database kept the last reading of them from being finished, in words; empty if not.
    """

    standing: Standing
    problems: tuple[Problem, ...]
    failure: str = ""

    def lines(self) -> Iterator[str]:
        """Say it in words."""
        standing, waiting = self.standing, self.standing.waiting
        yield f"rules: {standing.in_force.version}, since {shown_minute(standing.since)} by {standing.by}"
        if waiting is not None:
            version, at = waiting.rules.version, shown_minute(waiting.at)
            why = f"were reverted by {waiting.refused_by}" if waiting.refused_by else "wait to be applied"
            yield f"the files differ: rules {version} {why}, {at}"
        if self.failure:
            yield f"the last reading of the files could not be finished: {self.failure}"
        if self.problems:
            count = len(self.problems)
            yield f"{count} problem{'s' * (count != 1)} in the files, so that what they say is not in force:"
            yield from problem_lines(self.problems, most=SHOWN_PROBLEMS)

    def as_json(self) -> Mapping[str, object]:
        """Return it for /healthz; ``waiting`` is None where the files say what is in force."""
        standing, waiting = self.standing, self.standing.waiting
        return {
            "version": standing.in_force.version,
            "since": standing.since.isoformat(),
            "by": standing.by,
            "waiting": waiting
            and {
                "version": waiting.rules.version,
                "since": waiting.at.isoformat(),
                "reverted_by": waiting.refused_by or None,
            },
            "failure": self.failure,
            "problems": [*problem_lines(self.problems, most=SHOWN_PROBLEMS)],
        }
