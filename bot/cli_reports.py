"""``topicwire trend`` and ``topicwire export``: what the database holds, as a picture or a file."""
# ruff: noqa: PLC0415 -- as in bot.cli

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from bot.core.reports import DEFAULT_DAYS, ExportFormat
from bot.terminal.options import DEFAULT_CONFIG, ConfigOption, JsonOption, err, out, print_json

reports = typer.Typer()

ForceOption = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]


@reports.command()
def trend(
    watchlist: Annotated[str, typer.Argument(metavar="WATCHLIST", help="The topic.")],
    *,
    days: Annotated[int, typer.Option(help="So many days up to today, 1 to 365.")] = DEFAULT_DAYS,
    png: Annotated[
        Path | None,
        typer.Option(metavar="FILE|-", help="Draw a chart into this file instead; - is standard output."),
    ] = None,
    force: ForceOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Show how many articles a topic had, day by day (UTC) and language by language.

    Counted are stored articles that reach the topic's threshold, by the day they were published.
    """
    from bot.app.commands.trend import count_trend, make_trend, trend_row
    from bot.compose_files import load_files, read_store
    from bot.core.trend import trend_lines
    from bot.infra.clock import SystemClock
    from bot.terminal.encoding import write_utf8
    from bot.terminal.files import STANDARD_OUTPUT, write_file
    from bot.terminal.trend import print_trend

    if as_json and png == STANDARD_OUTPUT:
        raise typer.BadParameter("--json needs standard output for itself: give --png a file")
    write_utf8()
    settings, watchlists = load_files(config)
    now = SystemClock().now()
    if png is None:
        counted = read_store(
            settings,
            lambda store: count_trend(watchlist, days=days, store=store, watchlists=watchlists, now=now),
        )
    else:
        made = read_store(
            settings,
            lambda store: make_trend(watchlist, days=days, store=store, watchlists=watchlists, now=now),
        )
        write_file(png, made.png, is_forced=force)
        counted = made.trend
    if as_json:
        print_json(trend_row(counted))
    elif png is None:
        print_trend(out, counted, trend_lines(counted))
    else:
        words = err if png == STANDARD_OUTPUT else out
        words.print("\n".join(trend_lines(counted)), soft_wrap=True, markup=False)


@reports.command()
def export(
    query: Annotated[list[str], typer.Argument(metavar="QUERY...", help="What to look for, as in `search`.")],
    form: Annotated[ExportFormat, typer.Option("--format", help="The form of the file.")] = ExportFormat.CSV,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE|-", help="Where to; - is standard output.")
    ] = Path("-"),
    force: ForceOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Write the articles that a search finds, newest first, for a spreadsheet, a program or a bibliography.

    At most 5,000 articles; where there are more, a line says so.

    Example: topicwire export topic:beidou since:30d --format md --output beidou.md
    """
    from bot.app.commands.export import export_articles
    from bot.app.commands.watchlists import unknown_topics
    from bot.compose_files import load_files, read_store
    from bot.infra.clock import SystemClock
    from bot.terminal.files import write_file

    settings, watchlists = load_files(config)
    text, now = " ".join(query), SystemClock().now()
    made = read_store(
        settings,
        lambda store: export_articles(text, form=form, now=now, index=store, watchlists=watchlists),
    )
    write_file(output, made.data, is_forced=force)
    for line in (
        *(f"showing results for {one}" for one in made.replaced),
        *unknown_topics(made.query, watchlists),
    ):
        err.print(Text(line), soft_wrap=True)
    count = f"{made.articles:,} article{'' if made.articles == 1 else 's'}"
    more = "; there are more: narrow the search, with since: and before: for example" if made.is_cut else ""
    err.print(f"{count} written{more}", soft_wrap=True)
    if made.is_partial:
        err.print("partial: the search took too long, and older articles were not all looked at")
