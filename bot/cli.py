"""The command line: reads arguments, runs one use case, prints. What a command alone needs it imports itself.

Exit codes: 0 done, 1 failed, 2 bad usage or bad configuration.
"""
# ruff: noqa: PLC0415 -- `topicwire --help` answers at once only while nothing heavy is imported up here

import asyncio
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from bot.cli_answers import latest, why
from bot.cli_deliveries import deliveries
from bot.cli_diff import diff
from bot.cli_feeds import feeds
from bot.cli_index import index
from bot.cli_marks import marks
from bot.cli_platforms import discord, slack
from bot.cli_reports import reports
from bot.cli_subscriptions import subscriptions
from bot.cli_watchlists import backfill, new
from bot.errors import ConfigError, Problem, QueryError, TopicwireError
from bot.garbage import collect_seldom
from bot.terminal.options import DEFAULT_CONFIG, ConfigOption, JsonOption, err, out, print_json
from bot.terminal.streams import lines_of, open_closed_streams, printable, progress_bar

if TYPE_CHECKING:
    from bot.config import Settings

FAILED, BAD_CONFIG = 1, 2

app = typer.Typer(
    name="topicwire",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Watch feeds for the topics a team cares about and tell the right channels, once, with the reason.",
    epilog="New here? [bold]topicwire demo[/bold] shows everything on sample feeds, without a network. "
    "Then edit config.toml, ask [bold]topicwire check[/bold] what it thinks of it, and "
    "[bold]topicwire run[/bold]. Exit codes: 0 done, 1 failed, 2 bad usage or configuration.",
)
for group in (marks, reports, feeds, deliveries, index, slack, discord):
    app.add_typer(group)
for alone in (latest, why, subscriptions, backfill, new, diff):
    app.command()(alone)


def main() -> None:
    """The ``topicwire`` script: run a command and turn an expected failure into words and an exit code."""
    open_closed_streams()
    collect_seldom()
    try:
        app()
    except ConfigError as error:
        for problem in error.problems:
            _complain(problem)
        count = len(error.problems)
        err.print(f"{count} problem{'s' * (count != 1)} found", style="red")
        sys.exit(BAD_CONFIG)
    except QueryError as error:
        err.print(Text(str(error), style="red"), soft_wrap=True)
        sys.exit(BAD_CONFIG)
    except TopicwireError as error:
        err.print(Text(f"error: {error}", style="red"), soft_wrap=True)
        sys.exit(FAILED)
    except BrokenPipeError:  # `topicwire match ... | head` has read enough
        sys.stderr.close()
        sys.exit(FAILED)


@app.command()
def run(
    config: ConfigOption = DEFAULT_CONFIG,
    once: Annotated[bool, typer.Option("--once", help="Poll every due feed once, deliver, and end.")] = False,
) -> None:
    """Poll the configured feeds and post alerts, until Ctrl-C or SIGTERM.

    While no chat token is set, alerts are printed here. A feed's first poll is its baseline: its articles
    are stored, can be searched, and post nothing. A restart goes on where the last run ended.
    """
    from bot.compose import open_bot
    from bot.compose_files import load_files
    from bot.infra.loop import run_async

    settings, watchlists = load_files(config)
    _configure_logging(settings)

    async def serve(stop: asyncio.Event) -> bool:
        async with open_bot(settings, watchlists, hears=not once) as bot:
            if not once:
                return await bot.run(stop)
            with progress_bar(err) as progress:
                task = progress.add_task("polling", total=len(settings.file.feeds))

                def show(polled: int | None) -> None:
                    if polled is None:
                        progress.stop()  # what is printed next must not meet the bar
                    else:
                        progress.update(task, completed=polled)

                return await bot.run_once(stop, on_progress=show)

    if not run_async(serve):
        raise typer.Exit(FAILED)


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the last round.")] = False,
) -> None:
    """Show the whole pipeline on sample feeds served by this machine; nothing is kept.

    Round 0 is the baseline. Round 1 publishes news in four languages: alerts appear. Round 2 repeats,
    changes and moves articles: nothing is posted twice.
    """
    from bot.demo.tour import give_tour

    if not give_tour(ends=once):
        raise typer.Exit(FAILED)


@app.command()
def check(
    config: ConfigOption = DEFAULT_CONFIG,
    show: Annotated[
        str, typer.Option(metavar="WATCHLIST", help="Print everything that is searched for a topic.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Check the config file, every watchlist and its examples; list all problems at once.

    Nothing is fetched and nothing is changed. Exit code 2 where there is a problem. Names that found nothing
    in the stored articles are a warning only.
    """
    from bot.app.commands.spellings import watchlist_row
    from bot.app.commands.watchlists import find_watchlist
    from bot.compose_files import history_warnings, load_files, read_files
    from bot.matching.examples import check_examples
    from bot.terminal.check import print_settings
    from bot.terminal.encoding import write_utf8
    from bot.terminal.show import print_watchlist

    write_utf8()
    if show:
        topic = find_watchlist(load_files(config)[1], show)
        if as_json:
            print_json(watchlist_row(topic))
        else:
            print_watchlist(out, topic)
        return
    files = read_files(config)
    problems = (*files.problems, *check_examples(files.watchlists))
    warnings = () if problems else history_warnings(files)
    if as_json:
        told = {"problems": [*map(asdict, problems)], "warnings": [*map(asdict, warnings)]}
        print_json({"ok": not problems} | told)
    if problems or files.settings is None:
        raise typer.Exit(BAD_CONFIG) if as_json else ConfigError(problems)
    if not as_json:
        print_settings(out, files.settings, tuple(files.watchlists.values()))
        for warning in warnings:
            out.print(Text(f"warning: {warning}", style="yellow"), soft_wrap=True)


@app.command()
def match(
    what: Annotated[
        str,
        typer.Argument(
            metavar="[FILE|-]",
            help="JSON Lines; - is standard input. With --explain also a text, or an article's link or id",
        ),
    ] = "-",
    config: ConfigOption = DEFAULT_CONFIG,
    explain: Annotated[bool, typer.Option("--explain", help="Say why a text matches, or why not.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Explain in JSON, one object a line.")] = False,
) -> None:
    """Match texts against the watchlists: JSON Lines in, JSON Lines out.

    In: id, title, summary, body. Out: id, matches (watchlist ids), scores, evidence (watchlist, alias, field,
    start, end, text, how). A line that cannot be read is told with its number; the others go on.

    Example: echo '{"id": 1, "title": "Шанхайская организация сотрудничества"}' | topicwire match

    Example: topicwire match --explain "SCO expands"
    """
    from bot.app.commands import explain as explaining
    from bot.app.commands.match import match_lines
    from bot.compose_files import load_files, read_store
    from bot.matching.matcher import Matcher
    from bot.terminal.explain import print_results

    asked = explaining.asked_for(what)
    if not explain and asked is not explaining.Asked.LINES:
        message = "is no file; to explain a text, a link or an id, add --explain"
        raise ConfigError((Problem(file=what, where="", message=message),))
    settings, watchlists = load_files(config)
    matcher = Matcher(watchlists)
    if asked is explaining.Asked.LINES:
        answer = explaining.explain_lines if explain else match_lines
        with lines_of(what, err=err) as (name, lines):
            is_done = print_results(out, err, answer(lines, matcher, name=name), as_json=as_json)
    else:
        subject = explaining.text_subject(what)
        if asked is explaining.Asked.ARTICLE:
            subject = read_store(settings, lambda store: explaining.stored_subject(what, store))
        is_done = print_results(out, err, [explaining.explain(subject, matcher)], as_json=as_json)
    if not is_done:
        raise typer.Exit(FAILED)


@app.command()
def search(
    query: Annotated[list[str], typer.Argument(metavar="QUERY...", help="What to look for.")],
    config: ConfigOption = DEFAULT_CONFIG,
    limit: Annotated[int, typer.Option(min=1, max=200, help="Articles on a page.")] = 10,
    page: Annotated[int, typer.Option(min=1, help="Which page; they end after 200 articles.")] = 1,
    as_json: JsonOption = False,
) -> None:
    """Search every article ever fetched, matched or not, newest first.

    Words must all occur; "a phrase", begin*, -without, one OR other, ~mispelt. Filters: topic:sco lang:zh
    outlet:xinhua country:CN kind:state feed:example.org since:2026-10-01 before:7d; sort:relevance.
    Write -- before a query that begins with a minus.
    """
    from bot.app.commands.search import article_rows, find_page
    from bot.app.commands.watchlists import unknown_topics
    from bot.compose_files import load_files, read_store
    from bot.core.query import parse_query
    from bot.infra.clock import SystemClock
    from bot.terminal.articles import print_page, print_remarks

    settings, watchlists = load_files(config)
    text, now = " ".join(query), SystemClock().now()
    parse_query(text, now=now)  # what is wrong with it is told even where there is no database yet
    found = read_store(
        settings,
        lambda store: find_page(
            text, number=page, size=limit, asked_at=now, highest_id=None, index=store, watchlists=watchlists
        ),
    )
    for line in unknown_topics(found.query, watchlists):
        err.print(Text(line, style="yellow"), soft_wrap=True)
    if as_json:
        print_json(article_rows(found.rows))
        print_remarks(err, found)
    else:
        print_page(out, err, found)


@app.command()
def migrate(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Bring the database's schema up to date, as every start does; for doing it apart, before an upgrade."""
    from bot.compose_files import load_files
    from bot.store.open import migrate as migrate_store

    settings, _ = load_files(config)
    before, after = migrate_store(settings.file.store.url, base_dir=settings.base_dir)
    out.print(f"schema {after}: up to date" if before == after else f"schema {before or 'none'} -> {after}")


@app.command()
def health(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Ask the running bot whether it is healthy; exit code 1 when it is not, or not there.

    It also says which rules are in force, and what is wrong with files that were edited since.
    """
    from bot.app.commands.health import UNREACHABLE, ask
    from bot.config import load_settings, probable_health, read_config

    where = probable_health(read_config(config), config)
    answer = ask(host=where.host, port=where.port)
    if answer.status == UNREACHABLE:
        load_settings(config)  # a mistake in it may be why; a bot that runs does its work whatever is in it
    if as_json:
        print_json(answer.as_json())
    else:
        out.print(Text("\n".join(map(printable, answer.lines()))), soft_wrap=True)
    if answer.status != "ok":
        raise typer.Exit(FAILED)


def _configure_logging(settings: "Settings") -> None:
    from bot.infra.log import configure_logging

    configure_logging(
        level=settings.file.log.level,
        form=settings.file.log.format,
        secrets=[secret.get_secret_value() for secret in settings.secrets.values()],
    )


def _complain(problem: Problem) -> None:
    err.print(Text(printable(str(problem))), soft_wrap=True)
