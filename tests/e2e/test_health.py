"""/healthz, /metrics and ``topicwire health`` of a running bot."""

import json
import signal
import socket
import urllib.request

from tests.e2e.conftest import wait_until
from tests.platforms.fakes.feed_server import Page, rss_feed
from tests.platforms.fakes.loopback import free_port


def configure(workspace, server, port):
    workspace.configure([server.serve("/feed", Page(rss_feed("Tea harvest begins")))])
    workspace.config.write_text(workspace.config.read_text().replace("port = 0", f"port = {port}"))


def test_running_bot_says_that_it_is_healthy_and_what_it_did(workspace, server):
    port = free_port()
    configure(workspace, server, port)
    with workspace.started("run") as process:
        wait_until(lambda: len(server.requests()) > 1)
        done = workspace.run("health", "--json")
        told = json.loads(done.stdout)
        assert (done.returncode, told["status"], told["rules"]["problems"]) == (0, "ok", [])
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            said = json.load(answer)
        assert {health: count for health, count in said["feeds"].items() if count} == {"ok": 1}
        assert said["rules"] == told["rules"]
        assert said["deliveries"] == {"waiting": 0, "dead": 0}
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            text = answer.read().decode()
        assert 'topicwire_polls_total{outcome="new"} 1.0' in text
        assert 'topicwire_articles_total{change="new"} 1.0' in text
        assert 'topicwire_deliveries{state="ready"} 0.0' in text
        assert 'topicwire_feeds{state="ok"} 1.0' in text
        assert 'topicwire_feeds{state="gone quiet"} 0.0' in text
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
    assert workspace.run("health").returncode == 1


def test_bot_whose_config_file_is_wrong_since_is_as_healthy_as_before(workspace, server):
    """Else a container's health check would end a bot that does its work, and it could not start again."""
    configure(workspace, server, free_port())
    with workspace.started("run"):
        wait_until(lambda: workspace.run("health").returncode == 0)
        workspace.config.write_text(workspace.config.read_text() + "[bogus]\n")
        wait_until(lambda: "rules.problem " in workspace.text_of("stderr"))
        done = workspace.run("health")
        assert (done.returncode, "bogus: unknown key" in done.stdout) == (0, True)
    done = workspace.run("health")
    assert (done.returncode, "bogus: unknown key" in done.stderr) == (2, True)


def test_port_that_is_taken_is_told_and_the_bot_goes_on(workspace, server):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        configure(workspace, server, taken.getsockname()[1])
        with workspace.started("run"):
            wait_until(lambda: len(server.requests()) > 1)
            assert "health.unavailable" in workspace.text_of("stderr")
