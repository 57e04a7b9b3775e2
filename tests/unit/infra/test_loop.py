"""A process is asked to stop."""

import subprocess
import sys

TWO_AT_ONCE = """
import os, signal
from bot.infra.loop import run_async

async def main(stop):
    for one in (signal.SIGTERM, signal.SIGINT):
        os.kill(os.getpid(), one)
    await stop.wait()
    print("stopped")

run_async(main)
"""


def test_two_signals_at_once_are_one_request_to_stop():
    command = [sys.executable, "-c", TWO_AT_ONCE]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "stopped\n", "")
