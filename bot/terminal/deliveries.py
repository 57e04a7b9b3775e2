"""Deliveries that were given up, three lines each, to be read."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from bot.core.outbox import DeliveryReport
from bot.core.text import clean, truncate

_TITLE_CHARS = 120


def print_deliveries(out: Console, dead: Sequence[DeliveryReport]) -> None:
    for one in dead:
        title = truncate(clean(one.title), _TITLE_CHARS) or "(untitled)"
        out.print(Text.assemble((f"{one.delivery_id:>6} ", "red"), (title, "bold")), soft_wrap=True)
        told = f"{one.channel} · made {one.created_at:%Y-%m-%d %H:%M} UTC · {one.attempts} attempts"
        out.print(Text(f"       {told}", style="dim"), soft_wrap=True)
        out.print(Text(f"       {clean(one.error)}", style="yellow"), soft_wrap=True)
    ending = "send them again with `topicwire deliveries retry`" if dead else "nothing was given up"
    out.print(f"{len(dead)} given up; {ending}" if dead else ending)
