"""The near-miss report on a terminal, with the commands that mark what it lists."""

from rich.console import Console
from rich.text import Text

from bot.core.near_misses import NearMissReport, gap_lines, near_miss_entry
from bot.terminal.answer import print_entry
from bot.terminal.streams import printable


def print_report(out: Console, report: NearMissReport) -> None:
    days = "1 day" if report.days == 1 else f"{report.days} days"
    for number, one in enumerate(report.articles, 1):
        print_entry(out, near_miss_entry(one, number=number))
        mark = f"topicwire mark {one.stored.article_id} {one.watchlist.watchlist_id} relevant"
        out.print(Text(f"  {printable(mark)}"), soft_wrap=True)
    if not report.articles:
        out.print(f"No article just missed an alert in {days}.")
    for line in (line for gap in report.gaps for line in gap_lines(gap)):
        out.print(Text(printable(line)), soft_wrap=True)
