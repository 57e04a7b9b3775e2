"""The outbox's other end: claims deliveries, sends each once, and writes down what became of it.

One delivery per channel is in flight; channels do not wait for each other. The attempt is committed before
the request leaves, so a crash in between is found afterwards as "perhaps posted" and looked up.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial

import structlog

from bot.core.delivery import ChannelBlock, ChannelPause, RetryPolicy, begin, failed, succeeded
from bot.core.model import Channel
from bot.core.outbox import Delivery, DeliveryState, Receipt
from bot.errors import DeliveryError, StoreError, UncertainDelivery
from bot.ports import Adapter, Clock, JobRunner, Metrics, Store

log = structlog.get_logger()

LEASE_S = 180.0
ATTEMPT_LIMIT_S = 150.0
"""An attempt, look-up included, ends before its lease does, or another holder could send beside it."""

ENDED = (DeliveryState.SENT, DeliveryState.DEAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRules:
    """What every attempt of this process shares. ``draw`` returns a jitter in 0..1."""

    retry: RetryPolicy
    draw: Callable[[], float]
    new_key: Callable[[], str]


class Deliverer:
    """Sends due deliveries. ``adapters`` holds one for every kind of channel that is subscribed."""

    def __init__(
        self,
        *,
        store: Store,
        adapters: Mapping[str, Adapter],
        rules: DeliveryRules,
        clock: Clock,
        metrics: Metrics,
        runner: JobRunner,
    ) -> None:
        self._store = store
        self._adapters = adapters
        self._rules = rules
        self._clock = clock
        self._metrics = metrics
        self._runner = runner

    async def deliver_due(self) -> int:
        """Start sending the head of every channel that is due; return how many were started."""
        limit = self._runner.free_slots
        if not limit:
            return 0
        claimed = await self._store.claim_deliveries(
            now=self._clock.now(),
            limit=limit,
            lease_s=LEASE_S,
            lease_token=self._rules.new_key(),
        )
        for delivery in claimed:
            self._runner.submit("delivery", partial(self.deliver, delivery))
        return len(claimed)

    async def take_over(self, subscribed: Collection[Channel]) -> None:
        """Begin as the only process: take back what another left, end what nothing asks for any more.

        Args:
            subscribed: the channels of the configuration. One that was paused goes on: what a person had to
                mend was mended before this start, or it is paused anew.
        """
        await self.recover(is_sole_process=True)
        suppressed = await self._store.suppress_deliveries(keep=sorted(subscribed))
        if suppressed:
            log.info("delivery.suppressed", deliveries=suppressed, reason="channel no longer subscribed")
        for channel in sorted(subscribed):
            await self._store.resume_channel(channel)

    async def recover(self, *, is_sole_process: bool) -> None:
        """Take back what a crashed process, or a hung attempt, left leased."""
        taken_back = await self._store.recover_deliveries(
            now=self._clock.now(), is_sole_process=is_sole_process
        )
        if taken_back:
            log.info("delivery.recovered", deliveries=taken_back)

    async def deliver(self, delivery: Delivery) -> None:
        """Send one leased delivery, then look for what became due behind it in its channel."""
        ended = await self._attempt(delivery)
        await self._save(ended)
        if ended.state in ENDED:
            await self.deliver_due()

    async def _attempt(self, delivery: Delivery) -> Delivery:
        adapter = self._adapters[delivery.channel.adapter]
        current = delivery
        try:
            if delivery.state is DeliveryState.UNCERTAIN:
                found = await self._find(adapter, delivery)
                if found is not None:
                    log.info("delivery.found", **_named(delivery))
                    return succeeded(delivery, found)
            sending = begin(delivery)
            if not await self._store.save_delivery(sending):
                return delivery  # another holder took it over: nothing was sent
            current = sending
            async with asyncio.timeout(ATTEMPT_LIMIT_S / 2):
                receipt = await adapter.send(
                    delivery.channel, delivery.message, delivery_key=delivery.delivery_key
                )
        except TimeoutError:
            no_answer = UncertainDelivery(f"no answer within {ATTEMPT_LIMIT_S / 2:.0f} s")
            return await self._failed(current, no_answer)
        except DeliveryError as failure:
            return await self._failed(current, failure)
        except StoreError:
            raise
        except Exception as error:
            # An adapter's bug must neither lose the alert nor stop the channel: look it up, then try again.
            log.exception("delivery.crashed", **_named(current), exc_info=error)
            return await self._failed(current, UncertainDelivery(f"the adapter failed: {error!r}"))
        return succeeded(current, receipt)

    async def _find(self, adapter: Adapter, delivery: Delivery) -> Receipt | None:
        async with asyncio.timeout(ATTEMPT_LIMIT_S / 2):
            return await adapter.find(
                delivery.channel, delivery_key=delivery.delivery_key, since=delivery.created_at
            )

    async def _failed(self, delivery: Delivery, failure: DeliveryError) -> Delivery:
        ended, effect = failed(
            delivery, failure, self._clock.now(), policy=self._rules.retry, jitter=self._rules.draw()
        )
        match effect:
            case ChannelBlock(until=until):
                await self._store.block_channel(delivery.channel, until=until)
            case ChannelPause(reason=reason):
                if await self._store.pause_channel(delivery.channel, reason=reason):
                    log.warning("channel.paused", channel=str(delivery.channel), reason=reason)
            case None:
                pass
        return ended

    async def _save(self, delivery: Delivery) -> None:
        if not await self._store.save_delivery(delivery):
            log.warning("delivery.lease_lost", **_named(delivery))
            return
        self._metrics.delivery_ended(delivery.channel.adapter, delivery.state)
        match delivery.state:
            case DeliveryState.SENT:
                log.info("delivery.sent", **_named(delivery))
            case DeliveryState.DEAD:
                log.error("delivery.dead", **_named(delivery), detail=delivery.error)
            case _:
                wait_s = round((delivery.due_at - self._clock.now()).total_seconds(), 1)
                waiting = {"state": delivery.state.value, "detail": delivery.error, "retry_in_s": wait_s}
                log.info("delivery.waiting", **_named(delivery), **waiting)


def _named(delivery: Delivery) -> dict[str, object]:
    return {
        "delivery_id": delivery.delivery_id,
        "channel": str(delivery.channel),
        "attempt": delivery.attempts,
    }
