"""An example that comes out otherwise is told with what decided it."""

from bot.matching.examples import check_examples
from bot.matching.watchlist import parse_watchlist

CUP = """
name = "BeiDou"
alias = [{ text = "北斗", weight = 0.9 }, { text = "北斗杯", needs_context = true, weight = 0.3 }]
[context]
any = ["卫星", "导航"]
"""
FAIR = """
name = "Kites"
alias = [{ text = "Weifang" }, { text = "Weifang kite", weight = 0.5 }]
"""


def told(text: str, key: str, headline: str) -> str:
    example = f'[[examples.{key}]]\ntext = "{headline}"\nreason = "why"\n'
    file = "kites.toml"
    (problem,) = check_examples({file: parse_watchlist(text + example, file=file)})
    assert problem.where == f"examples.{key}[0]"
    return problem.message


def test_what_takes_a_name_away_is_told_and_not_how_sure_the_name_is() -> None:
    assert told(CUP, "must_match", "北斗杯开幕") == (
        '"北斗杯开幕" (why) does not count: "北斗" is left to the longer name around it,'
        ' and "北斗杯" is sure to 0.05 (name 北斗杯 -2.8)'
    )


def test_what_is_too_doubtful_is_told_with_its_points() -> None:
    cup_alone = CUP.replace('{ text = "北斗", weight = 0.9 }, ', "")
    assert told(cup_alone, "must_match", "北斗杯开幕") == (
        '"北斗杯开幕" (why) does not count: "北斗杯" is sure to 0.05 (name 北斗杯 -2.8)'
    )


def test_what_was_found_is_told_and_no_name_that_gave_way_to_it() -> None:
    assert told(FAIR, "must_not_match", "Weifang kite flies") == (
        '"Weifang kite flies" (why) is found: "Weifang kite" is sure to 0.84 (name Weifang kite +1.7)'
    )


def test_where_no_name_stands_that_is_told() -> None:
    assert told(FAIR, "must_match", "Rice is cheap") == (
        '"Rice is cheap" (why) is not found: none of the names or descriptions stands in it'
    )
