"""What a description must not be is what finds nothing, or by one word: the matcher is the judge."""

import pytest

from bot.core.model import ArticleText
from bot.errors import ConfigError
from bot.matching.matcher import Matcher
from bot.matching.watchlist import parse_watchlist


def described(near: str, more: str = ""):
    table = f'[[describes]]\nname = "fair"\nnear = {near}\n{more}'
    return parse_watchlist(f'name = "Kites"\nalias = [{{ text = "Weifang" }}]\n{table}', file="kites.toml")


def problems(near: str, more: str = "") -> list[str]:
    with pytest.raises(ConfigError) as caught:
        described(near, more)
    return [f"{problem.where}: {problem.message}" for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("near", "text", "least"),
    [
        ('[["kite*", "dragons"], ["fair"]]', "A kite fair", 9),
        ('[["paper kite"], ["kite"]]', "A paper kite", 10),
        ('[["风筝节"], ["节"]]', "风筝节", 3),
        ('[["tenfold", "ten"], ["tenfold", "bloc"], ["Asia"]]', "The tenfold Asia", 12),
    ],
)
def test_within_may_be_as_small_as_the_shortest_find(near: str, text: str, least: int):
    assert Matcher([described(near, f"within = {least}")]).match(ArticleText(title=text))


def test_within_that_is_too_small_for_any_find_is_refused():
    assert problems('[["kite*", "dragons"], ["fair"]]', "within = 8") == [
        "describes[0].within: 8 is too small for the words of near; they take 9 or more"
    ]


def test_a_word_of_every_group_would_be_found_alone():
    assert problems('[["Kites", "sky"], ["kite*"]]') == [
        'describes[0].near: "Kites" is of every group, so that it alone would be found'
    ]


def test_a_word_may_be_of_some_groups_for_it_may_say_two_things():
    bloc = described('[["club", "bloc"], ["Russia", "Sino-Russian"], ["China", "Sino-Russian"]]')
    assert Matcher([bloc]).match(ArticleText(title="A Sino-Russian bloc"))


def test_a_word_that_is_ruled_out_where_it_stands_is_refused():
    assert problems('[["fair"], ["kites", "dragons"]]', 'unless = ["kite*"]') == [
        'describes[0].unless: rules out "kites" of near[1]; remove it from one of them'
    ]
    assert described('[["fair"], ["kite*"]]', 'unless = ["kites", "kite surfing"]')
