"""The dates below a chart can be read for any number of days, and stand where a calendar has them."""

from datetime import date, timedelta

import pytest

from bot.charts.days import MOST_TICKS, day_ticks


def days(count, first=date(2026, 10, 31)):
    return [first + timedelta(days=number) for number in range(count)]


def labels(count, **first):
    return [label for _, label in day_ticks(days(count, **first))]


def test_week_has_every_day_and_the_year_once():
    assert labels(3) == ["31 Oct\n2026", "1 Nov", "2 Nov"]


def test_two_weeks_have_every_second_day_and_the_last():
    assert labels(14)[-2:] == ["11 Nov", "13 Nov"]
    assert [place for place, _ in day_ticks(days(13))] == [0, 2, 4, 6, 8, 10, 12]


def test_month_has_its_mondays():
    assert labels(30) == ["2 Nov\n2026", "9 Nov", "16 Nov", "23 Nov"]


def test_year_has_its_months_and_says_where_the_year_changes():
    assert labels(365)[:3] == ["1 Nov\n2026", "1 Dec", "1 Jan\n2027"]
    assert len(labels(365)) == 12


@pytest.mark.parametrize("first", [date(2027, 3, 1), date(2028, 1, 1), date(2026, 1, 31), date(2026, 11, 2)])
def test_any_number_of_days_has_few_dates_each_at_its_day(first):
    for count in range(1, 366):
        asked = days(count, first=first)
        ticks = day_ticks(asked)
        assert 1 <= len(ticks) <= MOST_TICKS, count
        assert [asked[place].day for place, _ in ticks] == [int(label.split()[0]) for _, label in ticks]
