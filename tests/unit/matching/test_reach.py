"""A file in which no name can ever count is refused, and no other: the matcher is the judge."""

import pytest

from bot.core.model import ArticleText
from bot.errors import ConfigError
from bot.matching.matcher import Matcher
from bot.matching.watchlist import parse_watchlist

CONTEXTS = {
    "nothing": "",
    "a word beside": 'beside = ["flyers"]',
    "countries": 'countries = ["cn"]',
    "one word": 'any = ["kite"]',
    "one weak word": 'weak = ["Shandong"]',
    "four words": 'any = ["kite", "string", "tail", "dragon"]',
    "two words at once": 'any = ["kite", "string"]\nmin = 2',
    "all of it": 'any = ["kite"]\nweak = ["Shandong", "tail"]\nbeside = ["flyers"]\ncountries = ["cn"]',
}
TEXTS = (
    ArticleText(title="WKF+ kite string tail dragon Shandong"),
    ArticleText(title="WKF flyers: kite, string, tail, dragon, Shandong"),
)


def watchlist(context: str, weight: float, more: str = ""):
    alias = f'alias = [{{ text = "WKF", case = true, needs_context = true, weight = {weight} }}]'
    return parse_watchlist(f'name = "Kites"\n{alias}\n[context]\n{context}\n{more}', file="kites.toml")


def is_refused(context: str, weight: float) -> bool:
    try:
        watchlist(context, weight)
    except ConfigError as error:
        (problem,) = error.problems
        return problem.message.startswith("no name could ever count")
    return False


@pytest.mark.parametrize("context", CONTEXTS.values(), ids=CONTEXTS)
@pytest.mark.parametrize("weight", [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.8, 0.9, 1])
def test_a_file_is_refused_where_no_text_at_all_lets_its_name_count(context: str, weight: float):
    generous = watchlist(context, weight, more='[[describes]]\nname = "d"\nnear = [["x"], ["y"]]')
    can_count = any(Matcher([generous]).match(text, country="cn") for text in TEXTS)
    assert is_refused(context, weight) is not can_count


def test_the_surest_name_of_a_file_decides():
    rows = '{ text = "kites", needs_context = true, weight = 0.2 }, { text = "WKF", needs_context = true }'
    assert parse_watchlist(f'name = "K"\nalias = [{rows}]', file="k.toml")


def test_where_the_topic_is_described_names_need_not_count():
    assert watchlist("", 0.2, more='[[describes]]\nname = "d"\nnear = [["paper"], ["dragons"]]')
