"""Whatever a zone's clocks do, each local day has one window, and what was found lies in exactly one."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.digest_window import last_window
from bot.core.model import DigestTime

ZONES = (
    "UTC",
    "America/New_York",
    "America/Havana",  # spring leaves out midnight
    "America/Nuuk",  # spring leaves out the last hour of a Saturday
    "America/St_Johns",  # autumn went back over midnight, until 2011
    "America/Sao_Paulo",
    "Europe/London",
    "Asia/Karachi",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",  # half an hour
    "Africa/Casablanca",  # the other way round in Ramadan
    "Pacific/Apia",  # had no 30 December 2011
    "Pacific/Chatham",
    "Antarctica/Troll",  # two hours
)
SINCE, DAYS = datetime(2005, 1, 1, tzinfo=UTC), 11_688
MOMENTS = st.timedeltas(timedelta(), timedelta(days=DAYS)).map(lambda later: SINCE + later)
SCHEDULES = st.builds(
    DigestTime,
    hour=st.integers(0, 23),
    zone=st.sampled_from(ZONES),
    weekday=st.none() | st.integers(0, 6),
)


def windows(at, first, *, days):
    """The windows that somebody sees who looks every half an hour, from ``first`` on."""
    seen = []
    for half_hours in range(48 * days):
        window = last_window(at, first + timedelta(minutes=30) * half_hours)
        if not seen or seen[-1] != window:
            seen.append(window)
    return seen


@given(at=SCHEDULES, now=MOMENTS)
def test_window_is_over_and_the_next_one_is_not(at, now):
    window = last_window(at, now)
    assert window.ended_at <= now
    longest = timedelta(days=15 if at.weekday is not None else 3)
    assert now - window.ended_at < longest
    assert last_window(at, window.ended_at) == window
    assert last_window(at, window.ended_at - timedelta(microseconds=1)).key != window.key


@given(at=SCHEDULES, now=MOMENTS, later=st.timedeltas(timedelta(), timedelta(days=40)))
def test_windows_come_in_order_and_have_keys_of_their_own(at, now, later):
    before, after = last_window(at, now), last_window(at, now + later)
    assert before.ended_at <= after.ended_at
    assert (before.key == after.key) == (before.ended_at == after.ended_at) == (before == after)


@given(at=SCHEDULES, now=MOMENTS)
def test_window_ends_when_the_clocks_first_show_its_hour_or_the_first_later_one(at, now):
    window = last_window(at, now)
    zone = ZoneInfo(at.zone)
    wanted = datetime.combine(window.on, datetime.min.time()).replace(hour=at.hour)
    shown = window.ended_at.astimezone(zone).replace(tzinfo=None)
    just_before = (window.ended_at - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
    assert just_before < wanted <= shown
    assert at.weekday is None or window.on.weekday() == at.weekday


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hour", [0, 2, 23])
@pytest.mark.parametrize("year", [2011, 2025])
def test_each_local_day_of_a_year_has_one_window(zone, hour, year):
    at = DigestTime(hour=hour, zone=zone)
    found = {last_window(at, datetime(year, 1, 3, tzinfo=UTC) + timedelta(hours=6) * n) for n in range(1460)}
    days = sorted(one.on for one in found)
    assert len(days) == len(set(days))
    expected = {days[0] + timedelta(days=n) for n in range((days[-1] - days[0]).days + 1)}
    missing = {date(2011, 12, 30)} if zone == "Pacific/Apia" and year == 2011 else set()
    assert expected - set(days) == missing


def test_hour_left_out_in_spring_is_due_at_the_first_moment_after_the_gap():
    at = DigestTime(hour=2, zone="America/New_York")
    (_, window) = windows(at, datetime(2026, 3, 8, 0, tzinfo=UTC), days=1)
    assert window.ended_at == datetime(2026, 3, 8, 7, tzinfo=UTC)  # the clocks went from 2:00 to 3:00
    half_an_hour = last_window(
        DigestTime(hour=2, zone="Australia/Lord_Howe"), datetime(2026, 10, 4, tzinfo=UTC)
    )
    assert half_an_hour.ended_at == datetime(2026, 10, 3, 15, 30, tzinfo=UTC)


def test_hour_in_the_middle_of_a_gap_is_due_when_the_gap_ends():
    found = last_window(DigestTime(hour=2, zone="Antarctica/Troll"), datetime(2026, 3, 29, 12, tzinfo=UTC))
    assert found.ended_at == datetime(2026, 3, 29, 1, tzinfo=UTC)  # the clocks went from 1:00 to 3:00


def test_window_stays_the_newest_when_the_clocks_go_back_over_midnight():
    at = DigestTime(hour=0, zone="America/St_Johns")
    midnight = datetime(2010, 11, 7, 2, 30, tzinfo=UTC)  # at 0:01 the clocks went back to 23:01
    assert last_window(at, midnight).ended_at == midnight
    assert last_window(at, midnight + timedelta(minutes=30)).ended_at == midnight


def test_hour_that_comes_twice_in_autumn_is_due_at_the_first_of_the_two():
    at = DigestTime(hour=1, zone="America/New_York")
    found = windows(at, datetime(2026, 11, 1, 0, tzinfo=UTC), days=1)
    assert [one.ended_at for one in found[1:]] == [datetime(2026, 11, 1, 5, tzinfo=UTC)]


def test_weekly_window_of_a_day_that_was_left_out_waits_for_the_next_week():
    fridays = DigestTime(hour=9, weekday=4, zone="Pacific/Apia")
    found = windows(fridays, datetime(2011, 12, 25, tzinfo=UTC), days=20)
    assert [one.on.isoformat() for one in found] == ["2011-12-23", "2012-01-06", "2012-01-13"]


def test_schedules_of_one_channel_never_share_a_window():
    now = datetime(2026, 10, 1, 12, tzinfo=UTC)
    schedules = [
        DigestTime(hour=hour, zone=zone, weekday=weekday)
        for hour in (8, 9)
        for zone in ("UTC", "Asia/Karachi")
        for weekday in (None, 3)
    ]
    assert len({last_window(at, now).key for at in schedules}) == len(schedules)
