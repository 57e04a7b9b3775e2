"""Slack's other direction: commands and buttons over Socket Mode, each answered to the person who asked.

Every request is acknowledged before anything else is done: Slack waits three seconds, however busy the store
is. There are two connections, because Slack hands a request to any one of them and the library closes an old
one before it opens the next. A watchdog looks after both: the library would try a used-up ticket for ever.
"""

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import limits
from adapters.slack.errors import FAILURES, classify, error_word
from adapters.slack.render import BUTTON_PREFIX, titled_blocks, titled_text
from bot.core.chat import Button, Command, Press, Reply, parse_command, reply
from bot.core.model import Channel
from bot.errors import CredentialsRejected, RetryableDelivery
from bot.ports import CommandHandler

log = structlog.get_logger()

# The library tells every failed try with its traceback; the watchdog tells once that it is down, or up again.
_SILENT = logging.getLogger("topicwire.slack.library")
_SILENT.setLevel(logging.CRITICAL + 1)

_LINK = re.compile(r"^<(https?://[^|>]+)(?:\|[^>]*)?>$")
_SHOWN_CHARS = 200


class SlackListener:
    """Hears one workspace. ``start`` once, ``close`` once."""

    def __init__(
        self,
        *,
        client: AsyncWebClient,
        app_token: str,
        command: str,
        admins: Collection[str],
        handler: CommandHandler,
        watch_s: float = limits.WATCH_S,
    ) -> None:
        """Take the client that posts, the app's token (xapp-) and the command's name without its slash."""
        self._client = client
        self._app_token = app_token
        self._admins = frozenset(admins)
        self._handler = handler
        self._watch_s = watch_s
        self._answering: set[asyncio.Task[Any]] = set()
        self._heard: OrderedDict[str, None] = OrderedDict()
        self._tasks: list[asyncio.Task[None]] = []
        self._app = AsyncApp(client=client, logger=_SILENT, request_verification_enabled=False)
        self._app.command(f"/{command}")(self._on_command)
        self._app.error(_on_error)
        self._app.action(re.compile(f"^{BUTTON_PREFIX}"))(self._on_press)
        self._connections: list[AsyncSocketModeHandler] = []

    async def start(self) -> None:
        """Ask for a first ticket, then connect and stay connected.

        Raises: DeliveryError, CredentialsRejected where the app's token is refused.
        """
        try:
            opened = await self._client.apps_connections_open(app_token=self._app_token)
        except FAILURES as error:
            failure = classify(error)
            if isinstance(failure, CredentialsRejected):
                raise CredentialsRejected(
                    f"SLACK_APP_TOKEN is refused ({error_word(error)}): make an app-level token (xapp-) with "
                    "the scope connections:write under Basic Information, set it and restart; until then "
                    "alerts are posted, and buttons and commands are not heard"
                ) from None
            raise (
                failure if isinstance(failure, RetryableDelivery) else RetryableDelivery(failure.detail)
            ) from None
        self._connections = [
            AsyncSocketModeHandler(self._app, self._app_token, logger=_SILENT, ping_interval=limits.PING_S)
            for _ in range(limits.CONNECTIONS)
        ]
        self._connections[0].client.wss_uri = str(opened["url"])
        self._tasks = [asyncio.create_task(_connected(one)) for one in self._connections]
        self._tasks.append(asyncio.create_task(self._watch()))

    async def close(self) -> None:
        """Answer what was asked, for a moment; then hang up, whether Slack agrees or not."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=limits.LAST_ANSWERS_S)
        for task in (*self._answering, *self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*map(_hang_up, self._connections))

    async def _watch(self) -> None:
        """Give a connection that is down at two looks in a row a new ticket; tell when none is up."""
        down: dict[int, int] = {}
        was_up: bool | None = None
        all_down = 0
        while True:
            await asyncio.sleep(self._watch_s)
            for number, connection in enumerate(self._connections):
                is_up = await connection.client.is_connected()
                down[number] = 0 if is_up else down.get(number, 0) + 1
                if down[number] >= limits.LOOKS_TO_NEW_TICKET:
                    connection.client.wss_uri = None
                    down[number] = 0
            is_up = any([await one.client.is_connected() for one in self._connections])
            all_down = 0 if is_up else all_down + 1
            if is_up is not was_up and (is_up or all_down >= limits.LOOKS_TO_NEW_TICKET):
                (log.info if is_up else log.warning)("slack.listening" if is_up else "slack.not_listening")
                was_up = is_up

    async def _on_command(self, ack: AsyncAck, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        await ack()
        if not self._is_new(body):
            return
        name, text = parse_command(str(body.get("text", "")))
        person = f"slack:{body.get('user_id', '')}"
        asked = Command(
            name=name,
            text=_as_typed(text),
            person=person,
            channel=Channel(adapter="slack", external_id=str(body.get("channel_id", ""))),
            is_admin=person in self._admins,
        )
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
        pressed = Press(
            button=Button(name),
            delivery_key=str(action.get("value", "")),
            person=f"slack:{body['user']['id']}",
        )
        await self._answer(lambda: self._handler.press(pressed), respond)

    async def _answer(self, answer: Callable[[], Awaitable[Reply]], respond: AsyncRespond) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._answering.add(task)
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
        finally:
            self._answering.discard(task)

    def _is_new(self, body: Mapping[str, Any]) -> bool:
        """Say whether a request is heard for the first time; Slack may send one again."""
        trigger = str(body.get("trigger_id", ""))
        if trigger in self._heard:
            return False
        self._heard[trigger] = None
        if len(self._heard) > limits.REQUESTS_REMEMBERED:
            self._heard.popitem(last=False)
        return True


def _as_typed(text: str) -> str:
    """Return what a person wrote: Slack escapes three characters, and puts links in angle brackets."""
    link = _LINK.match(text)
    shown = link.group(1) if link else text
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


async def _connected(connection: AsyncSocketModeHandler) -> None:
    await connection.client.connect()  # type: ignore[no-untyped-call]


async def _hang_up(connection: AsyncSocketModeHandler) -> None:
    client = connection.client
    closing = asyncio.create_task(client.close())  # type: ignore[no-untyped-call]
    _, silent = await asyncio.wait([closing], timeout=limits.HANG_UP_S)
    if silent:  # what the library would do after the other end's goodbye
        closing.cancel()
        tasks = (client.message_processor, client.current_session_monitor, client.message_receiver)
        for task in filter(None, tasks):
            task.cancel()
        await asyncio.gather(closing, *filter(None, tasks), return_exceptions=True)
        await client.aiohttp_client_session.close()


async def _on_error(error: Exception) -> None:
    log.error("slack.failed", error=repr(error))


async def _unknown_button() -> Reply:
    return reply("This button is of another version of the bot. Ask with the command instead.")
