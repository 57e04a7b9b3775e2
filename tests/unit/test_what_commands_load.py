"""What a command does not use it does not load: every command pays at its start for what stands above it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NETWORK = {"aiohttp", "apscheduler", "feedparser", "prometheus_client"}


@pytest.mark.parametrize(
    ("module", "unused"),
    [
        pytest.param("bot.cli", {*NETWORK, "pydantic", "numpy", "sqlite3"}, id="help"),
        pytest.param("bot.app.commands.health", NETWORK, id="asking for health"),
        pytest.param("bot.compose_files", {*NETWORK, "adapters"}, id="reading an admin's files"),
        pytest.param("bot.feeds.worker", {"bot.core.commands", "bot.core.page_text"}, id="a parser process"),
    ],
)
def test_a_command_loads_nothing_that_it_does_not_use(module: str, unused: set[str]):
    code = f"import json, sys, {module}; print(json.dumps([*sys.modules]))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert unused.isdisjoint(json.loads(done.stdout))
