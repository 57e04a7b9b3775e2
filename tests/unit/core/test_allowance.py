"""How much one person may ask."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.allowance import Allowance, Allowances
from tests.builders import NOW

RULE = Allowance(at_once=5, every_s=2.0)


def after(seconds: float):
    return NOW + timedelta(seconds=seconds)


def test_five_questions_at_once_are_taken_and_the_sixth_is_not():
    allowances = Allowances(RULE)
    assert [allowances.take("slack:U1", NOW) for _ in range(7)] == [True] * 5 + [False] * 2
    assert allowances.take("slack:U2", NOW)


@pytest.mark.parametrize(("wait_s", "more"), [(1.9, 0), (2, 1), (4, 2), (9.9, 4), (10, 5), (3_600, 5)])
def test_one_more_comes_back_every_two_seconds_and_five_at_most(wait_s, more):
    allowances = Allowances(RULE)
    for _ in range(6):  # what is refused costs nothing
        allowances.take("slack:U1", NOW)
    assert sum(allowances.take("slack:U1", after(wait_s)) for _ in range(9)) == more


def test_clock_that_is_set_back_keeps_nobody_waiting():
    allowances = Allowances(RULE)
    for _ in range(6):
        allowances.take("slack:U1", NOW)
    assert allowances.take("slack:U1", after(-3_600))


def test_people_who_rest_are_forgotten():
    allowances = Allowances(RULE)
    for number in range(1_000):
        allowances.take(f"slack:U{number}", after(number))
    assert len(allowances) <= 3


@given(st.lists(st.floats(0, 30), min_size=1, max_size=60).map(sorted))
def test_no_ten_seconds_see_more_than_ten_questions(moments):
    allowances = Allowances(RULE)
    taken = [at for at in moments if allowances.take("slack:U1", after(at))]
    for at in taken:
        assert sum(at <= other < at + 10 for other in taken) <= 10
