"""``topicwire run`` with Slack and Discord at the other end of a real wire."""

import signal
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.e2e.conftest import Workspace, wait_until
from tests.platforms.fakes import discord_server, moods, slack_server
from tests.platforms.fakes.discord_guild import HISTORY, IN_THREADS, SEND
from tests.platforms.fakes.discord_interactions import APPLICATION
from tests.platforms.fakes.discord_server import DiscordServer
from tests.platforms.fakes.feed_server import FeedServer, Page, rss_feed
from tests.platforms.fakes.slack_server import SlackServer
from tests.platforms.fakes.slack_sockets import APP_TOKEN
from tests.platforms.fakes.slack_workspaces import TOKEN

OLD = "Tea harvest begins"
SUMMIT = "Shanghai Cooperation Organisation summit opens in Bishkek"
CORRECTED = "Shanghai Cooperation Organisation summit opens in Samarkand"
BEACON = "SCO ministers meet in Tashkent"


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with SlackServer(channels=("C0NEWS", "C0MORE")) as running:
        yield running


@pytest.fixture
def discord() -> Iterator[DiscordServer]:
    with DiscordServer() as running:
        yield running


@pytest.fixture
def workspace(tmp_path, monkeypatch, server, slack, discord) -> Workspace:
    """A workspace whose SCO alerts go to Slack and to Discord, and whose feed holds one old article."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("DISCORD_TOKEN", discord_server.TOKEN)
    made = Workspace(tmp_path)
    made.configure([server.serve("/feed", Page(rss_feed(OLD), etag='"1"'))])
    platforms = (
        f'[slack]\nbase_url = "{slack.api}"\n'
        f'[discord]\napi_url = "{discord.api}"\ngateway_url = "{discord.gateway_url}"\n'
    )
    channels = "".join(
        f'[[subscriptions]]\nwatchlist = "sco"\nchannel = "{channel}"\n'
        for channel in ("slack:C0NEWS", "discord:1001")
    )
    made.config.write_text(made.config.read_text() + platforms + channels)
    return made


def publish(server: FeedServer, *titles: str) -> None:
    server.serve("/feed", Page(rss_feed(OLD, *titles), etag=f'"{len(titles) + 1}"'))


def test_published_article_is_exactly_one_message_on_each_platform(workspace, server, slack, discord):
    with workspace.started("run") as process:
        wait_until(lambda: len(server.requests("/feed")) > 2)
        publish(server, SUMMIT)
        wait_until(lambda: slack.messages() and discord.messages())
        polled = len(server.requests("/feed"))
        wait_until(lambda: len(server.requests("/feed")) > polled + 2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
    assert workspace.run("run", "--once").returncode == 0
    (on_slack,), (on_discord,) = slack.messages(), discord.messages()
    assert on_slack["text"].startswith(SUMMIT)
    assert on_discord["embeds"][0]["title"] == SUMMIT
    assert workspace.record() == {SUMMIT: 1}


def test_alert_whose_answer_was_lost_is_not_posted_again(workspace, server, slack, discord):
    slack.next("chat.postMessage", moods.drops(is_stored=True))
    discord.next("POST", moods.drops(is_stored=True))
    with workspace.started("run"):
        wait_until(lambda: len(server.requests("/feed")) > 2)
        publish(server, SUMMIT)
        wait_until(lambda: slack.messages() and discord.messages())
        publish(server, SUMMIT, BEACON)  # waits behind the first one in its channel
        wait_until(lambda: len(slack.messages()) > 1 and len(discord.messages()) > 1)
    assert [one["text"].split(" · ")[0] for one in slack.messages()] == [SUMMIT, BEACON]
    assert [one["embeds"][0]["title"] for one in discord.messages()] == [SUMMIT, BEACON]


def test_edit_that_a_kill_cut_short_is_made_after_the_restart(workspace, server, slack, discord):
    slack.next("chat.update", moods.hangs())
    with workspace.started("run") as process:
        wait_until(lambda: len(server.requests("/feed")) > 2)
        publish(server, SUMMIT)
        wait_until(lambda: slack.messages() and discord.messages())
        server.serve("/feed", Page(rss_feed(OLD, CORRECTED), etag='"corrected"'))
        wait_until(lambda: "chat.update" in slack.calls)
        process.kill()
    assert workspace.run("run", "--once").returncode == 0
    (on_slack,), (on_discord,) = slack.messages(), discord.messages()
    assert on_slack["text"].startswith(CORRECTED)
    assert on_discord["embeds"][0]["title"] == CORRECTED
    assert workspace.record() == {SUMMIT: 1}
    slack.let_go()


def test_platform_that_is_down_stops_neither_the_start_nor_the_other_one(workspace, server, slack, discord):
    with SlackServer() as gone:
        pass
    workspace.config.write_text(workspace.config.read_text().replace(slack.api, gone.api))
    with workspace.started("run") as process:
        wait_until(lambda: len(server.requests("/feed")) > 2)
        publish(server, SUMMIT)
        wait_until(discord.messages)
        assert process.poll() is None
    assert "Slack cannot be reached" in workspace.text_of("stderr")
    workspace.config.write_text(workspace.config.read_text().replace(gone.api, slack.api))
    workspace.run("run", "--once")
    assert len(discord.messages()) == 1


def test_refused_channel_is_paused_and_its_alert_comes_after_mending_and_a_restart(workspace, server, slack):
    slack.next("chat.postMessage", slack_server.says("not_in_channel"))
    workspace.run("run", "--once")
    publish(server, SUMMIT)
    paused = workspace.run("run", "--once")
    assert "/invite" in paused.stderr
    assert slack.messages() == []
    workspace.run("run", "--once")
    assert len(slack.messages()) == 1


def test_refused_alert_comes_when_the_bot_is_invited(workspace, monkeypatch, server, slack):
    monkeypatch.setenv("SLACK_APP_TOKEN", APP_TOKEN)
    slack.absent = {"C0NEWS"}
    with workspace.started("run"):
        wait_until(lambda: len(server.requests("/feed")) > 2 and slack.sockets.is_open() == 2)
        publish(server, SUMMIT)
        wait_until(lambda: "channel.paused" in workspace.text_of("stderr"))
        slack.absent = set()
        slack.sockets.happens("member_joined_channel", user="U0BOT", channel="C0NEWS", channel_type="C")
        wait_until(slack.messages)
    assert "slack.channel_closed" in workspace.text_of("stderr")  # said before there was an alert


def test_channel_is_subscribed_with_a_form_by_who_is_in_a_group_and_by_nobody_else(
    workspace, monkeypatch, slack
):
    monkeypatch.setenv("SLACK_APP_TOKEN", APP_TOKEN)
    workspace.config.write_text(workspace.config.read_text() + '[chat]\nsubscribers = ["slack:S0ANALYSTS"]\n')
    slack.groups, slack.absent = {"S0ANALYSTS": ["U1"]}, {"C0MORE"}
    with workspace.started("run"):
        wait_until(lambda: slack.sockets.is_open() == 2)
        refused = slack.command("subscribe", user="U2", channel_id="C0MORE")
        wait_until(lambda: refused in slack.sockets.answers)
        assert slack.views == []
        asked = slack.command("subscribe", channel_id="C0MORE")
        wait_until(lambda: slack.views)
        slack.submit({"watchlist": "sco", "mode": "daily", "at": "9", "kind": ["state", "official"]})
        wait_until(lambda: asked in slack.sockets.answers)
    (answer,) = slack.sockets.answers[asked]
    assert answer["text"].startswith("This channel now gets ")
    assert "09:00" in answer["text"]
    assert "write /invite @topicwire" in answer["text"]


def test_tokens_stand_in_no_output(workspace, monkeypatch, server, slack):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-wrong-and-secret")
    workspace.run("run", "--once")
    publish(server, SUMMIT)
    done = workspace.run("run", "--once")
    assert "SLACK_BOT_TOKEN" in done.stderr
    for name in ("xoxb-wrong-and-secret", discord_server.TOKEN):
        assert name not in done.stdout + done.stderr


def test_platform_is_tried_out_and_each_channel_gets_a_test(workspace, slack, discord):
    for kind, server, channel in (("slack", slack, "slack:C0NEWS"), ("discord", discord, "discord:1001")):
        done = workspace.run(kind, "check")
        assert (done.returncode, done.stdout) == (0, f"✓ token\n✓ {channel}\n"), done.stderr
        (message,) = server.messages()
        assert "A test from Topicwire" in str(message)


def test_trial_tries_the_app_token_too_where_it_is_used_and_opens_no_socket(workspace, monkeypatch, slack):
    monkeypatch.setenv("SLACK_APP_TOKEN", APP_TOKEN)
    done = workspace.run("slack", "check")
    assert (done.returncode, done.stdout) == (0, "✓ token\n✓ app token\n✓ slack:C0NEWS\n")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-wrong-and-secret")
    done = workspace.run("slack", "check")
    token, app_token, channel = done.stdout.splitlines()
    assert (done.returncode, token, channel) == (1, "✓ token", "✓ slack:C0NEWS")
    assert app_token.startswith("✗ app token: SLACK_APP_TOKEN is refused (invalid_auth)")
    assert "wrong-and-secret" not in done.stdout + done.stderr
    assert slack.sockets.opened == 0
    over_http = '[slack]\npublic_url = "https://topicwire.test"\n'
    workspace.config.write_text(workspace.config.read_text().replace("[slack]\n", over_http))
    assert "app token" not in workspace.run("slack", "check").stdout


def test_trial_names_what_the_bot_lacks_where_its_test_message_arrives_all_the_same(workspace, discord):
    discord.guild.deny(HISTORY)
    done = workspace.run("discord", "check")
    token, permissions, channel = done.stdout.splitlines()
    assert (done.returncode, token, channel) == (1, "✓ token", "✓ discord:1001")
    assert permissions.startswith(
        "✗ permissions in discord:1001: the bot lacks Read Message History in #news"
    )


def test_trial_asks_for_what_a_thread_needs(workspace, discord):
    discord.guild.add_thread("1002", is_archived=True)
    discord.guild.deny(SEND | IN_THREADS)
    workspace.config.write_text(workspace.config.read_text().replace("discord:1001", "discord:1002"))
    done = workspace.run("discord", "check")
    assert "the bot lacks Send Messages in Threads in #thread-1002" in done.stdout
    assert "Permissions at #news" in done.stdout


def test_trial_says_what_is_wrong_with_a_channel_and_tries_the_next(workspace, slack, discord):
    more = '[[subscriptions]]\nwatchlist = "cpec"\nchannel = "slack:C0MORE"\n'
    workspace.config.write_text(workspace.config.read_text() + more)
    slack.next("chat.postMessage", slack_server.says("not_in_channel"))
    done = workspace.run("slack", "check")
    assert done.returncode == 1
    token, refused, well = done.stdout.splitlines()
    assert (token, well) == ("✓ token", "✓ slack:C0MORE")
    assert refused.startswith("✗ slack:C0NEWS")
    assert "/invite" in refused


def test_refused_or_missing_token_ends_the_trial_and_stands_in_no_output(workspace, monkeypatch, discord):
    monkeypatch.setenv("DISCORD_TOKEN", "wrong-and-secret")
    for command in ("check", "invite"):
        done = workspace.run("discord", command)
        assert done.returncode == 1
        assert "token" in done.stdout + done.stderr
        assert "wrong-and-secret" not in done.stdout + done.stderr
    assert discord.messages() == []
    monkeypatch.delenv("DISCORD_TOKEN")
    assert "DISCORD_TOKEN is not set" in workspace.run("discord", "check").stderr


def test_invite_asks_for_the_two_scopes_and_five_permissions(workspace):
    done = workspace.run("discord", "invite")
    address = urlsplit(done.stdout.strip())
    asked = parse_qs(address.query)
    assert (address.scheme, address.netloc) == ("https", "discord.com")
    assert asked["client_id"] == [APPLICATION]
    assert asked["scope"][0].split() == ["bot", "applications.commands"]
    view, send, embed, history, in_threads = 1 << 10, 1 << 11, 1 << 14, 1 << 16, 1 << 38
    assert int(asked["permissions"][0]) == view | send | embed | history | in_threads


def test_check_names_the_missing_token_and_only_that_one(workspace, monkeypatch):
    monkeypatch.delenv("SLACK_BOT_TOKEN")
    done = workspace.run("check")
    assert done.returncode == 0
    assert "slack alerts are printed on the console until SLACK_BOT_TOKEN is set" in done.stdout
    assert "discord" not in done.stdout.split("note:", 1)[1]


def test_without_a_token_the_console_stands_in(workspace, monkeypatch, server, slack):
    monkeypatch.delenv("SLACK_BOT_TOKEN")
    workspace.run("run", "--once")
    publish(server, SUMMIT)
    done = workspace.run("run", "--once")
    assert "slack:C0NEWS" in done.stdout
    assert slack.calls == []


def test_alert_that_was_given_up_is_listed_and_sent_again_when_asked(workspace, server, slack):
    slack.next(
        "chat.postMessage", slack_server.says("invalid_blocks"), slack_server.says("msg_blocks_too_long")
    )
    workspace.run("run", "--once")
    publish(server, SUMMIT)
    workspace.run("run", "--once")
    listed = workspace.run("deliveries", "list")
    assert SUMMIT in listed.stdout
    assert "slack:C0NEWS" in listed.stdout
    assert "msg_blocks_too_long" in listed.stdout
    assert slack.messages() == []
    assert workspace.run("deliveries", "retry").returncode == 2
    assert workspace.run("deliveries", "retry", "99999").returncode == 1
    again = workspace.run("deliveries", "retry", "--all")
    assert again.stdout.startswith("1 delivery goes on"), again.stderr
    workspace.run("run", "--once")
    assert len(slack.messages()) == 1
    assert "nothing was given up" in workspace.run("deliveries", "list").stdout
