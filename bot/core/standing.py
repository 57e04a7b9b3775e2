"""Which watchlists are in force, which were before, and which the files say that are not in force.

Decides what an edit of the files, Apply and Revert make of that. The files are the truth, and overruled only
while an edit waits for Apply, and after Revert until they say something else.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.core.moment import shown_minute
from bot.core.rule_set import RuleSet
from bot.errors import NotFound

FILES = "files"
"""Who put rules in force where no person did."""


class EditMode(StrEnum):
    """What happens to a valid edit: in force at once, or held until an admin applies it."""

    APPLY = "apply"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What the files say and what is not in force: held since ``at``, or reverted then by ``refused_by``."""

    rules: RuleSet
    at: datetime
    refused_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The rules in force since ``since``, by whom (``FILES`` or a person), and what is beside them.

    ``before`` is what Revert returns to. ``owes_report``: what the edit does, the waiting one or else the one
    since ``before``, has not been told yet.
    """

    in_force: RuleSet
    since: datetime
    by: str = FILES
    before: RuleSet | None = None
    waiting: Waiting | None = None
    owes_report: bool = False

    @property
    def untold(self) -> tuple[RuleSet, RuleSet] | None:
        """The sets before and after the edit that is to be told; None where nothing is."""
        if not self.owes_report:
            return None
        if self.waiting is not None:
            return self.in_force, self.waiting.rules
        return (self.before, self.in_force) if self.before is not None else None


def read_files(standing: Standing, files: RuleSet, *, mode: EditMode, now: datetime) -> Standing:
    """Return how things stand once the files say this; the very same value where nothing changes.

    Edits that follow each other before the first is told are told, and reverted, as one.
    """
    waiting = standing.waiting
    if files.version == standing.in_force.version:
        return replace(standing, waiting=None, owes_report=False) if waiting is not None else standing
    is_known = waiting is not None and waiting.rules.version == files.version
    if waiting is not None and is_known and (waiting.refused_by or mode is EditMode.CONFIRM):
        return standing
    if mode is EditMode.CONFIRM:
        return replace(standing, waiting=Waiting(rules=files, at=now), owes_report=True)
    is_joined = standing.owes_report and waiting is None
    before = standing.before if is_joined else standing.in_force
    if before is not None and before.version == files.version:
        return Standing(in_force=files, since=now)
    return Standing(in_force=files, since=now, before=before, owes_report=True)


def apply(standing: Standing, version: str, *, person: str, now: datetime) -> Standing:
    """Return how things stand once a person puts what waits in force; also what was reverted before.

    Raises: NotFound, in words for the person, where this version does not wait.
    """
    waiting = standing.waiting
    if version == standing.in_force.version:
        raise NotFound(f"Rules {version} are in force already, since {shown_minute(standing.since)}.")
    if waiting is None:
        raise NotFound(f"Rules {version} do not wait any more: the files say what is in force.")
    if waiting.rules.version != version:
        raise NotFound(f"Rules {version} do not wait any more: a newer edit does, {waiting.rules.version}.")
    return Standing(
        in_force=waiting.rules,
        since=now,
        by=person,
        before=standing.in_force,
        owes_report=standing.owes_report,
    )


def revert(standing: Standing, version: str, *, person: str, now: datetime) -> Standing:
    """Return how things stand once a person has what was before ``version`` in force again.

    Raises: NotFound, in words for the person, where that is not in force, or nothing is known before it.
    """
    waiting, before = standing.waiting, standing.before
    if version != standing.in_force.version:
        if waiting is not None and waiting.refused_by and waiting.rules.version == version:
            raise NotFound(
                f"Rules {version} were reverted by {waiting.refused_by}, {shown_minute(waiting.at)}."
            )
        raise NotFound(f"Rules {version} are not in force: {standing.in_force.version} are.")
    if before is None:
        raise NotFound(f"There are no rules before {version} to return to.")
    if waiting is None:
        waiting = Waiting(rules=standing.in_force, at=now, refused_by=person)
    elif waiting.rules.version == before.version:
        waiting = None
    # What waits does something else to what is in force now than was told of it.
    owes_report = waiting is not None and not waiting.refused_by
    return Standing(in_force=before, since=now, by=person, waiting=waiting, owes_report=owes_report)
