"""The options of ``subscribe`` -> a subscription; what cannot be read is told with what may stand there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.core.commands import WEEKDAYS
from bot.core.filters import read_kinds, read_languages, read_score
from bot.core.mention import find_mention
from bot.core.model import Channel, DigestTime
from bot.core.subscription import Mode, Subscription
from bot.core.zones import find_zone
from bot.errors import QueryError

Read = TypeVar("Read")

DEFAULT_HOUR = 9
_NOBODY = frozenset(("", "none", "nobody", "no"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """``notes`` are lines about what was written and does not count."""

    subscription: Subscription
    notes: tuple[str, ...] = ()


def read_wish(options: Mapping[str, str], *, watchlist_id: str, channel: Channel, zone: str) -> Wish:
    """Return what is wished for; what is not said is as for a channel that subscribes anew.

    Args:
        options: by name, those that were not given left out.
        zone: the time zone where none is given.

    Raises: QueryError.
    """
    digest_at, notes = _digest_time(options, zone)
    mention = options.get("mention", "")
    subscription = Subscription(
        watchlist_id=watchlist_id,
        channel=channel,
        digest_at=digest_at,
        min_score=_read("min-score", options, read_score, 0.0),
        langs=_read("lang", options, read_languages, ()),
        kinds=_read("kind", options, read_kinds, ()),
        mention=""
        if mention.lower() in _NOBODY
        else _read("mention", options, lambda written: find_mention(channel.adapter, written), ""),
    )
    return Wish(subscription=subscription, notes=notes)


def _digest_time(options: Mapping[str, str], zone: str) -> tuple[DigestTime | None, tuple[str, ...]]:
    """Without a mode, a day means each week and an hour each day."""
    meant = Mode.WEEKLY if "day" in options else Mode.DAILY if "at" in options else Mode.INSTANT
    mode = Mode(options.get("mode", meant))
    if mode is Mode.INSTANT:
        unused = [f"{name}:" for name in ("at", "day", "zone") if name in options]
        return None, (_for_digests(unused),) if unused else ()
    hour = int(options.get("at", DEFAULT_HOUR))
    if hour > 23:
        raise QueryError(f"at:{options['at']} must be an hour from 0 to 23")
    where = _read("zone", options, find_zone, zone)
    if mode is Mode.WEEKLY:
        day = WEEKDAYS.index(options.get("day", WEEKDAYS[0]))
        return DigestTime(hour=hour, zone=where, weekday=day), ()
    notes = ("day: counts only for a weekly digest (mode:weekly).",) if "day" in options else ()
    return DigestTime(hour=hour, zone=where), notes


def _for_digests(unused: list[str]) -> str:
    counts = "counts" if len(unused) == 1 else "count"
    return f"{' and '.join(unused)} {counts} only for a digest (mode:daily or mode:weekly)."


def _read(name: str, options: Mapping[str, str], read: Callable[[str], Read], default: Read) -> Read:
    if name not in options:
        return default
    try:
        return read(options[name])
    except ValueError as error:
        raise QueryError(f"{name}:{options[name]} is not understood: it {error}") from None
