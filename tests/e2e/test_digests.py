"""Subscriptions and digests through the program: what is configured, what is kept, what a kill leaves."""

import json
import signal
import sqlite3
from contextlib import closing

import pytest

from tests.e2e.conftest import Workspace, wait_until
from tests.platforms.fakes import slack_workspaces
from tests.platforms.fakes.feed_server import Page, rss_feed
from tests.platforms.fakes.moods import hangs
from tests.platforms.fakes.slack_server import SlackServer

OLD = "Tea harvest begins"
SUMMIT = "Shanghai Cooperation Organisation summit opens in Bishkek"
BEACON = "SCO ministers meet in Tashkent"
CHANNEL = "C01"


@pytest.fixture
def slack():
    with SlackServer(channels=(CHANNEL,)) as running:
        yield running


@pytest.fixture
def workspace(tmp_path, monkeypatch, server, slack) -> Workspace:
    """A Slack channel hears of the SCO in a daily digest; two stories wait for it, found two days ago."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", slack_workspaces.TOKEN)
    made = Workspace(tmp_path)
    made.configure([server.serve("/feed", Page(rss_feed(OLD), etag='"1"'))], min_interval_s=0)
    made.config.write_text(
        made.config.read_text()
        .replace("console:main", f"slack:{CHANNEL}")
        .replace(
            'watchlist = "sco"', 'watchlist = "sco"\nmode = "daily"\nhour = 9\ntime_zone = "Asia/Karachi"'
        )
        + f'[slack]\nbase_url = "{slack.api}"\n'
    )
    assert made.run("run", "--once").returncode == 0
    server.serve("/feed", Page(rss_feed(OLD, BEACON, SUMMIT), etag='"2"'))
    assert made.run("run", "--once").returncode == 0
    assert slack.calls.count("chat.postMessage") == 0
    with closing(sqlite3.connect(database(made))) as connection, connection:
        moved = connection.execute("UPDATE alerts SET created_at = created_at - 2 * 86400 * 1000")
        assert moved.rowcount == 2
    return made


def database(workspace: Workspace) -> str:
    return str(workspace.folder / "data" / "test.db")


def digests(slack: SlackServer) -> list[str]:
    return [one["text"] for one in slack.messages(CHANNEL)]


def is_one_digest_of_both(slack: SlackServer) -> bool:
    (message,) = slack.messages(CHANNEL)
    told = json.dumps(message["blocks"], ensure_ascii=False)
    return message["text"].startswith("Daily digest") and SUMMIT in told and BEACON in told


def test_once_sends_the_digest_that_is_due_once(workspace, slack):
    assert workspace.run("run", "--once").returncode == 0
    assert is_one_digest_of_both(slack)
    assert digests(slack)[0].endswith(" · 2 alerts")
    assert workspace.run("run", "--once").returncode == 0
    assert len(digests(slack)) == 1


@pytest.mark.parametrize("is_stored", [False, True])
def test_digest_is_posted_once_whether_or_not_it_arrived_when_the_bot_was_killed(workspace, slack, is_stored):
    slack.next("chat.postMessage", hangs(is_stored=is_stored))
    with workspace.started("run") as process:
        wait_until(lambda: "chat.postMessage" in slack.calls)
        process.kill()
        process.wait()
    slack.let_go()
    with workspace.started("run") as process:
        wait_until(lambda: sent(workspace) == 1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
    assert is_one_digest_of_both(slack)


def sent(workspace: Workspace) -> int:
    with closing(sqlite3.connect(database(workspace), timeout=20)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM deliveries WHERE state = 'sent'").fetchone()
    return int(count)


def test_subscription_made_in_a_chat_holds_after_a_restart(workspace, server):
    with closing(sqlite3.connect(database(workspace))) as connection, connection:
        connection.execute(
            "INSERT INTO channels (id, adapter, external_id, workspace) VALUES (9, 'console', 'side', '')"
        )
        connection.execute(
            "INSERT INTO subscriptions VALUES (9, 'sco', 9, 'UTC', NULL, 0, '[]', '[]', '', 'slack:U1', 0)"
        )
    server.serve(
        "/feed",
        Page(rss_feed(OLD, BEACON, SUMMIT, "Shanghai Cooperation Organisation opens a bank"), etag='"3"'),
    )
    assert workspace.run("run", "--once").returncode == 0
    assert workspace.record() == {}
    with closing(sqlite3.connect(database(workspace))) as connection, connection:
        connection.execute(
            "UPDATE alerts SET created_at = created_at - 2 * 86400 * 1000 WHERE channel_id = 9"
        )
    assert workspace.run("run", "--once").returncode == 0
    (posted,) = map(json.loads, workspace.text_of("data/console.jsonl").splitlines())
    assert posted["title"].startswith("Daily digest")


def test_subscriptions_are_listed_from_the_file_and_from_the_chat_beside_the_running_bot(workspace):
    with closing(sqlite3.connect(database(workspace))) as connection, connection:
        connection.execute(
            "INSERT INTO subscriptions "
            "SELECT id, 'cpec', 18, 'UTC', 4, 0.5, '[\"zh\"]', '[]', '', 'slack:U1', 0 FROM channels"
        )
    with workspace.started("run"):
        wait_until(lambda: "bot.started" in workspace.text_of("stderr"))
        done = workspace.run("subscriptions", "--json")
        shown = workspace.run("subscriptions")
    rows = {row["watchlist"]: row for row in json.loads(done.stdout)}
    assert set(rows) == {"beidou", "cpec", "sco"}
    assert rows["sco"] == {
        "channel": f"slack:{CHANNEL}",
        "watchlist": "sco",
        "how": "a digest every day at 09:00 (Asia/Karachi)",
        "mode": "daily",
        "hour": 9,
        "weekday": None,
        "time_zone": "Asia/Karachi",
        "min_score": 0.0,
        "langs": [],
        "kinds": [],
        "mention": "",
        "person": None,
        "since_at": None,
    }
    assert (rows["cpec"]["person"], rows["cpec"]["since_at"]) == ("slack:U1", "1970-01-01T00:00:00+00:00")
    assert (rows["cpec"]["mode"], rows["cpec"]["weekday"], rows["cpec"]["langs"]) == ("weekly", "fri", ["zh"])
    assert "config.toml" in shown.stdout
    assert "slack:U1" in shown.stdout


def test_subscriptions_are_listed_before_the_first_start(tmp_path):
    workspace = Workspace(tmp_path)
    workspace.configure()
    rows = json.loads(workspace.run("subscriptions", "--json").stdout)
    assert [row["watchlist"] for row in rows] == ["beidou", "sco"]
    assert not (tmp_path / "data").exists()
