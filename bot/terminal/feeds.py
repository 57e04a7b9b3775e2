"""The state of the feeds, four lines each, and how many are in which state."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.text import Text

from bot.app.commands.feeds import FeedHealth, FeedRow, ago, when_polled
from bot.core.due_words import rhythm_words

_STYLES = {FeedHealth.OK: "green", FeedHealth.FAILING: "red"}


def print_feeds(out: Console, rows: Sequence[FeedRow], *, now: datetime) -> None:
    for row in rows:
        facts = f"{row.articles} articles · {rhythm_words(row.rhythm_s)} · last success {ago(row.ok_at, now)}"
        state = (f"{row.state:8}", _STYLES.get(row.state, "dim"))
        out.print(Text.assemble(state, (row.outlet, "bold")), soft_wrap=True)
        out.print(Text(f"        {row.url}", style="blue"), soft_wrap=True)
        out.print(Text(f"        {facts}", style="dim"), soft_wrap=True)
        out.print(Text(f"        {when_polled(row, now)}", style="dim"), soft_wrap=True)
        if row.error:
            colour = "red" if row.state is FeedHealth.FAILING else "yellow"
            out.print(Text(f"        {row.error}", style=colour), soft_wrap=True)
    counts = Counter(row.state for row in rows)
    out.print(" · ".join(f"{count} {state}" for state, count in counts.items()) or "no feeds are configured")
