"""kill -9 at each step of a delivery to both platforms: every alert is posted, none twice."""

import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from tests.e2e.conftest import Workspace, wait_until
from tests.platforms.fakes import discord_server, slack_workspaces
from tests.platforms.fakes.discord_server import DiscordServer
from tests.platforms.fakes.feed_server import FeedServer, Page, rss_feed
from tests.platforms.fakes.moods import hangs
from tests.platforms.fakes.slack_server import SlackServer

SLACK, DISCORD = ("C01", "C02", "C03"), ("1001", "1002", "1003")
OLD = "Tea harvest begins"
SUMMIT = "Shanghai Cooperation Organisation summit opens in Bishkek"
BEACON = "SCO ministers meet in Tashkent"


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with SlackServer(channels=SLACK) as running:
        yield running


@pytest.fixture
def discord() -> Iterator[DiscordServer]:
    with DiscordServer(channels=DISCORD) as running:
        yield running


@pytest.fixture
def workspace(tmp_path, monkeypatch, server, slack, discord) -> Workspace:
    """Three channels of each platform hear of the SCO; the feed's baseline is made."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", slack_workspaces.TOKEN)
    monkeypatch.setenv("DISCORD_TOKEN", discord_server.TOKEN)
    made = Workspace(tmp_path)
    made.configure([server.serve("/feed", Page(rss_feed(OLD), etag='"1"'))])
    channels = (*(f"slack:{one}" for one in SLACK), *(f"discord:{one}" for one in DISCORD))
    made.config.write_text(
        made.config.read_text()
        + f'[slack]\nbase_url = "{slack.api}"\n'
        + f'[discord]\napi_url = "{discord.api}"\ngateway_url = "{discord.gateway_url}"\n'
        + "".join(f'[[subscriptions]]\nwatchlist = "sco"\nchannel = "{channel}"\n' for channel in channels)
    )
    assert made.run("run", "--once").returncode == 0
    return made


@pytest.fixture
def platforms(server, slack, discord) -> tuple[FeedServer, SlackServer, DiscordServer]:
    return server, slack, discord


def hang(slack: SlackServer, discord: DiscordServer, *, is_stored: bool = False) -> None:
    """Let the first message of each channel be asked for and not answered."""
    slack.next("chat.postMessage", *[hangs(is_stored=is_stored)] * len(SLACK))
    discord.next("POST", *[hangs(is_stored=is_stored)] * len(DISCORD))


def publish(server: FeedServer, *titles: str) -> None:
    server.serve("/feed", Page(rss_feed(OLD, *titles), etag=f'"{len(titles) + 1}"'))


def posts(slack: SlackServer, discord: DiscordServer) -> int:
    """How many messages were asked to be posted."""
    on_discord = sum(call.startswith("POST /channels/") for call in discord.calls)
    return slack.calls.count("chat.postMessage") + on_discord


def titles(slack: SlackServer, discord: DiscordServer) -> set[tuple[str, ...]]:
    """What the channels hold; one element where all six hold the same."""
    on_slack = (tuple(one["text"].split(" · ")[0] for one in slack.messages(channel)) for channel in SLACK)
    on_discord = (
        tuple(one["embeds"][0]["title"] for one in discord.messages(channel)) for channel in DISCORD
    )
    return {*on_slack, *on_discord}


@contextmanager
def locked(workspace: Workspace) -> Iterator[None]:
    """Let nobody write to the database."""
    path = workspace.folder / "data" / "test.db"
    with closing(sqlite3.connect(path, isolation_level=None, timeout=20)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def test_article_is_one_message_in_each_of_six_channels(workspace, platforms):
    server, slack, discord = platforms
    publish(server, SUMMIT)
    with workspace.started("run") as process:
        wait_until(lambda: titles(slack, discord) == {(SUMMIT,)})
        publish(server, SUMMIT, BEACON)
        wait_until(lambda: titles(slack, discord) == {(SUMMIT, BEACON)})
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
    assert workspace.run("run", "--once").returncode == 0
    assert titles(slack, discord) == {(SUMMIT, BEACON)}
    assert posts(slack, discord) == 12


@pytest.mark.parametrize("is_stored", [False, True])
@pytest.mark.parametrize("forgets_nonces", [False, True])
def test_killed_while_one_request_is_out_and_the_next_has_not_left(
    workspace, platforms, is_stored, forgets_nonces
):
    server, slack, discord = platforms
    discord.forgets_nonces = forgets_nonces
    hang(slack, discord, is_stored=is_stored)
    publish(server, BEACON, SUMMIT)  # a feed's last article is its oldest
    with workspace.started("run") as process:
        wait_until(lambda: posts(slack, discord) == 6)
        process.kill()
        process.wait()
    with workspace.started("run"):
        wait_until(lambda: titles(slack, discord) == {(SUMMIT, BEACON)})


def test_killed_between_the_answer_and_the_receipt(workspace, platforms):
    server, slack, discord = platforms
    hang(slack, discord)
    publish(server, BEACON, SUMMIT)
    with workspace.started("run") as process:
        wait_until(lambda: posts(slack, discord) == 6)
        with locked(workspace):
            slack.let_go()
            discord.let_go()
            wait_until(lambda: titles(slack, discord) == {(SUMMIT,)})
            process.kill()
            process.wait()
    with workspace.started("run"):
        wait_until(lambda: titles(slack, discord) == {(SUMMIT, BEACON)})


def test_sigterm_finishes_the_deliveries_in_flight(workspace, platforms):
    server, slack, discord = platforms
    hang(slack, discord)
    publish(server, SUMMIT)
    with workspace.started("run") as process:
        wait_until(lambda: posts(slack, discord) == 6)
        process.send_signal(signal.SIGTERM)
        wait_until(lambda: "bot.stopping" in workspace.text_of("stderr"))
        slack.let_go()
        discord.let_go()
        assert process.wait(5) == 0
    assert titles(slack, discord) == {(SUMMIT,)}
    assert workspace.run("run", "--once").returncode == 0
    assert posts(slack, discord) == 6
    assert "conversations.history" not in slack.calls  # nothing was left in doubt
