"""Who gets what: a table, to be read."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text


def print_subscriptions(out: Console, rows: Sequence[Mapping[str, Any]]) -> None:
    """Print the rows of ``bot.app.commands.subscriptions``."""
    if not rows:
        nobody = "nobody gets anything: add [[subscriptions]] to config.toml, or subscribe in a channel"
        out.print(Text(nobody), soft_wrap=True)
        return
    table = Table("channel", "watchlist", "how", "from")
    for row in rows:
        made = f"{row['person']}\n{row['since_at']:%Y-%m-%d %H:%M} UTC" if row["person"] else "config.toml"
        table.add_row(row["channel"], row["watchlist"], row["how"], made)
    out.print(table)
