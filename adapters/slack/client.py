"""Posts alerts to Slack and looks up whether one was posted; never repeats a request on its own.

Slack has no key that would make a repeated post harmless. Each message carries its delivery's key as
metadata, and after an unclear answer the channel's history is read before anything is sent again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.access import Access
from adapters.slack import files, groups, limits
from adapters.slack.channels import look_at_channels
from adapters.slack.errors import FAILURES, classify, error_word
from adapters.slack.http import SlackHttp
from adapters.slack.listen import SlackListener
from adapters.slack.oauth import SlackInstalls
from adapters.slack.render import blocks, plain_text, summary
from adapters.slack.sockets import SlackSockets, ask_for_ticket
from adapters.slack.workspaces import Place, SlackWorkspaces, web_client
from bot.core.delivery import of_question
from bot.core.model import AlertMessage, Channel, Message
from bot.core.outbox import Receipt
from bot.errors import (
    CredentialsRejected,
    DeliveryError,
    MessageRejected,
    RetryableDelivery,
    UncertainDelivery,
)
from bot.ports_chat import CommandHandler, Trial

log = structlog.get_logger()

EVENT_TYPE = "topicwire_delivery"
_POSTS_ONLY = (
    "no buttons, no commands: without SLACK_APP_TOKEN or [slack] public_url, and in a single round, "
    "nobody listens"
)
_NO_COMMAND = (
    "without the scope commands nobody can ask with the slash command, and only the buttons work: add it "
    "under OAuth & Permissions, and the command under Slash Commands, and install the app again"
)
_ADD = "add it under OAuth & Permissions and install the app again"
LOOK_UP_SCOPES = "channels:history (and groups:history for private channels)"


class SlackAdapter:
    """Posts as one app, to the bot token's workspace and those that added it, and hears them all."""

    kind = "slack"
    pace = limits.PACE
    can_edit = True
    can_look_up = True

    def __init__(
        self, access: Access, handler: CommandHandler | None = None, *, watch_s: float = limits.WATCH_S
    ) -> None:
        """Take whoever answers what is asked; without one, or without a way to us, nothing is heard.

        Args:
            watch_s: how often sockets are looked after.
        """
        self._workspaces = SlackWorkspaces(access)
        self._listener: SlackListener | None = None
        self._way_in: SlackSockets | SlackHttp | None = None
        self._is_listening = False
        self._is_introduced = False
        self._channels = access.channels
        self._has_groups = bool(access.groups)
        self._is_staying = handler is not None
        self._app_token = "" if access.public else access.app_token
        if handler is None or not (access.public or access.app_token):
            return
        installs = _installs(access, handler)
        self._listener = SlackListener(
            workspaces=self._workspaces,
            access=access,
            handler=handler,
            forget=installs.forget if installs else None,
        )
        if access.public is not None:
            pages = installs.pages if installs else {}
            self._way_in = SlackHttp(self._listener.app, access.public, pages=pages)
        else:
            self._way_in = SlackSockets(
                self._listener.app, client=self._workspaces.home, app_token=access.app_token, watch_s=watch_s
            )

    async def start(self) -> None:
        """Ask Slack who we are, once, and then let it ask us.

        Raises: DeliveryError, CredentialsRejected where the token is wrong or lacks a scope. Sending is
            possible all the same: each try is classified anew.
        """
        is_first = not self._is_introduced
        if is_first:
            await self._introduce()
            self._is_introduced = True
        failure: DeliveryError | None = None
        try:
            await self._listen()
        except DeliveryError as error:
            failure = error
        if is_first and self._is_staying:
            await look_at_channels(
                self._workspaces.home,
                self._channels,
                home_team=self._workspaces.home_team,
                scopes=self._workspaces.home_scopes,
            )
        if failure is not None:
            raise failure

    async def _listen(self) -> None:
        if self._listener is not None and self._way_in is not None:
            await self._way_in.start()
            self._is_listening = True
        else:
            log.info("slack.posts_only", detail=_POSTS_ONLY)

    async def check(self, _: Sequence[Channel]) -> Sequence[Trial]:
        """Try the app's own token where it is used; see ``ports.ChatPlatform.check``."""
        if not self._app_token:
            return ()
        try:
            await ask_for_ticket(self._workspaces.home, self._app_token)
        except DeliveryError as failure:
            return (Trial("app token", failure.detail),)
        return (Trial("app token"),)

    async def send(self, channel: Channel, message: Message, *, delivery_key: str) -> Receipt:
        """Post once; see ``ports.Adapter.send``. Blocks that Slack refuses are posted as plain text."""
        place = await self._workspaces.place(channel)
        try:
            return await self._post(
                place,
                delivery_key=delivery_key,
                text=summary(message),
                blocks=blocks(message, delivery_key=delivery_key if self._is_listening else ""),
            )
        except MessageRejected as refused:
            log.warning("slack.degraded", channel=str(channel), detail=refused.detail)
            return await self._post(place, delivery_key=delivery_key, text=plain_text(message))

    async def edit(
        self, channel: Channel, receipt: Receipt, message: AlertMessage, *, delivery_key: str
    ) -> None:
        """Change an alert where it stands; see ``ports.Adapter.edit``. Its key stays: a look-up needs it."""
        place = await self._workspaces.place(channel)
        try:
            await place.client.chat_update(
                channel=place.channel_id,
                ts=receipt.external_id,
                text=summary(message),
                blocks=blocks(message, delivery_key=delivery_key if self._is_listening else ""),
                metadata=_metadata(delivery_key),
            )
        except FAILURES as error:
            raise classify(error, advice=place.advice) from None

    async def find(
        self, channel: Channel, *, delivery_key: str, since: datetime, until: datetime
    ) -> Receipt | None:
        """Look for the message in the channel's history; see ``ports.Adapter.find``.

        Raises: ChannelRejected or CredentialsRejected as well: looking again would not help before a person
            acts.
        """
        oldest = f"{since.timestamp() - limits.LOOK_BACK_S:.6f}"
        latest = f"{until.timestamp() + limits.LOOK_AHEAD_S:.6f}"
        place, cursor = await self._workspaces.place(channel), ""
        for _ in range(limits.LOOK_UP_PAGES):
            page = await self._history(place, oldest=oldest, latest=latest, cursor=cursor)
            for posted in page.get("messages") or ():
                if _key_of(posted) == delivery_key:
                    return Receipt(external_id=str(posted["ts"]))
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None
        raise MessageRejected("too much was posted in the channel at the time to find the alert")

    async def close(self) -> None:
        if self._listener is not None:
            await self._listener.close()
        if self._way_in is not None:
            await self._way_in.close()

    async def _introduce(self) -> None:
        try:
            answer = await self._workspaces.home.auth_test()
        except FAILURES as error:
            raise of_question(classify(error)) from None
        scopes = _scopes(answer)
        if scopes and "chat:write" not in scopes:
            raise CredentialsRejected(
                "the Slack app lacks the scope chat:write: add it under OAuth & Permissions, install the app "
                "again and restart"
            )
        if scopes and not scopes & {"channels:history", "groups:history"}:
            detail = (
                f"without the scope {LOOK_UP_SCOPES} an alert whose answer was lost cannot be looked up "
                "and is given up"
            )
            log.warning("slack.no_look_up", detail=detail)
        if scopes and self._listener is not None:
            self._warn_of_missing(scopes)
        self._workspaces.home_team = str(answer.get("team_id", ""))
        self._workspaces.home_scopes = scopes
        self._workspaces.home_name = str(answer.get("user", ""))
        log.info("slack.started", team=str(answer.get("team", "")), bot=self._workspaces.home_name)

    def _warn_of_missing(self, scopes: frozenset[str]) -> None:
        """Say what those who ask will miss, for want of a scope."""
        if "commands" not in scopes:
            log.warning("slack.no_command", detail=_NO_COMMAND)
        if missing := files.SCOPES - scopes:
            wanted = " and ".join(sorted(missing))
            log.warning("slack.no_files", detail=f"without {wanted} charts and exports are not sent: {_ADD}")
        if self._has_groups and groups.SCOPE not in scopes:
            detail = f"without {groups.SCOPE} nobody counts as a member of [chat] subscribers' groups: {_ADD}"
            log.warning("slack.no_groups", detail=detail)

    async def _post(
        self,
        place: Place,
        *,
        delivery_key: str,
        text: str,
        blocks: Sequence[dict[str, Any]] | None = None,
    ) -> Receipt:
        try:
            answer = await place.client.chat_postMessage(
                channel=place.channel_id,
                text=text,
                blocks=blocks,
                metadata=_metadata(delivery_key),
                unfurl_links=False,
                unfurl_media=False,
                mrkdwn=False,
            )
        except FAILURES as error:
            raise classify(error, advice=place.advice) from None
        posted_at = answer.get("ts")
        if not isinstance(posted_at, str):
            raise UncertainDelivery("Slack said yes and named no message")
        return Receipt(external_id=posted_at)

    async def _history(self, place: Place, *, oldest: str, latest: str, cursor: str) -> Mapping[str, Any]:
        try:
            answer = await place.client.conversations_history(
                channel=place.channel_id,
                oldest=oldest,
                latest=latest,
                inclusive=True,
                include_all_metadata=True,
                limit=limits.LOOK_UP_PAGE,
                **({"cursor": cursor} if cursor else {}),
            )
        except FAILURES as error:
            raise _looked_up(error, place.advice) from None
        data = answer.data
        if not isinstance(data, dict) or not isinstance(data.get("messages"), list):
            raise RetryableDelivery("Slack's history could not be read")
        return data


def _installs(access: Access, handler: CommandHandler) -> SlackInstalls | None:
    if access.oauth is None or access.public is None:
        return None

    def added(team_id: str) -> None:
        for channel in access.channels:
            if channel.external_id.startswith(f"{team_id}/"):
                handler.channel_returned(channel)

    return SlackInstalls(web_client(access, None), access.public, access.oauth, added=added)


def _looked_up(error: Exception, advice: str) -> DeliveryError:
    if error_word(error) == "missing_scope":
        return MessageRejected(
            "the alert may have been posted, and the app lacks the scope to look it up: "
            f"add {LOOK_UP_SCOPES}, install the app again, and try `topicwire deliveries retry`"
        )
    return of_question(classify(error, advice=advice))


def _metadata(delivery_key: str) -> dict[str, Any]:
    return {"event_type": EVENT_TYPE, "event_payload": {"delivery_id": delivery_key}}


def _scopes(answer: AsyncSlackResponse) -> frozenset[str]:
    """The token's scopes; empty where Slack, or a proxy in between, does not name them."""
    listed = {name.lower(): value for name, value in answer.headers.items()}.get("x-oauth-scopes", "")
    return frozenset(scope.strip() for scope in listed.split(",") if scope.strip())


def _key_of(posted: object) -> object:
    """The delivery key in a message of the history, if it is one of ours."""
    metadata = posted.get("metadata") if isinstance(posted, dict) else None
    if not isinstance(metadata, dict) or metadata.get("event_type") != EVENT_TYPE:
        return None
    payload = metadata.get("event_payload")
    return payload.get("delivery_id") if isinstance(payload, dict) else None
