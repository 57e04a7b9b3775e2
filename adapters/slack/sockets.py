"""Requests over Socket Mode: two connections from us to Slack, so no public address is needed.

There are two, because Slack hands a request to any one of them and the library closes an old one before it
opens the next. A watchdog looks after both: the library would try a used-up ticket for ever.
"""

import asyncio

import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import limits
from adapters.slack.errors import FAILURES, SILENT, classify, error_word
from bot.core.delivery import of_question
from bot.errors import CredentialsRejected

log = structlog.get_logger()


class SlackSockets:
    """Hands what comes over sockets to ``app``. ``start`` once, ``close`` once."""

    def __init__(
        self, app: AsyncApp, *, client: AsyncWebClient, app_token: str, watch_s: float = limits.WATCH_S
    ) -> None:
        """Take the client that posts and the app's own token (xapp-).

        Args:
            watch_s: how often the sockets are looked after.
        """
        self._app = app
        self._client = client
        self._app_token = app_token
        self._watch_s = watch_s
        self._tasks: list[asyncio.Task[None]] = []
        self._connections: list[AsyncSocketModeHandler] = []

    async def start(self) -> None:
        """Ask for a first ticket, then connect and stay connected.

        Raises: DeliveryError, CredentialsRejected where the app's token is refused.
        """
        ticket_url = await ask_for_ticket(self._client, self._app_token)
        self._connections = [
            AsyncSocketModeHandler(self._app, self._app_token, logger=SILENT, ping_interval=limits.PING_S)
            for _ in range(limits.CONNECTIONS)
        ]
        self._connections[0].client.wss_uri = ticket_url
        self._tasks = [asyncio.create_task(_connected(one)) for one in self._connections]
        self._tasks.append(asyncio.create_task(self._watch()))

    async def close(self) -> None:
        """Hang up, whether Slack agrees or not."""
        for task in self._tasks:
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


async def ask_for_ticket(client: AsyncWebClient, app_token: str) -> str:
    """Return an address that opens one socket, for a while.

    Raises: DeliveryError, CredentialsRejected where the app's token is refused.
    """
    try:
        opened = await client.apps_connections_open(app_token=app_token)
    except FAILURES as error:
        failure = classify(error)
        if isinstance(failure, CredentialsRejected):
            raise CredentialsRejected(
                f"SLACK_APP_TOKEN is refused ({error_word(error)}): make an app-level token (xapp-) with the "
                "scope connections:write under Basic Information, set it and restart; until then alerts are "
                "posted, and buttons and commands are not heard"
            ) from None
        raise of_question(failure) from None
    return str(opened["url"])


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
