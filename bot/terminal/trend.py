"""A trend to be read: a bar of characters for each day, and the same in words."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from bot.core.trend import Trend

BAR_CHARS = 40


def print_trend(out: Console, trend: Trend, lines: Sequence[str]) -> None:
    """Print the days of the trend, oldest first, and ``lines`` below them."""
    most = max(trend.totals)
    digits = len(str(most))
    for place, (day, total) in enumerate(zip(trend.days, trend.totals, strict=True)):
        # Something is drawn for a day with a single article, however many others have.
        bar = "█" * (-(-total * BAR_CHARS // most) if most else 0)
        told = ", ".join(
            f"{one.lang or '?'} {one.counts[place]}" for one in trend.languages if one.counts[place]
        )
        line = Text.assemble(f"{day} {total:>{digits}}", (f" {bar}" if bar else "", "blue"))
        out.print(line.append(f" {told}" if told else "", style="dim"), soft_wrap=True)
    for told in lines:
        out.print(Text(told), soft_wrap=True)
