"""Several alerts that wait for one channel -> digests, within lengths every platform takes.

They wait after an outage (a backlog), since the channel asked for a digest each day or week, because one poll
found too many at once, or because somebody asked for a topic's past.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.digest_window import Window
from bot.core.message import OUTLET_CHARS
from bot.core.model import AlertMessage, Channel, Digest, DigestTime
from bot.core.text import truncate

ALERTS = 10
"""Discord takes ten embeds in a message, one for each alert."""

CHARS = 4_000
"""Title, link, outlet and strongest topic of all alerts together. Twice that, where each character is an
emoji, stays below what Slack refuses as too long."""

OTHER_CHARS = 100
"""What an alert shows besides: its time, its language."""

MOST = 50
"""So many alerts of one day, week or poll are worth reading; they are five messages or more."""

KEY_CHARS = 24
"""As every delivery key: small enough for Discord's nonce."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingDigest:
    """Alerts of a channel that wait for the digest of one schedule, the first since ``oldest_at``."""

    channel: Channel
    at: DigestTime
    oldest_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDigest:
    """A digest to be sent, of the topics that its channel gets now: it may have lost some since they waited.

    ``command``: what people write after the slash, to ask for what is left out.
    """

    channel: Channel
    at: DigestTime
    window: Window
    watchlist_ids: tuple[str, ...]
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingAlert:
    """An alert that waits for a digest; ``score`` is its strongest topic's."""

    alert_id: int
    message: AlertMessage
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestPart:
    """One message of a digest. The same digest always has the same ``delivery_key``."""

    title: str
    delivery_key: str
    alert_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """How a poll's alerts for one channel go out: some by themselves, then the digest of the others."""

    single_ids: tuple[int, ...]
    parts: tuple[DigestPart, ...] = ()


def compose_digest(alerts: Sequence[AlertMessage]) -> Digest:
    """Return the digest of these alerts, oldest first; they must fit, see ``fitting``."""
    return Digest(title=f"{len(alerts)} alerts that had to wait", alerts=tuple(alerts))


def fitting(alerts: Sequence[AlertMessage]) -> int:
    """Return how many of these alerts, from the first on, go into one digest; at least one."""
    room = CHARS
    for number, alert in enumerate(alerts[:ALERTS]):
        topic = alert.why[0] if alert.why else ""
        room -= len(alert.title) + len(alert.url) + len(alert.outlet) + len(topic) + OTHER_CHARS
        if room < 0:
            return max(1, number)
    return min(len(alerts), ALERTS)


def plan_digest(due: DueDigest, waiting: Sequence[WaitingAlert]) -> tuple[DigestPart, ...]:
    """Return the messages of a window's digest; none where nothing waits.

    Args:
        waiting: oldest first. Of more than ``MOST`` the strongest are shown, and the title says so.
    """
    strongest = sorted(waiting, key=lambda one: -one.score)[:MOST]
    shown = sorted(strongest, key=lambda one: one.alert_id)
    every = "Daily" if due.at.weekday is None else "Weekly"
    title = f"{every} digest · {due.window.on.isoformat()} · {_counted(len(waiting))}"
    if len(shown) < len(waiting):
        title += f", here the {MOST} strongest; the others: /{due.command} latest"
    return _parts(shown, title=title, key=f"{due.channel} {due.window.key}")


def plan_burst(channel: Channel, waiting: Sequence[WaitingAlert], *, outlet: str, most: int | None) -> Burst:
    """Return how the alerts of one poll go out: the strongest ``most`` by themselves, the others in a digest.

    The digest is as many messages as it takes; of more than ``MOST`` others it shows the strongest, and its
    title counts them all. A digest of one alert would save no message, so one more than ``most`` still go out
    by themselves.

    Args:
        waiting: oldest first. Of two that are equally strong the newer one comes first.
        most: None where there is no limit.
    """
    if most is None or len(waiting) <= most + 1:
        return Burst(single_ids=tuple(one.alert_id for one in waiting))
    ranked = sorted(waiting, key=lambda one: (-one.score, -one.alert_id))
    singles, others = ranked[:most], ranked[most:]
    shown = sorted(others[:MOST], key=lambda one: one.alert_id)
    title = f"{len(others)} more from {truncate(outlet, OUTLET_CHARS)}" if outlet else f"{len(others)} more"
    if len(shown) < len(others):
        title += f", here the {MOST} strongest; searching finds the others"
    return Burst(
        single_ids=tuple(sorted(one.alert_id for one in singles)),
        parts=_parts(shown, title=title, key=f"{channel} burst {waiting[-1].alert_id}"),
    )


def plan_release(channel: Channel, waiting: Sequence[WaitingAlert]) -> tuple[DigestPart, ...]:
    """Return the messages by which alerts go out at once that waited for a digest nobody wants any more."""
    if not waiting:
        return ()
    title = f"{_counted(len(waiting))} that waited for a digest"
    return _parts(waiting, title=title, key=f"{channel} released {waiting[-1].alert_id}")


def plan_past(
    channel: Channel, waiting: Sequence[WaitingAlert], *, topic: str, days: int, more: int
) -> tuple[DigestPart, ...]:
    """Return the messages that tell a topic's past, which was asked for; none where nothing waits.

    Args:
        waiting: oldest first, ``MOST`` at the most; ``more`` weaker ones are left for another time.
    """
    if not waiting:
        return ()
    title = f"{truncate(topic, OUTLET_CHARS)} · the last {days} day{'s' * (days != 1)}"
    title += f" · {_counted(len(waiting) + more)}"
    if more:
        title += f", here the {len(waiting)} strongest"
    return _parts(waiting, title=title, key=f"{channel} past {waiting[-1].alert_id}")


def _counted(alerts: int) -> str:
    return f"{alerts} alert{'s' * (alerts != 1)}"


def _parts(shown: Sequence[WaitingAlert], *, title: str, key: str) -> tuple[DigestPart, ...]:
    parts = list(_cut(shown))
    return tuple(
        DigestPart(
            title=title + (f" ({number} of {len(parts)})" if len(parts) > 1 else ""),
            delivery_key=hashlib.sha256(f"{key} {number}".encode()).hexdigest()[:KEY_CHARS],
            alert_ids=tuple(one.alert_id for one in part),
        )
        for number, part in enumerate(parts, start=1)
    )


def _cut(shown: Sequence[WaitingAlert]) -> Iterator[Sequence[WaitingAlert]]:
    while shown:
        here = fitting([one.message for one in shown])
        yield shown[:here]
        shown = shown[here:]
