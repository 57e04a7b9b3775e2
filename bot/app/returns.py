"""A platform says that a channel may take alerts again -> what is paused is probed before its time.

All that is paused is probed then, since one change may mend many channels; for the same reason, and because
a refused request costs something, it is done at most once in a while. What is heard meanwhile is not lost.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog

from bot.app.deliver import Deliverer
from bot.core.model import Channel
from bot.ports import Clock
from bot.ports_store import Store

log = structlog.get_logger()

PROBE_GAP = timedelta(seconds=30)


class Returns:
    """What was heard of channels that are back; ``probe`` is to be called often."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heard_of: dict[Channel, None] = {}
        self._probed_at: datetime | None = None

    def note(self, channel: Channel) -> None:
        self._heard_of[channel] = None

    async def probe(self, store: Store, deliverers: Iterable[Deliverer]) -> None:
        """Let every paused channel be probed where a return was heard of and the last time is not too near.

        Raises: StoreError; then the next call tries again.
        """
        now = self._clock.now()
        is_near = self._probed_at is not None and abs(now - self._probed_at) < PROBE_GAP
        if is_near or not self._heard_of:
            return
        heard_of, self._heard_of = self._heard_of, {}
        try:
            await store.probe_paused()
        except BaseException:
            self._heard_of = heard_of | self._heard_of
            raise
        for deliverer in deliverers:
            deliverer.forget_pauses()
        self._probed_at = now
        log.info("channel.returned", channels=[str(channel) for channel in heard_of])
