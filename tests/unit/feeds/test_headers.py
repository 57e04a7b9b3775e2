"""Freshness and Retry-After as numbers."""

from datetime import UTC, datetime

import pytest
from multidict import CIMultiDict

from bot.feeds.headers import MAX_RETRY_AFTER_S, age_s, max_age_s, retry_after_s

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
IN_ONE_HOUR = "Fri, 20 Nov 2026 09:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Age": "45"}, None),
        ({"Cache-Control": "public"}, 0),
        ({"Cache-Control": "max-age=60"}, 60),
        ({"Cache-Control": 'public, MAX-AGE="60"'}, 60),
        ({"Cache-Control": "max-age=60", "Age": "45"}, 60),
        ({"Cache-Control": "max-age=31536000"}, 31_536_000),
        ({"Cache-Control": "max-age=" + "9" * 500}, 999_999_999_999),
        ({"Cache-Control": "max-age=-5"}, 0),
        ({"Cache-Control": "no-cache, max-age=60"}, 0),
        ({"Cache-Control": 'no-cache="Set-Cookie, X-Id", max-age=60'}, 60),
        ({"Cache-Control": 'private="no-store", max-age=60'}, 60),
        ([("Cache-Control", "public"), ("Cache-Control", "max-age=60")], 60),
        ([("Cache-Control", "max-age=60"), ("Cache-Control", "no-cache")], 0),
        ([("Cache-Control", "max-age=60"), ("Cache-Control", "max-age=90")], 60),
        ({"Cache-Control": "no-store"}, 0),
        ({"Cache-Control": "s-maxage=60"}, 0),
        ({"Cache-Control": "max-age=60", "Expires": IN_ONE_HOUR}, 60),
        ({"Expires": IN_ONE_HOUR}, 3600),
        ({"Expires": IN_ONE_HOUR, "Date": "Fri, 20 Nov 2026 08:59:00 GMT"}, 60),
        ({"Expires": "0"}, 0),
        ({"Expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
    ],
)
def test_freshness_is_what_the_server_says_if_it_says_anything(headers, seconds):
    assert max_age_s(CIMultiDict(headers), NOW) == seconds


@pytest.mark.parametrize(("headers", "seconds"), [({}, 0), ({"Age": "45"}, 45), ({"Age": "old"}, 0)])
def test_age_is_what_a_cache_says(headers, seconds):
    assert age_s(CIMultiDict(headers)) == seconds


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        (IN_ONE_HOUR, 3600),
        ("Thu, 19 Nov 2026 09:00:00 GMT", 0),
        ("99999999999999999999", MAX_RETRY_AFTER_S),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("١٢", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_within_a_week(value, seconds):
    assert retry_after_s({"Retry-After": value}, NOW) == seconds
