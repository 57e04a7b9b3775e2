"""Files that are edited while the bot runs, in a process of its own."""

import json
import signal
import sqlite3
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.conftest import wait_until
from tests.e2e.small_watchlists import BEIDOU, write_watchlists
from tests.platforms.fakes.feed_server import Page, rss_feed
from tests.platforms.fakes.loopback import free_port

KITES = 'name = "Kites"\nalias = [{ text = "World Kite League" }]\n'
SUBSCRIPTION = '[[subscriptions]]\nwatchlist = "kites"\nchannel = "console:main"\n'


def configure(workspace, server, *, more=""):
    """Let the bot watch one feed; returns its topics' folder, and how to ask it for a page of its health."""
    topics, port = write_watchlists(workspace.folder), free_port()
    workspace.configure([server.serve("/feed", Page(rss_feed("Tea harvest begins")))], watchlists=topics)
    config = workspace.config.read_text().replace("port = 0", f"port = {port}")
    workspace.config.write_text(config + more)

    def page(name):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{name}") as answer:
            assert answer.status == 200
            return answer.read().decode()

    return topics, page


def test_saved_topic_alerts_without_a_restart_and_a_bad_one_is_told(workspace, server):
    topics, page = configure(workspace, server)
    with workspace.started("run") as process:
        wait_until(lambda: "feed.baseline" in workspace.text_of("stderr"))
        first = json.loads(page("healthz"))["rules"]["version"]
        (topics / "kites.toml").write_text(KITES)
        workspace.config.write_text(workspace.config.read_text() + SUBSCRIPTION)
        wait_until(lambda: json.loads(page("healthz"))["rules"]["version"] != first)
        wait_until(lambda: "watchlists=3" in workspace.text_of("stderr"))
        server.serve("/feed", Page(rss_feed("Tea harvest begins", "World Kite League opens")))
        wait_until(lambda: workspace.record()["World Kite League opens"] == 1)
        wait_until(lambda: "rules.effect " in workspace.text_of("stderr"))
        (topics / "kites.toml").write_text("name = 7")
        wait_until(lambda: json.loads(page("healthz"))["rules"]["problems"])
        assert "topicwire_file_problems 2.0" in page("metrics")
        done = workspace.run("health")
        assert done.returncode == 0
        assert "kites.toml: name: must be text" in done.stdout
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0


def test_hang_up_reloads_and_ends_nothing(workspace, server):
    topics, page = configure(workspace, server, more="[reload]\nwatch = false\n")
    with workspace.started("run") as process:
        wait_until(lambda: "feed.baseline" in workspace.text_of("stderr"))
        first = json.loads(page("healthz"))["rules"]["version"]
        (topics / "beidou.toml").write_text(BEIDOU.replace("BeiDou", "Beidou"))
        process.send_signal(signal.SIGHUP)
        wait_until(lambda: json.loads(page("healthz"))["rules"]["version"] != first)
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_hang_up_while_the_bot_still_starts_ends_nothing(workspace, server):
    """Sent by a script that starts the bot, and by then edited the files once more."""
    topics, page = configure(workspace, server, more="[reload]\nwatch = false\n")
    assert workspace.run("run", "--once").returncode == 0
    database = workspace.folder / "data" / "test.db"
    with workspace.started("run") as process, closing(sqlite3.connect(database)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")  # so that the start is waiting at its first words to the database

        def hears() -> bool:
            status = Path(f"/proc/{process.pid}/status").read_text()
            caught = int(status.partition("SigCgt:")[2].split()[0], base=16)
            return bool(caught >> (signal.SIGHUP - 1) & 1)

        wait_until(hears)
        (topics / "beidou.toml").write_text("name = 7")
        process.send_signal(signal.SIGHUP)
        stranger.rollback()
        wait_until(lambda: "rules.problem " in workspace.text_of("stderr"))
        assert json.loads(page("healthz"))["rules"]["problems"]
