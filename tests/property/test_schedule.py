"""Whatever a server and a document say, a feed is polled neither too early nor too late."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.feed import FeedHints, StoredFeed
from bot.core.quiet_hours import is_quiet
from bot.core.schedule import Reading, Terms, Validators, after_failure, after_success, host_block
from bot.errors import FeedError, FeedFailure
from bot.feeds.hints import read_hints
from tests.builders import NOW, make_feed, make_state

HOUR_S, DAY_S, WEEK_S = 3_600, 86_400, 7 * 86_400
MIN_INTERVAL_S = 300

seconds = st.integers(0, 10**12)
moments = st.integers(min_value=-(10**9), max_value=0).map(lambda ago_s: NOW + timedelta(seconds=ago_s))
hints = st.builds(
    FeedHints,
    ttl_s=seconds,
    period_s=seconds,
    skip_hours=st.frozensets(st.integers(0, 23)),
    skip_days=st.frozensets(st.integers(0, 6)),
)
terms = st.builds(
    Terms,
    now=st.integers(0, WEEK_S).map(lambda later_s: NOW + timedelta(seconds=later_s)),
    min_interval_s=st.just(MIN_INTERVAL_S),
    jitter=st.floats(min_value=0, max_value=1, exclude_max=True),
)
feeds = st.builds(make_feed, interval_s=st.none() | st.floats(min_value=1, max_value=DAY_S))
states = st.builds(
    make_state,
    rhythm_s=st.none() | seconds,
    wait_s=st.none() | seconds,
    news_at=st.none() | moments,
    failing_since=st.none() | moments,
    failures=st.integers(0, 10_000),
    hints=hints,
)
readings = st.none() | st.builds(
    Reading,
    body_fingerprint=st.sampled_from([None, "ab"]),
    hints=hints,
    listed=st.integers(0, 50),
    published=st.lists(moments, max_size=30).map(tuple),
    news=st.integers(0, 50),
)
freshness = st.builds(Validators, etag=st.none(), last_modified=st.none(), max_age_s=st.none() | seconds)


@given(state=states, feed=feeds, said=freshness, terms=terms, reading=readings)
def test_good_answer_leads_to_a_poll_in_its_time(state, feed, said, terms, reading):
    after = after_success(state, feed, said, terms=terms, reading=reading)
    wait_s = (after.next_poll_at - terms.now).total_seconds()
    assert wait_s >= MIN_INTERVAL_S
    assert wait_s >= min(said.max_age_s or 0.0, DAY_S)
    assert wait_s >= min(after.hints.ttl_s, DAY_S)
    if feed.interval_s is None:
        assert wait_s >= min(after.hints.period_s, 6 * HOUR_S)
    if after.not_before is not None:
        assert after.next_poll_at >= after.not_before
    is_never_open = len(after.hints.skip_hours) == 24 or len(after.hints.skip_days) == 7
    assert is_never_open or not is_quiet(after.next_poll_at, after.hints)
    # A day and its jitter; then the longest run of quiet hours, which is less than a week.
    assert wait_s <= 1.1 * DAY_S + WEEK_S
    if not (after.hints.skip_hours or after.hints.skip_days):
        assert wait_s <= 1.1 * DAY_S


errors = st.builds(
    lambda retry_after_s, status: FeedError(
        "https://example.org/feed.xml",
        FeedFailure.HTTP_STATUS,
        "no",
        retry_after_s=retry_after_s,
        status=status,
    ),
    st.none() | seconds,
    st.sampled_from([None, 403, 404, 429, 500, 503]),
)


@given(state=states, feed=feeds, error=errors, terms=terms)
def test_failure_leads_to_a_poll_in_its_time(state, feed, error, terms):
    after = after_failure(state, feed, error, terms=terms)
    wait_s = (after.next_poll_at - terms.now).total_seconds()
    asked_s = min(error.retry_after_s or 0, WEEK_S)
    assert wait_s >= max(asked_s, MIN_INTERVAL_S)
    assert wait_s <= 1.1 * WEEK_S
    if state.failing_since is None:
        assert wait_s <= max(asked_s, DAY_S)


@given(state=states, feed=feeds, error=errors, terms=terms)
def test_host_is_left_alone_for_as_long_as_it_asked_and_no_feed_of_it_for_longer(state, feed, error, terms):
    stored = StoredFeed(feed_id=1, feed=feed, state=state, host_key="example.org")
    block = host_block(stored, error, terms=terms)
    if block is not None:
        blocked_s = (block.until - terms.now).total_seconds()
        if error.retry_after_s is None:
            assert MIN_INTERVAL_S <= blocked_s <= HOUR_S
        else:
            assert blocked_s >= min(error.retry_after_s, WEEK_S) - 1e-3


pieces = st.sampled_from(
    ("<ttl>", "</ttl>", "<hour>", "</hour>", "<skipHours>", "</skipHours>", "9", "<skipDays>", "</skipDays>")
)


@given(text=st.text() | st.lists(pieces).map("".join))
def test_hints_of_any_text_make_sense(text):
    read = read_hints(text)
    assert read.ttl_s == 0 or 60 <= read.ttl_s <= DAY_S
    assert 0 <= read.period_s <= 366 * DAY_S
    assert read.skip_hours <= set(range(24))
    assert read.skip_days <= set(range(7))
