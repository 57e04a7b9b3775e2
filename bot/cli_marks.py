"""``topicwire mark``, ``tune``, ``suggest``, ``near-misses``: what was right or missed, and what follows."""
# ruff: noqa: PLC0415 -- as in bot.cli

import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from bot.errors import ConfigError
from bot.terminal.options import DEFAULT_CONFIG, ConfigOption, JsonOption, err, out, print_json
from bot.terminal.streams import progress_bar

marks = typer.Typer()


class Verdict(StrEnum):
    """What a person says of a match."""

    RELEVANT = "relevant"
    NOT_RELEVANT = "not-relevant"


@marks.command()
def mark(
    article: Annotated[
        str, typer.Argument(metavar="URL-OR-ID", help="A stored article: its link or its id.")
    ],
    watchlist: Annotated[str, typer.Argument(metavar="WATCHLIST", help="The topic it was found for.")],
    verdict: Annotated[Verdict, typer.Argument(help="Whether it is about the topic.")],
    by: Annotated[str, typer.Option(metavar="NAME", envvar="USER", help="Whose mark it is.")] = "admin",
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Say whether an article in which a topic's name stands is about it; also while the bot runs.

    A second mark replaces the first. What the files get wrong now, `topicwire suggest` makes examples of.

    Example: topicwire mark https://example.org/sco-lawsuit sco not-relevant
    """
    from bot.app.commands.mark import mark_article
    from bot.app.commands.watchlists import find_watchlist
    from bot.compose_files import change_store, load_files
    from bot.infra.clock import SystemClock
    from bot.matching.matcher import Matcher

    settings, watchlists = load_files(config)
    topic = find_watchlist(watchlists, watchlist)
    watchlist = topic.watchlist_id

    matcher, now = Matcher((topic,)), SystemClock().now()
    is_relevant = verdict is Verdict.RELEVANT
    done = change_store(
        settings,
        lambda store: mark_article(
            article, watchlist, matcher=matcher, is_relevant=is_relevant, person=f"cli:{by}", now=now,
            index=store, marks=store,
        ),
    )  # fmt: skip
    found = f"{done.match.score:.2f}" if done.match else "named, but not found"
    title = done.stored.article.text.title or done.stored.article.url
    out.print(Text(f"{title}\n  {watchlist} {found} · {verdict}, says {by}"), soft_wrap=True)


@marks.command()
def tune(
    watchlist: Annotated[str, typer.Argument(metavar="WATCHLIST", help="The topic whose marks are read.")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Show what a topic's marks teach: weights for its file, unreliable names, words to exclude.

    Changes nothing: copy what you agree with into the watchlist file.
    """
    from bot.app.commands.watchlists import find_watchlist
    from bot.compose_files import load_files, read_store
    from bot.matching.tuning import tune as learn
    from bot.terminal.tuning import print_tuning

    settings, watchlists = load_files(config)
    topic = find_watchlist(watchlists, watchlist)

    marked = read_store(settings, lambda store: store.list_marks(topic.watchlist_id))
    tuning = learn(marked, topic)
    if as_json:
        print_json(asdict(tuning))
    else:
        print_tuning(out, tuning)


@marks.command()
def suggest(
    watchlist: Annotated[str, typer.Argument(metavar="WATCHLIST", help="The topic whose marks are read.")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Make examples of the marks that a topic's file contradicts, and print them as a patch of the file.

    Changes nothing. The examples fail until you change the rules: that is what they are for.

    Example: topicwire suggest sco | git apply
    """
    from bot.app.commands.suggest import Suggestions, suggest_examples, suggestion_row
    from bot.app.commands.watchlists import find_watchlist
    from bot.compose_files import read_files, read_store
    from bot.store.sqlite_reader import SqliteReader
    from bot.terminal.encoding import write_utf8
    from bot.watchlist_edit import patch_of

    write_utf8()
    files = read_files(config)
    if files.problems or files.settings is None:
        raise ConfigError(files.problems)
    topic = find_watchlist(tuple(files.watchlists.values()), watchlist)
    path = Path(next(path for path, one in files.watchlists.items() if one is topic))

    async def look(store: SqliteReader) -> Suggestions:
        return await suggest_examples(await store.list_marks(topic.watchlist_id), topic, index=store)

    found = read_store(files.settings, look)
    if as_json:
        print_json([suggestion_row(one) for one in found.proposals])
    else:
        sys.stdout.write(patch_of(path, found.proposals))
    for line in found.remarks(path.name):
        err.print(Text(line), soft_wrap=True)


@marks.command("near-misses")
def near_misses(
    days: Annotated[int, typer.Option(min=1, max=365, help="So many days up to now.")] = 7,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """List what only just missed an alert, and where the watchlists may miss something.

    Articles a little under a topic's threshold, or with a name that is not quite sure, closest first; names
    that found nothing in 60 days; topics of which one outlet alone wrote in 30 days; languages with names and
    no living feed.
    """
    from bot.app.commands.near_misses import report_row
    from bot.app.near_misses import near_miss_report
    from bot.compose_files import load_files, read_store
    from bot.infra.clock import SystemClock
    from bot.matching.matcher import Matcher
    from bot.terminal.encoding import write_utf8
    from bot.terminal.near_misses import print_report

    write_utf8()
    settings, watchlists = load_files(config)
    now = SystemClock().now()
    with progress_bar(err) as progress:
        task = progress.add_task("trying", total=None)
        report = read_store(
            settings,
            lambda store: near_miss_report(
                Matcher(watchlists),
                days=days,
                store=store,
                now=now,
                on_progress=lambda done, total: progress.update(task, completed=done, total=total),
            ),
        )
    if as_json:
        print_json(report_row(report))
    else:
        print_report(out, report)
