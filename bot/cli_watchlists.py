"""``topicwire backfill`` and ``new``: a topic's past, and a topic's first file."""
# ruff: noqa: PLC0415 -- as in bot.cli

import asyncio
from collections.abc import Callable, Coroutine
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from bot.terminal.options import DEFAULT_CONFIG, ConfigOption, JsonOption, err, out, print_json
from bot.terminal.streams import progress_bar

if TYPE_CHECKING:
    from bot.app.backfill import Past
    from bot.config import Settings
    from bot.core.backfill import PastDigest
    from bot.core.model import Channel
    from bot.core.subscription import Subscription
    from bot.core.watchlist import Watchlist
    from bot.store.sqlite import SqliteAside

Result = TypeVar("Result")

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
    from bot.compose_files import load_files
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

    past, digest = _beside_the_bot(settings, look)
    if not as_json:
        print_past(out, past)
    posted = None if digest is None else _post(digest, settings, is_sure=yes)
    if as_json:
        print_json(past_row(past) | {"posted": posted})


def _beside_the_bot(
    settings: "Settings", work: "Callable[[SqliteAside], Coroutine[object, object, Result]]"
) -> Result:
    from bot.store.open import open_aside

    async def run() -> Result:
        store = await open_aside(settings.file.store.url, base_dir=settings.base_dir)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


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
    from bot.infra.clock import SystemClock
    from bot.terminal.ask import Asker
    from bot.terminal.backfill import nothing_line, post_question, posted_line

    asker = Asker(err)
    if not digest.alerts:
        asker.say(nothing_line(digest))
        return posted_row(digest, None)
    if not is_sure and not asker.confirm(post_question(digest)):
        asker.say("nothing was posted")
        return posted_row(digest, None)
    posted = _beside_the_bot(settings, lambda store: store.post_past(digest, now=SystemClock().now()))
    asker.say(posted_line(digest, posted), style="green")
    return posted_row(digest, posted)
