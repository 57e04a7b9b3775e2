"""The peer's side of the polling bench: lemon24/reader updates the long feeds cold, then changed ones."""

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
    for number in range(feeds):
        reader.add_feed(feed_url(port, "feed", number, hosts=FEW))

    def cost_s() -> float:
        before = cpu_s(os.getpid())
        reader.update_feeds(workers=WORKERS, scheduled=False)
        return cpu_s(os.getpid()) - before

    figures = {"cold": cost_s()}
    for name, every in (("tenth", "10"), ("all", "1")):
        tell_farm(port, "change", every)
        figures[name] = cost_s()
    print(json.dumps(figures))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
