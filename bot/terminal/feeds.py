"""The state of the feeds, four lines each, and how many are in which state."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.text import Text

from bot.app.commands.feeds import FeedRow, ago, when_polled
from bot.core.due_words import rhythm_words
from bot.core.feed_health import FeedHealth, count_words

_STYLES = {
    FeedHealth.OK: "green",
    FeedHealth.QUIET: "yellow",
    FeedHealth.FAILING: "red",
    FeedHealth.BROKEN: "red",
}
_WIDTH = 2 + max(map(len, FeedHealth))


def print_feeds(out: Console, rows: Sequence[FeedRow], *, now: datetime) -> None:
    for row in rows:
        facts = f"{row.articles} articles · {rhythm_words(row.rhythm_s)} · last success {ago(row.ok_at, now)}"
        state = (f"{row.state:{_WIDTH}}", _STYLES.get(row.state, "dim"))
        out.print(Text.assemble(state, (row.outlet, "bold")), soft_wrap=True)
        out.print(Text(f"{'':{_WIDTH}}{row.url}", style="blue"), soft_wrap=True)
        out.print(Text(f"{'':{_WIDTH}}{facts}", style="dim"), soft_wrap=True)
        out.print(Text(f"{'':{_WIDTH}}{when_polled(row, now)}", style="dim"), soft_wrap=True)
        if row.error:
            colour = "red" if row.state in (FeedHealth.FAILING, FeedHealth.BROKEN) else "yellow"
            out.print(Text(f"{'':{_WIDTH}}{row.error}", style=colour), soft_wrap=True)
    out.print(count_words(Counter(row.state for row in rows)) or "no feeds are configured")
