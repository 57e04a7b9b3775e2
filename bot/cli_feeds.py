"""``topicwire feeds``: how the feeds are doing, and what a person does to one of them."""
# ruff: noqa: PLC0415 -- as in bot.cli

import asyncio
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.text import Text

from bot.terminal.options import DEFAULT_CONFIG, ConfigOption, JsonOption, out, print_json

feeds = typer.Typer(
    name="feeds",
    invoke_without_command=True,
    help="How the configured feeds are doing; find, check, add, move, pause feeds.",
)

ReferenceArgument = Annotated[
    str, typer.Argument(metavar="URL", help="Its address, or a part of that or of its outlet's name.")
]
ByOption = Annotated[str, typer.Option(metavar="NAME", envvar="USER", help="Who does it.")]


@feeds.callback()
def show(context: typer.Context, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Show the state and health of every configured feed; or find, check, add, move and pause feeds."""
    if context.invoked_subcommand is not None:
        _refuse_options(context)
        return
    from bot.app.commands.feeds import feed_rows
    from bot.compose import load_files
    from bot.infra.clock import SystemClock
    from bot.store.open import database_path, open_reader
    from bot.terminal.feeds import print_feeds

    settings, _ = load_files(config)

    async def look() -> list[Any]:
        if not database_path(settings.file.store.url, base_dir=settings.base_dir).exists():
            return feed_rows(settings.feeds(), ())
        store = await open_reader(settings.file.store.url, base_dir=settings.base_dir)
        try:
            return feed_rows(settings.feeds(), await store.list_feeds())
        finally:
            await store.close()

    rows = asyncio.run(look())
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    print_feeds(out, rows, now=SystemClock().now())


def _refuse_options(context: typer.Context) -> None:
    """An option before the name of a command would not reach it, and its default would count unnoticed."""
    for name, option in (("config", "--config"), ("as_json", "--json")):
        source = context.get_parameter_source(name)
        if source is not None and source.name != "DEFAULT":
            message = f"write it behind `feeds {context.invoked_subcommand}`"
            raise typer.BadParameter(message, param_hint=option)


@feeds.command()
def pause(
    feed: ReferenceArgument,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why, for the log of changes.")] = "",
    by: ByOption = "admin",
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Poll a feed no more until it is resumed; also while the bot runs.

    Its articles stay. The pause, with who and why, stands in the log of changes (/watch changes).
    """
    from bot.app.commands.feed_stop import pause as pause_feed
    from bot.config import load_settings
    from bot.infra.clock import SystemClock
    from bot.store.open import open_aside

    settings = load_settings(config)

    async def save() -> str:
        store = await open_aside(settings.file.store.url, base_dir=settings.base_dir)
        try:
            return await pause_feed(
                feed,
                feeds=settings.feeds(),
                reason=reason,
                person=f"cli:{by}",
                now=SystemClock().now(),
                store=store,
            )
        finally:
            await store.close()

    out.print(Text(asyncio.run(save())), soft_wrap=True)


@feeds.command()
def resume(feed: ReferenceArgument, by: ByOption = "admin", config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Poll a feed again that was paused, or that its server called gone; also while the bot runs.

    After more than a day what came meanwhile is stored and not posted, as at a first poll.
    """
    from bot.app.commands.feed_stop import resume as resume_feed
    from bot.config import load_settings
    from bot.infra.clock import SystemClock
    from bot.store.open import open_aside

    settings = load_settings(config)

    async def save() -> str:
        store = await open_aside(settings.file.store.url, base_dir=settings.base_dir)
        try:
            return await resume_feed(
                feed, feeds=settings.feeds(), person=f"cli:{by}", now=SystemClock().now(), store=store
            )
        finally:
            await store.close()

    out.print(Text(asyncio.run(save())), soft_wrap=True)
