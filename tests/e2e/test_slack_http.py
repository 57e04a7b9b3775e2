"""``topicwire run`` that Slack calls over HTTP, as a process at a port of its own."""

import asyncio
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.e2e.conftest import Workspace, wait_until
from tests.platforms.fakes import slack_asking
from tests.platforms.fakes.feed_server import FeedServer, Page, rss_feed
from tests.platforms.fakes.loopback import free_port
from tests.platforms.fakes.slack_asking import SIGNING_SECRET, Browser, HttpRequest
from tests.platforms.fakes.slack_server import SlackServer
from tests.platforms.fakes.slack_sockets import APP_TOKEN
from tests.platforms.fakes.slack_workspaces import CLIENT_ID, CLIENT_SECRET, TOKEN

OLD = "Tea harvest begins"
SUMMIT = "Shanghai Cooperation Organisation summit opens in Bishkek"
BEACON = "SCO ministers meet in Tashkent"
COURT = "SCO supreme courts confer in Dushanbe"
PUBLIC_URL = "https://topicwire.test"


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with SlackServer(others={"C0EAST": "T2"}) as running:
        yield running


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def workspace(tmp_path, monkeypatch, server, slack, port) -> Workspace:
    """A workspace whose SCO alerts go to Slack, and which Slack calls over HTTP."""
    for name, value in (
        ("SLACK_BOT_TOKEN", TOKEN),
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
    for name in (SIGNING_SECRET, TOKEN):
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


# --- several workspaces ---------------------------------------------------------------------------------


@pytest.fixture
def others(workspace, monkeypatch) -> Workspace:
    """The same, and alerts go to a channel of another workspace as well, which has not added the app yet."""
    monkeypatch.setenv("SLACK_CLIENT_ID", CLIENT_ID)
    monkeypatch.setenv("SLACK_CLIENT_SECRET", CLIENT_SECRET)
    more = '[[subscriptions]]\nwatchlist = "sco"\nchannel = "slack:T2/C0EAST"\n'
    workspace.config.write_text(workspace.config.read_text() + more)
    return workspace


def add_app(port: int, slack: SlackServer) -> str:
    """Add the app to the second workspace, as somebody does it in a browser; returns the last page."""

    async def go() -> str:
        browser, here = Browser(), f"http://127.0.0.1:{port}"
        _, leads_to, _ = await browser.open(f"{here}/slack/install")
        (state,) = parse_qs(urlsplit(leads_to).query)["state"]
        code = slack.workspaces.allow("T2")
        status, _, page = await browser.open(f"{here}/slack/oauth_redirect?code={code}&state={state}")
        assert status == 200
        return page

    return asyncio.run(go())


def test_workspace_adds_the_app_is_told_of_alerts_over_a_restart_and_leaves(others, server, slack, port):
    def is_up() -> bool:
        return others.text_of("stderr").count("slack.listening") > starts

    starts = 0
    with others.started("run"):
        wait_until(is_up)
        wait_until(lambda: len(server.requests("/feed")) > 2)
        assert "slack:T2/" in add_app(port, slack)
        publish(server, SUMMIT)
        wait_until(lambda: slack.messages("C0EAST") and slack.messages("C0NEWS"))
        checked = others.run("slack", "check")
        assert "\n✓ slack:T2/C0EAST\n" in checked.stdout, checked.stderr
    starts = 1
    with others.started("run"):
        wait_until(is_up)
        publish(server, SUMMIT, BEACON)
        wait_until(lambda: BEACON in str(slack.messages("C0EAST")))
        asked = slack_asking.command("why https://example.org/", team="T2", channel_id="C0EAST")
        assert ask(port, HttpRequest.form(slack_asking.named(asked, "c1", url=slack.url))) == 200
        wait_until(lambda: "c1" in slack.sockets.answers)
        event = slack_asking.event("app_uninstalled", team="T2", at_s=time.time())
        assert ask(port, HttpRequest.json(event)) == 200
        wait_until(lambda: "slack.uninstalled" in others.text_of("stderr"))
        publish(server, SUMMIT, BEACON, COURT)
        wait_until(lambda: COURT in str(slack.messages("C0NEWS")))
        wait_until(lambda: "channel.paused" in others.text_of("stderr"))
    said = others.text_of("stderr") + others.text_of("stdout")
    assert f"{PUBLIC_URL}/slack/install" in said
    assert COURT not in str(slack.messages("C0EAST"))
    for secret in (SIGNING_SECRET, TOKEN, CLIENT_SECRET, *slack.workspaces.tokens("T2")):
        assert secret not in said


def test_check_names_what_other_workspaces_need(others, monkeypatch):
    monkeypatch.delenv("SLACK_CLIENT_ID")
    checked = others.run("check")
    assert checked.returncode == 0
    assert "also set SLACK_CLIENT_ID" in " ".join(checked.stdout.split())


def test_trial_of_a_channel_says_where_its_workspace_adds_the_app(others):
    others.run("run", "--once")
    done = others.run("slack", "check")
    assert done.returncode == 1
    assert "✓ slack:C0NEWS" in done.stdout
    (told,) = [line for line in done.stdout.splitlines() if line.startswith("✗ slack:T2/C0EAST")]
    assert f"{PUBLIC_URL}/slack/install" in told
