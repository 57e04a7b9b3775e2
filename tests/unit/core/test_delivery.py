"""The delivery's state machine."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.delivery import (
    BacklogRule,
    ChannelBlock,
    ChannelPause,
    RetryPolicy,
    begin,
    failed,
    next_probe,
    succeeded,
)
from bot.core.model import Channel
from bot.core.outbox import Delivery, DeliveryState, Receipt
from bot.errors import (
    AdapterFailed,
    ChannelRejected,
    CredentialsRejected,
    MessageRejected,
    PlatformUnavailable,
    RetryableDelivery,
    UncertainDelivery,
)
from tests.builders import NOW, make_message

POLICY = RetryPolicy(base_s=2, cap_s=900, max_attempts=12, give_up_after_s=3600)


def delivery(state=DeliveryState.LEASED, attempts=0, *, age_s=0):
    return Delivery(
        delivery_id=1,
        delivery_key="0" * 24,
        channel=Channel(adapter="console", external_id="main"),
        message=make_message(),
        state=state,
        attempts=attempts,
        due_at=NOW,
        created_at=NOW - timedelta(seconds=age_s),
    )


def fail(one, failure, *, jitter=0.5):
    return failed(one, failure, NOW, policy=POLICY, jitter=jitter)


@pytest.mark.parametrize("state", [DeliveryState.LEASED, DeliveryState.UNCERTAIN])
def test_attempt_is_counted_before_the_request_leaves(state):
    begun = begin(delivery(state, attempts=2), NOW)
    assert (begun.state, begun.attempts) == (DeliveryState.SENDING, 3)


def test_the_first_and_the_last_attempt_are_remembered():
    first, later = begin(delivery(), NOW), NOW + timedelta(hours=1)
    assert (first.first_attempt_at, first.last_attempt_at) == (NOW, NOW)
    again = begin(replace(first, state=DeliveryState.UNCERTAIN), later)
    assert (again.first_attempt_at, again.last_attempt_at) == (NOW, later)


def test_doubt_stays_until_somebody_has_looked():
    doubtful, _ = fail(delivery(DeliveryState.SENDING, attempts=1), UncertainDelivery("timeout"))
    refused, _ = fail(replace(doubtful, state=DeliveryState.SENDING), RetryableDelivery("not connected"))
    assert (refused.state, refused.is_maybe_posted) == (DeliveryState.RETRY, True)
    certain, _ = fail(delivery(DeliveryState.SENDING, attempts=1), RetryableDelivery("not connected"))
    assert certain.is_maybe_posted is False
    assert succeeded(refused, Receipt(external_id="1")).is_maybe_posted is False


def test_fault_of_ours_does_not_hold_up_a_channel_for_days():
    ended, _ = fail(delivery(DeliveryState.SENDING, attempts=12), AdapterFailed("KeyError"))
    assert (ended.state, ended.is_maybe_posted) == (DeliveryState.DEAD, True)
    kept, _ = fail(delivery(DeliveryState.SENDING, attempts=11), AdapterFailed("KeyError"))
    assert kept.state is DeliveryState.UNCERTAIN


@pytest.mark.parametrize(
    "state", sorted(set(DeliveryState) - {DeliveryState.LEASED, DeliveryState.UNCERTAIN})
)
def test_only_a_leased_delivery_can_be_sent(state):
    with pytest.raises(ValueError, match="not leased"):
        begin(delivery(state), NOW)


def test_accepted_delivery_keeps_the_receipt_and_forgets_its_errors():
    sent = succeeded(replace(delivery(), error="timeout"), Receipt(external_id="m1"))
    assert (sent.state, sent.receipt, sent.error) == (DeliveryState.SENT, Receipt(external_id="m1"), "")


def test_retryable_failure_waits_within_the_doubled_base():
    later, effect = fail(delivery(DeliveryState.SENDING, attempts=3), RetryableDelivery("refused"))
    assert later.state is DeliveryState.RETRY
    assert later.due_at == NOW + timedelta(seconds=0.5 * 2 * 2**3)
    assert effect is None


def test_wait_is_capped():
    later, _ = fail(delivery(DeliveryState.SENDING, attempts=11), RetryableDelivery("refused"), jitter=0.999)
    assert later.due_at <= NOW + timedelta(seconds=900)


def test_platform_that_takes_nothing_blocks_the_whole_workspace():
    later, effect = fail(
        delivery(DeliveryState.SENDING, attempts=1), PlatformUnavailable("banned", retry_after_s=600)
    )
    assert effect == ChannelBlock(until=NOW + timedelta(seconds=600), is_for_workspace=True)
    assert (later.state, later.attempts) == (DeliveryState.RETRY, 0)


def test_refused_token_pauses_the_whole_workspace_and_the_delivery_waits():
    kept, effect = fail(delivery(DeliveryState.SENDING, attempts=1), CredentialsRejected("token_revoked"))
    assert effect == ChannelPause(reason="token_revoked", is_for_workspace=True)
    assert (kept.state, kept.attempts) == (DeliveryState.READY, 0)


@pytest.mark.parametrize(
    ("state", "failure", "is_maybe_posted"),
    [
        (DeliveryState.SENDING, RetryableDelivery("refused"), False),
        (DeliveryState.SENDING, MessageRejected("too long"), False),
        (DeliveryState.UNCERTAIN, MessageRejected("too much was posted"), True),
        (DeliveryState.SENDING, UncertainDelivery("timeout"), True),
        (DeliveryState.UNCERTAIN, RetryableDelivery("refused"), True),
    ],
)
def test_dead_delivery_says_whether_it_may_have_been_posted(state, failure, is_maybe_posted):
    ended, _ = fail(delivery(state, attempts=12, age_s=3600), failure)
    assert (ended.state, ended.is_maybe_posted) == (DeliveryState.DEAD, is_maybe_posted)


@pytest.mark.parametrize(
    ("paused", "wait"),
    [
        (timedelta(), timedelta(minutes=1)),
        (timedelta(minutes=2), timedelta(minutes=1)),
        (timedelta(minutes=30), timedelta(minutes=15)),
        (timedelta(days=3), timedelta(hours=1)),
    ],
)
def test_paused_channel_is_probed_ever_more_rarely(paused, wait):
    assert next_probe(NOW - paused, NOW) == NOW + wait


@pytest.mark.parametrize(
    ("attempts", "failure", "ended"),
    [
        (5, UncertainDelivery("timeout"), True),
        (4, UncertainDelivery("timeout"), False),
        (50, RetryableDelivery("refused"), False),
    ],
)
def test_what_nobody_can_be_asked_about_is_sent_a_few_times_at_most(attempts, failure, ended):
    one = delivery(DeliveryState.SENDING, attempts=attempts)
    kept, _ = failed(one, failure, NOW, policy=POLICY, jitter=0.5, can_look_up=False)
    assert (kept.state is DeliveryState.DEAD) is ended
    asked, _ = failed(one, failure, NOW, policy=POLICY, jitter=0.5)
    assert asked.state is not DeliveryState.DEAD


def test_backlog_is_many_alerts_of_which_the_first_is_old():
    rule = BacklogRule(most=20, older_than_s=600)
    old = NOW - timedelta(seconds=600)
    assert rule.is_backlog(21, old, NOW)
    assert not rule.is_backlog(20, old, NOW)
    assert not rule.is_backlog(21, old + timedelta(seconds=1), NOW)


@pytest.mark.parametrize("retry_after_s", [41, 41.0])
def test_rate_limited_delivery_blocks_its_channel_and_keeps_its_attempts(retry_after_s):
    asked = RetryableDelivery("slow down", retry_after_s=retry_after_s)
    later, effect = fail(delivery(DeliveryState.SENDING, attempts=12), asked)
    until = NOW + timedelta(seconds=41)
    assert effect == ChannelBlock(until=until)
    assert (later.state, later.attempts, later.due_at) == (DeliveryState.RETRY, 11, until)


def test_unanswered_request_is_uncertain():
    later, _ = fail(delivery(DeliveryState.SENDING, attempts=1), UncertainDelivery("timeout"))
    assert later.state is DeliveryState.UNCERTAIN


def test_failed_look_up_stays_uncertain_and_counts():
    later, _ = fail(delivery(DeliveryState.UNCERTAIN, attempts=1), RetryableDelivery("refused"))
    assert (later.state, later.attempts) == (DeliveryState.UNCERTAIN, 2)


def test_rate_limited_look_up_stays_uncertain():
    asked = RetryableDelivery("slow down", retry_after_s=3.0)
    later, _ = fail(delivery(DeliveryState.UNCERTAIN, attempts=1), asked)
    assert (later.state, later.attempts) == (DeliveryState.UNCERTAIN, 1)


@pytest.mark.parametrize("failure", [RetryableDelivery("refused"), UncertainDelivery("timeout")])
def test_last_attempt_of_an_old_delivery_ends_dead_with_its_reason(failure):
    ended, _ = fail(delivery(DeliveryState.SENDING, attempts=12, age_s=3600), failure)
    assert (ended.state, ended.error) == (DeliveryState.DEAD, failure.detail)


def test_outage_uses_up_attempts_but_not_the_alert():
    kept, _ = fail(delivery(DeliveryState.SENDING, attempts=50, age_s=3599), RetryableDelivery("refused"))
    assert kept.state is DeliveryState.RETRY


def test_old_delivery_still_has_its_attempts():
    kept, _ = fail(delivery(DeliveryState.SENDING, attempts=11, age_s=9999), RetryableDelivery("refused"))
    assert kept.state is DeliveryState.RETRY


def test_message_no_platform_takes_is_dead_at_once():
    ended, effect = fail(delivery(DeliveryState.SENDING, attempts=1), MessageRejected("too long"))
    assert (ended.state, effect) == (DeliveryState.DEAD, None)


def test_rejecting_channel_is_paused_and_the_delivery_waits_for_it():
    kept, effect = fail(delivery(DeliveryState.SENDING, attempts=1), ChannelRejected("archived"))
    assert effect == ChannelPause(reason="archived")
    assert (kept.state, kept.attempts) == (DeliveryState.READY, 0)


def test_uncertain_delivery_of_a_rejecting_channel_is_still_looked_up_later():
    kept, _ = fail(delivery(DeliveryState.UNCERTAIN, attempts=1), ChannelRejected("archived"))
    assert kept.state is DeliveryState.UNCERTAIN
