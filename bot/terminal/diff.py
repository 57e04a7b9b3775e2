"""An edit's effect on a terminal: of each watchlist the figures, the names, and articles with the reason."""

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from bot.app.commands.diff import Diff
from bot.core.effect import WatchlistEffect
from bot.core.effect_words import details, figures, sample_line, tried
from bot.terminal.streams import printable

_SHOWN_PARTS = 20


def print_diff(out: Console, diff: Diff) -> None:
    """Print everything; a fresh line for each thing said, so that it can be searched."""
    count = len(diff.effect.watchlists)
    changed = f"{count} watchlist{'' if count == 1 else 's'} changed" if count else "no watchlist changed"
    out.print(Text(printable(f"Compared with {diff.against}: {changed}.")), soft_wrap=True)
    for one in diff.effect.watchlists:
        out.print()
        out.print(Text(figures(one, is_tried=not diff.obstacle), style="bold"), soft_wrap=True)
        for line, style in _lines(one):
            out.print(Text(f"  {line}", style=style), soft_wrap=True)
    out.print()
    if diff.obstacle:
        out.print(Text(f"Not tried on stored articles: {diff.obstacle}", style="yellow"), soft_wrap=True)
    elif count:
        out.print(Text(tried(diff.effect)), soft_wrap=True)
    for problem in diff.failing:
        out.print(Text(printable(str(problem)), style="red"), soft_wrap=True)


def _lines(one: WatchlistEffect) -> Iterator[tuple[str, str]]:
    """Yield each line with its style."""
    for what, parts in details(one):
        if parts:
            more = f" and {len(parts) - _SHOWN_PARTS} more" if len(parts) > _SHOWN_PARTS else ""
            yield f"{what}: {', '.join(parts[:_SHOWN_PARTS])}{more}", ""
    for sample in one.gains:
        yield f"+ {sample_line(sample, is_loss=False)} {printable(sample.url)}", "green"
    for sample in one.losses:
        yield f"- {sample_line(sample, is_loss=True)} {printable(sample.url)}", "red"
