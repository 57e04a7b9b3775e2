"""What ``topicwire match --explain`` prints can be read: each reason is there, no text disturbs its line."""

import io
import json
import re

from rich.console import Console

from bot.app.commands.explain import Subject, explain, explanation_row
from bot.core.model import ArticleText
from bot.matching.matcher import Matcher
from bot.matching.watchlist import parse_watchlist
from bot.terminal.explain import KINDS, PLACES, PLACES_OF_A_KIND, print_explanation

KITES = """
schema = 1
name = "Kites"
threshold = {threshold}
alias = [
  {{ text = "Weifang Kite Festival", lang = "en" }},
  {{ text = "مهرجان الطائرات الورقية", lang = "ar" }},
  {{ text = "WKF", case = true, needs_context = true, weight = 0.7 }},
]
[context]
any = ["kite*", "Weifang"]
[exclude]
phrases = ["WKF Karate"]
[[describes]]
name = "paper dragons"
near = [["paper"], ["dragons"]]
"""
OTHER = """
schema = 1
name = "Tea"
alias = [{ text = "tea harvest" }]
"""


def explained(title, body="", *, threshold=0.5, **styles):
    """Return what is printed of a text, and the same for programs."""
    watchlists = [
        parse_watchlist(KITES.format(threshold=threshold), file="kites.toml"),
        parse_watchlist(OTHER, file="tea.toml"),
    ]
    explanation = explain(Subject(text=ArticleText(title=title, body=body)), Matcher(watchlists))
    console = Console(file=io.StringIO(), width=60, **styles)
    print_explanation(console, explanation)
    return console.file.getvalue(), explanation_row(explanation)


def test_a_match_is_told_with_places_clues_and_parts_that_add_up():
    text, row = explained("WKF opens its gates", "The Weifang Kite Festival (WKF) begins.")
    assert re.search(r"alerts: score 0\.\d\d, threshold 0\.50; confidence", text)
    assert "*WKF* opens its gates" in text
    assert "title 0-3: the name “WKF”, exact: counts" in text
    assert re.search(r"\+\d\.\d\d  context: (kite\*|Weifang)", text)
    assert "nothing else found: no name and no description of tea" in text
    kites = row["watchlists"][0]
    assert kites["outcome"] == "alerts"
    assert (
        1 / (1 + 2.718281828 ** -sum(part["adds"] for part in kites["parts"].values())) - kites["score"]
        < 1e-3
    )
    for part in kites["parts"].values():
        assert abs(part["feature"] * part["weight"] - part["adds"]) < 1e-3


def test_a_veto_names_its_rule_and_no_match_says_so():
    text, row = explained("WKF Karate champions meet")
    assert "no match: the one place found does not count" in text
    assert "veto  excluded phrase: WKF Karate" in text
    assert "ruled out" in text
    assert "the score" not in text
    (place,) = row["watchlists"][0]["places"]
    assert (place["state"], row["watchlists"][0]["score"]) == ("vetoed", None)
    veto = next(clue for clue in place["clues"] if clue["veto"])
    assert (veto["rule"], veto["value"]) == ("excluded phrase", None)
    assert "Infinity" not in json.dumps(row)


def test_a_doubtful_place_says_what_it_lacks():
    text, row = explained("WKF opens its gates")
    assert "too doubtful to count, 0.50 is needed" in text
    assert row["watchlists"][0]["places"][0]["state"] == "doubtful"


def test_a_score_just_below_the_threshold_is_told_with_the_decimals_that_differ():
    text, row = explained("Weifang Kite Festival", threshold=0.983)
    assert "score 0.9827, threshold 0.9830; confidence" in text
    assert row["watchlists"][0]["outcome"] == "below-threshold"


def test_a_score_below_the_threshold_is_a_match_without_an_alert():
    text, row = explained("Weifang Kite Festival", threshold=1.0)
    assert re.search(r"matched but below the threshold: score 0\.\d\d, threshold 1\.00", text)
    assert row["watchlists"][0]["outcome"] == "below-threshold"


def explained_by(toml, title):
    watchlist = parse_watchlist(f'name = "Topic"\n{toml}', file="topic.toml")
    console = Console(file=io.StringIO(), width=60)
    explanation = explain(Subject(text=ArticleText(title=title)), Matcher([watchlist]))
    print_explanation(console, explanation)
    return console.file.getvalue(), explanation_row(explanation)["watchlists"][0]


def test_a_name_that_gave_way_says_to_which():
    rows = '{ text = "北斗", weight = 0.9 }, { text = "北斗杯", needs_context = true, weight = 0.3 }'
    text, row = explained_by(f'alias = [{rows}]\ncontext.any = ["卫星"]', "北斗杯开幕")
    assert (
        "“北斗”, exact: left to “北斗杯” in the same place, which is longer and too doubtful to count" in text
    )
    assert [(one["state"], one["covered_by"]) for one in row["places"]] == [
        ("covered", "北斗杯"),
        ("doubtful", None),
    ]
    text, row = explained_by(
        'alias = [{ text = "Weifang" }, { text = "Weifang kite" }]', "Weifang kite flies"
    )
    assert "“Weifang”, exact: left to “Weifang kite” in the same place\n" in text
    assert [one["covered_by"] for one in row["places"]] == ["Weifang kite", None]


def test_how_a_name_was_found_is_said():
    assert re.search(r"approximate \(9\d%\)", explained("Weifang Kite Festval opens")[0])
    assert "“paper dragons”, by description" in explained("Paper dragons in the sky")[0]


def test_nothing_found_is_said():
    text, row = explained("Rice is cheap")
    assert "nothing found: no name and no description of kites, tea stands in it" in text
    assert [one["outcome"] for one in row["watchlists"]] == ["no-match", "no-match"]
    assert row["watchlists"][0]["places"] == []


def test_repeated_places_are_counted_after_the_first_ones():
    text, row = explained("News", "The Weifang Kite Festival begins. " * 40)
    assert text.count("exact: counts\n") == PLACES_OF_A_KIND
    assert "and 37 more places of “Weifang Kite Festival”: counts" in text
    assert len(row["watchlists"][0]["places"]) == 40


def test_an_account_of_very_many_names_stays_short():
    names = [f"Kite club {chr(65 + number // 26)}{chr(65 + number % 26)}x" for number in range(40)]
    listed = ", ".join(f'{{ text = "{name}", fuzzy = false }}' for name in names)
    clubs = parse_watchlist(f'schema = 1\nname = "Clubs"\nalias = [{listed}]', file="clubs.toml")
    text = ArticleText(title="Clubs", body=". ".join(names))
    console = Console(file=io.StringIO())
    print_explanation(console, explain(Subject(text=text), Matcher([clubs])))
    printed = console.file.getvalue()
    assert printed.count("exact: counts\n") == PLACES
    assert f"and {40 - PLACES - KINDS} more places of other names" in printed


def test_words_are_whole_around_a_name():
    text, _ = explained("News", f"{'farfetched ' * 20}Weifang Kite Festival {'afterwards ' * 20}")
    (line,) = [line for line in text.splitlines() if "*" in line and "×" not in line]
    assert re.fullmatch(r" +…(farfetched )+\*Weifang Kite Festival\*( afterwards)+…", line)


def test_text_from_right_to_left_is_isolated_and_no_line_is_left_open():
    text, _ = explained("مهرجان الطائرات الورقية opens")
    lines = [line for line in text.splitlines() if "\u2068" in line]
    assert any("*مهرجان الطائرات الورقية* opens" in line for line in lines)
    assert all(line.count("\u2068") == line.count("\u2069") for line in text.splitlines())
    assert "\u2068" not in explained("Weifang Kite Festival")[0]


def test_what_matched_stands_before_what_only_was_found():
    text, row = explained("WKF and the tea harvest")
    assert [one["watchlist"] for one in row["watchlists"]] == ["tea", "kites"]
    assert text.index("tea · Tea") < text.index("kites · Kites")


def test_reasons_quoted_from_a_text_cannot_steer_the_terminal():
    text, row = explained("Wide\x1b Knitting\x1b Fair (WKF) begins")
    details = [clue["detail"] for clue in row["watchlists"][0]["places"][0]["clues"]]
    assert [detail for detail in details if "\x1b" in detail] != []
    assert "\x1b" not in text


def test_texts_of_strangers_cannot_steer_the_terminal():
    text, _ = explained("\x1b[2J \u202eWeifang Kite Festival[bold]\x9b1m\u2069 opens\x07")
    assert "*Weifang Kite Festival*[bold]" in text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def test_a_terminal_gets_colour_instead_of_asterisks():
    text, _ = explained("Weifang Kite Festival opens", force_terminal=True, color_system="standard")
    assert "\x1b[1;33mWeifang Kite Festival\x1b[0m opens" in text
    assert "*" not in text
