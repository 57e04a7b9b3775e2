"""``topicwire feeds`` and its commands, as users and programs call them."""

import json

import pytest

from tests.e2e.conftest import wait_until
from tests.e2e.small_watchlists import write_watchlists
from tests.platforms.fakes.feed_server import Page, rss_feed


@pytest.fixture
def topics(workspace):
    return write_watchlists(workspace.folder)


def test_an_option_of_a_command_before_its_name_is_refused(workspace, topics):
    workspace.configure(watchlists=topics)
    done = workspace.run("feeds", "--config", "other.toml", "pause", "dawn")
    assert done.returncode == 2
    assert "write it behind `feeds pause`" in done.stderr


def test_a_feed_is_paused_and_resumed_beside_the_running_bot(workspace, server, topics):
    url = server.serve("/feed", Page(rss_feed("Tea harvest begins")))
    workspace.configure([url], watchlists=topics)
    with workspace.started("run"):
        wait_until(lambda: len(server.requests("/feed")) > 2)
        done = workspace.run("feeds", "pause", "127.0.0.1", "--reason", "too noisy", "--by", "anna")
        assert (done.returncode, f"{url} is paused" in done.stdout) == (0, True), done.stderr
        wait_until(lambda: workspace.run("feeds", "pause", url).returncode == 1)
        polls = len(server.requests("/feed"))
        again = workspace.run("feeds", "pause", url)
        assert "is not polled as it is: paused" in again.stderr
        assert len(server.requests("/feed")) <= polls + 1  # one may have been under way
        assert workspace.run("feeds", "resume", url).returncode == 0
        wait_until(lambda: len(server.requests("/feed")) > polls + 2)
        assert "it is polled" in workspace.run("feeds", "resume", url).stderr


def test_a_feed_that_no_database_knows_yet_cannot_be_paused(workspace, server, topics):
    url = server.serve("/feed", Page(rss_feed("Tea harvest begins")))
    other = server.serve("/other", Page(rss_feed("Rain")))
    workspace.configure([url], watchlists=topics)
    assert "no database yet" in workspace.run("feeds", "pause", url).stderr
    workspace.run("run", "--once")
    workspace.configure([url, other], watchlists=topics)
    done = workspace.run("feeds", "pause", other)
    assert (done.returncode, "not in the database yet" in done.stderr) == (1, True)
    done = workspace.run("feeds", "pause", "127")
    assert (done.returncode, "could be any of 2 feeds" in done.stderr) == (1, True)


def test_plain_feeds_still_lists_them(workspace, topics):
    workspace.configure(["https://one.example/feed"], watchlists=topics)
    assert "https://one.example/feed" in workspace.run("feeds").stdout
    assert [row["state"] for row in json.loads(workspace.run("feeds", "--json").stdout)] == ["new"]
