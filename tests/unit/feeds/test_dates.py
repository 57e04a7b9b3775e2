"""Dates as feeds write them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.dates import first_valid, parse_date

FETCHED_AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Fri, 20 Nov 2026 08:30:00 GMT", "2026-11-20T08:30:00"),
        ("Fri, 20 Nov 2026 08:30:00 +0300", "2026-11-20T05:30:00"),
        ("Fri, 20 Nov 2026 08:30:00 MSK", "2026-11-20T05:30:00"),
        ("Fri, 20 Nov 2026 08:30:00 EST", "2026-11-20T13:30:00"),
        ("20 Nov 26 08:30 PKT", "2026-11-20T03:30:00"),
        ("Fri, 20 Nov 2026 24:00:00 GMT", "2026-11-21T00:00:00"),
        ("Fri, 20 Nov 2026 08:30:60 GMT", "2026-11-20T08:30:59"),
        ("Fri, 20 Nov 2026 08:30:00 -0000 (UTC)", "2026-11-20T08:30:00"),
        ("20 ноября 2026 г., 08:30", "2026-11-20T08:30:00"),
        ("пт, 20 ноя 2026 08:30:00 +0300", "2026-11-20T05:30:00"),
        ("20. März 2026", "2026-03-20T00:00:00"),
        ("20-Nov-2026", "2026-11-20T00:00:00"),
        ("Nov 20, 2026", "2026-11-20T00:00:00"),
        ("Fri Nov 20 08:30:00 2026", "2026-11-20T08:30:00"),
        ("2026-11-20T08:30:00Z", "2026-11-20T08:30:00"),
        ("2026-11-20T08:30:00.123456+08:00", "2026-11-20T00:30:00"),
        ("2026-11-20 08:30:00 +0800", "2026-11-20T00:30:00"),
        ("2026-11-20T08:30", "2026-11-20T08:30:00"),
        ("2026-11-20", "2026-11-20T00:00:00"),
        ("2026/11/20 08:30", "2026-11-20T08:30:00"),
        ("Fri, 20 Nov 2026 00:00:00 +0800", "2026-11-20T00:00:00"),
        ("2026-11-20T00:00:00-05:00", "2026-11-20T00:00:00"),
        ("20261120", "2026-11-20T00:00:00"),
        ("2026年11月20日", "2026-11-20T00:00:00"),
        ("2026年11月20日 08:30", "2026-11-20T08:30:00"),
        ("2026년 11월 20일", "2026-11-20T00:00:00"),
        ("20.11.2026 08:30", "2026-11-20T08:30:00"),
        ("1795163400", "2026-11-20T08:30:00"),
        ("1795163400000", "2026-11-20T08:30:00"),
    ],
)
def test_a_date_is_read_in_utc(raw, expected):
    assert parse_date(raw) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    ["", "yesterday", "11/12/2026", "32 Nov 2026", "20 Foo 2026", "2026-13-01", "2026-11-20T25:00:00Z",
     "2026-11-20T08:99:00Z", "Nov 2026", "9" * 40, "0000-00-00", "٢٠٢٦-١١-٢٠T99:00"],
)  # fmt: skip
def test_what_is_no_clear_date_is_none(raw):
    assert parse_date(raw) is None


@pytest.mark.parametrize("raw", ["Thu, 01 Jan 1970 00:00:00 GMT", "0001-01-01", "1732-09-24", "2026-11-24"])
def test_an_unbelievable_date_counts_as_none(raw):
    assert first_valid([raw], fetched_at=FETCHED_AT) is None


def test_the_first_believable_date_is_taken():
    dates = ["garbage", "1970-01-01", "2026-11-20", "2026-11-21"]
    assert first_valid(dates, fetched_at=FETCHED_AT) == datetime(2026, 11, 20, tzinfo=UTC)


def test_a_date_may_be_a_day_ahead_for_clocks_and_zones():
    ahead = FETCHED_AT + timedelta(hours=24)
    assert first_valid([ahead.isoformat()], fetched_at=FETCHED_AT) == ahead
