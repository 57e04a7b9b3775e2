"""``topicwire run`` that Slack calls over HTTP, as a process at a port of its own."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from tests.e2e.conftest import Workspace, wait_until
from tests.platforms.fakes import slack_asking, slack_server
from tests.platforms.fakes.feed_server import FeedServer, Page, rss_feed
from tests.platforms.fakes.loopback import free_port
from tests.platforms.fakes.slack_asking import SIGNING_SECRET, HttpRequest
from tests.platforms.fakes.slack_server import SlackServer
from tests.platforms.fakes.slack_sockets import APP_TOKEN

OLD = "Tea harvest begins"
SUMMIT = "Shanghai Cooperation Organisation summit opens in Bishkek"
PUBLIC_URL = "https://topicwire.test"


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with SlackServer() as running:
        yield running


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def workspace(tmp_path, monkeypatch, server, slack, port) -> Workspace:
    """A workspace whose SCO alerts go to Slack, and which Slack calls over HTTP."""
    for name, value in (
        ("SLACK_BOT_TOKEN", slack_server.TOKEN),
        ("SLACK_APP_TOKEN", APP_TOKEN),
        ("SLACK_SIGNING_SECRET", SIGNING_SECRET),
    ):
        monkeypatch.setenv(name, value)
    made = Workspace(tmp_path)
    made.configure([server.serve("/feed", Page(rss_feed(OLD), etag='"1"'))])
    more = (
        f'[slack]\nbase_url = "{slack.api}"\npublic_url = "{PUBLIC_URL}"\nlisten_port = {port}\n'
        '[[subscriptions]]\nwatchlist = "sco"\nchannel = "slack:C0NEWS"\n'
    )
    made.config.write_text(made.config.read_text() + more)
    return made


def publish(server: FeedServer, *titles: str) -> None:
    server.serve("/feed", Page(rss_feed(OLD, *titles), etag=f'"{len(titles) + 1}"'))


def ask(port: int, request: HttpRequest, *, secret: str = SIGNING_SECRET) -> int:
    """Post a request as Slack would; returns the status."""
    signed = request.signed(at_s=time.time(), secret=secret)
    status, _ = asyncio.run(signed.post(f"http://127.0.0.1:{port}/slack/events"))
    return status


def test_command_and_button_are_answered_over_http_and_no_socket_is_opened(workspace, server, slack, port):
    with workspace.started("run"):
        wait_until(lambda: "slack.listening" in workspace.text_of("stderr"))
        wait_until(lambda: len(server.requests("/feed")) > 2)
        publish(server, SUMMIT)
        wait_until(slack.messages)
        help_ = slack_asking.named(slack_asking.command("help"), "c1", url=slack.url)
        assert ask(port, HttpRequest.form(help_), secret="of-another-app") == 401
        assert ask(port, HttpRequest.form(help_)) == 200
        wait_until(lambda: "c1" in slack.sockets.answers)
        (button, *_) = slack.messages()[0]["blocks"][-1]["elements"]
        press = slack_asking.press(button["action_id"], button["value"])
        assert ask(port, HttpRequest.of_button(slack_asking.named(press, "b1", url=slack.url))) == 200
        wait_until(lambda: "b1" in slack.sockets.answers)
    assert slack.sockets.answers["b1"][0]["text"].startswith("Noted: relevant")
    assert len(slack.sockets.answers["c1"]) == 1
    assert "apps.connections.open" not in slack.calls
    for name in (SIGNING_SECRET, slack_server.TOKEN):
        assert name not in workspace.text_of("stderr") + workspace.text_of("stdout")


def test_missing_signing_secret_is_told_and_alerts_go_on(workspace, monkeypatch, server, slack):
    monkeypatch.delenv("SLACK_SIGNING_SECRET")
    checked = workspace.run("check")
    assert checked.returncode == 0
    assert "SLACK_SIGNING_SECRET" in checked.stdout
    with workspace.started("run"):
        wait_until(lambda: len(server.requests("/feed")) > 2)
        publish(server, SUMMIT)
        wait_until(slack.messages)
    assert "slack.incomplete" in workspace.text_of("stderr")
    assert "topicwire:relevant" not in str(slack.messages())
    assert "apps.connections.open" not in slack.calls
