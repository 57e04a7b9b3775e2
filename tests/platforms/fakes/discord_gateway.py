"""Discord's gateway on a loopback port: one server, what happens there, interactions, resuming.

An interaction is sent over the open socket; it is answered over REST.
"""

import asyncio
import json
from concurrent.futures import Future
from itertools import count
from typing import Any

from aiohttp import WSMsgType, web

from tests.platforms.fakes.discord_guild import CHANNEL, GUILD, Guild
from tests.platforms.fakes.discord_interactions import (
    APPLICATION,
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    Interactions,
    command_data,
)

MANAGE_GUILD = 1 << 5
PATIENCE_S = 10.0


class Gateway:
    """The sockets of one bot. Methods without ``async`` are for the thread of the test."""

    def __init__(self, loop: asyncio.AbstractEventLoop, bot: dict[str, Any], guild: Guild) -> None:
        self._loop = loop
        self._bot = bot
        self._guild = guild
        self._sequence = count(1)
        self._socket: web.WebSocketResponse | None = None
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
        self.interactions = Interactions(guild)
        self.callbacks, self.answers = self.interactions.callbacks, self.interactions.answers

    def command(
        self,
        name: str,
        *,
        user: str = "7",
        permissions: int = 0,
        channel: str = CHANNEL,
        **options: str | int,
    ) -> str:
        """Write ``/watch NAME``; returns the interaction's id. ``dm`` and ``group-dm`` are channels, too."""
        data = command_data(name, {key.replace("_", "-"): value for key, value in options.items()})
        return self._interact(COMMAND, data, user=user, permissions=permissions, channel=channel)

    def types(self, name: str, option: str, typed: str, **options: str | int) -> str:
        """Type an option of ``/watch NAME`` that is completed."""
        data = command_data(name, {**options, option: typed}, focused=option)
        return self._interact(AUTOCOMPLETE, data)

    def press(self, custom_id: str, *, user: str = "7") -> str:
        return self._interact(COMPONENT, {"custom_id": custom_id, "component_type": 2}, user=user)

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

    def _interact(
        self,
        kind: int,
        data: dict[str, Any],
        *,
        user: str = "7",
        permissions: int = 0,
        channel: str = CHANNEL,
    ) -> str:
        sent = self.interactions.made(kind, data, user=user, permissions=permissions, channel=channel)
        self._call(self._dispatch("INTERACTION_CREATE", sent))
        return str(sent["id"])

    async def _dispatch(self, event: str, data: dict[str, Any]) -> None:
        await self._send({"op": 0, "t": event, "s": next(self._sequence), "d": data})

    async def _send(self, payload: dict[str, Any]) -> None:
        assert self._socket is not None, "the bot is not connected"
        await self._socket.send_json(payload)

    def _call(self, work: Any) -> None:
        done: Future[None] = asyncio.run_coroutine_threadsafe(work, self._loop)
        done.result(PATIENCE_S)
