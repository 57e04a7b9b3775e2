"""An answer on a terminal or in a file."""

import io

from rich.console import Console

from bot.core.chat import Reply
from bot.core.entry import Entry, Span
from bot.terminal.answer import print_answer
from tests.builders import NOW


def printed(answer: Reply, *, is_terminal: bool = False) -> str:
    out = io.StringIO()
    print_answer(Console(file=out, width=80, highlight=False, force_terminal=is_terminal), answer)
    return out.getvalue()


ANSWER = Reply(
    title="Newest stories",
    lines=("one line",),
    entries=(
        Entry(
            title="SCO [red]meets[/red]\x1b[31m",
            url="https://example.org/" + "long/" * 30,
            at=NOW,
            is_dated=False,
            facts=("Example News", "", "English"),
            excerpt=(Span(text="The "), Span(text="SCO", is_name=True), Span(text=" met\x1b[2J.")),
        ),
    ),
)


def test_names_stand_between_asterisks_where_nothing_can_be_bold_and_nothing_steers_the_terminal():
    title, line, blank, entry, facts, excerpt, url = printed(ANSWER).splitlines()
    assert (title, line, blank) == ("Newest stories", "  one line", "")
    assert entry == "SCO [red]meets[/red][31m"
    assert facts == "  Example News · English · 2026-10-01 12:00 UTC (first seen)"
    assert excerpt == "  The *SCO* met\N{REPLACEMENT CHARACTER}[2J."
    assert url.endswith("long/long/")


def test_names_are_bold_on_a_terminal():
    assert "\x1b[1;33mSCO\x1b[0m" in printed(ANSWER, is_terminal=True)


def test_joiners_stay_and_facts_from_right_to_left_keep_their_place():
    persian = "سازمان می‌گوید 👩‍🚀"
    entry = Entry(title="T", url="", at=NOW, is_dated=True, facts=("اردو",), excerpt=(Span(text=persian),))
    *_, facts, excerpt = printed(Reply(title="T", entries=(entry,))).splitlines()
    assert facts == "  \u2068اردو\u2069 · 2026-10-01 12:00 UTC"
    assert excerpt == f"  {persian}"
