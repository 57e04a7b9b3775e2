"""What a watchlist's marks say, as tables, and the weights as a table of TOML to paste."""

from collections.abc import Sequence
from dataclasses import asdict

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.core.watchlist import Weights
from bot.matching.lookalikes import Lookalike
from bot.matching.tuning import Fit, NameRecord, Trial, Tuning


def print_tuning(out: Console, tuning: Tuning) -> None:
    people = "1 person" if tuning.people == 1 else f"{tuning.people} people"
    marks = "1 mark" if tuning.marks == 1 else f"{tuning.marks} marks"
    out.print(Text(f"{tuning.watchlist_id}: {marks} by {people}", style="bold"))
    stories = f"stories: {tuning.relevant} relevant, {tuning.not_relevant} not relevant"
    if tuning.disputed:
        stories += f"; {tuning.disputed} left out, because people disagree"
    out.print(stories)
    if tuning.near_misses:
        advice = f"see `topicwire suggest {tuning.watchlist_id}`"
        out.print(f"near misses, which teach no weights: {tuning.near_misses}; {advice}", soft_wrap=True)
    if tuning.trial is None:
        out.print(f"\nNo weights yet. Still needed: {tuning.missing}.", style="yellow")
    else:
        _print_trial(out, tuning.trial, stories=tuning.stories)
        if tuning.is_calibrated:
            _print_calibration(out, tuning.trial)
        _print_weights(out, tuning.trial)
    if tuning.names:
        _print_names(out, tuning.names)
    if tuning.lookalikes:
        _print_lookalikes(out, tuning.lookalikes)


def _print_trial(out: Console, trial: Trial, *, stories: int) -> None:
    def share(fit: Fit) -> str:
        return f"{fit.agreeing} of {stories} ({fit.agreeing / stories:.0%})"

    table = Table("weights", "alert, or none, as the marks say")
    if trial.present.weights != trial.default.weights:
        table.add_row("default", share(trial.default))
    table.add_row("in the file", share(trial.present))
    table.add_row("new", share(trial.refitted))
    out.print("\nAgreement", style="bold")
    out.print(table)
    out.print("new: every story judged by weights fitted to the others (leave-one-out)", style="dim")
    if trial.present.weights != trial.default.weights:
        out.print("in the file: flattered where its weights were fitted to these marks", style="dim")
    if trial.is_better:
        out.print("The new weights agree with more marks than those in the file.", style="green")
    else:
        out.print("The new weights do no better than those in the file: keep these.", style="yellow")


def _print_calibration(out: Console, trial: Trial) -> None:
    new, present, guess = trial.refitted.brier, trial.present.brier, trial.guess_brier
    out.print(
        f"Brier score, less is better: new {new:.3f}, in the file {present:.3f}, "
        f"one guess for every story {guess:.3f}.",
        soft_wrap=True,
    )


def _print_weights(out: Console, trial: Trial) -> None:
    present, new = asdict(trial.present.weights), toml_weights(trial.refitted.weights)
    width = max(map(len, new))
    values = max(len(value) for value in new.values())
    out.print(Text("\n[weights]", style="bold"))
    for name, value in new.items():
        line = Text(f"{name:{width}} = {value:{values}}")
        out.print(line.append(f"  # now {present[name]:g}", style="dim"))


def toml_weights(weights: Weights) -> dict[str, str]:
    """Return the keys and values of a ``[weights]`` table, with two decimals: marks tell no finer."""
    return {name: f"{weight:.2f}" for name, weight in asdict(weights).items()}


def _print_names(out: Console, names: Sequence[NameRecord]) -> None:
    table = Table("name", "relevant", "weight", "suggested")
    for one in names:
        table.add_row(
            Text(one.alias),
            f"{one.relevant} of {one.stories}",
            "not in the file" if one.weight is None else f"{one.weight:g}",
            "" if one.suggested_weight is None else f"{one.suggested_weight:.2f}",
        )
    out.print("\nNames, least reliable first", style="bold")
    out.print(table)


def _print_lookalikes(out: Console, found: Sequence[Lookalike]) -> None:
    table = Table("words", "not relevant", "relevant", "may belong to")
    for one in found:
        place = "exclude.phrases" if one.is_phrase else "exclude.sense"
        table.add_row(Text(one.as_excluded), str(one.not_relevant), str(one.relevant), place)
    out.print("\nNear the names of stories marked not relevant", style="bold")
    out.print(table)
