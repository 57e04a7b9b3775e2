"""``topicwire backfill`` and ``new``: a topic's past, and a topic's first file."""
# ruff: noqa: PLC0415 -- as in bot.cli

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from bot.errors import ConfigError, Problem, StoreError
from bot.terminal.options import DEFAULT_CONFIG, IN_FORCE, ConfigOption, JsonOption, err, out, print_json
from bot.terminal.streams import progress_bar

if TYPE_CHECKING:
    from bot.app.backfill import Past
    from bot.config import Settings
    from bot.core.backfill import PastDigest
    from bot.core.model import Channel
    from bot.core.subscription import Subscription
    from bot.core.watchlist import Watchlist
    from bot.store.sqlite import SqliteAside
    from bot.terminal.ask import Questioner

DAYS = 30
MOST_DAYS = 3_650


class PostForm(StrEnum):
    """How a channel is told of the past."""

    DIGEST = "digest"


def backfill(
    watchlist: Annotated[str, typer.Argument(metavar="WATCHLIST", help="The topic.")],
    *,
    days: Annotated[int, typer.Option(min=1, max=MOST_DAYS, help="So many days back from now.")] = DAYS,
    to: Annotated[
        str, typer.Option(metavar="CHANNEL", help="Also post what is found here, such as slack:C0123.")
    ] = "",
    form: Annotated[PostForm, typer.Option("--as", help="In which form.")] = PostForm.DIGEST,
    yes: Annotated[bool, typer.Option("--yes", help="Post without asking first.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1_000, help="Show at most so many stories.")] = 10,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Look a topic's past up: try its file of today on the stored articles of the last days.

    What it finds is shown, newest first, and stored, so that latest, trend and search find it, too; what an
    older file found and this one does not is taken out. With --to a channel is told, once, of the stories
    that it has not heard of, the 50 strongest at a time. Also while the bot runs.

    Example: topicwire backfill kites --days 30 --to slack:C0123456789
    """
    from bot.app.commands.backfill import past_row
    from bot.app.commands.watchlists import find_watchlist
    from bot.compose_files import change_store, load_files
    from bot.terminal.backfill import print_past
    from bot.terminal.encoding import write_utf8

    write_utf8()
    channel = _channel(to) if to else None
    settings, watchlists = load_files(config)
    topic = find_watchlist(watchlists, watchlist)

    async def look(store: "SqliteAside") -> "tuple[Past, PastDigest | None]":
        wanted = None if channel is None else await _target(channel, topic, settings, store=store)
        past = await _look_up(topic, days=days, limit=limit, store=store)
        return past, None if wanted is None else await _planned(past, wanted, store=store)

    past, digest = change_store(settings, look)
    if not as_json:
        print_past(out, past)
    posted = None if digest is None else _post(digest, settings, is_sure=yes)
    if as_json:
        print_json(past_row(past) | {"posted": posted})


def new(
    watchlist: Annotated[
        str, typer.Argument(metavar="WATCHLIST", help="Its id, and its file's name, such as middle-corridor.")
    ],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Start a topic's file with questions, and show what it would have found in the last 30 days.

    An answer that the file cannot have is asked again, with the reason. Nothing is written before the last
    answer, and no file is written over. Answers are read line by line, also from a file or a program.
    """
    from bot.app.interview import Interview
    from bot.config import load_settings
    from bot.config_edit import add_tables, subscription_table, table_lines
    from bot.feeds.language import detect
    from bot.infra.watchlist_dir import read_neighbours
    from bot.matching.draft import draft_text, read_draft
    from bot.terminal.ask import Questioner
    from bot.terminal.encoding import write_utf8

    write_utf8()
    settings = load_settings(config)
    path, others = read_neighbours(_own_folder(settings), _new_id(watchlist))
    questions = Questioner(err)
    interview = Interview(asking=questions, file=str(path), others=others, language_of=detect)
    draft = interview.hold(watchlist)
    _show_trial(read_draft(draft, file=str(path), others=others), settings)
    channel = _asked_channel(questions)
    table = subscription_table(watchlist, channel or "console:main")
    lines = table_lines("subscriptions", [table])
    out.print(Text(f"for a channel to hear of it, {config} needs:\n\n{lines}"), soft_wrap=True)
    is_added = bool(channel) and questions.confirm(f"Add that to {config}?")
    _write(path, draft_text(draft))
    if is_added:
        add_tables(config, "subscriptions", [table])
        out.print(Text(f"added to {config}", style="green"), soft_wrap=True)
    past = f"`topicwire backfill {watchlist}` looks its past up"
    out.print(Text(f"{IN_FORCE}; {past}", style="dim"), soft_wrap=True)


def _write(path: Path, text: str) -> None:
    """Write the file; where that cannot be it is printed, for all the answers are in it."""
    from bot.infra.watchlist_dir import write_new

    try:
        write_new(path, text)
    except ConfigError:
        out.print(Text(text), soft_wrap=True)
        raise
    out.print(Text(f"{path} written", style="green"), soft_wrap=True)


def _new_id(written: str) -> str:
    from bot.matching.watchlist import is_watchlist_id

    if not is_watchlist_id(written):
        near = "-".join("".join(char if char.isalnum() else " " for char in written.lower()).split())
        hint = f", such as {near}" if is_watchlist_id(near) else ""
        raise typer.BadParameter(f"{written}: lower-case letters, digits and hyphens{hint}")
    return written


def _own_folder(settings: "Settings") -> Path:
    if settings.file.watchlists.dir is None:
        message = "not set, so only the topics that come with Topicwire are read: set it to a folder of yours"
        raise ConfigError((Problem(file=str(settings.path), where="watchlists.dir", message=message),))
    return settings.watchlist_dir


def _show_trial(topic: "Watchlist", settings: "Settings") -> None:
    """Say what the stored articles say of it; a database that fails keeps nobody from writing a file."""
    from bot.app.commands.new import try_new
    from bot.compose_files import read_store
    from bot.infra.clock import SystemClock
    from bot.store.open import database_path

    if not database_path(settings.file.store.url, base_dir=settings.base_dir).exists():
        out.print("no articles are stored yet: nothing to try it on")
        return
    now = SystemClock().now()
    try:
        with progress_bar(err) as progress:
            task = progress.add_task("trying", total=None)
            lines = read_store(
                settings,
                lambda store: try_new(
                    topic,
                    days=DAYS,
                    history=store,
                    now=now,
                    on_progress=lambda done, total: progress.update(task, completed=done, total=total),
                ),
            )
    except StoreError as error:
        lines = (f"it could not be tried on the stored articles: {error}",)
    for line in lines:
        out.print(Text(line), soft_wrap=True)


def _asked_channel(questions: "Questioner") -> str:
    """Ask until it is a channel, or empty."""
    from bot.config_file import valid_channel

    while written := questions.ask("Which channel is to hear of it, such as slack:C0123? (empty: not yet)"):
        try:
            return valid_channel(written)
        except ValueError as error:
            questions.say(str(error))
    return ""


def _channel(written: str) -> "Channel":
    from bot.config import parse_channel
    from bot.config_file import valid_channel

    try:
        return parse_channel(valid_channel(written))
    except ValueError as error:
        raise typer.BadParameter(f"{written}: {error}", param_hint="--to") from None


async def _target(
    channel: "Channel", topic: "Watchlist", settings: "Settings", *, store: "SqliteAside"
) -> "Subscription":
    from bot.app.commands.backfill import find_target

    stored = await store.list_subscriptions()
    return await find_target(channel, topic, settings=settings, stored=stored, installations=store)


async def _look_up(topic: "Watchlist", *, days: int, limit: int, store: "SqliteAside") -> "Past":
    from bot.app.backfill import look_up_past
    from bot.infra.clock import SystemClock

    with progress_bar(err) as progress:
        task = progress.add_task("trying", total=None)
        return await look_up_past(
            topic,
            days=days,
            limit=limit,
            store=store,
            now=SystemClock().now(),
            on_progress=lambda done, total: progress.update(task, completed=done, total=total),
        )


async def _planned(past: "Past", wanted: "Subscription", *, store: "SqliteAside") -> "PastDigest":
    from bot.app.backfill import plan_past_digest
    from bot.compose_platforms import new_key

    return await plan_past_digest(past, wanted, store=store, new_key=new_key)


def _post(digest: "PastDigest", settings: "Settings", *, is_sure: bool) -> dict[str, Any]:
    """Ask, and queue what a channel is to hear; return what became of it, for programs.

    Asked outside an event loop, where Ctrl-C ends it at once.
    """
    from bot.app.commands.backfill import posted_row
    from bot.compose_files import change_store
    from bot.infra.clock import SystemClock
    from bot.terminal.ask import Questioner
    from bot.terminal.backfill import nothing_line, post_question, posted_line

    questions = Questioner(err)
    if not digest.alerts:
        questions.say(nothing_line(digest))
        return posted_row(digest, None)
    if not is_sure and not questions.confirm(post_question(digest)):
        questions.say("nothing was posted")
        return posted_row(digest, None)
    posted = change_store(settings, lambda store: store.post_past(digest, now=SystemClock().now()))
    questions.say(posted_line(digest, posted), style="green")
    return posted_row(digest, posted)
