"""Slack's Socket Mode on a loopback port: tickets that open one socket each, envelopes, acknowledgements.

A request goes over any one of the open sockets, as Slack does it. What it was answered with is what was
posted to its ``response_url``.
"""

import asyncio
import json
import time
from collections.abc import Mapping
from concurrent.futures import Future
from itertools import count
from typing import Any

from aiohttp import WSMsgType, web

from tests.platforms.fakes import slack_asking
from tests.platforms.fakes.slack_rules import refusal

APP_TOKEN = "xapp-fake-app-token"
PATIENCE_S = 10.0
ANSWERS = 5
"""So many are taken to one question."""


class Sockets:
    """The sockets of one app. Methods without ``async`` are for the thread of the test."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._numbers = count(1)
        self._tickets: set[str] = set()
        self._open: list[web.WebSocketResponse] = []
        self.acknowledged: dict[str, float] = {}
        """Envelope -> how many seconds after it was sent."""
        self._sent_at: dict[str, float] = {}
        self.answers: dict[str, list[dict[str, Any]]] = {}
        """Envelope -> what was posted to its ``response_url``."""
        self.says_goodbye = True
        self.away = False
        """Whether no ticket opens anything."""
        self.refuses_answers = False
        self.over: set[str] = set()
        """The envelopes to which half an hour has passed."""
        self.opened = 0
        """How many sockets were opened so far."""

    def ticket(self) -> str:
        ticket = f"t{next(self._numbers)}"
        self._tickets.add(ticket)
        return ticket

    def spend_tickets(self) -> None:
        """Make every ticket that was given out and not used one that opens nothing."""
        self._tickets.clear()

    def is_open(self) -> int:
        return len(self._open)

    def command(self, text: str, *, url: str, **fields: Any) -> str:
        """Write ``/watch TEXT`` in a channel; returns the envelope's id."""
        return self._request("slash_commands", slack_asking.command(text, **fields), url=url)

    def press(self, action_id: str, value: str, *, url: str, **who: Any) -> str:
        """Press a button of a message; returns the envelope's id."""
        return self._request("interactive", slack_asking.press(action_id, value, **who), url=url)

    def submit(self, view: Mapping[str, Any], filled: Mapping[str, Any], **who: Any) -> str:
        """Send a modal; returns the envelope's id. No address for answers comes with it."""
        body = {**slack_asking.submission(view, filled, **who), "response_url": None}
        return self._request("interactive", body, url="")

    def happens(self, kind: str, **fields: Any) -> None:
        """Tell of something that happened in a workspace."""
        number = next(self._numbers)
        payload = slack_asking.event(kind, at_s=time.time(), number=number, **fields)
        envelope = {"type": "events_api", "envelope_id": f"e{number}", "payload": payload}
        sent = {"accepts_response_payload": False, "retry_attempt": 0, "retry_reason": ""}
        self._call(self._send(envelope | sent))

    def send_again(self, envelope: Mapping[str, Any]) -> None:
        self._call(self._send(dict(envelope)))

    def disconnect(self, *, is_said: bool) -> None:
        """End all sockets: with Slack's word that it will, or without one."""
        self._call(self._disconnect(is_said=is_said))

    async def handle(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets or self.away:
            return web.Response(status=403)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=True, autoclose=self.says_goodbye)
        await socket.prepare(request)
        self._open.append(socket)
        self.opened += 1
        await socket.send_json({"type": "hello", "num_connections": len(self._open)})
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                envelope_id = json.loads(message.data)["envelope_id"]
                self.acknowledged[envelope_id] = time.monotonic() - self._sent_at[envelope_id]
        if not self.says_goodbye:
            await asyncio.Event().wait()  # until the other end cuts the line
        self._open.remove(socket)
        return socket

    def take_answer(self, envelope_id: str, body: dict[str, Any]) -> web.Response:
        if self.refuses_answers:
            return web.Response(status=500, text="invalid_blocks")
        taken = self.answers.setdefault(envelope_id, [])
        if envelope_id in self.over or len(taken) >= ANSWERS:
            return web.Response(status=404, text="expired_url" if envelope_id in self.over else "used_url")
        if error := refusal({"text": body["text"], "blocks": body["blocks"]}):
            return web.Response(status=400, text=error)
        taken.append(body)
        return web.Response(text="ok")

    def _request(self, kind: str, body: dict[str, Any], *, url: str) -> str:
        envelope_id = f"e{next(self._numbers)}"
        payload = slack_asking.named(body, envelope_id, url=url)
        self.last = {
            "type": kind, "envelope_id": envelope_id, "payload": payload, "accepts_response_payload": True,
        }  # fmt: skip
        self._call(self._send(self.last))
        return envelope_id

    async def _send(self, envelope: dict[str, Any]) -> None:
        self._sent_at[envelope["envelope_id"]] = time.monotonic()
        await self._open[next(self._numbers) % len(self._open)].send_json(envelope)

    async def _disconnect(self, *, is_said: bool) -> None:
        for socket in list(self._open):
            if is_said:
                await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})
            else:
                await socket.close()

    def _call(self, work: Any) -> None:
        done: Future[None] = asyncio.run_coroutine_threadsafe(work, self._loop)
        done.result(PATIENCE_S)
