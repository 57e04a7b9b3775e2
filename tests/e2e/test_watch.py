"""A day with ``/watch`` in a channel, from the subscription to its end, on each platform."""

import csv
import io
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from tests.e2e.conftest import Workspace, wait_until
from tests.platforms.fakes import discord_server
from tests.platforms.fakes.discord_server import DiscordServer
from tests.platforms.fakes.feed_server import FeedServer, Page, rss_feed
from tests.platforms.fakes.slack_rules import texts
from tests.platforms.fakes.slack_server import SlackServer
from tests.platforms.fakes.slack_sockets import APP_TOKEN
from tests.platforms.fakes.slack_workspaces import TOKEN

OLD = [f"Tea harvest report {number}" for number in range(7)]
SUMMIT = "Shanghai Cooperation Organisation summit opens in Bishkek"
CORRECTED = "Shanghai Cooperation Organisation summit opens in Samarkand"
LATER = "SCO ministers meet in Tashkent"
MANAGE_CHANNELS = 1 << 4


class SlackPeople:
    """People in a Slack channel; each question is another person's, for each may ask only so fast."""

    def __init__(self, slack: SlackServer) -> None:
        self.slack = slack
        self._numbers = count(1)

    def ready(self) -> bool:
        return self.slack.sockets.is_open() == 2

    def ask(self, text: str) -> dict[str, Any]:
        return self._answer(self.slack.command(text, user=self._somebody()))

    def press(self, message: dict[str, Any], label: str, *, is_alert: bool = False) -> dict[str, Any]:
        (row,) = (block for block in message["blocks"] if block["type"] == "actions")
        button = next(one for one in row["elements"] if one["text"]["text"] == label)
        pressed = self.slack.press(
            button["action_id"], button["value"], user=self._somebody(), is_ephemeral=not is_alert
        )
        return self._answer(pressed)

    def alerts(self) -> list[dict[str, Any]]:
        return self.slack.messages()

    def shown(self, answer: dict[str, Any]) -> str:
        return "\n".join(texts(answer["blocks"]))

    def is_public(self, answer: dict[str, Any]) -> bool:
        return bool(answer["response_type"] == "in_channel")

    def is_replaced(self, answer: dict[str, Any]) -> bool:
        return bool(answer["replace_original"])

    def file(self, answer: dict[str, Any]) -> bytes:
        return self.slack.files.shared[-1].data

    def _somebody(self) -> str:
        return f"U{next(self._numbers)}"

    def _answer(self, envelope_id: str) -> dict[str, Any]:
        wait_until(lambda: self.slack.sockets.answers.get(envelope_id))
        answer: dict[str, Any] = self.slack.sockets.answers[envelope_id][-1]
        return answer


class DiscordPeople:
    """People in a Discord channel."""

    def __init__(self, discord: DiscordServer) -> None:
        self.discord = discord
        self._numbers = count(1)

    def ready(self) -> bool:
        return bool(self.discord.gateway.identified)

    def ask(self, text: str) -> dict[str, Any]:
        name, _, rest = text.partition(" ")
        options = {
            "subscribe": {"watchlist": rest},
            "unsubscribe": {"watchlist": rest},
            "search": {"query": rest},
            "export": {"query": rest, "format": "csv"},
            "trend": {"watchlist": rest},
        }.get(name, {})
        asked = self.discord.gateway.command(
            name, user=self._somebody(), permissions=MANAGE_CHANNELS, **options
        )
        return self._answer(asked)

    def press(self, message: dict[str, Any], label: str, *, is_alert: bool = False) -> dict[str, Any]:
        buttons = [one for row in message["components"] for one in row["components"]]
        button = next(one for one in buttons if one["label"] == label)
        return self._answer(self.discord.gateway.press(button["custom_id"], user=self._somebody()))

    def alerts(self) -> list[dict[str, Any]]:
        return self.discord.messages()

    def shown(self, answer: dict[str, Any]) -> str:
        cards = answer["embeds"]
        return "\n".join(str(card.get(part, "")) for card in cards for part in ("title", "description"))

    def is_public(self, answer: dict[str, Any]) -> bool:
        return not answer["is_private"]

    def is_replaced(self, answer: dict[str, Any]) -> bool:
        return bool(answer["is_edit"])

    def file(self, answer: dict[str, Any]) -> bytes:
        (data,) = answer["files"].values()
        return bytes(data)

    def _somebody(self) -> str:
        return str(next(self._numbers))

    def _answer(self, interaction: str) -> dict[str, Any]:
        wait_until(lambda: self.discord.gateway.answers.get(interaction))
        answer: dict[str, Any] = self.discord.gateway.answers[interaction][-1]
        return answer


@pytest.fixture(params=["slack", "discord"])
def people(request, monkeypatch) -> Iterator[SlackPeople | DiscordPeople]:
    if request.param == "slack":
        monkeypatch.setenv("SLACK_BOT_TOKEN", TOKEN)
        monkeypatch.setenv("SLACK_APP_TOKEN", APP_TOKEN)
        with SlackServer() as slack:
            yield SlackPeople(slack)
    else:
        monkeypatch.setenv("DISCORD_TOKEN", discord_server.TOKEN)
        with DiscordServer() as discord:
            yield DiscordPeople(discord)


@pytest.fixture
def workspace(tmp_path, server, people) -> Workspace:
    """A workspace whose config subscribes no channel of a platform."""
    made = Workspace(tmp_path)
    made.configure([server.serve("/feed", Page(rss_feed(*OLD), etag='"0"'))])
    if isinstance(people, SlackPeople):
        section = f'[slack]\nbase_url = "{people.slack.api}"\n'
    else:
        discord = people.discord
        section = f'[discord]\napi_url = "{discord.api}"\ngateway_url = "{discord.gateway_url}"\n'
    made.config.write_text(made.config.read_text() + section)
    return made


def publish(server: FeedServer, *titles: str) -> None:
    server.serve("/feed", Page(rss_feed(*OLD, *titles), etag=f'"{len(titles)}"'))


def polled_on(server: FeedServer) -> None:
    polled = len(server.requests("/feed"))
    wait_until(lambda: len(server.requests("/feed")) > polled + 2)


def test_channel_subscribes_hears_searches_asks_exports_and_unsubscribes(workspace, server, people):
    with workspace.started("run"):
        wait_until(lambda: len(server.requests("/feed")) > 2 and people.ready())
        assert "This channel now gets" in people.shown(people.ask("subscribe sco"))
        publish(server, SUMMIT)
        wait_until(people.alerts)
        (alert,) = people.alerts()
        assert SUMMIT in people.shown(alert)

        why = people.press(alert, "Why?", is_alert=True)
        assert "This channel: told here" in people.shown(why)
        assert not people.is_public(why)

        found = people.ask("search tea")
        assert OLD[0] in people.shown(found)
        assert OLD[6] not in people.shown(found)
        second = people.press(found, "Next page")
        assert OLD[6] in people.shown(second)
        assert people.is_replaced(second)
        shared = people.press(second, "Share in channel")
        assert OLD[6] in people.shown(shared)
        assert people.is_public(shared)

        exported = people.file(people.ask("export summit"))
        rows = list(csv.DictReader(io.StringIO(exported.decode("utf-8-sig"))))
        assert [row["title"] for row in rows] == [SUMMIT]
        assert people.file(people.ask("trend sco")).startswith(b"\x89PNG")

        assert "subscribe" in people.shown(people.ask("changes"))
        people.ask("unsubscribe sco")
        publish(server, SUMMIT, LATER)
        polled_on(server)
        assert LATER in people.shown(people.ask("latest"))
    assert len(people.alerts()) == 1


def test_alert_of_a_corrected_article_is_edited_where_it_stands(workspace, server, people):
    with workspace.started("run"):
        wait_until(lambda: len(server.requests("/feed")) > 2 and people.ready())
        people.ask("subscribe sco")
        publish(server, SUMMIT)
        wait_until(people.alerts)
        server.serve("/feed", Page(rss_feed(*OLD, CORRECTED), etag='"corrected"'))
        wait_until(lambda: CORRECTED in people.shown(people.alerts()[0]))
        why = people.press(people.alerts()[0], "Why?", is_alert=True)
        assert CORRECTED in people.shown(why)
    assert len(people.alerts()) == 1


def test_subscription_made_in_a_channel_is_kept_over_a_kill(workspace, server, people):
    with workspace.started("run") as process:
        wait_until(lambda: len(server.requests("/feed")) > 2 and people.ready())
        people.ask("subscribe sco")
        process.kill()
    publish(server, SUMMIT)
    workspace.run("run", "--once")
    (alert,) = people.alerts()
    assert SUMMIT in people.shown(alert)
