"""Slack's other direction: commands and buttons, each answered to the person who asked.

Every request is acknowledged before anything else is done, and nothing is asked of Slack or the store for
that: Slack waits three seconds, however busy both are. How requests come is not known here: ``sockets``
or ``http`` hands them over.
"""

import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from adapters.access import Access
from adapters.answering import Answering
from adapters.slack import limits
from adapters.slack.errors import FAILURES
from adapters.slack.render import BUTTON_PREFIX, titled_blocks, titled_text
from bot.core.chat import Asker, Button, Command, Press, Reply, reply
from bot.core.commands import parse_command
from bot.core.model import Channel
from bot.ports import CommandHandler

log = structlog.get_logger()

SILENT = logging.getLogger("topicwire.slack.library")
"""The library tells every failed try with its traceback; what an operator can act on is told by us, once."""
SILENT.setLevel(logging.CRITICAL + 1)

Forget = Callable[[str, datetime], Awaitable[None]]
"""Takes a workspace's id, and until when what it gave us counts no more."""

_LINK = re.compile(r"^<(https?://[^|>]+)(?:\|[^>]*)?>$")
_SHOWN_CHARS = 200


class SlackListener:
    """Answers what ``app`` is given, however it came. ``close`` once."""

    def __init__(
        self,
        *,
        client: AsyncWebClient,
        access: Access,
        handler: CommandHandler,
        forget: Forget | None = None,
    ) -> None:
        """Take the client of the bot token, and who asks for what, where.

        Args:
            forget: where other workspaces can add the app: what to do when one takes it out.
        """
        self._channels = access.channels
        self._handler = handler
        self._forget = forget
        self.home_team = ""
        """The bot token's workspace: its channels are named by their ids alone."""
        self._answering = Answering()
        self._heard: OrderedDict[str, None] = OrderedDict()
        self.app = AsyncApp(
            client=client, logger=SILENT, authorize=_authorized, request_verification_enabled=False
        )
        self.app.command(f"/{access.command}")(self._on_command)
        self.app.error(_on_error)
        self.app.action(re.compile(f"^{BUTTON_PREFIX}"))(self._on_press)
        for change in ("member_joined_channel", "channel_unarchive", "group_unarchive"):
            self.app.event(change)(self._on_return)
        if forget is not None:
            self.app.event("app_uninstalled")(self._on_end)
            self.app.event("tokens_revoked")(self._on_end)

    async def close(self) -> None:
        """Answer what was asked, for a moment."""
        await self._answering.finish(within_s=limits.LAST_ANSWERS_S)

    async def _on_command(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        await ack()
        if not self._is_new(body):
            return
        name, text = parse_command(str(body.get("text", "")))
        asker = self._asker(str(body.get("user_id", "")), body, str(body.get("channel_id", "")))
        asked = Command(name=name, text=_as_typed(text), asker=asker)
        await self._answer(lambda: self._handler.command(asked), respond)

    async def _on_press(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        await ack()
        if not self._is_new(body):
            return
        action = body["actions"][0]
        name = str(action["action_id"]).removeprefix(BUTTON_PREFIX)
        if name not in list(Button):
            await self._answer(_unknown_button, respond)
            return
        channel_id = str((body.get("channel") or {}).get("id", ""))
        asker = self._asker(str(body["user"]["id"]), body, channel_id)
        pressed = Press(button=Button(name), value=str(action.get("value", "")), asker=asker)
        await self._answer(lambda: self._handler.press(pressed), respond)

    async def _on_end(self, body: Mapping[str, Any]) -> None:
        """Forget a workspace that took the app out, or took its token back; the library has acknowledged."""
        event = body["event"]
        is_bot_s = event["type"] == "app_uninstalled" or event.get("tokens", {}).get("bot")
        if self._forget is None or not is_bot_s or not self._is_new(body):
            return
        # The whole second counts: it may have been added in the same one.
        until = datetime.fromtimestamp(int(body["event_time"]) + 1, UTC)
        with self._answering.owned():
            await self._forget(str(body["team_id"]), until)

    async def _on_return(self, body: Mapping[str, Any]) -> None:
        """Tell of a channel that lets the bot in, or is open again; the library has acknowledged."""
        event = body["event"]
        bots = [one.get("user_id") for one in body.get("authorizations") or () if one.get("is_bot")]
        if event["type"] == "member_joined_channel" and event.get("user") not in bots:
            return
        team_id, channel_id = str(body.get("team_id", "")), str(event.get("channel", ""))
        names = {f"{team_id}/{channel_id}", *([channel_id] if team_id in ("", self.home_team) else ())}
        if self._is_new(body):
            for channel in self._channels:
                if channel.external_id in names:
                    self._handler.channel_returned(channel)

    def _asker(self, user_id: str, body: Mapping[str, Any], channel_id: str) -> Asker:
        """Return who asks. The channel is named as in config.toml: with its team where that is another one.

        Slack says nothing of what they may do there: who can ask in a channel may decide for it.
        """
        team_id = str(body.get("team_id") or (body.get("team") or {}).get("id", ""))
        is_other_s = self._forget is not None and team_id not in ("", self.home_team)
        external_id = f"{team_id}/{channel_id}" if is_other_s else channel_id
        channel = Channel(adapter="slack", external_id=external_id)
        return Asker(person=f"slack:{user_id}", channel=channel, may_manage=True)

    async def _answer(self, answer: Callable[[], Awaitable[Reply]], respond: AsyncRespond) -> None:
        with self._answering.owned():
            try:
                said = await answer()
                sent = await respond(
                    text=titled_text(said),
                    blocks=titled_blocks(said),
                    response_type="ephemeral",
                    replace_original=False,
                )
                if sent.status_code != HTTPStatus.OK:  # the library raises for no status
                    log.warning(
                        "slack.answer_lost", detail=f"HTTP {sent.status_code}: {sent.body[:_SHOWN_CHARS]}"
                    )
            except FAILURES as error:
                log.warning("slack.answer_lost", detail=f"{type(error).__name__}: {error}")

    def _is_new(self, body: Mapping[str, Any]) -> bool:
        """Say whether a request is heard for the first time; Slack may send one again."""
        name = str(body.get("trigger_id") or body.get("event_id") or "")
        if name in self._heard:
            return False
        self._heard[name] = None
        if len(self._heard) > limits.REQUESTS_REMEMBERED:
            self._heard.popitem(last=False)
        return True


def _as_typed(text: str) -> str:
    """Return what a person wrote: Slack escapes three characters, and puts links in angle brackets."""
    link = _LINK.match(text)
    shown = link.group(1) if link else text
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


async def _authorized(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    """Let every request through: whoever hands one over knows that it comes from Slack, and no answer needs
    a token. Without this the library asks Slack who we are before it acknowledges.
    """
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)


async def _on_error(error: Exception) -> None:
    log.error("slack.failed", error=repr(error))


async def _unknown_button() -> Reply:
    return reply("This button is of another version of the bot. Ask with the command instead.")
