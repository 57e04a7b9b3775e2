"""An edit's effect on a terminal."""

import io

from rich.console import Console

from bot.app.commands.diff import Diff
from bot.core.effect import Effect, Tally, WatchlistEffect
from bot.core.mark import Passage
from bot.terminal.diff import print_diff
from tests.builders import make_sample

PERSIAN = "سازمان می‌گوید"


def printed(**fields) -> list[str]:
    plain = {"watchlist_id": "sco", "name": "SCO", "alerts": Tally(before=0, after=1), "gained": 1}
    effect = Effect(days=30, articles=9, watchlists=(WatchlistEffect(**plain | fields),))
    out = io.StringIO()
    diff = Diff(against="main", effect=effect, obstacle="", failing=())
    print_diff(Console(file=out, width=80, highlight=False), diff)
    return out.getvalue().splitlines()


def test_texts_from_right_to_left_are_whole_and_keep_their_places_in_the_line():
    passage = Passage(alias="SCO", before=f"{PERSIAN} ", text="SCO", after=f" {PERSIAN}")
    lines = printed(
        name=PERSIAN,
        names_added=(f"{PERSIAN} (fa)", "SCO"),
        by_outlet={PERSIAN: Tally(before=0, after=1)},
        gains=(make_sample("Title", outlet=PERSIAN, passage=passage),),
    )
    shown = f"\u2068{PERSIAN}\u2069"
    assert lines[2:6] == [
        f"{shown} (sco): alerts 0 -> 1 (+1 -0), names +2 -0",
        f"  names added: \u2068{PERSIAN} (fa)\u2069, SCO",
        f"  by outlet: {shown} 0 -> 1",
        f"  + Title: \u2068{PERSIAN} «SCO» {PERSIAN}\u2069 ({shown}) https://example.org/1",
    ]


def test_nothing_steers_the_terminal_or_opens_an_isolate_that_it_does_not_close():
    hostile = "a\x1b[2J\u2067\u202e\nb"
    passage = Passage(alias="SCO", before=hostile, text=hostile, after=hostile)
    sample = make_sample(hostile, outlet=hostile, passage=passage, url=hostile, obstacle=hostile)
    fields = {
        "names_added": (hostile,),
        "silent_names": (hostile,),
        "by_outlet": {hostile: Tally(before=0, after=1)},
    }
    lines = printed(name=hostile, gains=(sample,), losses=(sample,), **fields)
    assert not set("\x1b\u2067\u202e") & set("".join(lines))


def test_of_names_that_found_nothing_the_new_ones_come_first_and_not_all_are_printed():
    old = tuple(f"name {number}" for number in range(200))
    (silent,) = (
        line for line in printed(silent_names=(*old, "new"), names_added=("new",)) if "nothing" in line
    )
    assert silent.startswith("  names that found nothing: new, name 0, name 1, ")
    assert silent.endswith(" and 181 more")
