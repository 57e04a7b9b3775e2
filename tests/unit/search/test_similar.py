"""Slips of the pen: the blocks that hold the word meant, and runs of Han in pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.similar import Block, blocks, can_be_mended, han_pieces, near

LETTERS = "abcdeшжپ"

ANY = Block(start="", is_reversed=False, least_chars=0, most_chars=99)


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    """A word, and the same with one slip."""
    word = draw(st.text(alphabet=LETTERS, min_size=4, max_size=14))
    at = draw(st.integers(0, len(word) - 1))
    letter = draw(st.sampled_from(LETTERS))
    mistyped = draw(
        st.sampled_from(
            [
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at:],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            ]
        )
    )
    return word, mistyped


@given(slips())
def test_the_blocks_of_a_mistyped_word_hold_the_word_meant(pair: tuple[str, str]) -> None:
    word, mistyped = pair
    if not can_be_mended(mistyped):
        return
    assert any(
        (word[::-1] if block.is_reversed else word).startswith(block.start)
        and block.least_chars <= len(word) <= block.most_chars
        for block in blocks(mistyped)
    )
    assert near(mistyped, ANY, [word]) == ({} if word == mistyped else {word: 1})


def test_short_words_may_have_one_slip_and_long_ones_two() -> None:
    assert near("abcde", ANY, ["abcxx", "abcdx"]) == {"abcdx": 1}
    assert near("abcdef", ANY, ["abcdxx", "abcxxx"]) == {"abcdxx": 2}


@pytest.mark.parametrize("word", ["abc", "ab1c", "北斗卫星", "a" * 41])
def test_what_is_no_word_of_letters_is_not_mended(word: str) -> None:
    assert not can_be_mended(word)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("上合组织峰会", ("上合", "组织", "峰会")),
        ("一带一路倡", ("一带", "一路", "路倡")),
        ("上海合作組織", ("上海", "合作", "组织")),
        ("北斗", ()),
        ("beidou", ()),
        ("5G网络化", ("5g", "网络", "络化")),
        ("", ()),
    ],
)
def test_a_long_run_of_han_is_cut_in_pairs(text: str, pieces: tuple[str, ...]) -> None:
    assert han_pieces(text) == pieces


def test_words_of_an_ending_are_compared_and_returned_as_they_are_written():
    ending = Block(start="ed", is_reversed=True, least_chars=4, most_chars=6)
    assert near("abcde", ending, ["edcxa", "edyya"]) == {"axcde": 1}
