"""``python -m bench.reload``: what trying an edit costs, and whether alerts wait for it.

A bot polls one feed over a database of made articles (``search_corpus``) while an edit of its watchlists is
tried on all of them, as after a reload: a few edited, then all. About every second the feed has a new article
that alerts; its latency begins when the feed with it is fetched, and ends when the alert is in the console's
record. The event loop is probed all the while, also when new watchlists are compiled, and so is a process
that only sleeps: what stalls both is the machine. The ratio compares old and new rules in one matcher with
the old ones alone, on the same articles, a moment apart.
"""

import argparse
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from aiohttp import web
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench.match_texts import Language
from bench.search_corpus import corpus
from bench.search_texts import Articles
from bench.side_reload import SWAPS, WATCHLISTS, edited, watchlists
from bot.core.watchlist import Watchlist
from bot.matching.matcher import Matcher
from tests.platforms.fakes.feed_server import FeedServer, Page, rss_feed

ARTICLES = 100_000
NAMES = 3_000
SEED = 20261122
ROUNDS = 3
LENGTHS = (60, 600)
SPAN = timedelta(days=30)
EDITED = (2, WATCHLISTS)
EVERY_S = 1.03
"""Not the second by which the bot ticks: articles come at every moment between two ticks."""
LOOK_EVERY_S = 0.01
PAGE = 128
RATIO_ARTICLES = 2_000

CONFIG = """
[store]
url = "sqlite:///articles.db"
[fetch]
allow_hosts = ["127.0.0.1"]
min_interval_s = 0.2
host_pause_s = 0
[health]
port = 0
[[feeds]]
url = "{url}"
interval_s = 0.2
[[subscriptions]]
watchlist = "sco"
channel = "console:main"
"""

out = Console(width=120)


class Newsroom:
    """Publishes articles about the SCO, and notes in which phase each was fetched, and when it was told."""

    def __init__(self, folder: Path, server: FeedServer, *, seed: int) -> None:
        self._folder = folder
        self._drawn = random.Random(seed)
        self._words = Language("en", seed=seed)
        self._titles: list[str] = []
        self._untold: dict[str, tuple[str, float]] = {}
        """By title: the phase and the moment in which it was fetched."""
        self._record = folder / "data" / "console.jsonl"
        self._read = self._fetched = 0
        self.url = server.serve("/feed", self._answer)
        self.latencies: dict[str, list[float]] = {}

    def run(self, process: subprocess.Popen[str]) -> None:
        publish_at = time.monotonic()
        while process.poll() is None:
            if time.monotonic() >= publish_at:
                publish_at += EVERY_S
                self._publish()
            self._look()
            time.sleep(LOOK_EVERY_S)
        self._look()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        titles = list(self._titles)
        phase = self._folder / "phase"
        now = phase.read_text() if phase.exists() else "", time.monotonic()
        for title in titles[self._fetched :]:
            self._untold[title] = now
        self._fetched = len(titles)
        return await Page(rss_feed("Nothing yet", *titles))(request)

    def _publish(self) -> None:
        words = " ".join(self._words.word(self._drawn.randrange(300, 20_000)) for _ in range(7))
        # At the end: an item of the fake feed is known by its number.
        self._titles.append(f"Shanghai Cooperation Organisation: {words}")

    def _look(self) -> None:
        if not self._record.exists():
            return
        with self._record.open(encoding="utf-8") as record:
            record.seek(self._read)
            while (line := record.readline()).endswith("\n"):
                self._read = record.tell()
                posted = json.loads(line)
                for alert in posted.get("alerts", [posted]):
                    phase, at = self._untold.pop(alert["title"], ("", 0.0))
                    if phase:
                        self.latencies.setdefault(phase, []).append(time.monotonic() - at)


def side(database: Path, *, names: int, seed: int, count: int) -> tuple[dict, dict[str, list[float]]]:
    """Run the bot and the edit of ``count`` watchlists on a copy; returns its figures and the latencies."""
    with TemporaryDirectory() as temporary, FeedServer() as server:
        folder = Path(temporary)
        shutil.copy(database, folder / "articles.db")
        newsroom = Newsroom(folder, server, seed=seed)
        config = folder / "config.toml"
        config.write_text(CONFIG.format(url=newsroom.url))
        command = [sys.executable, "-m", "bench.side_reload", *map(str, (config, names, seed, count))]
        sleeping = [sys.executable, "-m", "bench.side_sleep", str(folder / "phase")]
        with (
            (folder / "stdout").open("w+") as stdout,
            subprocess.Popen(sleeping, stdout=subprocess.PIPE) as sleeper,
            subprocess.Popen(command, stdout=stdout) as process,
        ):
            newsroom.run(process)
            assert process.returncode == 0
            stdout.seek(0)
            alone = json.loads(sleeper.communicate()[0])
            figures = json.loads(stdout.readlines()[-1])
            return figures | {"alone_stall_ms": alone["effect"]}, newsroom.latencies


def both_sides_ratio(*, names: int, seed: int) -> float:
    """CPU of old and new rules of all watchlists in one matcher, to that of the old ones alone."""
    texts = [made.text for made in Articles(seed=seed, lengths=LENGTHS)(RATIO_ARTICLES)]
    before = watchlists(names, seed=seed)
    one, both = Matcher(before), Matcher([*before, *(_renamed(edited(each)) for each in before)])
    bounds = list(pairwise(range(0, RATIO_ARTICLES + 1, PAGE)))
    ratios = []
    for number, (first, end) in enumerate(bounds):
        spent = {}
        for matcher in (one, both)[:: 1 if number % 2 else -1]:  # what both remember helps the second
            started = process_time()
            matcher.match_many(texts[first:end])
            spent[matcher] = process_time() - started
        ratios.append(spent[both] / spent[one])
    return median(ratios[len(ratios) // 3 :])


def _renamed(watchlist: Watchlist) -> Watchlist:
    return replace(watchlist, watchlist_id=f"{watchlist.watchlist_id}~new")


def spread(values: Sequence[float]) -> str:
    if not values:
        return "none"
    ordered = sorted(values)
    return f"{median(ordered):.2f} / {ordered[int(len(ordered) * 0.95)]:.2f} / {ordered[-1]:.2f}"


def column(rounds: Sequence[tuple[dict, dict[str, list[float]]]]) -> list[str]:
    """The figures of some rounds: medians, of stalls the worst, of latencies all together."""

    def middle(key: str) -> float:
        return median(figures[key] for figures, _ in rounds)

    def worst(phase: str) -> str:
        stalls = [figures[f"{phase}_stall_ms"] for figures, _ in rounds]
        return " / ".join(f"{max(one[what] for one in stalls):.0f}" for what in ("p50", "p99", "max"))

    def latencies(phase: str) -> str:
        return spread([one for _, told in rounds for one in told.get(phase, ())])

    return [
        f"{middle('effect_s'):.1f}",
        f"{middle('effect_cpu_s'):.1f}",
        f"{middle('articles') / middle('effect_cpu_s'):,.0f}",
        f"{middle('gained'):,.0f} / {middle('lost'):,.0f}",
        f"{middle('worker_mib'):.0f}",
        latencies("quiet"),
        latencies("effect"),
        worst("quiet"),
        worst("effect"),
        worst("alone"),
        worst("swap"),
        f"{middle('swap_s') / SWAPS:.2f}",
    ]


ROWS = (
    ("effect report, wall s", "< 60 for 100,000"),
    ("CPU s of its processes", "< 120 for 100,000"),
    ("articles per CPU-second", ""),
    ("alerts gained / lost", "the same in every run"),
    ("peak of one process, MiB", ""),
    ("alert latency without it, s: p50 / p95 / max", ""),
    ("alert latency meanwhile, s", "< 2"),
    ("event loop stall without it, ms: p50 / p99 / max", ""),
    ("event loop stall meanwhile, ms", "< 50"),
    ("the same of a process that only sleeps", "the machine's share"),
    ("event loop stall at a swap, ms", "< 50"),
    ("compile in a thread, s", ""),
)


def main() -> None:
    parser = argparse.ArgumentParser(description="What trying an edit costs, and whether alerts wait for it.")
    parser.add_argument("--articles", type=int, default=ARTICLES, metavar="N")
    parser.add_argument("--names", type=int, default=NAMES, metavar="N", help="in the 40 watchlists and more")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N")
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args()
    with Progress(console=out, transient=True) as progress:
        database, _ = corpus(chosen.articles, seed=chosen.seed, progress=progress, lengths=LENGTHS, span=SPAN)
        task = progress.add_task("edits on the corpus", total=chosen.rounds * len(EDITED))
        columns = []
        for count in EDITED:
            rounds = []
            for _ in range(chosen.rounds):
                rounds.append(side(database, names=chosen.names, seed=chosen.seed, count=count))
                progress.advance(task)
            columns.append(column(rounds))
        ratio = both_sides_ratio(names=chosen.names, seed=chosen.seed)
    heads = [f"{count} of {WATCHLISTS} edited" for count in EDITED]
    title = f"An edit tried on {chosen.articles:,} stored articles, median of {chosen.rounds}"
    table = Table("what", *heads, "aim", title=title)
    for (what, aim), *figures in zip(ROWS, *columns, strict=True):
        table.add_row(what, *figures, aim)
    table.add_row("old and new rules / the old alone, CPU", "", f"{ratio:.2f}", "< 2")
    out.print(table)
    names = sum(len(one.aliases) for one in watchlists(chosen.names, seed=chosen.seed))
    out.print(
        f"python -m bench.reload · seed {chosen.seed} · {names:,} names · articles of {LENGTHS[0]} to "
        f"{LENGTHS[1]} words · {os.cpu_count()} cores · {platform.python_implementation()} "
        f"{platform.python_version()} · {platform.machine()} · {platform.system()}"
    )


if __name__ == "__main__":
    main()
