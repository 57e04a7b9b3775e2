"""``topicwire slack`` and ``topicwire discord``: trying a platform out before anything depends on it."""
# ruff: noqa: PLC0415 -- as in bot.cli

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.terminal.options import DEFAULT_CONFIG, ConfigOption, out

if TYPE_CHECKING:
    from bot.config import Settings

slack = typer.Typer(name="slack", no_args_is_help=True, help="Slack: try the token and the channels.")
discord = typer.Typer(
    name="discord", no_args_is_help=True, help="Discord: invite the bot, try the token and the channels."
)


@slack.command("check")
def check_slack(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Ask Slack whether the token is good, and post a test message to every Slack channel of config.toml."""
    _check("slack", config)


@discord.command("check")
def check_discord(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Ask Discord whether the token is good, and post a test to every Discord channel of config.toml."""
    _check("discord", config)


@discord.command("invite")
def invite(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Print the address at which somebody who manages a server lets the bot in, with what it needs."""
    from bot.compose_platforms import discord_invite

    settings = _loaded(config)
    out.print(asyncio.run(discord_invite(settings)), soft_wrap=True, highlight=False)


def _loaded(config: Path) -> "Settings":
    """Read the files; of the log only warnings are shown, without secrets."""
    from bot.compose_files import load_files
    from bot.infra.log import configure_logging

    settings, _ = load_files(config)
    secrets = [secret.get_secret_value() for secret in settings.secrets.values()]
    configure_logging(level="warning", form=settings.file.log.format, secrets=secrets)
    return settings


def _check(kind: str, config: Path) -> None:
    from rich.text import Text

    from bot.compose_platforms import try_platform

    settings = _loaded(config)

    async def check() -> bool:
        is_well = True
        async for trial in try_platform(settings, kind):
            is_well &= not trial.problem
            mark = ("✗", "red") if trial.problem else ("✓", "green")
            told = f" {trial.subject}" + (f": {trial.problem}" if trial.problem else "")
            out.print(Text.assemble(mark, told), soft_wrap=True)
        return is_well

    if not asyncio.run(check()):
        raise typer.Exit(1)
