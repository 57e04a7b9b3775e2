"""``topicwire deliveries``: what was given up, and how it goes on."""
# ruff: noqa: PLC0415 -- as in bot.cli

from dataclasses import asdict
from typing import Annotated

import typer

from bot.errors import NotFound
from bot.terminal.options import DEFAULT_CONFIG, ConfigOption, JsonOption, out, print_json

MOST = 200
"""So many dead deliveries are shown, the newest ones."""

deliveries = typer.Typer(
    name="deliveries", no_args_is_help=True, help="Alerts that were given up: list them, send them again."
)


@deliveries.command("list")
def list_dead(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Show the alerts that were given up, newest first, each with its reason."""
    from bot.compose_files import load_files, read_store
    from bot.terminal.deliveries import print_deliveries

    settings, _ = load_files(config)
    dead = read_store(settings, lambda store: store.dead_deliveries(limit=MOST))
    if as_json:
        print_json([{**asdict(one), "channel": str(one.channel)} for one in dead])
    else:
        print_deliveries(out, dead)


@deliveries.command("retry")
def retry_dead(
    ids: Annotated[
        list[int] | None, typer.Argument(metavar="[ID]...", help="As `deliveries list` shows them.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="All that were given up.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Send alerts again that were given up; also while the bot runs, which then sends them.

    What may have been posted after all is looked up in its channel first: in Slack that needs the scope
    channels:history or groups:history.
    """
    from bot.compose_files import change_store, load_files
    from bot.infra.clock import SystemClock

    if bool(ids) == all_:
        raise typer.BadParameter("name deliveries by their ids, or give --all")

    settings, _ = load_files(config)

    asked, now = None if all_ else ids, SystemClock().now()
    count = change_store(settings, lambda store: store.retry_deliveries(asked, now=now))
    if not count and not all_:
        raise NotFound("none of these was given up: `topicwire deliveries list` shows what was")
    out.print(f"{count} deliver{'y goes' if count == 1 else 'ies go'} on as soon as the bot runs")
