"""What an OPML file brings: new feeds, feeds that are there already, and lines that cannot be used."""

from rich.console import Console
from rich.text import Text

from bot.core.text import isolated
from bot.core.urls import public_url
from bot.feeds.opml import Imported
from bot.terminal.streams import printable


def print_import(out: Console, err: Console, brought: Imported) -> None:
    """Print what is new on ``out``, what is left out on ``err``."""
    for table in brought.feeds:
        group = f" · {isolated(table['group'])}" if "group" in table else ""
        line = f"+ {isolated(table.get('outlet', ''))} {printable(public_url(table['url']))}{group}"
        out.print(Text(" ".join(line.split())), soft_wrap=True)
    for duplicate in brought.duplicates:
        err.print(Text(printable(str(duplicate)), style="dim"), soft_wrap=True)
    for problem in brought.problems:
        err.print(Text(printable(str(problem)), style="yellow"), soft_wrap=True)
    problems = len(brought.problems)
    counts = (
        (len(brought.feeds), "new"),
        (len(brought.duplicates), "there already"),
        (problems, f"problem{'s' * (problems != 1)}"),
    )
    out.print(" · ".join(f"{count} {what}" for count, what in counts if count) or "the file has no feeds")
