"""How ``feeds`` says when, and why then."""

from datetime import timedelta

import pytest

from bot.app.commands.feeds import FeedRow, ago, feed_rows, when_polled
from bot.core.due_words import WORDS, rhythm_words
from bot.core.feed import DueReason, Stop, StoredFeed
from bot.ports_store import FeedReport
from tests.builders import NOW, make_feed, make_state

IN_TWO_HOURS = NOW + timedelta(hours=2)


def row_of(*, blocked_until=None, **state) -> FeedRow:
    stored = StoredFeed(feed_id=1, feed=make_feed(), state=make_state(**state))
    report = FeedReport(stored=stored, articles=3, blocked_until=blocked_until)
    (row,) = feed_rows([stored.feed], [report], now=NOW)
    return row


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-5, "5 s ago"), (0, "0 s ago"), (90, "in 1 min"), (-7_200, "2 h ago"), (3 * 86_400, "in 3 d")],
)
def test_moment_is_said_in_one_unit(seconds, said):
    assert ago(NOW + timedelta(seconds=seconds), NOW) == said


def test_moment_that_never_came_is_never():
    assert ago(None, NOW) == "never"


def test_next_poll_is_told_with_its_reason():
    row = row_of(next_poll_at=NOW + timedelta(minutes=40), due_because=DueReason.FRESH, rhythm_s=10_800.0)
    assert when_polled(row, NOW) == "next poll in 40 min: the server calls it fresh until then"
    assert (row.rhythm_s, row.due_because) == (10_800.0, "fresh")


def test_feed_that_is_due_is_polled_now():
    row = row_of(next_poll_at=NOW - timedelta(seconds=3), due_because=DueReason.CONFIGURED)
    assert when_polled(row, NOW) == "next poll now: its interval_s"


def test_host_that_asked_for_time_holds_all_its_feeds_back():
    blocked = row_of(next_poll_at=NOW, due_because=DueReason.RHYTHM, blocked_until=IN_TWO_HOURS)
    assert (blocked.next_poll_at, blocked.due_because) == (IN_TWO_HOURS, DueReason.RETRY_AFTER)
    over = row_of(next_poll_at=IN_TWO_HOURS, due_because=DueReason.RHYTHM, blocked_until=NOW)
    assert (over.next_poll_at, over.due_because) == (IN_TWO_HOURS, DueReason.RHYTHM)


def test_feed_that_stopped_is_not_polled():
    assert when_polled(row_of(stop=Stop.GONE, next_poll_at=IN_TWO_HOURS), NOW) == "not polled"


def test_every_reason_has_words():
    assert set(WORDS) == set(DueReason)


@pytest.mark.parametrize(
    ("rhythm_s", "said"),
    [
        (None, "rhythm not known yet"),
        (0.0, "many at a time"),
        (90.0, "one about every 2 min"),
        (5_400.0, "one about every 90 min"),
        (10_800.0, "one about every 3 h"),
        (36 * 3_600.0, "one about every 36 h"),
        (9.6 * 86_400.0, "one about every 10 d"),
    ],
)
def test_rhythm_is_said_in_the_largest_unit_of_which_it_is_two_or_more(rhythm_s, said):
    assert rhythm_words(rhythm_s) == said
