"""``topicwire index``: the search index, built anew or compared with the articles."""
# ruff: noqa: PLC0415 -- as in bot.cli

import typer
from rich.text import Text

from bot.terminal.options import DEFAULT_CONFIG, ConfigOption, err, out
from bot.terminal.streams import progress_bar

FAILED = 1

index = typer.Typer(
    name="index", no_args_is_help=True, help="The search index: build it anew, or check whether it is whole."
)


@index.command()
def rebuild(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Build the search index anew from the stored articles; the bot must not be running.

    Takes a minute or two per 100,000 articles. One that is broken off is done by the next start.
    """
    from bot.compose_files import load_files
    from bot.store.open import rebuild_index

    settings, _ = load_files(config)
    with progress_bar(err) as progress:
        task = progress.add_task("indexing", total=None)
        count = rebuild_index(
            settings.file.store.url,
            base_dir=settings.base_dir,
            on_progress=lambda done, total: progress.update(task, completed=done, total=total),
        )
    out.print(f"{count} article{'s' * (count != 1)} indexed")


@index.command()
def check(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Compare the search index with the stored articles; also while the bot runs. Changes nothing.

    Exit code 1 where they differ: then `topicwire index rebuild` mends it. While the bot is stopped, SQLite
    verifies the structure of the index besides.
    """
    from bot.compose_files import load_files
    from bot.store.open import check_index

    settings, _ = load_files(config)
    with progress_bar(err) as progress:
        task = progress.add_task("checking", total=None)
        report = check_index(
            settings.file.store.url,
            base_dir=settings.base_dir,
            on_progress=lambda done, total: progress.update(task, completed=done, total=total),
        )
    for problem in report.problems:
        err.print(Text(f"search index: {problem}", style="red"), soft_wrap=True)
    if report.problems:
        err.print("stop the bot and run `topicwire index rebuild`", style="red")
        raise typer.Exit(FAILED)
    by_whom = "" if report.is_verified else "; its structure is verified only while the bot is stopped"
    out.print(f"{report.articles} articles, all in the search index{by_whom}", soft_wrap=True)
