"""What an edit of the watchlists does, from Settings: who measures it, and what it is compared with."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.config import Settings
from bot.core.reports import EFFECT_DAYS
from bot.core.watchlist import Watchlist
from bot.errors import ConfigError, Problem
from bot.infra.clock import SystemClock
from bot.infra.git import folder_at
from bot.infra.watchlist_dir import SUFFIX, read_watchlists
from bot.matching.watchlist_files import parse_watchlists
from bot.measuring.meter import ProcessMeter
from bot.ports_history import EffectMeter

MOST_WORKERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherSide:
    """The watchlists that those in the folder are compared with, and what to call them."""

    name: str
    watchlists: tuple[Watchlist, ...]


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


def read_other_side(against: str, settings: Settings) -> OtherSide:
    """Read the watchlists of another folder, or of the folder in use as it was at a git revision.

    Raises: ConfigError where there are none, or a file of them cannot be used.
    """
    name = against
    if against and Path(against).is_dir():  # empty, as of a variable that is not set, is not this folder
        watchlists, problems = read_watchlists(Path(against))
    else:
        then = folder_at(against, settings.watchlist_dir.resolve(), suffix=SUFFIX)
        name = f"{against} ({then.commit})"
        watchlists, problems = parse_watchlists(then.files)
        if not then.files:
            message = f"has no watchlist files (*{SUFFIX}) in the place of {settings.watchlist_dir}"
            problems = [Problem(file=f"--against {against}", where="", message=message)]
    if problems:
        raise ConfigError(tuple(problems))
    return OtherSide(name=name, watchlists=tuple(watchlists.values()))
