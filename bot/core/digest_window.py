"""When digests are due: a schedule and the time -> the newest window that is over, whatever the clocks do.

A window is a local date: each has one, and so one digest. Where an hour is left out in spring the digest is
due at the first moment after the gap; where it comes twice in autumn, at the first of the two. A date that a
zone left out (Samoa had no 30 December 2011) has no window.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.model import DigestTime

_SECOND = timedelta(seconds=1)
_DAYS_BACK = 16
"""A weekly window is found within this, even where the clocks left out its day a week ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What a digest is about: all that was found before ``ended_at`` (aware UTC) and was in none before.

    ``key`` tells it from all other windows of a channel. ``on`` is its local date.
    """

    key: str
    on: date
    ended_at: datetime


def last_window(at: DigestTime, now: datetime) -> Window:
    """Return the newest window that is over at ``now`` (aware UTC)."""
    zone = ZoneInfo(at.zone)
    # The clocks may have gone back over midnight since: the window of "tomorrow" can be over already.
    newest = now.astimezone(zone).date() + timedelta(days=1)
    for back in range(_DAYS_BACK):
        on = newest - timedelta(days=back)
        if at.weekday is not None and on.weekday() != at.weekday:
            continue
        ended_at = _first_moment(on, at.hour, zone)
        if ended_at <= now and _exists(on, zone):
            return Window(key=f"{_name(at)} {on.isoformat()}", on=on, ended_at=ended_at)
    raise AssertionError(f"{at.zone} has no such day for two weeks")


def _name(at: DigestTime) -> str:
    """A schedule in words that no other has."""
    day = "daily" if at.weekday is None else f"weekly-{at.weekday}"
    return f"{day} {at.hour:02} {at.zone}"


def _exists(on: date, zone: ZoneInfo) -> bool:
    return _first_moment(on, 0, zone).astimezone(zone).date() == on


def _first_moment(on: date, hour: int, zone: ZoneInfo) -> datetime:
    """Return the first moment at which the clocks of a zone show this hour, or a later one."""
    wanted = datetime.combine(on, time(hour))
    first = wanted.replace(tzinfo=zone).astimezone(UTC)
    if _shown(first, zone) == wanted:
        return first
    # In a gap: with the offset from before it the moment lies behind the gap, with the later one ahead of it.
    low, high = wanted.replace(tzinfo=zone, fold=1).astimezone(UTC), first
    while high - low > _SECOND:
        middle = low + (high - low) // 2
        low, high = (low, middle) if _shown(middle, zone) >= wanted else (middle, high)
    return high.replace(microsecond=0)


def _shown(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)
