"""Other processes around a database: real ones, told what to do in a line of Python, ended by the test."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]


@contextlib.contextmanager
def process(script: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run ``script`` with these ``sys.argv[1:]``; killed at the end if it still runs."""
    running = subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def next_line(running: subprocess.Popen[str]) -> str:
    """Wait for the process's next line; empty when it has ended."""
    assert running.stdout is not None
    return running.stdout.readline().strip()
