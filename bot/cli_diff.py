"""``topicwire diff``: what an edit of the watchlists does, before it does it."""
# ruff: noqa: PLC0415 -- as in bot.cli

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from bot.core.reports import EFFECT_DAYS
from bot.errors import ConfigError
from bot.terminal.options import DEFAULT_CONFIG, ConfigOption, JsonOption, err, out, print_json
from bot.terminal.streams import progress_bar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.config import Settings
    from bot.core.effect import Effect
    from bot.core.watchlist import Watchlist

FAILED = 1


def diff(
    against: Annotated[
        str,
        typer.Option(
            metavar="REV|DIR", help="A git revision of the folder of watchlists, or another folder."
        ),
    ],
    *,
    days: Annotated[
        int, typer.Option(min=1, max=3650, help="Try stored articles of so many days.")
    ] = EFFECT_DAYS,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Print Markdown, for a comment under a pull request.")
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Show what the watchlists as they stand would alert of, and others would not: alerts gained and lost.

    Both are tried on the stored articles, also beside a running bot. Exit code 1 where an example fails.

    Example: topicwire diff --against main
    """
    from bot.app.commands.diff import Diff, diff_row
    from bot.compose_effect import read_other_side
    from bot.compose_files import read_files
    from bot.core.effect import edited, untried
    from bot.core.effect_markdown import effect_markdown
    from bot.matching.examples import check_examples
    from bot.store.open import database_path
    from bot.terminal.diff import print_diff
    from bot.terminal.encoding import write_utf8

    if as_json and as_markdown:
        raise typer.BadParameter("--json and --markdown are two forms: choose one")
    write_utf8()
    files = read_files(config)
    if files.problems or files.settings is None:
        raise ConfigError(files.problems)
    settings, after = files.settings, tuple(files.watchlists.values())
    other = read_other_side(against, settings)
    failing = check_examples(files.watchlists)
    database = database_path(settings.file.store.url, base_dir=settings.base_dir)
    is_there = database.exists()
    if is_there:
        effect = _tried(settings, other.watchlists, after, days=days)
    else:
        effect = untried(edited(other.watchlists, after), days=days)
    made = Diff(
        against=other.name,
        effect=effect,
        obstacle="" if is_there else f"there is no database {database} yet",
        failing=failing,
    )
    if as_json:
        print_json(diff_row(made))
    elif as_markdown:
        told = [str(problem) for problem in made.failing]
        print(effect_markdown(effect, against=made.against, obstacle=made.obstacle, failing=told), end="")  # noqa: T201
    else:
        print_diff(out, made)
    if failing:
        raise typer.Exit(FAILED)


def _tried(
    settings: "Settings", before: "Sequence[Watchlist]", after: "Sequence[Watchlist]", *, days: int
) -> "Effect":
    """Try the edit on stored articles, and show how far it is. Raises: StoreError, MeasureFailed."""
    from bot.compose_effect import make_effect_meter

    with progress_bar(err) as bar:
        task = bar.add_task("trying stored articles", total=None)

        def show(tried: int, total: int) -> None:
            bar.update(task, completed=tried, total=total)

        return asyncio.run(make_effect_meter(settings, days=days, on_progress=show).measure(before, after))
