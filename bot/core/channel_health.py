"""Channels that do not get their alerts: those that wait for an hour, and those that were given up.

A channel that the platform refuses is paused, which is told where it happens; it is left out here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.health_findings import NOTHING, Finding, Findings, Told, span_words
from bot.core.model import Channel

STUCK_AFTER = timedelta(hours=1)
TELL_DEAD_EVERY = timedelta(days=1)
"""A platform that refuses each alert would make a notice of each."""

CHANNEL = "channel:"
DEAD = "dead:"
_STUCK, _TOLD = "stuck", "told"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelQueue:
    """What waits for a channel, and what was given up.

    ``waiting_since`` is of the oldest delivery that is open, ``error`` why the last attempt at it failed.
    ``died_at`` are the times of the last attempts at those that were given up.
    """

    channel: Channel
    waiting: int = 0
    waiting_since: datetime | None = None
    error: str = ""
    is_paused: bool = False
    died_at: tuple[datetime, ...] = ()


def look_at_channels(
    queues: Sequence[ChannelQueue],
    *,
    told: Mapping[str, Told],
    watched: Collection[Channel],
    started_at: datetime,
    now: datetime,
) -> Findings:
    """Return what to tell of channels.

    Args:
        queues: of all channels that have something open or dead.
        told: what was told of which subject.
        watched: the channels that alerts are made for, but for the one that the notice goes to.
        started_at: when this process began: what waited for it has not been tried yet.
    """
    findings = NOTHING
    by_channel = {queue.channel: queue for queue in queues}
    for channel in watched:
        queue = by_channel.get(channel, ChannelQueue(channel=channel))
        findings += _look_at_queue(queue, told, started_at=started_at, now=now)
        findings += _look_at_dead(queue, told.get(f"{DEAD}{channel}"), now=now)
    subjects = {f"{kind}{channel}" for kind in (CHANNEL, DEAD) for channel in watched}
    gone = [one for one in told if one.startswith((CHANNEL, DEAD)) and one not in subjects]
    return findings + Findings(subjects=dict.fromkeys(gone, ""))


def _look_at_queue(
    queue: ChannelQueue, told: Mapping[str, Told], *, started_at: datetime, now: datetime
) -> Findings:
    subject = f"{CHANNEL}{queue.channel}"
    since = queue.waiting_since
    if queue.is_paused:
        return Findings(subjects={subject: ""}) if subject in told else NOTHING
    if subject in told:
        if since is not None and now - since >= STUCK_AFTER:
            return NOTHING
        found = Finding(text=f"{queue.channel} gets its alerts again", is_good=True)
        return Findings(found=(found,), subjects={subject: ""})
    if since is None or now - max(since, started_at) < STUCK_AFTER:
        return NOTHING
    text = f"{queue.channel} has got no alert for {span_words(now - since)}, {queue.waiting} wait"
    detail = f"{queue.error or 'No attempt was answered'}. They are kept and tried again."
    return Findings(found=(Finding(text=text, detail=detail),), subjects={subject: _STUCK})


def _look_at_dead(queue: ChannelQueue, told: Told | None, *, now: datetime) -> Findings:
    dead = sum(told is None or at > told.at for at in queue.died_at)
    if not dead or (told is not None and now - told.at < TELL_DEAD_EVERY):
        return NOTHING
    text = f"{queue.channel}: {dead} alert{'s' * (dead != 1)} could not be posted and {_were(dead)} given up"
    detail = "`topicwire deliveries list` says why, `topicwire deliveries retry` sends them again."
    return Findings(found=(Finding(text=text, detail=detail),), subjects={f"{DEAD}{queue.channel}": _TOLD})


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
