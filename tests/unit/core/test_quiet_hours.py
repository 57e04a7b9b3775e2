"""Hours and days in which a feed asks not to be polled."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.core.feed import NO_HINTS, FeedHints
from bot.core.quiet_hours import next_open

THURSDAY_NOON = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
NIGHT = FeedHints(skip_hours=frozenset({22, 23, 0, 1, 2, 3}))
WEEKEND = FeedHints(skip_days=frozenset({5, 6}))


@pytest.mark.parametrize(
    ("hints", "wanted", "expected"),
    [
        (NO_HINTS, THURSDAY_NOON, THURSDAY_NOON),
        (NIGHT, THURSDAY_NOON, THURSDAY_NOON),
        (NIGHT, datetime(2026, 10, 1, 21, 59, tzinfo=UTC), datetime(2026, 10, 1, 21, 59, tzinfo=UTC)),
        (NIGHT, datetime(2026, 10, 1, 22, 0, tzinfo=UTC), datetime(2026, 10, 2, 4, 0, tzinfo=UTC)),
        (NIGHT, datetime(2026, 10, 2, 3, 59, tzinfo=UTC), datetime(2026, 10, 2, 4, 0, tzinfo=UTC)),
        (WEEKEND, datetime(2026, 10, 3, 8, 0, tzinfo=UTC), datetime(2026, 10, 5, 0, 0, tzinfo=UTC)),
    ],
)
def test_quiet_hours_in_gmt_are_waited_out(hints, wanted, expected):
    assert next_open(wanted, hints, jitter=0.0) == expected


def test_time_in_another_zone_is_seen_as_gmt():
    at = datetime(2026, 10, 2, 4, 0, tzinfo=timezone(timedelta(hours=5)))  # 23:00 GMT
    assert next_open(at, NIGHT, jitter=0.0) == datetime(2026, 10, 2, 4, 0, tzinfo=UTC)


def test_polls_spread_over_the_minutes_after_quiet_hours():
    at = datetime(2026, 10, 1, 23, 0, tzinfo=UTC)
    assert next_open(at, NIGHT, jitter=0.5) == datetime(2026, 10, 2, 4, 3, tzinfo=UTC)


def test_document_that_would_never_be_polled_again_is_not_listened_to():
    for hints in (
        FeedHints(skip_hours=frozenset(range(24))),
        FeedHints(skip_days=frozenset(range(7))),
    ):
        assert next_open(THURSDAY_NOON, hints, jitter=0.5) == THURSDAY_NOON
