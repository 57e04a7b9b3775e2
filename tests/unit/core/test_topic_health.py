"""When a topic's silence is told, and its end."""

from datetime import timedelta

import pytest

from bot.core.feed_health import FeedHealth
from bot.core.health_findings import Told
from bot.core.topic_health import look_at_topics, usual_gap
from tests.builders import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEEDS = dict.fromkeys(FeedHealth, 0) | {FeedHealth.OK: 9, FeedHealth.FAILING: 2, FeedHealth.BROKEN: 1}


def alerts(number: int, *, every: timedelta, last: timedelta):
    return [NOW - last - every * back for back in reversed(range(number))]


def look(times, **told):
    return look_at_topics(
        {"beidou": times}, told=told.get("told", {}), feeds=FEEDS, watched_since=told.get("since"), now=NOW
    )


def test_topic_that_fell_silent_is_told_with_its_rhythm_and_the_state_of_the_feeds():
    (found,) = look(alerts(20, every=8 * HOUR, last=9 * DAY)).found
    assert found.text == "beidou: no alert for 9 days, usually one every 8 h"
    assert found.detail.startswith("Feeds: 3 of 12 failing, 0 gone quiet.")


@pytest.mark.parametrize(
    ("number", "every", "last", "is_told"),
    [
        (100, HOUR, 71 * HOUR, False),
        (100, HOUR, 72 * HOUR, True),
        (20, 2 * DAY, 9 * DAY, False),
        (20, 2 * DAY, 10 * DAY, True),
        (7, DAY, 9 * DAY, False),
        (8, DAY, 9 * DAY, True),
        (0, DAY, 9 * DAY, False),
    ],
)
def test_silence_is_told_beyond_three_days_and_five_gaps_where_there_is_a_rhythm(
    number, every, last, is_told
):
    assert bool(look(alerts(number, every=every, last=last))) is is_told


def test_time_in_which_nothing_was_watched_is_no_silence():
    before = alerts(20, every=12 * HOUR, last=9 * DAY)
    assert not look(before, since=NOW - 71 * HOUR)
    (found,) = look(before, since=NOW - 72 * HOUR).found
    assert found.text == "beidou: no alert for 3 days, usually one every 12 h"


def test_stories_of_one_event_do_not_make_a_weekly_topic_an_hourly_one():
    times = [NOW - (7 * week + 6) * DAY + number * HOUR for week in range(9, -1, -1) for number in range(9)]
    assert usual_gap(times) == 7 * DAY
    assert not look(times)


def test_silence_is_told_once_and_its_end_once():
    told = {"topic:beidou": Told(state="silent", at=NOW - DAY)}
    silent = alerts(20, every=DAY, last=9 * DAY)
    assert not look(silent, told=told)
    findings = look([*silent, NOW - HOUR], told=told)
    assert [one.text for one in findings.found] == ["beidou: there are alerts again"]
    assert findings.subjects == {"topic:beidou": ""}


def test_silence_so_long_that_its_rhythm_is_forgotten_has_not_ended():
    assert not look([], told={"topic:beidou": Told(state="silent", at=NOW - 70 * DAY)})


def test_topic_that_nobody_gets_any_more_is_forgotten_without_a_word():
    findings = look([], told={"topic:sco": Told(state="silent", at=NOW), "network": Told(state="3", at=NOW)})
    assert (findings.found, findings.subjects) == ((), {"topic:sco": ""})
