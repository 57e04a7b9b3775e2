"""The outbox's other end: claims deliveries, sends each once, and writes down what became of it.

Every channel has a lane: one delivery in flight, in order, no faster than its platform takes them; lanes do
not wait for each other. The attempt is committed before the request leaves, so a crash in between is found
afterwards as "perhaps posted" and looked up.
"""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import structlog

from bot.core.delivery import (
    BacklogRule,
    ChannelBlock,
    ChannelEffect,
    ChannelPause,
    RetryPolicy,
    begin,
    failed,
    next_probe,
    succeeded,
)
from bot.core.model import Channel, Digest, Notice, OutgoingNotice
from bot.core.notice import tell_paused, tell_resumed
from bot.core.outbox import Delivery, DeliveryState, Receipt
from bot.core.pacing import Turns
from bot.errors import AdapterFailed, DeliveryError, MessageRejected, StoreError, UncertainDelivery
from bot.ports import Clock, JobRunner, Metrics
from bot.ports_chat import Adapter
from bot.ports_store import Store

log = structlog.get_logger()

LEASE_S = 180.0
ATTEMPT_LIMIT_S = 150.0
"""An attempt, look-up included, ends before its lease does, or another holder could send beside it."""

PATIENCE_S = 10.0
"""A lane waits so long for a delivery that is to be tried again; a longer wait is the next look's."""

ENDED = (DeliveryState.SENT, DeliveryState.DEAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRules:
    """What every attempt of this process shares.

    ``admin_channel`` hears of channels that are paused. ``draw`` returns a jitter in 0..1, ``new_key`` a
    delivery key.
    """

    retry: RetryPolicy
    backlog: BacklogRule
    admin_channel: Channel | None
    draw: Callable[[], float]
    new_key: Callable[[], str]


class Deliverer:
    """Delivers to the channels of one adapter; another adapter's trouble does not touch it."""

    def __init__(
        self,
        adapter: Adapter,
        *,
        store: Store,
        rules: DeliveryRules,
        clock: Clock,
        metrics: Metrics,
        runner: JobRunner,
    ) -> None:
        """Take a runner of its own: each of its slots is a lane."""
        self._adapter = adapter
        self._store = store
        self._rules = rules
        self._clock = clock
        self._metrics = metrics
        self._runner = runner
        self._turns = Turns(adapter.pace)
        self._lanes: set[Channel] = set()
        self._held: dict[str, datetime] = {}
        """Workspace -> until when nothing is sent there: by the platform's word, ..."""
        self._paused: dict[str, datetime] = {}
        """... or since a person has to act."""
        self._stopping = asyncio.Event()

    async def deliver_due(self) -> int:
        """Start a lane for every channel with something due that has none; return how many."""
        limit = self._runner.free_slots
        if not limit or self._stopping.is_set():
            return 0
        due = await self._store.due_channels(
            self._adapter.kind, now=self._clock.now(), limit=limit, but=tuple(self._lanes)
        )
        started = [one for one in due if one not in self._lanes and not self._is_held(one)]
        for channel in started:
            self._lanes.add(channel)
            self._runner.submit("lane", partial(self._run_lane, channel))
        return len(started)

    def stop(self) -> None:
        """Begin nothing more; what is in flight is finished."""
        self._stopping.set()

    def forget_pauses(self) -> None:
        """Let workspaces that are paused be tried at once; a platform that asked us to wait is not."""
        self._paused.clear()

    async def _run_lane(self, channel: Channel) -> None:
        """Deliver what is due in a channel until nothing is, or it has to wait for long."""
        try:
            while (delivery := await self._claim(channel)) is not None:
                if not await self.comes_to_its_turn(channel):
                    await self._give_back(delivery)
                    return
                ended = await self._attempt(delivery)
                self.answered(channel)
                if ended is None:
                    continue
                await self._save(ended)
                wait_s = (ended.due_at - self._clock.now()).total_seconds()
                is_over = ended.state in ENDED
                if not is_over and (wait_s > PATIENCE_S or not await self._waits(wait_s)):
                    return
        finally:
            self._lanes.discard(channel)

    async def _claim(self, channel: Channel) -> Delivery | None:
        if self._stopping.is_set() or self._is_held(channel):
            return None
        return await self._store.claim_delivery(
            channel,
            now=self._clock.now(),
            lease_s=LEASE_S,
            lease_token=self._rules.new_key(),
            backlog=self._rules.backlog,
        )

    async def comes_to_its_turn(self, channel: Channel) -> bool:
        """Wait for the platform's pace. Returns False where nothing may be sent any more."""
        return await self._waits(self._turns.take(channel, _time())) and not self._is_held(channel)

    def answered(self, channel: Channel) -> None:
        """Note that the platform has answered a request about this channel."""
        self._turns.answered(channel, _time())

    def _is_held(self, channel: Channel) -> bool:
        untils = (held.get(channel.workspace) for held in (self._held, self._paused))
        return any(until is not None and self._clock.now() < until for until in untils)

    async def _waits(self, seconds: float) -> bool:
        """Wait; returns False, and earlier, when stopping."""
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await self._stopping.wait()
        except TimeoutError:
            return not self._stopping.is_set()
        return False

    async def _give_back(self, delivery: Delivery) -> None:
        is_uncertain = delivery.state is DeliveryState.UNCERTAIN
        state = DeliveryState.UNCERTAIN if is_uncertain else DeliveryState.READY
        await self._store.save_delivery(replace(delivery, state=state))

    async def _attempt(self, delivery: Delivery) -> Delivery | None:
        """Return what became of the delivery; None where it was taken apart and its parts wait."""
        current = delivery
        try:
            if delivery.state is DeliveryState.UNCERTAIN:
                found = await self._find(delivery)
                if found is not None:
                    log.info("delivery.found", **_named(delivery))
                    if delivery.is_probe:
                        await self._resumed(delivery.channel)
                    return succeeded(delivery, found)
                current = delivery = replace(delivery, is_maybe_posted=not self._adapter.can_look_up)
            sending = begin(delivery, self._clock.now())
            if not await self._store.save_delivery(sending):
                return delivery  # another holder took it over: nothing was sent
            current = sending
            async with asyncio.timeout(ATTEMPT_LIMIT_S / 2):
                receipt = await self._adapter.send(
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
            # An adapter's bug must neither lose the alert nor stop the channel for long.
            log.exception("delivery.crashed", **_named(current), exc_info=error)
            return await self._failed(current, AdapterFailed(f"the adapter failed: {error!r}"))
        if delivery.is_probe:
            await self._resumed(delivery.channel)
        return succeeded(current, receipt)

    async def _find(self, delivery: Delivery) -> Receipt | None:
        async with asyncio.timeout(ATTEMPT_LIMIT_S / 2):
            return await self._adapter.find(
                delivery.channel,
                delivery_key=delivery.delivery_key,
                since=delivery.first_attempt_at or delivery.created_at,
                until=delivery.last_attempt_at or self._clock.now(),
            )

    async def _failed(self, delivery: Delivery, failure: DeliveryError) -> Delivery | None:
        is_refused = isinstance(failure, MessageRejected) and not delivery.is_maybe_posted
        if is_refused and delivery.state is DeliveryState.SENDING and isinstance(delivery.message, Digest):
            # One of its alerts may be what the platform refuses: the others are not to go with it.
            alerts = await self._store.split_digest(
                delivery, new_key=self._rules.new_key, now=self._clock.now()
            )
            log.warning("delivery.split", **_named(delivery), alerts=alerts, detail=failure.detail)
            return None
        ended, effect = failed(
            delivery,
            failure,
            self._clock.now(),
            policy=self._rules.retry,
            jitter=self._rules.draw(),
            can_look_up=self._adapter.can_look_up,
        )
        await self.hold(delivery.channel, effect)
        return ended

    async def hold(self, channel: Channel, effect: ChannelEffect) -> None:
        """Spare a channel, or its workspace, as a failure asked for."""
        now = self._clock.now()
        if effect is not None and effect.is_for_workspace:
            # At once, and for lanes that have claimed already; the database says it to those that come later.
            if isinstance(effect, ChannelBlock):
                held = self._held.get(channel.workspace, effect.until)
                self._held[channel.workspace] = max(effect.until, held)
            else:
                self._paused[channel.workspace] = next_probe(now, now)
        match effect:
            case ChannelBlock():
                await self._store.block_channel(channel, effect)
            case ChannelPause(reason=reason):
                notice = self._notice(tell_paused(channel, effect), about=channel)
                if await self._store.pause_channel(channel, effect, now=now, notice=notice):
                    paused = channel.workspace if effect.is_for_workspace else str(channel)
                    log.warning("channel.paused", channel=paused, reason=reason)
            case None:
                pass

    async def _resumed(self, channel: Channel) -> None:
        notice = self._notice(tell_resumed(channel), about=channel)
        if await self._store.resume_channel(channel, now=self._clock.now(), notice=notice):
            log.info("channel.resumed", channel=str(channel))

    def _notice(self, notice: Notice, *, about: Channel) -> OutgoingNotice | None:
        """The notice for the admins, unless it is their own channel that is meant."""
        channel = self._rules.admin_channel
        if channel is None or channel == about:
            return None
        return OutgoingNotice(channel=channel, notice=notice, delivery_key=self._rules.new_key())

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


async def take_over(store: Store, clock: Clock, *, subscribed: Collection[Channel]) -> None:
    """Begin as the only process: take back what another left, end what nothing asks for any more.

    Args:
        subscribed: the channels of the configuration. Paused ones are probed at once: what a person had to
            mend was mended before this start, or they stay paused.
    """
    await recover(store, clock, is_sole_process=True)
    suppressed = await store.suppress_deliveries(keep=sorted(subscribed))
    if suppressed:
        log.info("delivery.suppressed", deliveries=suppressed, reason="channel no longer subscribed")
    await store.forget_pauses(keep=sorted(subscribed))
    await store.probe_paused()


async def recover(store: Store, clock: Clock, *, is_sole_process: bool = False) -> None:
    """Take back what a crashed process, or a hung attempt, left leased."""
    taken_back = await store.recover_deliveries(now=clock.now(), is_sole_process=is_sole_process)
    if taken_back:
        log.info("delivery.recovered", deliveries=taken_back)


def _time() -> float:
    return asyncio.get_running_loop().time()


def _named(delivery: Delivery) -> dict[str, object]:
    return {
        "delivery_id": delivery.delivery_id,
        "channel": str(delivery.channel),
        "attempt": delivery.attempts,
    }
