"""When a feed is polled next, and what a poll leaves behind."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.feed import DueReason, FeedHints, FeedState, Move, Stop, StoredFeed
from bot.core.schedule import (
    Reading,
    Terms,
    Validators,
    after_failure,
    after_success,
    host_block,
    is_suddenly_empty,
)
from bot.errors import FeedError, FeedFailure
from tests.builders import NOW, make_feed, make_state

URL = "https://example.org/feed"
NOTHING_SAID = Validators(url=URL, etag=None, last_modified=None, max_age_s=0)
MIDDLE = 0.5
"""The jitter that moves nothing."""
DAY_S = 86_400


def terms(jitter=MIDDLE, now=NOW):
    return Terms(now=now, min_interval_s=300, jitter=jitter)


def wait_s(state, *, since=NOW):
    return (state.next_poll_at - since).total_seconds()


def fresh_for(seconds):
    return Validators(url=URL, etag=None, last_modified=None, max_age_s=seconds)


def make_reading(**fields):
    return Reading(**{"body_fingerprint": "ab", "listed": 10} | fields)


def succeed(state=None, feed=None, *, validators=NOTHING_SAID, jitter=MIDDLE, now=NOW, **fields):
    """A poll that read something, of a feed that is polled every twenty minutes unless it is another."""
    return after_success(
        state or make_state(),
        feed or make_feed(interval_s=1_200),
        validators,
        terms=terms(jitter, now),
        reading=make_reading(**fields),
    )


def unchanged(state, feed=None, *, validators=NOTHING_SAID, jitter=MIDDLE):
    return after_success(state, feed or make_feed(), validators, terms=terms(jitter))


def make_error(failure=FeedFailure.DNS, **fields):
    return FeedError("https://example.org/feed.xml", failure, "no such host", **fields)


def fail(state=None, feed=None, error=None, *, jitter=MIDDLE, now=NOW):
    return after_failure(
        state or make_state(), feed or make_feed(), error or make_error(), terms=terms(jitter, now)
    )


# --- who decides ----------------------------------------------------------------------------------------


def test_configured_interval_is_kept_where_nobody_asks_for_more():
    state = succeed()
    assert (wait_s(state), state.due_because) == (1_200, DueReason.CONFIGURED)
    assert state.not_before is None


@pytest.mark.parametrize(
    ("max_age_s", "expected"),
    [
        (600, (1_200, DueReason.CONFIGURED)),
        (7_200, (7_200, DueReason.FRESH)),
        (1e9, (DAY_S, DueReason.FRESH)),
    ],
)
def test_freshness_the_server_states_is_a_floor_of_at_most_a_day(max_age_s, expected):
    state = succeed(validators=fresh_for(max_age_s))
    assert (wait_s(state), state.due_because) == expected


@pytest.mark.parametrize(
    ("age_s", "expected"), [(0, DAY_S), (31_500_000, 36_000), (31_536_000, 1_200), (99_999_999, 1_200)]
)
def test_time_an_answer_spent_in_a_cache_is_over(age_s, expected):
    said = Validators(url=URL, etag=None, last_modified=None, max_age_s=31_536_000, age_s=age_s)
    assert wait_s(succeed(validators=said)) == expected


@pytest.mark.parametrize(
    ("ttl_s", "expected"),
    [(60, (1_200, DueReason.CONFIGURED)), (3_600, (3_600, DueReason.TTL)), (9e9, (DAY_S, DueReason.TTL))],
)
def test_ttl_is_a_floor_of_at_most_a_day(ttl_s, expected):
    state = succeed(hints=FeedHints(ttl_s=ttl_s))
    assert (wait_s(state), state.due_because) == expected


def test_update_period_is_a_hint_of_at_most_six_hours():
    rhythmic = make_feed()
    daily = succeed(feed=rhythmic, hints=FeedHints(period_s=DAY_S))
    assert (wait_s(daily), daily.due_because) == (6 * 3_600, DueReason.PERIOD)


def test_update_period_yields_to_an_interval_that_an_admin_chose():
    state = succeed(hints=FeedHints(period_s=3_600))
    assert (wait_s(state), state.due_because) == (1_200, DueReason.CONFIGURED)


def test_what_was_asked_for_is_kept_beside_what_was_decided():
    state = succeed(validators=fresh_for(600), hints=FeedHints(ttl_s=900))
    assert state.not_before == NOW + timedelta(seconds=900)


def test_poll_moves_out_of_the_hours_that_the_document_asks_to_skip():
    state = succeed(hints=FeedHints(skip_hours=frozenset({12, 13})), now=NOW)
    assert state.next_poll_at == datetime(2026, 10, 1, 14, 3, tzinfo=UTC)
    assert state.due_because is DueReason.SKIPPED


def test_unchanged_document_still_means_what_it_said():
    state = make_state(hints=FeedHints(ttl_s=7_200), rhythm_s=600.0, listed=10, body_fingerprint="ab")
    after = unchanged(state)
    assert (wait_s(after), after.due_because) == (7_200, DueReason.TTL)
    assert (after.hints, after.rhythm_s, after.listed, after.body_fingerprint) == (
        state.hints,
        600.0,
        10,
        "ab",
    )


def test_unchanged_document_may_be_fresh_for_another_time():
    after = unchanged(make_state(news_at=NOW, wait_s=300.0), validators=fresh_for(5_000))
    assert (wait_s(after), after.due_because) == (5_000, DueReason.FRESH)


# --- rhythm and jitter ----------------------------------------------------------------------------------


def test_rhythm_is_read_from_the_dates_of_the_document():
    published = tuple(NOW - timedelta(hours=2 * number) for number in range(5))
    state = succeed(feed=make_feed(), published=published, news=1)
    assert (state.rhythm_s, state.wait_s, wait_s(state)) == (7_200, 3_600, 3_600)


def test_document_without_news_is_waited_for_longer_each_time():
    state = make_state(news_at=NOW, rhythm_s=7_200.0, wait_s=3_600.0)
    waits = []
    for _ in range(4):
        state = unchanged(state)
        waits.append(wait_s(state))
    assert waits == [5_400, 7_200, 7_200, 7_200]


def test_jitter_moves_the_next_poll_by_a_tenth_and_never_below_the_minimum():
    assert wait_s(succeed(jitter=0.0)) == pytest.approx(1_080)
    assert wait_s(succeed(jitter=0.999)) == pytest.approx(1_319.76)
    assert wait_s(succeed(feed=make_feed(interval_s=300), jitter=0.0)) == 300


def test_jitter_never_leads_to_a_time_before_the_one_that_was_asked_for():
    assert wait_s(succeed(validators=fresh_for(1_200), jitter=0.0)) == 1_200


# --- what a success leaves ------------------------------------------------------------------------------


def test_validators_are_replaced_even_when_nothing_is_new():
    said = Validators(url=URL, etag='W/"new"', last_modified=None, max_age_s=0)
    state = unchanged(make_state(etag='"old"', last_modified="old"), validators=said)
    assert (state.etag, state.last_modified, state.validated_url) == ('W/"new"', None, URL)


def test_first_success_is_the_baseline_and_later_ones_keep_its_time():
    assert succeed(make_state(baseline_at=None, ok_at=None)).baseline_at == NOW
    earlier = NOW - timedelta(days=3)
    assert succeed(make_state(baseline_at=earlier)).baseline_at == earlier


def test_not_modified_answer_to_a_first_request_is_no_baseline():
    assert unchanged(make_state(baseline_at=None)).baseline_at is None


def test_success_ends_an_outage():
    failing = make_state(failures=4, failing_since=NOW, failure="dns", error="no such host", empty_polls=2)
    for state in (succeed(failing), unchanged(failing)):
        assert (state.failures, state.failing_since, state.failure, state.error) == (0, None, "", "")
        assert state.empty_polls == 0


def test_success_keeps_what_it_says_nothing_of():
    lasting = {
        "adopted_url": "https://example.com/new",
        "move": Move(url="https://example.com/newer", since=NOW, polls=1),
        "body_fingerprint": "ab",
        "hints": FeedHints(ttl_s=60.0),
        "listed": 7,
        "rhythm_s": 600.0,
        "rest_s": 604_800.0,
        "stop": Stop.PAUSED,
        "stopped_at": NOW,
        "stopped_by": "a person",
        "told": "failing",
    }
    told_by_a_poll = {
        *("etag", "last_modified", "validated_url", "max_age_s", "next_poll_at", "due_because", "not_before"),
        *("wait_s", "polled_at", "ok_at", "baseline_at", "news_at", "empty_polls", "failures"),
        *("failing_since", "failure", "error"),
    }
    assert lasting.keys() | told_by_a_poll == set(FeedState._fields)
    after = unchanged(make_state(**lasting))
    assert {name: getattr(after, name) for name in lasting} == lasting


def test_damage_is_noted_until_the_document_changes():
    damaged = succeed(damage="mismatched tag")
    assert damaged.error == "not-well-formed: mismatched tag"
    assert unchanged(damaged).error == damaged.error
    assert succeed(damaged).error == ""


def test_document_that_may_be_half_of_one_is_asked_for_again_as_a_whole():
    said = Validators(url=URL, etag='"half"', last_modified="then", max_age_s=0)
    half = succeed(make_state(listed=10), validators=said, damage="no element found", listed=4)
    assert (half.etag, half.last_modified, half.body_fingerprint) == (None, None, None)


def test_document_that_is_always_damaged_is_polled_with_its_validators():
    said = Validators(url=URL, etag='"v"', last_modified=None, max_age_s=0)
    state = succeed(make_state(listed=4, news_at=NOW), validators=said, damage="mismatched tag", listed=4)
    assert (state.etag, state.body_fingerprint) == ('"v"', "ab")


def test_first_document_that_may_be_half_of_one_is_no_baseline_and_the_second_is():
    first = succeed(make_state(baseline_at=None, news_at=None), damage="no element found", listed=4)
    assert (first.baseline_at, first.body_fingerprint) == (None, None)
    assert succeed(first, damage="no element found", listed=4).baseline_at == NOW


def test_delta_brings_news_and_says_nothing_of_the_whole():
    whole = make_state(body_fingerprint="whole", hints=FeedHints(ttl_s=600), listed=40)
    state = succeed(whole, body_fingerprint=None, listed=1, news=1)
    assert (state.body_fingerprint, state.hints, state.listed) == ("whole", whole.hints, 40)
    assert state.news_at == NOW


# --- suddenly empty -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("listed", "empty_polls", "now_listed", "is_delta", "expected"),
    [
        (5, 0, 0, False, True),
        (5, 2, 0, False, True),
        (5, 3, 0, False, False),
        (4, 0, 0, False, False),
        (5, 0, 1, False, False),
        (5, 0, 0, True, False),
    ],
)
def test_feed_that_is_suddenly_empty_is_doubted_three_times(
    listed, empty_polls, now_listed, is_delta, expected
):
    state = make_state(listed=listed, empty_polls=empty_polls)
    assert is_suddenly_empty(state, listed=now_listed, is_delta=is_delta) is expected


def test_doubted_polls_are_counted():
    state = make_state(listed=9)
    for count in (1, 2, 3):
        state = fail(state, error=make_error(FeedFailure.EMPTY))
        assert state.empty_polls == count
    assert fail(state).empty_polls == 3


# --- failures -------------------------------------------------------------------------------------------


def test_failure_says_what_happened_since_when_and_how_often():
    state = fail(make_state())
    assert (state.failures, state.failing_since, state.failure, state.error) == (
        1,
        NOW,
        "dns",
        "no such host",
    )
    later = fail(state, now=NOW + timedelta(hours=1))
    assert (later.failures, later.failing_since) == (2, NOW)


def test_failure_keeps_the_validators_of_the_last_body_that_was_read():
    state = fail(make_state(etag='"x"', body_fingerprint="ab", hints=FeedHints(ttl_s=60), listed=3))
    assert (state.etag, state.body_fingerprint, state.hints.ttl_s, state.listed) == ('"x"', "ab", 60, 3)


def test_failures_in_a_row_wait_longer_and_at_most_a_day():
    waits = [wait_s(fail(make_state(failures=failures), jitter=0.999)) for failures in range(20)]
    assert waits == sorted(waits)
    assert waits[0] < 600 < waits[1]
    assert waits[-1] <= DAY_S


def test_feed_polled_once_a_week_is_tried_again_within_a_day():
    weekly = make_feed(interval_s=7 * DAY_S)
    assert wait_s(fail(make_state(), feed=weekly, jitter=0.999)) == DAY_S


def test_backoff_has_full_jitter_between_one_interval_and_the_doubled_one():
    state = make_state(failures=2)
    assert [wait_s(fail(state, jitter=jitter)) for jitter in (0.0, 0.5)] == [300, 300 + 0.5 * 2_100]
    assert fail(state).due_because is DueReason.BACKOFF


def test_feed_that_failed_for_two_weeks_is_asked_once_a_week():
    broken = make_state(failures=20, failing_since=NOW - timedelta(days=14))
    assert wait_s(fail(broken, jitter=0.0)) == 7 * DAY_S
    still_young = make_state(failures=20, failing_since=NOW - timedelta(days=13))
    assert wait_s(fail(still_young)) <= DAY_S


def test_feed_is_not_polled_before_retry_after():
    state = fail(error=make_error(retry_after_s=5_000))
    assert (wait_s(state), state.due_because) == (5_000, DueReason.RETRY_AFTER)
    assert state.not_before == NOW + timedelta(seconds=5_000)


def test_retry_after_of_a_year_counts_as_a_week():
    assert wait_s(fail(error=make_error(retry_after_s=3e7))) == 7 * DAY_S


def test_feed_that_is_gone_stops():
    state = fail(error=make_error(FeedFailure.GONE, status=410))
    assert (state.stop, state.stopped_at, state.stopped_by) == (Stop.GONE, NOW, "")


def test_adopted_address_that_is_gone_is_left_for_the_configured_one():
    moved = make_state(adopted_url="https://new.example/feed", etag='"new"', body_fingerprint="ab")
    state = fail(moved, error=make_error(FeedFailure.GONE, status=410))
    assert (state.stop, state.adopted_url, state.etag, state.body_fingerprint) == (None, "", None, None)


# --- hosts ----------------------------------------------------------------------------------------------


def block_s(failures, **error):
    stored = StoredFeed(
        feed_id=1, feed=make_feed(), state=make_state(failures=failures), host_key="example.org"
    )
    block = host_block(stored, make_error(FeedFailure.HTTP_STATUS, **error), terms=terms())
    if block is None:
        return None
    assert block.host_key == "example.org"
    return (block.until - NOW).total_seconds()


@pytest.mark.parametrize(
    ("failures", "error", "expected"),
    [
        (0, {"status": 429, "retry_after_s": 4_000.0}, 4_000),
        (0, {"status": 503, "retry_after_s": 1e9}, 7 * DAY_S),
        (0, {"status": 429}, 300),
        (0, {"status": 429, "retry_after_s": 0.0}, 300),
        (1, {"status": 503}, 600),
        (9, {"status": 429}, 3_600),
        (0, {"status": 403}, None),
        (2, {"status": 403}, 1_200),
        (5, {"status": 404}, None),
        (5, {"status": 500}, None),
        (5, {}, None),
    ],
)
def test_answers_that_mean_the_whole_host(failures, error, expected):
    assert block_s(failures, **error) == expected


@pytest.mark.parametrize(
    ("status", "expected"), [(403, None), (429, 4_000), (503, 4_000)], ids=["forbidden", "many", "not now"]
)
def test_host_a_redirect_leads_to_is_left_alone_where_it_asks_for_that(status, expected):
    stored = StoredFeed(feed_id=1, feed=make_feed(), state=make_state(failures=9), host_key="evil.example")
    error = make_error(status=status, retry_after_s=4_000.0, host_key="example.org")
    block = host_block(stored, error, terms=terms())
    assert (block and (block.until - NOW).total_seconds()) == expected


def test_one_of_many_strangers_under_a_domain_keeps_the_others_waiting_for_an_hour_at_most():
    stored = StoredFeed(feed_id=1, feed=make_feed(), state=make_state(), host_key="github.io")
    block = host_block(stored, make_error(status=429, retry_after_s=6e5), terms=terms())
    assert block is not None
    assert block.until - NOW == timedelta(hours=1)
    assert wait_s(fail(error=make_error(status=429, retry_after_s=6e5))) == 6e5
