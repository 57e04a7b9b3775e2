"""Which words are words of their own."""

import pytest

from bot.matching.ordinary import is_common, is_name, is_ordinary, stem_of


@pytest.mark.parametrize(
    "word",
    ["wealth", "heath", "heaths", "corporation", "operations", "pakistani", "from", "making"],
)
def test_known_words_and_their_regular_forms_are_ordinary(word: str) -> None:
    assert is_ordinary(word)


@pytest.mark.parametrize("word", ["coperation", "shangai", "beidou", "slik", "ыыы", "上海", ""])
def test_other_words_may_be_anything(word: str) -> None:
    assert not is_ordinary(word)


def test_names_and_common_words_are_known_as_such() -> None:
    assert is_name("slovenia")
    assert not is_name("corridor")
    assert is_common("with")
    assert not is_common("heath")


def test_the_longest_known_stem_of_another_language_counts() -> None:
    assert stem_of("экологического") == "экологич"
    assert stem_of("операторы") == "операт"
    assert stem_of("шанхайская") == ""
