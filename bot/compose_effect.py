"""What an edit of the watchlists does, from Settings: the meter of the bot and of the command line."""

import os
from collections.abc import Callable

from bot.config import Settings
from bot.core.effect import EFFECT_DAYS
from bot.infra.clock import SystemClock
from bot.measuring.meter import ProcessMeter
from bot.ports_history import EffectMeter

MOST_WORKERS = 2


def make_effect_meter(
    settings: Settings,
    *,
    days: int = EFFECT_DAYS,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> EffectMeter:
    """Return what tries edits on the stored articles of the last ``days`` days; it holds nothing open.

    Args:
        on_progress: hears how many articles were tried, and of how many.
    """
    return ProcessMeter(
        settings.file.store.url,
        base_dir=settings.base_dir,
        clock=SystemClock(),
        days=days,
        workers=min(MOST_WORKERS, os.cpu_count() or 1),
        on_progress=on_progress,
    )
