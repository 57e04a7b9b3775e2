"""The peer's side of the end-to-end bench: lemon24/reader updates the same feeds cold, then warm."""

import json
import os
import sys
from pathlib import Path

from reader import make_reader

from bench.measure import cpu_s

WORKERS = 10


def main(port: int, feeds: int, folder: Path) -> None:
    reader = make_reader(str(folder / "reader.sqlite"))
    for number in range(feeds):
        reader.add_feed(f"http://127.0.0.1:{port}/feed/{number}")
    costs = []
    for _ in range(2):
        before = cpu_s(os.getpid())
        reader.update_feeds(workers=WORKERS, scheduled=False)
        costs.append(cpu_s(os.getpid()) - before)
    cold, warm = costs
    articles = reader.get_entry_counts().total
    print(json.dumps({"cold_cpu_s": cold, "warm_cpu_s": warm, "articles": articles}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
