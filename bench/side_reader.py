"""The peer's side of the end-to-end bench: lemon24/reader updates the same feeds cold, then warm.

Its search index is a step of its own, so both costs are told: with it and without.
"""

import json
import os
import sys
from pathlib import Path

from reader import make_reader

from bench.measure import cpu_s

WORKERS = 10


def main(port: int, feeds: int, folder: Path) -> None:
    reader = make_reader(str(folder / "reader.sqlite"))
    reader.enable_search()
    for number in range(feeds):
        reader.add_feed(f"http://127.0.0.1:{port}/feed/{number}")
    costs = []
    for _ in range(2):
        before = cpu_s(os.getpid())
        reader.update_feeds(workers=WORKERS, scheduled=False)
        updated = cpu_s(os.getpid())
        reader.update_search()
        costs.append((updated - before, cpu_s(os.getpid()) - before))
    (cold, cold_indexed), (warm, warm_indexed) = costs
    figures = {
        "cold_cpu_s": cold,
        "warm_cpu_s": warm,
        "cold_indexed_cpu_s": cold_indexed,
        "warm_indexed_cpu_s": warm_indexed,
        "articles": reader.get_entry_counts().total,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
