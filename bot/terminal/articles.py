"""Articles found by a search: title, facts and link."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.text import Text


def print_articles(out: Console, rows: Iterable[Mapping[str, Any]]) -> None:
    """Print the rows of ``bot.app.commands.search``."""
    for row in rows:
        out.print(Text(row["title"], style="bold"), soft_wrap=True)
        facts = (row["outlet"], f"{row['at']:%Y-%m-%d %H:%M} UTC", row["lang"], " ".join(row["topics"]))
        out.print(Text("  " + " · ".join(fact for fact in facts if fact), style="dim"), soft_wrap=True)
        if row["url"]:
            out.print(Text("  " + row["url"], style="blue"), soft_wrap=True)
