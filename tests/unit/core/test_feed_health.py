"""How a feed stands, over time."""

from datetime import timedelta

import pytest

from bot.core.feed import Stop, StoredFeed
from bot.core.feed_health import FeedHealth, FeedOverview, count_feeds, health_of
from tests.builders import NOW, make_feed, make_state

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def failing(for_: timedelta, failure: str = "timeout"):
    return make_state(failure=failure, failing_since=NOW - for_, failures=3)


def silent(for_: timedelta, *, rhythm: timedelta | None):
    rhythm_s = None if rhythm is None else rhythm.total_seconds()
    return make_state(news_at=NOW - for_, rhythm_s=rhythm_s)


@pytest.mark.parametrize(
    ("state", "health"),
    [
        (make_state(polled_at=None, ok_at=None), FeedHealth.NEW),
        (make_state(news_at=NOW), FeedHealth.OK),
        (make_state(news_at=NOW, error="not-well-formed: line 3"), FeedHealth.OK),
        (failing(timedelta()), FeedHealth.FAILING),
        (failing(13 * DAY), FeedHealth.FAILING),
        (failing(14 * DAY), FeedHealth.BROKEN),
        (failing(23 * HOUR, "not-a-feed"), FeedHealth.FAILING),
        (failing(24 * HOUR, "not-a-feed"), FeedHealth.BROKEN),
        (failing(24 * HOUR, "http-status"), FeedHealth.FAILING),
        (make_state(failure="timeout", failures=99), FeedHealth.FAILING),
        (make_state(stop=Stop.GONE, failure="gone", failing_since=NOW - 90 * DAY), FeedHealth.DISABLED),
        (make_state(stop=Stop.PAUSED, polled_at=None), FeedHealth.DISABLED),
    ],
)
def test_feed_stands_by_what_its_last_poll_left(state, health):
    assert health_of(state, now=NOW) == health


@pytest.mark.parametrize(
    ("silence", "rhythm", "is_quiet"),
    [
        (71 * HOUR, HOUR, False),
        (72 * HOUR, HOUR, True),
        (34 * DAY, 7 * DAY, False),
        (35 * DAY, 7 * DAY, True),
        (400 * DAY, None, False),
    ],
    ids=["a weekend", "three days", "a month of a weekly", "five weeks of a weekly", "never active"],
)
def test_feed_has_gone_quiet_after_five_of_its_own_gaps_and_three_days(silence, rhythm, is_quiet):
    expected = FeedHealth.QUIET if is_quiet else FeedHealth.OK
    assert health_of(silent(silence, rhythm=rhythm), now=NOW) == expected


@pytest.mark.parametrize(("silence", "is_quiet"), [(13 * DAY, False), (14 * DAY, True)])
def test_journal_has_gone_quiet_where_two_issues_are_missing(silence, is_quiet):
    state = silent(silence, rhythm=HOUR / 10)._replace(rest_s=(7 * DAY).total_seconds())
    assert (health_of(state, now=NOW) == FeedHealth.QUIET) is is_quiet


def test_time_in_which_nobody_polled_is_no_silence_of_the_feed():
    state = make_state(news_at=NOW - HOUR, rhythm_s=600.0)
    assert health_of(state, now=NOW + 30 * DAY) == FeedHealth.OK


def test_feeds_are_counted_by_state_worst_first_and_those_that_are_well_by_what_is_left():
    states = [failing(HOUR), failing(20 * DAY), make_state(stop=Stop.PAUSED), make_state(told="failing")]
    troubled = tuple(
        StoredFeed(feed_id=number, feed=make_feed(), state=state) for number, state in enumerate(states)
    )
    counts = count_feeds(FeedOverview(feeds=10, unpolled=2, troubled=troubled, hosts={}), now=NOW)
    assert list(counts.items()) == [
        ("broken", 1),
        ("failing", 1),
        ("gone quiet", 0),
        ("disabled", 1),
        ("new", 2),
        ("ok", 5),
    ]
