"""The peer's side of the polling bench: lemon24/reader updates the long feeds cold, then changed ones.

Its search index is a step of its own, so both costs are told: with it and without.
"""

import json
import os
import sys
from pathlib import Path

from reader import make_reader

from bench.measure import cpu_s
from bench.poll_control import tell_farm
from bench.poll_farm import FEW, feed_url
from bench.side_reader import WORKERS


def main(port: int, feeds: int, folder: Path) -> None:
    tell_farm(port, "start")
    reader = make_reader(str(folder / "reader.sqlite"))
    reader.enable_search()
    figures: dict[str, float] = {}
    for number in range(feeds):
        reader.add_feed(feed_url(port, "feed", number, hosts=FEW))

    def update(name: str) -> None:
        before = cpu_s(os.getpid())
        reader.update_feeds(workers=WORKERS, scheduled=False)
        figures[name] = cpu_s(os.getpid()) - before
        reader.update_search()
        figures[f"{name}_indexed"] = cpu_s(os.getpid()) - before

    update("cold")
    for name, every in (("tenth", "10"), ("all", "1")):
        tell_farm(port, "change", every)
        update(name)
    print(json.dumps(figures))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
