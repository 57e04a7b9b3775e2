"""Tells the admins what their edits of the watchlists do, measured on the stored articles in the background.

What is owed stands in the store, so that a crash in between forgets no report. A newer edit ends the
measurement of an older one; they are told together.
"""

import asyncio

import structlog

from bot.app.rule_changes import RuleChanges
from bot.core.effect import Effect
from bot.core.rule_notices import tell_edit
from bot.core.standing import Standing
from bot.errors import StoreError, TopicwireError
from bot.ports_history import EffectMeter

log = structlog.get_logger()

AGAIN_S = 30.0
"""After a failure of the store: the report is still owed."""


class EditReports:
    """Owns nothing but the measurement under way, which ends with it."""

    def __init__(self, changes: RuleChanges, meter: EffectMeter, *, again_s: float = AGAIN_S) -> None:
        self._again_s = again_s
        self._changes = changes
        self._meter = meter

    async def run(self) -> None:
        """Report every edit, until cancelled."""
        while True:
            try:
                await self.catch_up()
                await self._changes.moved_on(self._changes.standing)
            except StoreError as error:
                log.warning("rules.report_failed", detail=str(error), again_in_s=self._again_s)
                await asyncio.sleep(self._again_s)

    async def catch_up(self) -> None:
        """Report what is owed now. Raises: StoreError."""
        while self._changes.standing.untold is not None:
            await self._report(self._changes.standing)

    async def _report(self, standing: Standing) -> None:
        measuring = asyncio.create_task(self._measure(standing))
        newer = asyncio.create_task(self._changes.moved_on(standing))
        try:
            await asyncio.wait((measuring, newer), return_when=asyncio.FIRST_COMPLETED)
            if measuring.done():  # of an edit that was followed by another one meanwhile nothing is told
                await self._changes.report(standing, tell_edit(standing, measuring.result()))
        finally:
            measuring.cancel()
            newer.cancel()
            await asyncio.gather(measuring, newer, return_exceptions=True)

    async def _measure(self, standing: Standing) -> Effect | str:
        """Return the effect, or why it is not known: the edit is told either way."""
        assert standing.untold is not None, "only an edit is measured"
        before, after = standing.untold
        try:
            effect = await self._meter.measure(before.watchlists, after.watchlists)
        except TopicwireError as error:
            log.warning("rules.effect_unknown", version=after.version, detail=str(error))
            return str(error)
        for one in effect.watchlists:
            tally = {"alerts_before": one.alerts.before, "alerts_after": one.alerts.after}
            log.info("rules.effect", version=after.version, watchlist=one.watchlist_id, **tally)
        return effect
