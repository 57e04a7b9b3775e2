"""Typed options survive being written as text, and no text breaks the reading."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from bot.core.command_text import read, written
from bot.core.commands import BY_NAME, COMMANDS, Kind
from bot.core.value_lists import split_list
from bot.errors import QueryError

LETTERS = st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters='"“”„«»:=')
WORDS = st.text(LETTERS, min_size=1)


def values_of(option):
    if option.kind is Kind.CHOICE:
        return st.sampled_from(option.choices)
    if option.kind is Kind.NUMBER:
        return st.integers(0, 999_999).map(str)
    return st.lists(WORDS, min_size=1, max_size=3).map(" ".join)


@st.composite
def given_options(draw):
    spec = draw(
        st.sampled_from([one for one in COMMANDS if all(o.kind is not Kind.REST for o in one.options)])
    )
    return spec, draw(st.fixed_dictionaries({one.name: values_of(one) for one in spec.options}))


@given(given_options())
def test_options_that_were_written_are_read_back(given_):
    spec, values = given_
    assert parted(spec, read(spec, written(spec, values))) == parted(spec, values)


def parted(spec, values):
    lists = [one.name for one in spec.options if one.kind is Kind.LIST]
    return {name: split_list(value) if name in lists else value for name, value in values.items()}


@given(st.sampled_from(COMMANDS), st.text(max_size=200))
def test_any_text_is_read_or_refused_in_words(spec, text):
    with suppress(QueryError):
        assert set(read(spec, text)) <= {one.name for one in spec.options}


@given(st.text(max_size=200))
def test_a_search_loses_nothing_of_what_was_typed(text):
    if text.strip():
        assert read(BY_NAME["search"], text) == {"query": text.strip()}
