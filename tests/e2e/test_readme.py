"""Every command of the README does what the README says."""

import os
import re
import signal
import subprocess

import pytest

from tests.e2e.conftest import ROOT, wait_until
from tests.platforms.fakes.feed_server import Page, rss_feed

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKE = set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))
TOPICWIRE = set(re.findall(r"\.venv/bin/topicwire ([a-z]+)", README))


def test_these_are_the_commands_that_are_run_here():
    assert {"demo", "test", "run"} == MAKE
    assert {"feeds", "check"} == TOPICWIRE


@pytest.mark.skipif(not (ROOT / ".venv" / ".locked-dev").exists(), reason="not started by `make test`")
def test_make_demo_goes_on_until_ctrl_c_and_then_ends_well(tmp_path):
    with (tmp_path / "output").open("wb") as output:
        process = subprocess.Popen(["make", "demo"], cwd=ROOT, stdout=output, start_new_session=True)
        try:
            wait_until(lambda: b"Ctrl-C ends the demo" in (tmp_path / "output").read_bytes(), within_s=90)
            os.killpg(process.pid, signal.SIGINT)
            assert process.wait(10) in (0, 2, -signal.SIGINT)  # make says 2 when it was interrupted itself
        finally:
            process.kill()
    assert "exactly what the samples promise" in (tmp_path / "output").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("target", "commands"),
    [
        ("run", [".venv/bin/topicwire run"]),
        ("test", [".venv/bin/pytest -n auto --maxprocesses 4 --dist worksteal"]),
    ],
)
def test_make_targets_start_what_the_other_tests_run(target, commands):
    ask = ["make", "--no-print-directory", "--dry-run", target]
    planned = subprocess.run(ask, cwd=ROOT, capture_output=True, text=True, check=True)
    lines = {line.split(" #")[0].strip() for line in planned.stdout.splitlines()}
    assert lines.issuperset(commands)


def test_feeds_and_check_answer_beside_a_config(workspace, server):
    workspace.configure([server.serve("/feed", Page(rss_feed("Tea harvest begins")))])
    assert workspace.run("check").returncode == 0
    assert "Tea" not in workspace.run("feeds").stdout
    assert "never" in workspace.run("feeds").stdout
