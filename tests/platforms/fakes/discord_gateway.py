"""Discord's gateway on a loopback port: one server, what happens there, interactions, resuming.

An interaction is sent over the open socket. What it was answered with is what arrived at its callback, and
after that at its webhook.
"""

import asyncio
import json
import time
from concurrent.futures import Future
from itertools import count
from typing import Any

from aiohttp import WSMsgType, web

from tests.platforms.fakes.discord_guild import CHANNEL, GUILD, MEMBER, Guild

APPLICATION = "42"
MANAGE_GUILD = 1 << 5
PATIENCE_S = 10.0
_USER = {"id": "7", "username": "analyst", "discriminator": "0", "avatar": None, "global_name": None}


class Gateway:
    """The sockets of one bot. Methods without ``async`` are for the thread of the test."""

    def __init__(self, loop: asyncio.AbstractEventLoop, bot: dict[str, Any], guild: Guild) -> None:
        self._loop = loop
        self._bot = bot
        self._guild = guild
        self._numbers = count(900)
        self._sequence = count(1)
        self._socket: web.WebSocketResponse | None = None
        self._sent_at: dict[str, float] = {}
        self.url = ""
        self.identified = 0
        self.resumed = 0
        self.intents = 0
        self.token = ""
        self.refuses_with = 0
        """A close code with which every identify is answered."""
        self.away = 0
        """How many connections are refused before the next one opens."""
        self.says_goodbye = True
        self.callbacks: dict[str, tuple[float, dict[str, Any]]] = {}
        """Interaction -> seconds after it was sent, and its first answer."""
        self.answers: dict[str, list[dict[str, Any]]] = {}
        """Interaction -> the messages that followed."""

    def command(self, name: str, *, user: str = "7", permissions: int = 0, **options: str) -> str:
        """Write ``/watch NAME``; returns the interaction's id."""
        given = [{"name": key, "type": 3, "value": value} for key, value in options.items()]
        data = {
            "id": "1", "name": "watch", "type": 1, "options": [{"name": name, "type": 1, "options": given}],
        }  # fmt: skip
        return self._interact(2, data, user=user, permissions=permissions)

    def press(self, custom_id: str, *, user: str = "7") -> str:
        return self._interact(3, {"custom_id": custom_id, "component_type": 2}, user=user, permissions=0)

    def happens(self, event: str, **data: Any) -> None:
        """Tell of something that happened in the server: ``CHANNEL_UPDATE`` and so on."""
        self._call(self._dispatch(event, data))

    def reconnect(self) -> None:
        """Ask the bot to come again and go on where it was."""
        self._call(self._send({"op": 7, "d": None}))

    def invalidate(self) -> None:
        """Tell the bot that its session is none any more."""
        self._call(self._send({"op": 9, "d": False}))

    def hang_up(self) -> None:
        assert self._socket is not None
        self._call(self._socket.close(code=4000))

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if self.away:
            self.away -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse(autoclose=self.says_goodbye)
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 45_000}, "s": None, "t": None})
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._take(socket, json.loads(message.data))
        if not self.says_goodbye:
            await asyncio.Event().wait()  # until the other end cuts the line
        if self._socket is socket:
            self._socket = None
        return socket

    def take_callback(self, interaction_id: str, body: dict[str, Any]) -> dict[str, Any]:
        self.callbacks[interaction_id] = time.monotonic() - self._sent_at[interaction_id], body
        return {"interaction": {"id": interaction_id, "type": 2}, "resource": {"type": body["type"]}}

    def take_answer(self, token: str, body: dict[str, Any]) -> None:
        self.answers.setdefault(token.removeprefix("token-"), []).append(body)

    async def _take(self, socket: web.WebSocketResponse, payload: dict[str, Any]) -> None:
        match payload:
            case {"op": 1}:
                await socket.send_json({"op": 11, "d": None})
            case {"op": 2, "d": {"token": token, "intents": intents}}:
                self.token, self.intents = token, intents
                if self.refuses_with:
                    await socket.close(code=self.refuses_with)
                    return
                self._socket = socket
                await self._dispatch("READY", self._ready())
                await self._dispatch("GUILD_CREATE", self._guild.created(unavailable=False))
                self.identified += 1
            case {"op": 6}:
                self._socket = socket
                await self._dispatch("RESUMED", {})
                self.resumed += 1

    def _ready(self) -> dict[str, Any]:
        return {
            "v": 10,
            "user": self._bot,
            "session_id": "session",
            "resume_gateway_url": self.url,
            "guilds": [{"id": GUILD, "unavailable": True}],
            "application": {"id": APPLICATION, "flags": 0},
        }

    def _interact(self, kind: int, data: dict[str, Any], *, user: str, permissions: int) -> str:
        interaction_id = str(next(self._numbers))
        self._sent_at[interaction_id] = time.monotonic()
        member = {**MEMBER, "user": {**_USER, "id": user}, "permissions": str(permissions)}
        interaction = {
            "id": interaction_id,
            "application_id": APPLICATION,
            "type": kind,
            "data": data,
            "token": f"token-{interaction_id}",
            "version": 1,
            "guild_id": GUILD,
            "channel_id": CHANNEL,
            "channel": {"id": CHANNEL, "type": 0, "name": "news", "guild_id": GUILD, "permissions": "0"},
            "member": member,
            "app_permissions": "0",
            "locale": "en-US",
            "attachment_size_limit": 10_485_760,
            "entitlements": [],
            "authorizing_integration_owners": {},
            "context": 0,
        }
        self._call(self._dispatch("INTERACTION_CREATE", interaction))
        return interaction_id

    async def _dispatch(self, event: str, data: dict[str, Any]) -> None:
        await self._send({"op": 0, "t": event, "s": next(self._sequence), "d": data})

    async def _send(self, payload: dict[str, Any]) -> None:
        assert self._socket is not None, "the bot is not connected"
        await self._socket.send_json(payload)

    def _call(self, work: Any) -> None:
        done: Future[None] = asyncio.run_coroutine_threadsafe(work, self._loop)
        done.result(PATIENCE_S)
