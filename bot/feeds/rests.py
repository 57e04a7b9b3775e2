"""Hosts that asked to be left alone for a while, as far as a fetcher must know.

No poll of such a host is begun (``core.schedule.host_block``, over restarts). This is for the requests that
no poll announces: those that already wait for their turn there, where redirects and articles lead, and what
a person asks for by a command.
"""

from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta

MAX_HOSTS = 10_000


class Rests:
    """Until when each host is left alone; those that were named first are forgotten where there are many."""

    def __init__(self, until: Mapping[str, datetime]) -> None:
        """Take what is known of earlier rests."""
        self._until = OrderedDict(until)

    def begin(self, host_key: str, *, seconds: float, now: datetime) -> None:
        """Leave a host alone for so long; never shortens an earlier rest."""
        until = now + timedelta(seconds=seconds)
        self._until[host_key] = max(until, self._until.pop(host_key, until))
        if len(self._until) > MAX_HOSTS:
            self._until.popitem(last=False)

    def left_s(self, host_key: str, *, now: datetime) -> float:
        """Return how many seconds the host is still to be left alone, 0 where it may be asked."""
        until = self._until.get(host_key)
        if until is None:
            return 0.0
        if until <= now:
            del self._until[host_key]
            return 0.0
        return (until - now).total_seconds()
