"""The delivery's state machine: what an attempt's outcome makes of a delivery, and of its channel.

    ready ─ leased ─ sending ─┬─ sent
      ^        ^              ├─ retry      certainly not posted: again later
      │        └──────────────┼─ uncertain  perhaps posted: look it up, then decide
      └── (channel paused) ───┤
                              └─ dead       out of attempts, or never acceptable

Pure: the time and the jitter come from the caller. ``suppressed`` is set where a silence holds an alert back.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.outbox import Delivery, DeliveryState, Receipt
from bot.errors import (
    AdapterFailed,
    ChannelRejected,
    CredentialsRejected,
    DeliveryError,
    MessageRejected,
    PlatformUnavailable,
    RetryableDelivery,
    UncertainDelivery,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """Full-jitter exponential back-off, and when to give up: after so many attempts and so long a time.

    Both must be over: an outage of half an hour uses up a dozen attempts, and loses no alert. Where the fault
    is ours the attempts are enough: the channel's other alerts wait behind it. ``max_blind``
    is how many requests without a clear answer are enough where nobody can be asked what became of them.
    """

    base_s: float = 0.5
    cap_s: float = 900.0
    max_attempts: int = 12
    max_blind: int = 5
    give_up_after_s: float = 2 * 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelBlock:
    """Send nothing to this channel, or to any of its workspace, before ``until``."""

    until: datetime
    is_for_workspace: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPause:
    """A person has to act on ``reason``; until then the channel, or its workspace, is tried now and then."""

    reason: str
    is_for_workspace: bool = False


ChannelEffect = ChannelBlock | ChannelPause | None

PROBE_AFTER = timedelta(minutes=1)
PROBE_AT_LEAST_EVERY = timedelta(hours=1)
"""A refused request costs something (Discord bans addresses that collect them), a late alert as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BacklogRule:
    """When a channel's waiting alerts are merged: more than ``most`` of them, and the first this old."""

    most: int
    older_than_s: float = 600.0

    def is_backlog(self, waiting: int, oldest_at: datetime, now: datetime) -> bool:
        return waiting > self.most and now - oldest_at >= timedelta(seconds=self.older_than_s)


def next_probe(paused_at: datetime, now: datetime) -> datetime:
    """Return when to try a paused channel again: the rarer, the longer it has been paused."""
    return now + min(max((now - paused_at) / 2, PROBE_AFTER), PROBE_AT_LEAST_EVERY)


def begin(delivery: Delivery, now: datetime) -> Delivery:
    """Return the delivery to store before the request leaves: SENDING, with this attempt counted.

    Raises: ValueError unless LEASED or UNCERTAIN: a caller's bug.
    """
    if delivery.state not in (DeliveryState.LEASED, DeliveryState.UNCERTAIN):
        raise ValueError(f"delivery {delivery.delivery_id} is {delivery.state}, not leased")
    return replace(
        delivery,
        state=DeliveryState.SENDING,
        attempts=delivery.attempts + 1,
        first_attempt_at=delivery.first_attempt_at or now,
        last_attempt_at=now,
    )


def succeeded(delivery: Delivery, receipt: Receipt) -> Delivery:
    """Return the delivery as SENT, with the platform's receipt."""
    return replace(delivery, state=DeliveryState.SENT, receipt=receipt, error="", is_maybe_posted=False)


def failed(
    delivery: Delivery,
    failure: DeliveryError,
    now: datetime,
    *,
    policy: RetryPolicy,
    jitter: float,
    can_look_up: bool = True,
) -> tuple[Delivery, ChannelEffect]:
    """Return the delivery to store after a failed attempt, and what it means for its channel.

    Args:
        delivery: in state SENDING (its ``attempts`` already counts this one), or UNCERTAIN when the
            look-up itself failed.
        failure: how it failed. A ``retry_after_s`` blocks the channel, or its workspace, until then and
            gives the attempt back: being asked to wait is not the message's fault.
        now: aware UTC.
        jitter: 0 <= jitter < 1, drawn by the caller.
        can_look_up: whether the platform can be asked what became of a request.
    """
    was_looking_up = delivery.state is DeliveryState.UNCERTAIN
    is_open = was_looking_up or isinstance(failure, UncertainDelivery)
    delivery = replace(delivery, is_maybe_posted=delivery.is_maybe_posted or is_open)
    match failure:
        case MessageRejected():
            return _ended(delivery, failure), None
        case ChannelRejected() | CredentialsRejected():
            waiting = DeliveryState.UNCERTAIN if was_looking_up else DeliveryState.READY
            returned = replace(
                delivery, state=waiting, attempts=_given_back(delivery), due_at=now, error=failure.detail
            )
            is_for_workspace = isinstance(failure, CredentialsRejected)
            return returned, ChannelPause(reason=failure.detail, is_for_workspace=is_for_workspace)
        case RetryableDelivery(retry_after_s=wait_s) if wait_s is not None:
            until = now + timedelta(seconds=wait_s)
            waiting = DeliveryState.UNCERTAIN if was_looking_up else DeliveryState.RETRY
            returned = replace(
                delivery, state=waiting, attempts=_given_back(delivery), due_at=until, error=failure.detail
            )
            is_for_workspace = isinstance(failure, PlatformUnavailable)
            return returned, ChannelBlock(until=until, is_for_workspace=is_for_workspace)
    is_old = now - delivery.created_at >= timedelta(seconds=policy.give_up_after_s)
    is_enough = is_open and not can_look_up and delivery.attempts >= policy.max_blind
    is_hopeless = is_old or isinstance(failure, AdapterFailed)
    if is_enough or (is_hopeless and delivery.attempts >= policy.max_attempts):
        return _ended(delivery, failure), None
    longest_s = min(policy.cap_s, policy.base_s * 2 ** min(delivery.attempts, 30))
    later = replace(
        delivery,
        state=DeliveryState.UNCERTAIN if is_open else DeliveryState.RETRY,
        # Looking up counts as an attempt, or a platform that never answers would be asked for ever.
        attempts=delivery.attempts + was_looking_up,
        due_at=now + timedelta(seconds=jitter * longest_s),
        error=failure.detail,
    )
    return later, None


def of_question(failure: DeliveryError) -> DeliveryError:
    """Return what a failure means for a question: it changed nothing, so in doubt it is asked again."""
    is_clear = isinstance(failure, ChannelRejected | CredentialsRejected | RetryableDelivery)
    return failure if is_clear else RetryableDelivery(failure.detail)


def _ended(delivery: Delivery, failure: DeliveryError) -> Delivery:
    return replace(delivery, state=DeliveryState.DEAD, error=failure.detail)


def _given_back(delivery: Delivery) -> int:
    return delivery.attempts - (delivery.state is DeliveryState.SENDING)
