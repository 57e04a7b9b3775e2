"""``topicwire run`` with a webhook, an apprise service and a reader program at the other end of a wire."""

import hashlib
import hmac
import signal
import urllib.error
import urllib.request
from collections.abc import Iterator

import feedparser
import pytest

from tests.e2e.conftest import Workspace, wait_until
from tests.platforms.fakes.feed_server import Page, rss_feed
from tests.platforms.fakes.loopback import free_port
from tests.platforms.fakes.webhook_server import WebhookServer, answers, drops

OLD = "Tea harvest begins"
SUMMIT = "Shanghai Cooperation Organisation summit opens in Bishkek"
SECRET = "signing-secret"
PATH = "/very-secret-path"


@pytest.fixture
def webhook() -> Iterator[WebhookServer]:
    with WebhookServer() as running:
        yield running


@pytest.fixture
def phone() -> Iterator[WebhookServer]:
    with WebhookServer() as running:
        yield running


@pytest.fixture
def workspace(tmp_path, monkeypatch, server, webhook, phone) -> Workspace:
    """A workspace whose SCO alerts go to a webhook and through apprise; its feed holds an old article."""
    monkeypatch.setenv("WEBHOOK_PRESS_DESK_URL", webhook.url + PATH)
    monkeypatch.setenv("WEBHOOK_PRESS_DESK_SECRET", SECRET)
    monkeypatch.setenv("APPRISE_PHONE_URL", f"json://127.0.0.1:{phone.port}{PATH}")
    made = Workspace(tmp_path)
    made.configure([server.serve("/feed", Page(rss_feed(OLD), etag='"1"'))])
    channels = "".join(
        f'[[subscriptions]]\nwatchlist = "sco"\nchannel = "{channel}"\n'
        for channel in ("webhook:press-desk", "apprise:phone")
    )
    made.config.write_text(f"{made.config.read_text()}[webhooks.press-desk]\n{channels}")
    return made


def publish(server) -> None:
    server.serve("/feed", Page(rss_feed(OLD, SUMMIT), etag='"2"'))


def polled_again(server) -> None:
    polled = len(server.requests("/feed"))
    wait_until(lambda: len(server.requests("/feed")) > polled + 2)


def test_article_is_one_signed_request_one_apprise_message_and_one_atom_entry(
    workspace, server, webhook, phone
):
    port = free_port()
    workspace.config.write_text(workspace.config.read_text().replace("port = 0", f"port = {port}"))
    with workspace.started("run") as process:
        polled_again(server)
        publish(server)
        wait_until(lambda: webhook.posted and phone.posted)
        polled_again(server)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/feeds/sco.atom") as answer:
            feed = feedparser.parse(answer.read())
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/feeds/none.atom")
        assert "known here: beidou, cpec, health-silk-road, sco" in caught.value.read().decode()
        caught.value.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert workspace.run("run", "--once").returncode == 0

    (posted,), (rung,) = webhook.posted, phone.posted
    assert (posted.json["kind"], posted.json["title"], posted.json["watchlists"]) == (
        "alert",
        SUMMIT,
        ["sco"],
    )
    signed = posted.headers["Topicwire-Timestamp"].encode() + b"." + posted.body
    proof = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert posted.headers["Topicwire-Signature"] == f"v1={proof}"
    assert rung.json["title"] == SUMMIT
    assert rung.json["message"].startswith("https://news.example/2\n")
    assert not feed.bozo
    assert [(entry.title, entry.link) for entry in feed.entries] == [(SUMMIT, "https://news.example/2")]
    assert workspace.record() == {SUMMIT: 1}


def test_lost_answer_is_made_good_with_the_same_id_and_the_address_stands_nowhere(
    workspace, server, webhook, phone
):
    webhook.next(drops)
    phone.next(answers(500))
    with workspace.started("run"):
        polled_again(server)
        publish(server)
        wait_until(lambda: len(webhook.posted) > 1 and len(phone.posted) > 1)
        polled_again(server)
    assert len({one.headers["Topicwire-Delivery"] for one in webhook.posted}) == 1
    assert (len(webhook.posted), len(phone.posted)) == (2, 2)
    for told in ("stdout", "stderr"):
        assert PATH not in workspace.text_of(told)
        assert SECRET not in workspace.text_of(told)


def test_webhook_that_is_gone_is_told_to_the_admins_and_its_alert_comes_after_a_restart(
    workspace, monkeypatch, server, webhook
):
    text = workspace.config.read_text()
    workspace.config.write_text(f'{text}[webhooks.ops]\n[chat]\nadmin_channel = "webhook:ops"\n')
    with WebhookServer() as ops:
        monkeypatch.setenv("WEBHOOK_OPS_URL", ops.url)
        webhook.next(answers(410))
        workspace.run("run", "--once")
        publish(server)
        paused = workspace.run("run", "--once")
        assert "channel.paused" in paused.stderr
        assert "answered HTTP 410" in paused.stderr
        assert PATH not in paused.stderr
        workspace.run("run", "--once")
        assert len(webhook.posted) == 2
        told, resumed = (one.json for one in ops.posted)
        assert (told["kind"], resumed["kind"]) == ("notice", "notice")
        assert "webhook:press-desk" in told["title"] + "".join(told["lines"])
        assert PATH not in str(told)


def test_missing_address_is_a_problem_of_check_and_of_the_start(workspace, monkeypatch):
    assert workspace.run("check").returncode == 0
    monkeypatch.delenv("WEBHOOK_PRESS_DESK_URL")
    monkeypatch.delenv("APPRISE_PHONE_URL")
    for command in (("check",), ("run", "--once")):
        done = workspace.run(*command)
        assert done.returncode == 2
        for name in ("WEBHOOK_PRESS_DESK_URL", "APPRISE_PHONE_URL"):
            assert f"set {name} in the environment" in done.stdout + done.stderr
