"""Days without a time, and times, as readers see them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.feed import Outlet
from bot.core.message import compose_alert
from bot.core.moment import shown_moment
from tests.builders import NOW, make_article

DAY = datetime(2026, 10, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "is_dated", "shown"),
    [
        (DAY, True, "2026-10-02"),
        (DAY, False, "2026-10-02 00:00 UTC (first seen)"),
        (DAY + timedelta(hours=8, minutes=30), True, "2026-10-02 08:30 UTC"),
        (DAY + timedelta(seconds=1), True, "2026-10-02 00:00 UTC"),
    ],
)
def test_a_date_without_a_time_is_shown_without_one(at, is_dated, shown):
    assert shown_moment(at, is_dated=is_dated) == shown


@pytest.mark.parametrize(
    ("published_at", "at"),
    [
        (NOW + timedelta(hours=8), NOW),
        (NOW - timedelta(hours=8), NOW - timedelta(hours=8)),
        (DAY, DAY),
        (None, NOW),
    ],
)
def test_an_alert_is_never_dated_later_than_its_article_was_seen_but_for_a_day(published_at, at):
    article = make_article(published_at=published_at)
    assert compose_alert(article, (), watchlists={}, outlet=Outlet(name="News"), seen_at=NOW).at == at
