"""What became of watchlists, and an edit's effect in words."""

from dataclasses import replace

from bot.core.chat import LINE_CHARS, LINES
from bot.core.effect import Became, Effect, Tally, WatchlistEffect, edited, untried
from bot.core.effect_words import effect_lines
from bot.core.mark import Passage
from bot.core.watchlist import Alias, Context, Description, Example, Exclude, Watchlist, Weights
from tests.builders import make_sample

SCO = Watchlist(watchlist_id="sco", name="SCO", aliases=(Alias(text="SCO", lang="en"), Alias(text="ШОС")))
BEIDOU = Watchlist(watchlist_id="beidou", name="BeiDou", aliases=(Alias(text="BeiDou"),))


def make_effect(*watchlists, **fields):
    return Effect(**{"days": 30, "articles": 1200, "watchlists": watchlists} | fields)


def make_watchlist_effect(**fields):
    plain = {"watchlist_id": "sco", "name": "SCO", "alerts": Tally(before=5, after=5)}
    return WatchlistEffect(**plain | fields)


def test_only_watchlists_that_say_something_else_are_edited():
    lower = replace(SCO, threshold=0.4)
    assert edited([SCO, BEIDOU], [BEIDOU, lower]) == {"sco": (SCO, lower)}
    assert edited([SCO, BEIDOU], [BEIDOU, SCO]) == {}


def test_watchlists_that_came_or_went_are_edited_in_the_order_of_ids():
    assert list(edited([SCO], [BEIDOU]).items()) == [("beidou", (None, BEIDOU)), ("sco", (SCO, None))]


def test_names_carry_their_language_and_those_of_new_and_gone_watchlists_all_count():
    more = replace(SCO, aliases=(Alias(text="SCO", lang="fr"), Alias(text="ШОС")))
    (changed,) = untried(edited([SCO], [more]), days=30).watchlists
    assert (changed.became, changed.names_added, changed.names_removed) == (
        Became.CHANGED, ("SCO (fr)",), ("SCO (en)",),
    )  # fmt: skip
    came, went = untried(edited([SCO], [BEIDOU]), days=30).watchlists
    assert (came.became, came.names_added, came.names_removed) == (Became.NEW, ("BeiDou",), ())
    assert (went.became, went.names_added, went.names_removed) == (Became.GONE, (), ("SCO (en)", "ШОС"))


def test_what_was_edited_besides_names_is_told_by_key():
    weighed = replace(SCO.aliases[0], weight=0.7)
    changes = {
        "name, was SCO": replace(SCO, name="The SCO"),
        "threshold 0.5 -> 0.45": replace(SCO, threshold=0.45),
        "settings of names": replace(SCO, aliases=(weighed, SCO.aliases[1])),
        "context": replace(SCO, context=Context(any_of=("summit",))),
        "exclude": replace(SCO, exclude=Exclude(phrases=("SCO Group",))),
        "describes": replace(SCO, descriptions=(Description(name="bloc", groups=(("a",), ("b",))),)),
        "weights": replace(SCO, weights=Weights(title=2.0)),
        "examples": replace(SCO, must_match=(Example(text="SCO meets", reason="its name"),)),
    }
    for told, now in changes.items():
        (one,) = untried(edited([SCO], [now]), days=30).watchlists
        assert one.edited_besides == (told,)
    named = replace(SCO, aliases=(*SCO.aliases, Alias(text="上合组织")))
    (one,) = untried(edited([SCO], [named]), days=30).watchlists
    assert one.edited_besides == ()
    (one,) = untried(edited([SCO], [changes["threshold 0.5 -> 0.45"]]), days=30).watchlists
    assert effect_lines(make_effect(one))[1] == "sco, edited besides: threshold 0.5 -> 0.45"


def test_lines_say_figures_then_what_was_done_then_samples():
    one = make_watchlist_effect(
        names_added=("SCO summit (en)",),
        names_removed=("ШОС (ru)",),
        alerts=Tally(before=5, after=6),
        gained=2,
        lost=1,
        by_lang={
            "en": Tally(before=3, after=5),
            "ru": Tally(before=1, after=0),
            "": Tally(before=1, after=1),
        },
        by_outlet={"TASS": Tally(before=2, after=1)},
        gains=(make_sample(), make_sample("Elsewhere")),
        losses=(make_sample("", was=0.6, now=0.4, obstacle="score 0.40, below 0.50"),),
        silent_names=("SCO council",),
    )
    assert effect_lines(make_effect(one)) == (
        "SCO (sco): alerts 5 -> 6 (+2 -1), names +1 -1",
        "sco, names added: SCO summit (en)",
        "sco, names removed: ШОС (ru)",
        "sco, by language: en 3 -> 5, ru 1 -> 0",
        "sco, by outlet: TASS 2 -> 1",
        "sco, names that found nothing: SCO council",
        "+ The «SCO» met. (Example News)",
        "- https://example.org/1: The «SCO» met. (Example News) [score 0.40, below 0.50]",
        "+ Elsewhere: The «SCO» met. (Example News)",
        "Tried on 1,200 stored articles of the last 30 days.",
    )


def test_lines_of_several_watchlists_begin_with_the_most_changed_and_name_each():
    calm = make_watchlist_effect(became=Became.NEW, names_added=("SCO",))
    busy = make_watchlist_effect(watchlist_id="tea", name="Tea", lost=3, losses=(make_sample(),))
    lines = effect_lines(make_effect(calm, busy))
    assert lines[:2] == (
        "Tea (tea): alerts 5 -> 5 (+0 -3), names +0 -0",
        "SCO (sco, new): alerts 5 as before, names +1 -0",
    )
    assert "- tea: The «SCO» met. (Example News)" in lines


def test_lines_fit_a_notice_whatever_there_is_to_say():
    names = tuple(f"{number} " + "名" * 300 for number in range(40))
    tallies = {"x" * 300 + str(number): Tally(before=number, after=0) for number in range(20)}
    long = Passage(alias="a", before="b" * 120, text="c" * 5000, after="d" * 120)
    samples = (make_sample("t" * 9000, outlet="o" * 500, passage=long, obstacle="s" * 999),) * 12
    for count in (1, 2, 7, 40):
        watchlists = [
            make_watchlist_effect(
                watchlist_id=f"topic-{number}",
                name="n" * 300,
                names_added=names,
                names_removed=names,
                gained=12,
                lost=12,
                by_lang=tallies,
                by_outlet=tallies,
                gains=samples,
                losses=samples,
                silent_names=names,
            )
            for number in range(count)
        ]
        lines = effect_lines(make_effect(*watchlists))
        assert len(lines) == LINES
        assert max(map(len, lines)) <= LINE_CHARS
        assert sum(line.startswith(("+ ", "- ")) for line in lines) >= 3
        assert any("more" in line for line in lines)


def test_lines_hold_no_invisible_and_no_turning_characters():
    hostile = "a\u202eb\x1b[2J\nc\u2066"
    passage = Passage(alias="a", before=hostile, text=hostile, after=hostile)
    one = make_watchlist_effect(gained=1, gains=(make_sample(hostile, outlet=hostile, passage=passage),))
    text = "".join(effect_lines(make_effect(one)))
    assert not {"\u202e", "\u2066", "\x1b", "\n"} & set(text)


def test_a_long_passage_is_cut_between_words():
    passage = Passage(alias="SCO", before="one two three four five six ", text="SCO", after=" seven" * 9)
    one = make_watchlist_effect(gained=1, gains=(make_sample("Title", passage=passage),))
    (shown,) = (line for line in effect_lines(make_effect(one)) if line.startswith("+"))
    assert shown == "+ Title: …two three four five six «SCO» seven seven seven seven… (Example News)"


def test_lines_say_where_nothing_changed_and_where_nothing_could_be_tried():
    assert effect_lines(make_effect()) == ("Every watchlist says what it said before.",)
    assert effect_lines(untried(edited([], [BEIDOU]), days=7)) == (
        "BeiDou (beidou, new): names +1 -0",
        "beidou, names added: BeiDou",
        "No article of the last 7 days is stored to try it on.",
    )
