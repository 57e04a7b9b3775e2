"""Folding, whatever the text."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.matching.fold import fold, fold_many

# Letters of many scripts, marks, jamo, wraps and zero-widths meet more often than in plain st.text().
STICKY = st.sampled_from(
    "aZ#ßéıİиІйشیہ中門か한क़0٣-\n \u00ad\u200b\u202e\u0301\u0306\u0308\u064e"
    "\u093c\u094d\u0bbe\u1161\u11a8\u3099ﾞﾡￂ™ﬃﷺ\ud800"
)
# Marks without end, in and out of order, that melt with their letter, stand for two, or are dropped.
MARKS = st.sampled_from("\u0301\u0306\u0323\u0344\u094d\u0f73\u09be\u09bc\u1161\u200d\u3099ﾞ")
STACKS = st.tuples(
    st.sampled_from("eиかकকｶ\u1112 "), st.text(MARKS, min_size=1, max_size=4), st.integers(1, 40)
).map(lambda stack: stack[0] + stack[1] * stack[2])
TEXTS = st.lists(
    st.text(st.one_of(STICKY, st.characters()), max_size=20) | STACKS, min_size=1, max_size=3
).map("".join)


@given(TEXTS, st.booleans())
def test_folding_a_folded_text_changes_nothing(text: str, split_digits: bool) -> None:
    folded = fold(text, split_digits=split_digits).text
    assert fold(folded, split_digits=split_digits).text == folded


@given(TEXTS, st.booleans())
def test_every_folded_letter_comes_from_its_span(text: str, split_digits: bool) -> None:
    folded = fold(text, split_digits=split_digits)
    last = 0
    for at, char in enumerate(folded.text):
        start, end = folded.span(at, at + 1)
        assert last <= start <= end <= len(text)
        assert char == " " or char in fold(text[start:end]).text
        last = start


@given(TEXTS)
def test_words_are_parted_by_single_spaces(text: str) -> None:
    folded = fold(text).text
    assert folded == " ".join(folded.split(" ")).strip(" ")
    assert not any(
        unicodedata.category(char) in ("Cc", "Cf", "Cs", "Po", "Pd", "Zs", "Zl")
        or (char.isascii() and not char.isalnum())
        for char in folded.replace(" ", "")
    )


@given(st.lists(TEXTS, max_size=6), st.booleans())
def test_texts_folded_together_are_as_folded_alone(texts: list[str], split_digits: bool) -> None:
    alone = [fold(text, split_digits=split_digits).text for text in texts]
    assert fold_many(texts, split_digits=split_digits) == alone
