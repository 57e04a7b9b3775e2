"""Slack's other direction: commands, forms and buttons, each answered to the person who asked.

Every request is acknowledged before anything else is done, and nothing is asked of Slack or the store for
that: Slack waits three seconds, however busy both are. How requests come is not known here: ``sockets``
or ``http`` hands them over.
"""

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from adapters.access import Access
from adapters.answering import Answering
from adapters.slack import limits
from adapters.slack.askers import SlackAskers
from adapters.slack.blockkit import BUTTON_PREFIX, pressed_button
from adapters.slack.errors import FAILURES, SILENT
from adapters.slack.forms import FORM_PREFIX, Memo, filled_in, modal, read_memo
from adapters.slack.respond import Responder, WayBack
from adapters.slack.workspaces import SlackWorkspaces
from bot.core.chat import Command, Form, Press, Reply, reply
from bot.core.command_text import parse_command, written
from bot.core.commands import SUBSCRIBE, find_command
from bot.core.model import Channel
from bot.errors import DeliveryError
from bot.ports_chat import CommandHandler

log = structlog.get_logger()

Forget = Callable[[str, datetime], Awaitable[None]]
"""Takes a workspace's id, and until when what it gave us counts no more."""

_LINK = re.compile(r"^<(https?://[^|>]+)(?:\|[^>]*)?>$")
_OTHER_VERSION = "This {} is of another version of the bot. Ask with the command instead."


class SlackListener:
    """Answers what ``app`` is given, however it came. ``close`` once."""

    def __init__(
        self,
        *,
        workspaces: SlackWorkspaces,
        access: Access,
        handler: CommandHandler,
        forget: Forget | None = None,
    ) -> None:
        """Take whose tokens answer what no address of Slack's can, and who answers.

        Args:
            forget: where other workspaces can add the app: what to do when one takes it out.
        """
        self._channels = access.channels
        self._handler = handler
        self._command = access.command
        self._workspaces = workspaces
        self._forget = forget
        self._askers = SlackAskers(access.groups, workspaces)
        self._responder = Responder(workspaces)
        self._answering = Answering()
        self._heard: OrderedDict[str, None] = OrderedDict()
        self.app = AsyncApp(
            client=workspaces.home, logger=SILENT, authorize=_authorized, request_verification_enabled=False
        )
        self.app.command(f"/{access.command}")(self._on_command)
        self.app.error(_on_error)
        self.app.action(re.compile(f"^{BUTTON_PREFIX}"))(self._on_press)
        self.app.view_submission(re.compile(f"^{FORM_PREFIX}"))(self._on_form)
        for change in ("member_joined_channel", "channel_unarchive", "group_unarchive"):
            self.app.event(change)(self._on_return)
        if forget is not None:
            self.app.event("app_uninstalled")(self._on_end)
            self.app.event("tokens_revoked")(self._on_end)

    async def close(self) -> None:
        """Answer what was asked, for a moment."""
        await self._answering.finish(within_s=limits.LAST_ANSWERS_S)

    async def _on_command(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        await ack()
        if not self._is_new(body):
            return
        name, text = parse_command(str(body.get("text", "")))
        back = self._way_back(body, user_id=body.get("user_id"), channel_id=body.get("channel_id"))
        with self._answering.owned():
            asked = await self._asked(name, _as_typed(text), back)
            said = self._handler.form(asked)
            if isinstance(said, Form):
                said = await self._show(said, str(body.get("trigger_id", "")), back)
            else:
                said = said or await self._handler.command(asked)
            if said is not None:
                await self._responder.give(said, back)

    async def _on_form(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        """Take a form that was sent; the acknowledgement closes it."""
        await ack()
        view = body["view"]
        memo = read_memo(view.get("private_metadata"))
        if memo is None:
            log.warning("slack.answer_lost", detail="a form came back without the channel it was asked in")
            return
        if not self._is_new(body):
            return
        back = self._way_back(body, user_id=body["user"]["id"], channel_id=memo.channel_id, url=memo.url)
        spec = find_command(str(view["callback_id"]).removeprefix(FORM_PREFIX))
        with self._answering.owned():
            if spec is None:
                said = reply(_OTHER_VERSION.format("form"))
            else:
                asked = await self._asked(spec.name, written(spec, filled_in(view)), back)
                said = await self._handler.command(asked)
            await self._responder.give(said, back)

    async def _on_press(self, ack: AsyncAck, body: Mapping[str, Any]) -> None:
        await ack()
        if not self._is_new(body):
            return
        action, channel_id = body["actions"][0], (body.get("channel") or {}).get("id")
        is_under_answer = (body.get("container") or {}).get("is_ephemeral") is True
        back = self._way_back(
            body, user_id=body["user"]["id"], channel_id=channel_id, is_under_answer=is_under_answer
        )
        button = pressed_button(str(action["action_id"]))
        with self._answering.owned():
            if button is None:
                said = reply(_OTHER_VERSION.format("button"))
            else:
                asker = await self._askers.asker(back)
                pressed = Press(button=button, value=str(action.get("value", "")), asker=asker)
                said = await self._handler.press(pressed)
            await self._responder.give(said, back)

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
        is_home_s = team_id in ("", self._workspaces.home_team)
        names = {f"{team_id}/{channel_id}", *([channel_id] if is_home_s else ())}
        if self._is_new(body):
            for channel in self._channels:
                if channel.external_id in names:
                    self._handler.channel_returned(channel)

    async def _asked(self, name: str, text: str, back: WayBack) -> Command:
        is_to_post = find_command(name) is SUBSCRIBE
        return Command(name=name, text=text, asker=await self._askers.asker(back, is_to_post=is_to_post))

    async def _show(self, form: Form, trigger_id: str, back: WayBack) -> Reply | None:
        """Open a form. Where that does not work, return how the command is written; else nothing."""
        try:
            place = await self._workspaces.place(back.channel)
            memo = Memo(channel_id=place.channel_id, url=back.url)
            await place.client.views_open(trigger_id=trigger_id, view=modal(form, memo))
        except (*FAILURES, DeliveryError) as error:
            log.warning("slack.form_lost", detail=f"{type(error).__name__}: {error}")
            spec = find_command(form.name)
            usage = spec.usage if spec else form.name
            return reply("The form cannot be shown now.", f"Write /{self._command} {usage}")
        return None

    def _way_back(
        self,
        body: Mapping[str, Any],
        *,
        user_id: object,
        channel_id: object,
        url: str | None = None,
        is_under_answer: bool = False,
    ) -> WayBack:
        """Return where an answer goes. The channel is named as in config.toml: with its team where that is
        another than the bot token's.
        """
        team_id = str(body.get("team_id") or (body.get("team") or {}).get("id", ""))
        is_other_s = self._forget is not None and team_id not in ("", self._workspaces.home_team)
        external_id = f"{team_id}/{channel_id or ''}" if is_other_s else str(channel_id or "")
        return WayBack(
            user_id=str(user_id or ""),
            channel=Channel(adapter="slack", external_id=external_id),
            url=str(body.get("response_url") or "") if url is None else url,
            is_under_answer=is_under_answer,
        )

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
