"""A web server on a loopback port in a thread of its own, for fakes that speak real HTTP."""

import asyncio
import socket
import threading
from collections.abc import Sequence
from typing import Self

from aiohttp import web

from tests.platforms.fakes.moods import Mood


class LoopbackServer:
    """Subclasses answer ``handle``. ``url`` is the address without a path, ``http://127.0.0.1:<port>``."""

    addresses: Sequence[str] = ("127.0.0.1",)

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._stopping: asyncio.Event
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),))
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(10), "the fake server did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(10)
        self._loop.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        raise NotImplementedError

    async def _run(self) -> None:
        self._stopping = asyncio.Event()
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.handle)
        # A request may hang for ever: it is cancelled when its client goes and when the server stops.
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        for address in self.addresses:
            await web.TCPSite(runner, address, self.port).start()
            self.port = runner.addresses[0][1]
        self._started.set()
        await self._stopping.wait()
        await runner.cleanup()


def in_mood(mood: Mood, request: web.Request) -> web.Response:
    """Answer as the mood says, or cut the connection without an answer."""
    if not mood.status:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()
    headers = {"Content-Type": mood.content_type, **mood.headers}
    return web.Response(status=mood.status, body=mood.body.encode(), headers=headers)


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
