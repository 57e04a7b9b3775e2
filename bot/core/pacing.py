"""When the next message may leave, so that a platform never has to ask us to slow down. Pure.

A bucket is one number: the moment at which it would be empty if nothing else left. Source: the generic cell
rate algorithm (ITU-T I.371), which needs no counter and no window.
"""

from dataclasses import dataclass

from bot.core.model import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """A platform's rate limits as we keep to them.

    ``channel_gap_s``: seconds between an answer and the next message to the same channel. ``per_s``: messages
    per second to all channels of a workspace, of which ``burst`` may leave at once after a rest. ``lanes``:
    channels that are delivered to at once; where there are more, the others wait for a free one.
    """

    channel_gap_s: float
    per_s: float
    burst: int
    lanes: int = 100


UNHURRIED = Pace(channel_gap_s=0.0, per_s=1_000.0, burst=1_000)
"""For what has no limit worth keeping to."""


def take_turn(empty_at: float, now: float, pace: Pace) -> tuple[float, float]:
    """Return how many seconds to wait for the turn, and the bucket's moment after it.

    Args:
        empty_at: the moment that the turn before returned, or any past one; in the seconds of ``now``.
    """
    interval_s = 1.0 / pace.per_s
    begun = max(empty_at, now)
    return max(0.0, begun - now - (pace.burst - 1) * interval_s), begun + interval_s


class Turns:
    """Whose turn it is when, for the channels of one platform. ``now`` is in seconds of any steady clock."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._free_at: dict[Channel, float] = {}
        self._empty_at: dict[str, float] = {}

    def take(self, channel: Channel, now: float) -> float:
        """Take the channel's next turn and return how many seconds it is away."""
        gap_s = max(0.0, self._free_at.get(channel, now) - now)
        empty_at = self._empty_at.get(channel.workspace, now)
        wait_s, self._empty_at[channel.workspace] = take_turn(empty_at, now, self._pace)
        return max(gap_s, wait_s)

    def answered(self, channel: Channel, now: float) -> None:
        """Note that the platform has answered: the gap begins here, or a slow request would use it up."""
        self._free_at[channel] = now + self._pace.channel_gap_s
