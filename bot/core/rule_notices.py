"""What admins hear of the files they edit: problems, what an edit does, and who applied or reverted it."""

import hashlib
from collections.abc import Iterable, Sequence

from bot.core.button import AnswerButton, Button
from bot.core.effect import Effect
from bot.core.effect_words import effect_lines
from bot.core.model import Notice
from bot.core.rule_set import difference
from bot.core.standing import Standing
from bot.errors import Problem

MOST_PROBLEMS = 12
"""A notice is for reading; ``topicwire check`` has the rest."""


def tell_problems(problems: Sequence[Problem]) -> Notice:
    """Return what to say when the files cannot be used."""
    count = len(problems)
    return Notice(
        title=f"{count} problem{'s' * (count != 1)} in the files: everything is as it was",
        lines=tuple(problem_lines(problems, most=MOST_PROBLEMS)),
    )


def problem_lines(problems: Sequence[Problem], *, most: int) -> Iterable[str]:
    """Return the first problems as lines, and how many more there are."""
    yield from map(str, problems[:most])
    if len(problems) > most:
        yield f"and {len(problems) - most} more: see `topicwire check`"


def problems_version(problems: Sequence[Problem]) -> str:
    """Return 12 hex characters that are others as soon as the problems are; empty where there are none."""
    said = "\n".join(map(str, problems)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(said).hexdigest()[:12] if problems else ""


def tell_mended() -> Notice:
    """Return what to say when problems that were told are gone."""
    return Notice(title="The files are in order again")


def tell_restart(waiting: Iterable[str]) -> Notice:
    """Return what to say of an edit of config.toml that is not in force before a restart."""
    return Notice(title="Edited, and only in force after a restart", lines=(", ".join(waiting),))


def tell_edit(standing: Standing, effect: Effect | str) -> Notice:
    """Return what to say of the edit that ``standing`` owes a report of.

    Args:
        effect: or why it is not known.
    """
    assert standing.untold is not None, "only an edit is told"
    before, after = standing.untold
    if isinstance(effect, Effect):
        lines = effect_lines(effect)
    else:
        unknown = f"What that does to the stored articles is not known: {effect}"
        lines = (*difference(before, after).lines(), unknown)
    if standing.waiting is not None:
        return Notice(
            title=f"An edit waits to be applied: rules {after.version}",
            lines=lines,
            buttons=(_button(Button.APPLY, after.version),),
        )
    return Notice(
        title=f"An edit is in force: rules {after.version}",
        lines=lines,
        buttons=(_button(Button.REVERT, after.version),),
    )


def tell_applied(standing: Standing) -> Notice:
    """Return what to say when a person has put ``standing`` in force."""
    version = standing.in_force.version
    return Notice(title=f"{standing.by} applied rules {version}", buttons=(_button(Button.REVERT, version),))


def tell_reverted(before: Standing, after: Standing) -> Notice:
    """Return what to say when a person has returned from ``before`` to what ``after`` says."""
    title = (
        f"{after.by} reverted rules {before.in_force.version}: {after.in_force.version} are in force again"
    )
    waiting = after.waiting
    if waiting is None:
        return Notice(title=title)
    why = "is not applied by itself" if waiting.refused_by else "still waits"
    return Notice(
        title=title,
        lines=(f"The files say {waiting.rules.version}, which {why}. Any other edit of the files counts.",),
        buttons=(_button(Button.APPLY, waiting.rules.version),),
    )


def _button(button: Button, version: str) -> AnswerButton:
    return AnswerButton(button=button, label=button.label, value=version)
