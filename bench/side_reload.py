"""Our side of the reload bench: a bot over the corpus that polls a feed while an edit is tried; prints JSON.

``python -m bench.side_reload CONFIG NAMES SEED EDITED``: EDITED of the watchlists are edited. Alerts are
printed as ever; the last line of standard output is the answer. A file ``phase`` beside the config file says
what is going on.
"""

import asyncio
import json
import os
import resource
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from bench.match_texts import Texts
from bench.measure import MIB
from bench.search_corpus import NOW
from bench.side_topicwire import stalls
from bot.compose import open_bot
from bot.compose_effect import MOST_WORKERS
from bot.config import load_settings
from bot.core.effect import Effect
from bot.core.watchlist import Watchlist
from bot.infra.log import configure_logging
from bot.infra.loop import run_async
from bot.matching.matcher import Matcher
from bot.measuring.meter import ProcessMeter

WATCHLISTS = 40
QUIET_S = 15.0
SWAPS = 5


class CorpusClock:
    """It is the day on which the corpus ends."""

    def now(self):
        return NOW


def watchlists(names: int, *, seed: int) -> tuple[Watchlist, ...]:
    return Texts(names, seed=seed).watchlists[:WATCHLISTS]


def edited(watchlist: Watchlist) -> Watchlist:
    """Return it without every third name, and with another threshold: alerts come and go."""
    kept = tuple(alias for number, alias in enumerate(watchlist.aliases) if number % 3)
    return replace(watchlist, aliases=kept, threshold=watchlist.threshold - 0.1)


def stalls_of(lags_ms: list[float]) -> dict[str, float]:
    lags_ms.sort()
    return {"p50": lags_ms[len(lags_ms) // 2], "p99": lags_ms[int(len(lags_ms) * 0.99)], "max": lags_ms[-1]}


async def main(config: Path, names: int, seed: int, count: int) -> None:
    settings = load_settings(config)
    before = watchlists(names, seed=seed)
    after = [edited(one) if number < count else one for number, one in enumerate(before)]
    meter = ProcessMeter(
        settings.file.store.url,
        base_dir=settings.base_dir,
        clock=CorpusClock(),
        days=31,
        workers=MOST_WORKERS,
    )
    lags_ms: list[float] = []
    figures: dict[str, object] = {}

    async def during(phase: str, work: Callable[[], Awaitable[object]]) -> object:
        (config.parent / "phase").write_text(phase)
        lags_ms.clear()
        started = perf_counter()
        done = await work()
        figures[f"{phase}_s"] = perf_counter() - started
        figures[f"{phase}_stall_ms"] = stalls_of(lags_ms[:])
        return done

    async with open_bot(settings, before) as bot:
        stop = asyncio.Event()
        running, probe = asyncio.create_task(bot.run(stop)), asyncio.create_task(stalls(lags_ms))
        await during("warm-up", lambda: asyncio.sleep(QUIET_S / 3))
        await during("quiet", lambda: asyncio.sleep(QUIET_S))
        cpu_s = _children_s()
        effect = await during("effect", lambda: meter.measure(before, after))
        assert isinstance(effect, Effect)
        figures["effect_cpu_s"] = _children_s() - cpu_s
        figures["articles"] = effect.articles
        figures["gained"] = sum(one.gained for one in effect.watchlists)
        figures["lost"] = sum(one.lost for one in effect.watchlists)
        figures["worker_mib"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / MIB
        await during("swap", lambda: _swap(after))
        (config.parent / "phase").write_text("over")
        probe.cancel()
        stop.set()
        await running
    print(json.dumps(figures))


async def _swap(after: list[Watchlist]) -> None:
    for _ in range(SWAPS):
        await asyncio.to_thread(Matcher, after)


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    configure_logging(level="error", form="text", secrets=())
    os.chdir(Path(sys.argv[1]).parent)
    run_async(lambda _: main(Path(sys.argv[1]), *map(int, sys.argv[2:5])))
