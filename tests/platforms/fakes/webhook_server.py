"""A receiver of webhooks on a loopback port: keeps what it was sent, and answers in the mood of the hour."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.platforms.fakes.loopback import LoopbackServer

Mood = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A request as it came; header names in any case."""

    method: str
    path: str
    query: Mapping[str, str]
    raw_path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class WebhookServer(LoopbackServer):
    """Takes everything, unless told what to answer next."""

    def __init__(self) -> None:
        super().__init__()
        self.posted: list[Posted] = []
        self._moods: list[Mood] = []

    def next(self, *moods: Mood) -> None:
        """Answer the next requests in these moods, one each."""
        self._moods += moods

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.posted.append(
            Posted(
                method=request.method,
                path=request.path,
                query=dict(request.query),
                raw_path=request.raw_path,
                headers=request.headers.copy(),
                body=await request.read(),
            )
        )
        mood = self._moods.pop(0) if self._moods else answers(200, "ok")
        return await mood(request)


def answers(status: int, body: str | bytes = "", *, headers: Mapping[str, str] | None = None) -> Mood:
    async def mood(_: web.Request) -> web.StreamResponse:
        data = body.encode() if isinstance(body, str) else body
        return web.Response(status=status, body=data, headers=headers)

    return mood


async def drops(request: web.Request) -> web.StreamResponse:
    """Take the message and cut the connection."""
    return _cut(request)


async def breaks_off(request: web.Request) -> web.StreamResponse:
    """Say 200 and cut the connection in the middle of the body."""
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b"{")
    return _cut(request)


async def never_ends(request: web.Request) -> web.StreamResponse:
    """Say 200 and send for as long as somebody reads."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b"x" * 65_536)


def _cut(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()
