"""Permanent redirects, believed slowly."""

from datetime import timedelta

import pytest

from bot.core.feed import Move, StoredFeed
from bot.core.moves import after_failed_move, follow_move
from tests.builders import NOW, make_feed, make_state

OLD = "https://old.example/feed"
NEW = "https://new.example/feed"
OTHER = "https://other.example/feed"


def poll(state, moved_to, *, at=NOW, configured=(OLD,), url=OLD):
    """One poll that read a feed; returns the state it leaves and the notices' titles."""
    stored = StoredFeed(feed_id=1, feed=make_feed(url=url), state=state)
    after = follow_move(
        make_state(move=state.move, adopted_url=state.adopted_url, etag='"v"', polled_at=at),
        stored,
        moved_to,
        is_configured=lambda url: url in configured,
        now=at,
    )
    return after.state, [notice.title for notice in after.notices]


def polls(*moves, every=timedelta(hours=10), configured=(OLD,), state=None):
    state, told = state or make_state(), []
    for number, moved_to in enumerate(moves):
        state, titles = poll(state, moved_to, at=NOW + number * every, configured=configured)
        told += titles
    return state, told


def test_redirect_is_adopted_after_a_day_of_polls_and_admins_are_told_once():
    state, told = polls(NEW, NEW, NEW)
    assert (state.adopted_url, told) == ("", [])
    state, told = polls(NEW, NEW, NEW, NEW, "", "")
    assert (state.adopted_url, state.move) == (NEW, None)
    assert told == ["Example News: the feed has moved"]


def test_many_polls_within_a_day_are_not_enough():
    state, _ = polls(*[NEW] * 20, every=timedelta(hours=1))
    assert (state.adopted_url, state.move) == ("", Move(url=NEW, since=NOW, polls=20))


def test_two_polls_are_not_enough_however_far_apart():
    assert polls(NEW, NEW, every=timedelta(days=9))[0].adopted_url == ""


@pytest.mark.parametrize("interruption", ["", OTHER])
def test_any_other_answer_starts_the_count_anew(interruption):
    state, told = polls(NEW, NEW, NEW, interruption, NEW, NEW)
    assert (state.adopted_url, told) == ("", [])
    assert state.move == Move(url=NEW, since=NOW + 4 * timedelta(hours=10), polls=2)


def test_failed_poll_starts_the_count_anew():
    state = make_state(move=Move(url=NEW, since=NOW, polls=9))
    assert after_failed_move(state, failures=1, is_gone=False).move is None


def test_adopting_keeps_the_validators():
    assert polls(NEW, NEW, NEW, NEW)[0].etag == '"v"'


def test_address_of_another_feed_is_not_adopted_and_told_once():
    state, told = polls(NEW, NEW, NEW, NEW, NEW, NEW, configured=(OLD, NEW))
    assert (state.adopted_url, told) == ("", ["Example News: two entries are the same feed now"])
    # Not even a failure in between makes us tell it again.
    state = after_failed_move(state, failures=1, is_gone=False)
    assert poll(state, NEW, at=NOW + timedelta(days=5), configured=(OLD, NEW))[1] == []


def test_adopted_address_that_moves_on_is_followed_the_same_way():
    state, told = polls(OTHER, OTHER, OTHER, OTHER, state=make_state(adopted_url=NEW))
    assert (state.adopted_url, told) == (OTHER, ["Example News: the feed has moved"])


def test_adopted_address_that_leads_back_is_given_up_without_a_word():
    state, told = polls(OLD, OLD, OLD, OLD, state=make_state(adopted_url=NEW))
    assert (state.adopted_url, state.move, told) == ("", None, [])


def test_login_is_never_left_behind():
    with_login = "https://anna:secret@old.example/feed"
    state = make_state(move=Move(url=NEW, since=NOW - timedelta(days=9), polls=9))
    assert poll(state, NEW, url=with_login)[0].adopted_url == ""


def test_adopted_address_that_keeps_failing_is_given_up_with_its_validators():
    state = make_state(adopted_url=NEW, etag='"v"', last_modified="then", body_fingerprint="ab")
    assert after_failed_move(state, failures=2, is_gone=False) == state
    given_up = after_failed_move(state, failures=3, is_gone=False)
    assert (given_up.adopted_url, given_up.etag, given_up.last_modified) == ("", None, None)
    assert given_up.body_fingerprint is None
