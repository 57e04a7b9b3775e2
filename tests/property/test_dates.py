"""Dates in any form: read or None, never an error, and a day is that day in every zone."""

from datetime import UTC, datetime, time, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.dates import EARLIEST, MAX_AHEAD, first_valid, parse_date
from tests.builders import NOW

days = st.dates(datetime(1996, 1, 1).date(), datetime(2026, 9, 30).date())  # noqa: DTZ001 - a day has no zone
zones = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
PIECES = [
    "Fri", ",", " ", "20", "Nov", "2026", "99", "0001", "1970", "-", "/", ".", ":", "T", "Z", "00:00:00",
    "24:00", "23:59:60", "GMT", "MSK", "+0800", "-25:99", "年", "月", "日", "ноября", "9999", "1" * 13,
    "9" * 10,
    "\x00", "٢",
]  # fmt: skip


@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
def test_any_text_is_a_date_in_utc_or_none(raw):
    moment = parse_date(raw)
    assert moment is None or moment.utcoffset() == timedelta(0)
    believed = first_valid([raw], fetched_at=NOW)
    assert believed is None or EARLIEST <= believed <= NOW + MAX_AHEAD


@given(days, zones)
def test_midnight_anywhere_is_the_day_that_was_written(day, zone):
    midnight = datetime.combine(day, time(), zone)
    for raw in (midnight.isoformat(), midnight.strftime("%a, %d %b %Y %H:%M:%S %z"), day.isoformat()):
        assert parse_date(raw) == datetime.combine(day, time(), UTC)


@given(days, zones, st.times(time(0, 0, 1)))
def test_any_other_time_is_that_moment(day, zone, at):
    moment = datetime.combine(day, at.replace(microsecond=0), zone)
    assert parse_date(moment.strftime("%d %b %Y %H:%M:%S %z")) == moment


@given(st.integers(0, 99), days)
def test_a_year_of_two_figures_is_of_this_century_or_the_last(year, day):
    found = parse_date(f"{day.day} Jan {year:02} 08:00:00 GMT")
    assert found is not None
    assert found.year == (2000 + year if year < 70 else 1900 + year)
