"""How long a feed is waited for, by what it publishes."""

from datetime import timedelta

import pytest

from bot.core.feed import DueReason
from bot.core.rhythm import gap_of, learnt_gap, own_wait, rest_of
from tests.builders import NOW, make_feed, make_state

HOUR_S = 3_600
DAY_S = 86_400


def ago(**amount):
    return NOW - timedelta(**amount)


def wait(state=None, *, feed=None, rhythm_s=None, has_news=True, min_interval_s=300):
    return own_wait(
        state or make_state(news_at=NOW),
        feed or make_feed(),
        rhythm_s=rhythm_s,
        has_news=has_news,
        now=NOW,
        min_interval_s=min_interval_s,
    )


# --- the gap between articles ---------------------------------------------------------------------------


def test_gap_is_the_median_between_neighbours_in_time_whatever_the_order():
    published = [ago(hours=6), ago(hours=1), ago(hours=3), ago(days=40)]
    assert gap_of(published, now=NOW) == 3 * HOUR_S


def test_too_few_dates_tell_no_gap():
    assert gap_of([ago(hours=1), ago(hours=2), ago(hours=3)], now=NOW) is None


def test_only_the_newest_twenty_gaps_count():
    busy = [ago(minutes=10 * number) for number in range(21)]
    archive = [ago(days=number) for number in range(10, 200)]
    assert gap_of(archive + busy, now=NOW) == 600


def test_dates_that_have_not_come_yet_count_for_nothing():
    assert gap_of([NOW + timedelta(hours=number) for number in range(1, 9)], now=NOW) is None


def test_feed_that_tells_only_days_has_a_gap_of_nothing_and_is_polled_as_often_as_allowed():
    gap_s = gap_of([ago(days=1)] * 5 + [ago(days=2)] * 5, now=NOW)
    assert gap_s == 0
    assert wait(rhythm_s=gap_s) == (300, DueReason.MINIMUM)


@pytest.mark.parametrize("apart", [timedelta(), timedelta(minutes=10)])
@pytest.mark.parametrize("issue", [3, 5])
def test_feed_that_brings_a_batch_each_week_has_the_gap_of_a_week(apart, issue):
    batches = [ago(days=7 * week) - number * apart for week in range(5) for number in range(issue)]
    assert gap_of(batches, now=NOW) == pytest.approx(7 * DAY_S, rel=0.02)


def test_old_articles_that_a_busy_feed_keeps_on_top_are_no_batches():
    busy = [ago(minutes=30 * number) for number in range(12)]
    assert gap_of([*busy, *(ago(days=30 * month) for month in range(1, 5))], now=NOW) == 1_800


def test_single_articles_days_apart_have_their_gap():
    assert gap_of([ago(days=7 * week) for week in range(9)], now=NOW) == 7 * DAY_S


def test_burst_after_weekly_batches_sets_the_rhythm():
    batches = [ago(days=7 * week, hours=9) for week in range(1, 5) for _ in range(3)]
    assert gap_of([*batches, *(ago(minutes=10 * number) for number in range(20))], now=NOW) == 600
    bursts = [ago(days=4 * burst, hours=9) for burst in range(1, 3) for _ in range(8)]
    assert gap_of([*bursts, *(ago(minutes=10 * number) for number in range(4))], now=NOW) < 600


def test_feed_that_brings_a_batch_each_day_is_no_daily_one():
    batches = [ago(days=day) - timedelta(minutes=number) for day in range(5) for number in range(5)]
    assert gap_of(batches, now=NOW) == 60


def test_long_pause_among_many_articles_is_no_batch():
    busy = [ago(hours=number) for number in range(15)]
    assert gap_of([*busy, *(ago(days=9), ago(days=20))], now=NOW) == HOUR_S


def test_news_of_a_clock_that_was_ahead_leave_no_negative_gap():
    state = make_state(news_at=NOW + timedelta(days=400), rhythm_s=600.0)
    gap_s = learnt_gap(state, news=1, now=NOW)
    assert gap_s is not None
    assert gap_s >= 0


@pytest.mark.parametrize("issue", [2, 7, 15, 40])
def test_longest_rest_between_issues_is_known_however_long_they_are(issue):
    published = [ago(days=7 * week, minutes=7 * number) for week in range(3) for number in range(issue)]
    assert rest_of(published, now=NOW) == pytest.approx(7 * DAY_S, rel=0.03)


def test_feed_without_issues_has_no_rest():
    assert rest_of([ago(hours=number) for number in range(30)], now=NOW) == 0
    assert rest_of([ago(days=30 * month) for month in range(4)], now=NOW) == 0
    assert rest_of([], now=NOW) == 0


def test_undated_feed_is_timed_by_when_its_articles_come():
    first = learnt_gap(make_state(news_at=ago(hours=2)), news=4, now=NOW)
    assert first == 1_800
    later = learnt_gap(make_state(news_at=ago(hours=1), rhythm_s=1_800), news=1, now=NOW)
    assert later == pytest.approx(1_800 + 0.3 * 1_800)


def test_articles_of_the_first_poll_tell_nothing_of_the_rhythm():
    assert learnt_gap(make_state(baseline_at=None, news_at=None), news=40, now=NOW) is None


def test_undated_feed_without_news_keeps_what_is_known():
    assert learnt_gap(make_state(rhythm_s=77.0, news_at=ago(days=3)), news=0, now=NOW) == 77.0


# --- the wait -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gap_s", "wait_s"), [(HOUR_S, HOUR_S / 2), (6 * HOUR_S, 3 * HOUR_S), (90 * DAY_S, DAY_S)]
)
def test_feed_with_news_is_waited_for_half_its_gap_and_a_day_at_most(gap_s, wait_s):
    assert wait(rhythm_s=gap_s) == (wait_s, DueReason.RHYTHM)


def test_quick_feed_is_polled_no_more_often_than_the_minimum():
    assert wait(rhythm_s=60.0) == (300, DueReason.MINIMUM)


def test_feed_whose_rhythm_is_not_known_is_polled_hourly():
    assert wait() == (HOUR_S, DueReason.RHYTHM)


def test_poll_without_news_waits_half_as_long_again():
    state = make_state(news_at=ago(minutes=30), wait_s=600.0)
    assert wait(state, rhythm_s=1_200.0, has_news=False) == (900, DueReason.RHYTHM)


def test_news_resets_the_wait():
    state = make_state(news_at=ago(days=2), wait_s=5 * HOUR_S)
    assert wait(state, rhythm_s=1_200.0) == (600, DueReason.RHYTHM)


@pytest.mark.parametrize(
    ("silent", "gap_s", "longest_s"),
    [
        (timedelta(hours=9), 600.0, HOUR_S),  # a wire at night
        (timedelta(hours=60), 600.0, 2.5 * HOUR_S),  # over a weekend
        (timedelta(days=400), 600.0, DAY_S),  # given up
        (timedelta(hours=20), 10 * HOUR_S, 10 * HOUR_S),  # within its own gap
    ],
)
def test_silence_has_its_limits(silent, gap_s, longest_s):
    state = make_state(news_at=NOW - silent, wait_s=20 * HOUR_S)
    assert wait(state, rhythm_s=gap_s, has_news=False) == (longest_s, DueReason.RHYTHM)


def test_configured_interval_wins_over_the_rhythm_but_not_over_the_minimum():
    state = make_state(news_at=ago(days=9), wait_s=5_000.0)
    assert wait(state, feed=make_feed(interval_s=1_200), rhythm_s=60.0, has_news=False) == (
        1_200,
        DueReason.CONFIGURED,
    )
    assert wait(feed=make_feed(interval_s=10)) == (300, DueReason.MINIMUM)
