"""The program as users run it: a folder with a config file, and the ``topicwire`` command in processes."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.platforms.fakes.feed_server import FeedServer

ROOT = Path(__file__).parents[2]
PATIENCE_S = 30.0
GROUPS = ("deliveries", "index", "slack", "discord")

CONFIG = """
[store]
url = "sqlite:///data/test.db"
[watchlists]
dir = "{watchlists}"
[fetch]
allow_hosts = {allow_hosts}
min_interval_s = {min_interval_s}
host_pause_s = 0
timeout_s = 2
max_bytes = 5_000_000
[health]
port = 0
{feeds}
[[subscriptions]]
watchlist = "sco"
channel = "console:main"
[[subscriptions]]
watchlist = "beidou"
channel = "console:main"
"""


def wait_until(is_so: Callable[[], object], *, within_s: float = PATIENCE_S) -> None:
    """Return as soon as the condition holds; fail the test when it does not in time."""
    deadline = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < deadline, f"not so within {within_s} s"
        time.sleep(0.02)  # between two looks at another process, which cannot tell us


class Workspace:
    """A folder of its own with a config file; every command runs in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "config.toml"

    def configure(
        self,
        urls: Iterable[str] = (),
        *,
        min_interval_s: float = 0.2,
        allow_hosts: Iterable[str] = ("127.0.0.1",),
        watchlists: Path = ROOT / "watchlists",
    ) -> None:
        feeds = "".join(f'[[feeds]]\nurl = "{url}"\ninterval_s = {min_interval_s}\n' for url in urls)
        text = CONFIG.format(
            allow_hosts=json.dumps(list(allow_hosts)),
            feeds=feeds,
            min_interval_s=min_interval_s,
            watchlists=watchlists,
        )
        self.config.write_text(text, encoding="utf-8")

    def run(
        self, *arguments: str, stdin: str = "", before: Callable[[], None] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run one command to its end; ``before`` is called in the child first."""
        return subprocess.run(
            self._command(*arguments),
            cwd=self.folder,
            env=self._environment(),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            preexec_fn=before,
        )

    @contextmanager
    def started(
        self,
        *arguments: str,
        stdin: int | None = None,
        stdout: int | None = None,
        stderr: int | None = None,
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Start a command; killed at the end.

        Its output is appended to the files ``stdout`` and ``stderr``, or goes to the given descriptors.
        """
        with (
            (self.folder / "stdout").open("ab") as out,
            (self.folder / "stderr").open("ab") as err,
            subprocess.Popen(
                self._command(*arguments),
                cwd=self.folder,
                env=self._environment(),
                stdin=stdin,
                stdout=out if stdout is None else stdout,
                stderr=err if stderr is None else stderr,
            ) as process,
        ):
            try:
                yield process
            finally:
                process.kill()

    def record(self) -> Counter[str]:
        """Titles of alerts in the console's record, those in digests too, counted.

        A line still being written is left out.
        """
        path = self.folder / "data" / "console.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
        posted = [json.loads(line) for line in lines if line.endswith("}\n")]
        return Counter(alert["title"] for one in posted for alert in one.get("alerts", [one]))

    def feeds(self) -> dict[str, dict[str, object]]:
        """``topicwire feeds --json`` by URL."""
        done = self.run("feeds", "--json")
        assert done.returncode == 0, done.stderr
        return {row["url"]: row for row in json.loads(done.stdout)}

    def text_of(self, name: str) -> str:
        path = self.folder / name
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def _command(self, *arguments: str) -> list[str]:
        command, *rest = arguments
        # A group's own commands take the option, not the group.
        is_of_group = command in GROUPS or (command == "feeds" and rest and not rest[0].startswith("-"))
        words = [command, rest.pop(0)] if is_of_group else [command]
        config = [] if command in ("demo", "--help") else ["--config", str(self.config)]
        return [sys.executable, "-m", "bot", *words, *config, *rest]

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "COLUMNS": "120", "PYTHONPATH": str(ROOT)}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running
