"""``make bench``: what polling costs and how it behaves, against a bare loop, lemon24/reader and the clock.

One farm of loopback feeds serves every side; each side runs in a process of its own, in turns, and its CPU
seconds include its children's. The figures that count are the ratios; medians are shown with the machine and
the seed. The bot side is the bot as users run it: what it matches, indexes and stores is in its figures.

What faults do to their neighbours is told by a control: the same 400 feeds at the same hosts, of which all
are healthy. In both runs the pace is that of the 240 feeds that are healthy in either. It is by the clock,
and the farm that makes the documents and the faults has its share of the same cores.
"""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.measure import cpu_s
from bench.poll_control import tell_farm
from bench.poll_farm import HOSTS, feed_url

WARM_FEEDS = 1_000
LONG_FEEDS = 150
"""So many that two parser processes' start is not most of what a cold poll of them costs."""
FAULT_FEEDS = 400
MANY_FEEDS = 10_000
ROUNDS = 3
SEED = 20261129
START_LIMIT_S = 60.0
SETTLE_S = 5.0
IDLE_S = 20.0

out = Console(width=120)
Figures = dict[str, float]


@contextmanager
def farm() -> Iterator[int]:
    command = [sys.executable, "-m", "bench.poll_farm", str(SEED)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield int(process.stdout.readline())
        assert process.stdin
        process.stdin.close()


def side(module: str, *args: object, compiled: Path) -> Figures:
    """Run one side."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", f"bench.{module}", *map(str, args), folder]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=_environ(compiled))
        figures: Figures = json.loads(done.stdout.splitlines()[-1])
        return figures


def _environ(compiled: Path) -> dict[str, str]:
    """What Python compiles stays in ``compiled``, as it does where a program is installed."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return environ | {"PYTHONPYCACHEPREFIX": str(compiled)}


def write_config(port: int, path: Path, *, feeds: int) -> None:
    urls = (feed_url(port, "small", number, hosts=len(HOSTS)) for number in range(feeds))
    listed = "".join(f'[[feeds]]\nurl = "{url}"\ninterval_s = 86_400\n' for url in urls)
    path.write_text(f"[fetch]\nallow_hosts = {json.dumps(HOSTS)}\n[health]\nport = 0\n{listed}")


def start(port: int, config: Path, *, compiled: Path, watch_s: float = 0.0) -> tuple[float, float]:
    """Run the bot as users do: seconds from spawn to its first request, its CPU share in ``watch_s`` then."""
    tell_farm(port, "start")
    command = [sys.executable, "-m", "bot", "run", "--config", str(config)]
    spawned_at = time.time()
    with subprocess.Popen(
        command, env=_environ(compiled), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            while not (first_at := tell_farm(port, "look")["first_at"]):
                assert time.time() - spawned_at < START_LIMIT_S
                time.sleep(0.1)
            time.sleep(SETTLE_S if watch_s else 0.0)
            before = cpu_s(process.pid)
            time.sleep(watch_s)
            return first_at - spawned_at, (cpu_s(process.pid) - before) / watch_s if watch_s else 0.0
        finally:
            process.terminate()


def many(port: int, *, compiled: Path) -> tuple[float, float, float]:
    """Seconds to the first request with a new and with a known database, and the idle CPU share."""
    with TemporaryDirectory() as folder:
        config = Path(folder) / "config.toml"
        write_config(port, config, feeds=1)
        start(port, config, compiled=compiled)  # compiles what no side has
    with TemporaryDirectory() as folder:
        config = Path(folder) / "config.toml"
        write_config(port, config, feeds=MANY_FEEDS)
        new_s, _ = start(port, config, compiled=compiled)
        subprocess.run([sys.executable, "-m", "bench.side_many", str(config)], check=True)
        # Of the known database's feeds none is due yet: a new one shows when polling begins.
        write_config(port, config, feeds=MANY_FEEDS + 1)
        known_s, idle = start(port, config, compiled=compiled, watch_s=IDLE_S)
    return new_s, known_s, idle


@dataclass(frozen=True, slots=True)
class Rounds:
    """The figures of one side, from every round."""

    rounds: Sequence[Figures]

    def __getitem__(self, key: str) -> float:
        return median(one[key] for one in self.rounds)

    def worst(self, key: str) -> float:
        return max(one[key] for one in self.rounds)


def rows(sides: Mapping[str, Rounds], many_feeds: tuple[float, float, float]) -> Iterator[tuple[str, ...]]:
    """Yield the table: what, ours, the other's, the ratio, what it has to reach."""
    bare, warm, long, reader = sides["bare"], sides["warm"], sides["long"], sides["reader"]
    healthy, faulty = sides["healthy"], sides["faulty"]

    def against(name: str, ours: float, theirs: float, aim: str, *, unit: str) -> tuple[str, ...]:
        return (name, f"{ours:.3g} {unit}", f"{theirs:.3g} {unit}", f"{ours / theirs:.2g} x", aim)

    ours, theirs = warm["warm_cpu_s"], bare["warm_cpu_s"]
    yield against(f"warm, {WARM_FEEDS} feeds, CPU against a bare loop", ours, theirs, "<= 2 x", unit="s")
    for key, name, aim in (
        ("cold", "cold", ">= 3 x"),
        ("tenth", "10 % changed", ">= 3 x"),
        ("all", "all changed, proven", ">= 10 x"),
    ):
        for suffix, what, reached in (("_indexed", "with search index", aim), ("", "without", "-")):
            per_cpu_s = LONG_FEEDS / long[key], LONG_FEEDS / reader[key + suffix]
            yield against(f"{name}, feeds per CPU-second, reader {what}", *per_cpu_s, reached, unit="/s")
    ours, theirs = (1000 * long[key] / LONG_FEEDS for key in ("touched", "parse"))
    yield against("unchanged 200, whole poll against a parse alone", ours, theirs, "<= 0.02 x", unit="ms")
    pace = [one["healthy"] / one["healthy_s"] for one in (faulty, healthy)]
    yield against("healthy feeds a second, 40 % others faulty against none", *pace, ">= 0.9 x", unit="/s")
    more_mib = faulty["peak_mib"] - healthy["peak_mib"]
    yield ("memory with faults, MiB more", f"+{more_mib:.0f}", "", "", "<= 100")
    yield ("connects to addresses not allowed", f"{faulty.worst('trapped'):.0f}", "", "", "0")
    yield ("event loop stall while polling cold, p99", f"{long['stall_p99_ms']:.1f} ms", "", "", "< 50")
    for key, name, aim in (
        ("unconditional", "unconditional requests after the first", "0"),
        ("invented", "validators it did not send last", "0"),
        ("peak", "most connections to one host", "<= 2"),
        ("early", "polls before Retry-After or max-age", "0"),
    ):
        worst = max(one.worst(key) for one in (warm, long))
        yield (f"seen by the server: {name}", f"{worst:.0f}", "", "", aim)
    new_s, known_s, idle = many_feeds
    yield (f"start with {MANY_FEEDS} feeds, new / known", f"{new_s:.1f} / {known_s:.1f} s", "", "", "< 5")
    yield (f"idle with {MANY_FEEDS} feeds, CPU", f"{100 * idle:.1f} %", "", "", "< 2")


def main() -> None:
    runs = {
        "bare": ("side_bare", WARM_FEEDS),
        "warm": ("side_poll", "warm", WARM_FEEDS),
        "reader": ("side_poll_reader", LONG_FEEDS),
        "long": ("side_poll", "long", LONG_FEEDS),
        "healthy": ("side_poll", "healthy", FAULT_FEEDS),
        "faulty": ("side_poll", "faulty", FAULT_FEEDS),
    }
    figures: dict[str, list[Figures]] = {name: [] for name in runs}
    with farm() as port, TemporaryDirectory() as compiled:
        for _ in track(range(ROUNDS), description="all sides in turn"):
            for name, (module, *args) in runs.items():
                kind, count = args[:-1], args[-1]
                figures[name].append(side(module, *kind, port, count, compiled=Path(compiled)))
        many_feeds = many(port, compiled=Path(compiled))
    table = Table("what", "Topicwire", "other", "ratio", "aim", title=f"polling, median of {ROUNDS}")
    for row in rows({name: Rounds(them) for name, them in figures.items()}, many_feeds):
        table.add_row(*row)
    out.print(table)
    out.print(
        f"python -m bench.poll · seed {SEED} · {platform.python_implementation()} "
        f"{platform.python_version()} · {platform.machine()} · {platform.system()}"
    )


if __name__ == "__main__":
    main()
