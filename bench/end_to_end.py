"""``make bench``: the whole pipeline against lemon24/reader on the same feeds, and what a bot needs.

Both sides poll the same generated loopback feeds, cold (everything new) and warm (everything 304), each in a
process of its own, in turns. Ours also matches, indexes for search and plans alerts; the peer stores and
detects changes. The figures that count are the ratios; medians are shown with the machine and the seed.
"""

import json
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.measure import memory_mib

FEEDS = 100
ROUNDS = 3
SEED = 20261122
SETTLE_LIMIT_S = 120.0
BUSY_S = 3.0
IDLE_S = 75.0
"""Parser processes end after a minute without work."""

out = Console(width=110)


@contextmanager
def feed_farm() -> Iterator[int]:
    command = [sys.executable, "-m", "bench.feed_farm", str(FEEDS + 1), str(SEED)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield int(process.stdout.readline())
        assert process.stdin
        process.stdin.close()


def side(module: str, port: int) -> dict[str, float]:
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", module, str(port), str(FEEDS), folder]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return json.loads(done.stdout.splitlines()[-1])


def start_and_settle(
    port: int, folder: Path, *, numbers: range, expected: int, settle_s: float
) -> tuple[float, float, float]:
    """Run the bot as users do: seconds from spawn to first request, MiB resident, MiB with shares once.

    Args:
        numbers: the feeds in the configuration.
        expected: how many of them are due, and so asked for, before it settles.
        settle_s: how long after that memory is read.
    """
    feeds = "".join(f'[[feeds]]\nurl = "http://127.0.0.1:{port}/feed/{n}"\n' for n in numbers)
    config = '[fetch]\nallow_hosts = ["127.0.0.1"]\nhost_pause_s = 0\n[health]\nport = 0\n' + feeds
    (folder / "config.toml").write_text(config)
    urlopen(f"http://127.0.0.1:{port}/forget").close()
    spawned_at = time.time()
    command = [sys.executable, "-m", "bot", "run", "--config", str(folder / "config.toml")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while True:
                answer = json.load(urlopen(f"http://127.0.0.1:{port}/first"))
                if answer["requests"] >= expected:
                    break
                assert time.time() - spawned_at < SETTLE_LIMIT_S, answer
                time.sleep(0.1)
            time.sleep(settle_s)
            resident, shared_once = memory_mib(process.pid)
        finally:
            process.terminate()
    return answer["first"] - spawned_at, resident, shared_once


def main() -> None:
    ours, peer = [], []
    with feed_farm() as port:
        for _ in track(range(ROUNDS), description="both sides in turn"):
            ours.append(side("bench.side_topicwire", port))
            peer.append(side("bench.side_reader", port))
        with TemporaryDirectory() as folder:
            new_s, *busy = start_and_settle(
                port, Path(folder), numbers=range(FEEDS), expected=FEEDS, settle_s=BUSY_S
            )
            # Of the known database's feeds none is due yet: a new one shows when polling begins.
            known_s, *idle = start_and_settle(
                port, Path(folder), numbers=range(FEEDS + 1), expected=1, settle_s=IDLE_S
            )

    def middle(rounds: list[dict[str, float]], key: str) -> float:
        return median(one[key] for one in rounds)

    table = Table("what", "Topicwire", "reader", "ratio", "aim", title=f"{FEEDS} feeds, median of {ROUNDS}")
    for name, key, aim in (
        ("cold, peer without search index", "cold_cpu_s", "-"),
        ("cold, peer with search index", "cold_indexed_cpu_s", "3 x"),
        ("warm", "warm_cpu_s", "-"),
    ):
        mine = FEEDS / middle(ours, key.replace("_indexed", ""))
        theirs = FEEDS / middle(peer, key)
        figures = (f"{mine:.1f}", f"{theirs:.1f}", f"{mine / theirs:.1f} x", aim)
        table.add_row(f"feeds per CPU-second, {name}", *figures)
    table.add_row(
        "articles stored", f"{middle(ours, 'articles'):.0f}", f"{middle(peer, 'articles'):.0f}", "", "equal"
    )
    stall = "event loop stall while parsing, p50 / p99 / max ms"
    figures = " / ".join(f"{middle(ours, f'stall_{name}_ms'):.1f}" for name in ("p50", "p99", "max"))
    table.add_row(stall, figures, "", "", "p99 < 50")
    starts = f"{new_s:.2f} / {known_s:.2f}"
    table.add_row("start to first request, s: new / known database", starts, "", "", "< 2")
    for name, (resident, shared_once) in (("while parsing", busy), ("idle", idle)):
        row = (f"memory {name}, MiB: resident / shared pages once", f"{resident:.0f} / {shared_once:.0f}")
        table.add_row(*row, "", "", "< 200")
    out.print(table)
    out.print(
        f"python -m bench.end_to_end · seed {SEED} · {platform.python_implementation()} "
        f"{platform.python_version()} · {platform.machine()} · {platform.system()}"
    )


if __name__ == "__main__":
    main()
