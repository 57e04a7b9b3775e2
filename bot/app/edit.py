"""Brings posted messages up to their alerts' changed text: one platform's, one after another, at its pace."""

import asyncio

import structlog

from bot.app.deliver import ATTEMPT_LIMIT_S, Deliverer
from bot.core.edit import Edit, is_editable, next_try
from bot.errors import AdapterFailed, DeliveryError, UncertainDelivery
from bot.ports import Clock, JobRunner
from bot.ports_chat import Adapter
from bot.ports_store import Store

log = structlog.get_logger()

EDITS_AT_A_LOOK = 20


class Editor:
    """Edits the messages of one adapter, at its ``deliverer``'s pace and where that may send."""

    def __init__(
        self, adapter: Adapter, *, deliverer: Deliverer, store: Store, clock: Clock, runner: JobRunner
    ) -> None:
        self._adapter = adapter
        self._deliverer = deliverer
        self._store = store
        self._clock = clock
        self._runner = runner
        self._is_editing = False

    async def edit_due(self) -> int:
        """Begin to edit what is due, unless that still goes on or no slot is free; return how many edits."""
        if self._is_editing or not self._runner.free_slots:
            return 0
        due = await self._store.due_edits(self._adapter.kind, now=self._clock.now(), limit=EDITS_AT_A_LOOK)
        if due:
            self._is_editing = True
            self._runner.submit("edit", lambda: self._edit_all(due))
        return len(due)

    async def _edit_all(self, due: list[Edit]) -> None:
        try:
            for edit in due:
                if not self._adapter.can_edit or not is_editable(edit, self._clock.now()):
                    await self._store.save_edit(edit, again_at=None)
                elif await self._deliverer.comes_to_its_turn(edit.channel):
                    await self._edit(edit)
        finally:
            self._is_editing = False

    async def _edit(self, edit: Edit) -> None:
        named = {"delivery_id": edit.delivery_id, "channel": str(edit.channel)}
        try:
            async with asyncio.timeout(ATTEMPT_LIMIT_S / 2):
                await self._adapter.edit(
                    edit.channel, edit.receipt, edit.message, delivery_key=edit.delivery_key
                )
        except TimeoutError:
            await self._failed(edit, UncertainDelivery("no answer in time"), named)
        except DeliveryError as failure:
            await self._failed(edit, failure, named)
        except Exception as error:
            log.exception("edit.crashed", **named, exc_info=error)
            await self._failed(edit, AdapterFailed(f"the adapter failed: {error!r}"), named)
        else:
            await self._store.save_edit(edit, again_at=None)
            log.info("edit.done", **named)
        finally:
            self._deliverer.answered(edit.channel)

    async def _failed(self, edit: Edit, failure: DeliveryError, named: dict[str, object]) -> None:
        again_at, block = next_try(edit, failure, self._clock.now())
        await self._deliverer.hold(edit.channel, block)
        await self._store.save_edit(edit, again_at=again_at)
        log.info("edit.failed", **named, detail=failure.detail, is_given_up=again_at is None)
