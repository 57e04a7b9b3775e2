"""A process that only sleeps, and notes how late it wakes: what the machine alone does to a bot.

``python -m bench.side_sleep PHASE``: until the file PHASE says ``over``; prints by phase, as JSON, the stalls
in ms at p50, p99 and most. What is in the file between two looks, 0.1 s apart, counts as the same phase.
"""

import json
import sys
import time
from pathlib import Path

from bench.side_reload import stalls_of
from bench.side_topicwire import PROBE_S

LOOK_EVERY = 50


def main(phase: Path) -> None:
    lags_ms: dict[str, list[float]] = {}
    while (now := phase.read_text() if phase.exists() else "") != "over":
        for _ in range(LOOK_EVERY):
            asked = time.perf_counter()
            time.sleep(PROBE_S)
            lags_ms.setdefault(now, []).append((time.perf_counter() - asked - PROBE_S) * 1000)
    print(json.dumps({name: stalls_of(lags) for name, lags in lags_ms.items()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
