"""A full disk or a locked database: told in words, nothing lost, the round tried again."""

import resource
import sqlite3

from tests.e2e.conftest import wait_until
from tests.platforms.fakes.feed_server import Page, rss_feed

OLD = "Tea harvest begins"
SUMMIT = "Shanghai Cooperation Organisation summit opens in Bishkek"


def test_round_on_a_full_disk_fails_in_words_and_the_next_one_posts(workspace, server):
    url = server.serve("/feed", Page(rss_feed(OLD)))
    workspace.configure([url], min_interval_s=0)
    assert workspace.run("run", "--once").returncode == 0
    server.serve("/feed", Page(rss_feed(OLD, SUMMIT)))

    def limit_files() -> None:
        # No file may grow beyond a few pages: what writing to a full disk looks like from inside.
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

    full = workspace.run("run", "--once", before=limit_files)
    assert full.returncode == 1
    assert "Traceback" not in full.stderr
    assert "test.db" in full.stderr
    assert workspace.record() == {}
    assert workspace.run("run", "--once").returncode == 0
    assert workspace.record() == {SUMMIT: 1}


def test_locked_database_refuses_the_start_in_words_and_a_running_bot_goes_on_after_it(workspace, server):
    url = server.serve("/feed", Page(rss_feed(OLD)))
    workspace.configure([url], min_interval_s=0.2)
    assert workspace.run("run", "--once").returncode == 0
    stranger = sqlite3.connect(workspace.folder / "data" / "test.db", isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    refused = workspace.run("run", "--once")
    assert refused.returncode == 1
    assert "locked" in refused.stderr
    assert "Traceback" not in refused.stderr
    stranger.execute("ROLLBACK")
    with workspace.started("run"):
        asked = len(server.requests())
        wait_until(lambda: len(server.requests()) > asked)
        stranger.execute("BEGIN IMMEDIATE")
        server.serve("/feed", Page(rss_feed(OLD, SUMMIT)))
        wait_until(lambda: "locked" in workspace.text_of("stderr"))
        stranger.execute("ROLLBACK")
        wait_until(lambda: workspace.record() == {SUMMIT: 1}, within_s=90)
    assert workspace.text_of("stderr").count("tick.failed") <= 3
    stranger.close()
