"""Configuration without a problem: every watchlist, and who hears of it."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from bot.config import Settings
from bot.core.subscription_text import describe
from bot.core.watchlist import Watchlist


def print_settings(out: Console, settings: Settings, watchlists: Sequence[Watchlist]) -> None:
    table = Table("watchlist", "names", "languages", "subscribed by")
    for one in watchlists:
        channels = [
            f"{wanted.channel}: {describe(wanted)}"
            for wanted in settings.subscriptions()
            if wanted.watchlist_id == one.watchlist_id
        ]
        langs = sorted({alias.lang for alias in one.aliases if alias.lang})
        table.add_row(
            f"{one.watchlist_id}\n{one.name}",
            str(len(one.aliases)),
            " ".join(langs),
            "\n".join(channels) or "nobody",
        )
    out.print(table)
    for kind, secret in settings.missing_tokens().items():
        out.print(f"note: {kind} alerts are printed on the console until {secret} is set", style="yellow")
    for note in settings.slack_notes():
        out.print(f"note: {note}", style="yellow")
    out.print(
        f"{settings.path}: no problems; {len(settings.file.feeds)} feeds", style="green", soft_wrap=True
    )
