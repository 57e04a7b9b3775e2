"""When a feed is polled next."""

from datetime import timedelta

import pytest

from bot.core.schedule import Validators, after_failure, after_success
from bot.errors import FeedError, FeedFailure
from tests.builders import NOW, make_feed, make_state

NOTHING_SAID = Validators(etag=None, last_modified=None, max_age_s=0)
MIDDLE = 0.5
"""The jitter that moves nothing."""


def wait_s(state):
    return (state.next_poll_at - NOW).total_seconds()


def succeed(state, feed, *, validators=NOTHING_SAID, jitter=MIDDLE, has_news=False):
    return after_success(
        state,
        feed,
        validators,
        now=NOW,
        min_interval_s=300,
        jitter=jitter,
        body_sha256="ab",
        has_news=has_news,
    )


def fail(state, feed, *, jitter=MIDDLE, retry_after_s=None):
    error = FeedError(feed.url, FeedFailure.DNS, "no such host", retry_after_s=retry_after_s)
    return after_failure(state, feed, error, now=NOW, min_interval_s=300, jitter=jitter)


def test_feed_with_news_is_polled_again_after_the_minimum():
    assert wait_s(succeed(make_state(), make_feed(), has_news=True)) == 300


@pytest.mark.parametrize(("quiet", "expected_s"), [(1, 300), (3, 900), (12, 3600), (240, 3600)])
def test_quiet_feed_waits_a_twelfth_of_its_silence_up_to_an_hour(quiet, expected_s):
    state = make_state(news_at=NOW - timedelta(hours=quiet))
    assert wait_s(succeed(state, make_feed())) == expected_s


def test_configured_interval_wins_over_the_observed_rhythm():
    state = make_state(news_at=NOW - timedelta(days=9))
    assert wait_s(succeed(state, make_feed(interval_s=1200))) == 1200


def test_configured_interval_stays_above_the_minimum():
    assert wait_s(succeed(make_state(), make_feed(interval_s=10))) == 300


def test_freshness_the_server_states_is_a_floor_of_at_most_a_day():
    fresh = Validators(etag=None, last_modified=None, max_age_s=7200)
    assert wait_s(succeed(make_state(), make_feed(), validators=fresh, has_news=True)) == 7200
    for_ever = Validators(etag=None, last_modified=None, max_age_s=1e9)
    assert wait_s(succeed(make_state(), make_feed(), validators=for_ever, has_news=True)) == 86_400


def test_jitter_moves_the_next_poll_by_a_tenth_at_most():
    earliest = succeed(make_state(), make_feed(), jitter=0.0, has_news=True)
    latest = succeed(make_state(), make_feed(), jitter=0.999, has_news=True)
    assert 270 <= wait_s(earliest) < 300 < wait_s(latest) <= 330


def test_validators_are_replaced_even_when_nothing_is_new():
    state = succeed(
        make_state(etag='"old"', last_modified="old"),
        make_feed(),
        validators=Validators(etag='W/"new"', last_modified=None, max_age_s=0),
    )
    assert (state.etag, state.last_modified) == ('W/"new"', None)


def test_first_success_is_the_baseline_and_later_ones_keep_its_time():
    first = succeed(make_state(baseline_at=None, ok_at=None), make_feed())
    assert first.baseline_at == NOW
    earlier = NOW - timedelta(days=3)
    assert succeed(make_state(baseline_at=earlier), make_feed()).baseline_at == earlier


def test_not_modified_answer_to_a_first_request_is_no_baseline():
    state = after_success(
        make_state(baseline_at=None),
        make_feed(),
        NOTHING_SAID,
        now=NOW,
        min_interval_s=300,
        jitter=MIDDLE,
        body_sha256=None,
        has_news=False,
    )
    assert state.baseline_at is None


def test_success_ends_an_outage():
    state = succeed(make_state(failures=4, failure="dns", error="no such host"), make_feed())
    assert (state.failures, state.failure, state.error) == (0, "", "")


def test_failure_keeps_the_validators_and_says_what_happened():
    state = fail(make_state(etag='"x"', body_sha256="ab"), make_feed())
    assert (state.etag, state.body_sha256) == ('"x"', "ab")
    assert (state.failures, state.failure, state.error) == (1, "dns", "no such host")


def test_failures_in_a_row_wait_longer_and_at_most_a_day():
    waits = [wait_s(fail(make_state(failures=failures), make_feed(), jitter=0.999)) for failures in range(20)]
    assert waits == sorted(waits)
    assert waits[0] < 600 < waits[1]
    assert waits[-1] <= 86_400


def test_feed_is_not_polled_before_retry_after():
    assert wait_s(fail(make_state(), make_feed(), retry_after_s=5_000)) == 5_000


def test_retry_after_of_a_year_counts_as_a_week():
    assert wait_s(fail(make_state(), make_feed(), retry_after_s=3e7)) == 7 * 86_400
