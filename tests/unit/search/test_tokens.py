"""What an index holds of a text."""

import pytest

from bot.search import tokens
from bot.search.stop_words import stop_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("The Beidou-3 (BDS) <=\u0338> sy\u0301stem", ["the", "beidou", "3", "bds", "system"]),
        ("北斗卫星 system", ["北斗", "斗卫", "卫星", "system"]),
        ("星", ["星"]),
        ("ไทย中文x", ["ไทย", "中文", "x"]),
        ("한국 спутник", ["한국", "спутник"]),
    ],
)
def test_text_becomes_words_and_runs_of_han_their_pairs(text: str, words: list[str]) -> None:
    assert tokens.words(text) == words


@pytest.mark.parametrize(
    ("word", "is_counted"),
    [
        ("ab", False),
        ("abc", True),
        ("x" * 40, True),
        ("x" * 41, False),
        ("спутник", True),
        ("北斗卫", False),
        ("カタカ", False),
        ("·sabc", False),
    ],
)
def test_words_of_middle_length_without_han_are_counted(word: str, is_counted: bool) -> None:
    assert tokens.is_counted(word) is is_counted


@pytest.mark.parametrize(
    ("words", "characters"),
    [
        ([], []),
        (["beidou", "3", "спутник", "한국", "🛰"], []),
        (["beidou", "北斗", "斗卫", "卫北"], ["北", "斗", "卫"]),
        (["々", "カメ", "メラ", "々"], ["々", "カ", "メ", "ラ"]),
    ],
)
def test_each_han_or_kana_character_of_words_is_found_once(words: list[str], characters: list[str]) -> None:
    assert tokens.han_characters(words) == characters


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("", []),
        ("the", []),
        ("The opening of the summit of the SCO", ["·pof·the"]),
        ("to be, or not to be", ["·pto·be", "·pbe·or", "·por·not", "·pnot·to"]),
        ("не только из-за этого, а и для них", ["·pиз·за", "·pа·и", "·pи·для"]),
        ("in 中 the", []),
    ],
)
def test_neighbours_that_are_both_stop_words_are_found_once(text: str, pairs: list[str]) -> None:
    assert tokens.stop_pairs(tokens.words(text)) == pairs


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("", []),
        ("北斗 卫星", []),
        ("Plan B", []),
        ("B站在线", ["·pb·站"]),
        ("火车站B", ["·p站·b"]),
        ("在B站看A股，B站", ["·p在·b", "·pb·站", "·p看·a", "·pa·股", "·p股·b"]),
        ("한국의 中", ["·p한국의·中"]),
    ],
)
def test_characters_of_han_beside_other_scripts_are_found_once(text: str, pairs: list[str]) -> None:
    assert tokens.mixed_pairs(tokens.words(text)) == pairs


def test_each_stop_word_is_a_word_as_texts_hold_it() -> None:
    assert [word for word in stop_words() if tokens.words(word) != [word]] == []


def test_no_pair_of_stop_words_is_counted_or_stands_in_a_text() -> None:
    (pair,) = tokens.stop_pairs(["of", "the"])
    assert not tokens.is_counted(pair)
    assert pair not in tokens.words(pair)
