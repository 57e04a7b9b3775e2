"""What was found about one feed, a line or two each, problems in red."""

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from bot.core.feed_findings import Finding, Level
from bot.core.text import clean
from bot.terminal.streams import printable

_STYLES = {Level.GOOD: "green", Level.NOTE: "yellow", Level.PROBLEM: "red"}


def print_findings(out: Console, findings: Sequence[Finding]) -> None:
    for one in findings:
        level = (f"{one.level:8}", _STYLES[one.level])
        line = Text.assemble(level, (f"{one.subject:11}", "bold"), printable(clean(one.text)))
        out.print(line, soft_wrap=True)
        if one.advice:
            out.print(Text(f"{'':19}-> {printable(clean(one.advice))}", style="dim"), soft_wrap=True)
    counts = Counter(one.level for one in findings)
    told = (f"{counts[level]} {level}{'s' * (counts[level] != 1)}" for level in (Level.PROBLEM, Level.NOTE))
    out.print(", ".join(told))
