"""The outbox's values: a delivery on its way to a channel, and what people read of both."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.model import Channel, Message


class DeliveryState(StrEnum):
    """``ready -> leased -> sending -> sent | retry | uncertain | dead | suppressed``."""

    READY = "ready"
    LEASED = "leased"
    SENDING = "sending"
    RETRY = "retry"
    UNCERTAIN = "uncertain"
    SENT = "sent"
    DEAD = "dead"
    SUPPRESSED = "suppressed"


OPEN = (
    DeliveryState.READY,
    DeliveryState.LEASED,
    DeliveryState.SENDING,
    DeliveryState.RETRY,
    DeliveryState.UNCERTAIN,
)
"""Not sent yet, and not given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The platform's own id of what it accepted."""

    external_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentAlert:
    """What an alert was made of, whether or not it has been sent yet."""

    channel: Channel
    article_id: int
    story_id: int
    watchlist_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """A delivery as people read of it; ``title`` is its message's, ``error`` why it is not sent."""

    delivery_id: int
    channel: Channel
    title: str
    state: DeliveryState
    attempts: int
    created_at: datetime
    due_at: datetime
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelReport:
    """A channel that is held back until ``blocked_until``; with a ``paused_reason`` a person must act.

    A paused channel is tried again by itself from time to time, then with the alert at its head.
    """

    channel: Channel
    paused_reason: str
    blocked_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message on its way to one channel.

    ``attempts`` counts requests that may have reached the platform; an answer "too many requests" does
    not count. ``lease_token`` fences: only its holder may finish the delivery. Between its first and its
    last attempt it was posted, if at all. ``is_probe``: its channel is paused, and this attempt tells whether
    it still has to be. ``is_maybe_posted``: a request left whose fate nobody knows, so that it is looked up
    before it is sent once more, and never made part of another message.
    """

    delivery_id: int
    delivery_key: str
    channel: Channel
    message: Message
    state: DeliveryState
    attempts: int = 0
    due_at: datetime
    created_at: datetime
    lease_token: str = ""
    error: str = ""
    receipt: Receipt | None = None
    first_attempt_at: datetime | None = None
    last_attempt_at: datetime | None = None
    is_probe: bool = False
    is_maybe_posted: bool = False
