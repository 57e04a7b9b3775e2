"""A real web server on a loopback port that serves feeds, each path in a mood of its own.

It remembers every request. It runs in a thread with its own event loop, so that tests inside an event loop
and tests that start the program as a child process use it alike::

    with FeedServer() as server:
        url = server.serve("/feed.xml", Page(rss_feed("One", "Two"), etag='"v1"'))
        ...
        server.serve("/feed.xml", status(500))      # its mood turns
        assert server.requests("/feed.xml")[0].headers["User-Agent"] == "..."

A mood is any coroutine function from a request to a response; ``Page`` and the functions below are the common
ones, good and bad; the rarer faults are in ``feed_faults``.

It has any host name that leads to it (a fetcher with ``Loopback`` for its resolver finds it under all):
``serve("/feed.xml", mood, host="news.example.org")``; and it counts the connections each name had at a time.
"""

import asyncio
import gzip
import os
import socket
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from itertools import chain

from aiohttp import web

from tests.platforms.fakes.loopback import LoopbackServer

Mood = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRequest:
    """A request as the server saw it; header names in any case. ``at_s``: on a clock of its own."""

    host: str
    path: str
    headers: Mapping[str, str]
    answered_with: int
    at_s: float


class FeedServer(LoopbackServer):
    """The server: what each path answers, and every request it got. An answer comes after ``latency_s``."""

    addresses = ("127.0.0.1", "127.0.0.2")

    def __init__(self, *, latency_s: float = 0.0) -> None:
        super().__init__()
        self.latency_s = latency_s
        self._moods: dict[tuple[str | None, str], Mood] = {}
        self._seen: list[SeenRequest] = []
        self._connections: dict[asyncio.BaseTransport, set[str]] = {}
        self._most: Counter[str] = Counter()

    def serve(self, path: str, mood: Mood, *, host: str | None = None) -> str:
        """Answer a path in this mood from now on, under one host name or all; returns its URL."""
        self._moods[host, path] = mood
        return (self.url if host is None else f"http://{host}:{self.port}") + path

    def requests(self, path: str | None = None) -> list[SeenRequest]:
        """The answered requests so far, of one path or of all."""
        return [seen for seen in list(self._seen) if path is None or seen.path == path]

    def most_connections(self, host: str = "") -> int:
        """How many connections that asked for a host name were open at a time; without one, for any."""
        return self._most[host]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        host, at_s = (request.url.host or ""), asyncio.get_running_loop().time()
        self._count_connections(request, host)
        mood = self._moods.get((host, request.path)) or self._moods.get((None, request.path), status(404))
        answered_with = 0
        try:
            await asyncio.sleep(self.latency_s)
            response = await mood(request)
            answered_with = response.status
        finally:
            self._seen.append(
                SeenRequest(
                    host=host,
                    path=request.path,
                    headers=request.headers.copy(),
                    answered_with=answered_with,
                    at_s=at_s,
                )
            )
        return response

    def _count_connections(self, request: web.Request, host: str) -> None:
        assert request.transport is not None
        self._connections = {one: names for one, names in self._connections.items() if _is_open(one)}
        self._connections.setdefault(request.transport, set()).update(("", host))
        for name, count in Counter(chain.from_iterable(self._connections.values())).items():
            self._most[name] = max(self._most[name], count)


def _is_open(connection: asyncio.BaseTransport) -> bool:
    """Whether the client still holds it: the loop may not have noticed yet, the system has."""
    if connection.is_closing():
        return False
    with socket.socket(fileno=os.dup(connection.get_extra_info("socket").fileno())) as its_own:
        try:
            return its_own.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False


class Loopback:
    """A resolver for which every name leads to this machine, but for those given."""

    def __init__(self, **addresses: Sequence[str]) -> None:
        self.asked: list[str] = []
        self._addresses = addresses

    async def addresses(self, host: str) -> Sequence[str]:
        self.asked.append(host)
        return self._addresses.get(host, ["127.0.0.1"])


# --- good moods -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """Serves a body with validators; answers 304 to a request that brings one of them back."""

    body: bytes
    content_type: str = "application/rss+xml"
    etag: str | None = None
    last_modified: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        headers = {"Content-Type": self.content_type, **self.headers}
        if self.etag is not None:
            headers["ETag"] = self.etag
        if self.last_modified is not None:
            headers["Last-Modified"] = self.last_modified
        is_known = self.etag is not None and request.headers.get("If-None-Match") == self.etag
        if "If-None-Match" not in request.headers and self.last_modified is not None:
            is_known = request.headers.get("If-Modified-Since") == self.last_modified
        if is_known:
            return web.Response(status=304, headers=headers)
        return web.Response(body=self.body, headers=headers)


def touched_page(body: bytes) -> Mood:
    """The same body under a new ETag with every request, as servers behind a load balancer do."""
    count = 0

    async def mood(request: web.Request) -> web.StreamResponse:
        nonlocal count
        count += 1
        return await Page(body, etag=f'"{count}"')(request)

    return mood


def compressed(body: bytes, *, coding: str = "gzip") -> Mood:
    """A body compressed with gzip, under whatever name."""
    return Page(gzip.compress(body), headers={"Content-Encoding": coding})


# --- bad moods ------------------------------------------------------------------------------------------


def status(code: int, **headers: str) -> Mood:
    """An error page; header names are written with underscores: ``Retry_After="120"``."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}

    async def mood(_: web.Request) -> web.StreamResponse:
        return web.Response(status=code, text=f"<html><body>{code}</body></html>", headers=sent)

    return mood


def redirect(location: str, *, code: int = 302) -> Mood:
    """To any address, private ones and the server's own path among them."""
    return status(code, Location=location)


def truncated(body: bytes) -> Mood:
    """Promises the whole body, sends half of it and hangs up."""

    async def mood(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(body))})
        await response.prepare(request)
        await response.write(body[: len(body) // 2])
        assert request.transport is not None
        request.transport.abort()
        return response

    return mood


def huge(*, megabytes: int = 40) -> Mood:
    """A feed that never seems to end, sent as fast as it is taken, without saying its length."""

    async def mood(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/rss+xml"})
        await response.prepare(request)
        piece = b"<item><title>again</title></item>\n" * 31_000  # about a megabyte
        await response.write(b"<rss><channel>")
        for _ in range(megabytes):
            await response.write(piece)
        await response.write_eof()
        return response

    return mood


def gzip_bomb(*, megabytes: int = 60) -> Mood:
    """A small answer that unfolds to many megabytes of spaces."""
    return Page(_zipped_spaces(megabytes), headers={"Content-Encoding": "gzip"})


@cache
def _zipped_spaces(megabytes: int) -> bytes:
    return gzip.compress(b" " * (megabytes << 20), compresslevel=1)


def drip(*, every_s: float = 0.02) -> Mood:
    """A feed that comes byte by byte for ever: never silent, never done."""

    async def mood(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/rss+xml"})
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await asyncio.sleep(every_s)

    return mood


def stall() -> Mood:
    """Takes the request and never answers."""

    async def mood(_: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    return mood


# --- documents ------------------------------------------------------------------------------------------


def rss_feed(*titles: str, link: str = "https://news.example/", extra: str = "") -> bytes:
    """An RSS 2.0 feed with an entry per title; guid and link come from its place, counted from one."""
    items = "".join(
        f"<item><title>{escape(title)}</title><link>{link}{number}</link><guid>{link}{number}</guid>{extra}</item>"
        for number, title in enumerate(titles, start=1)
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>News</title>'
        f"<link>{link}</link>{items}</channel></rss>"
    ).encode()


def html_page(feeds: Iterable[str] = ()) -> bytes:
    """A web page that announces these feeds."""
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{feed}">' for feed in feeds)
    return f"<!DOCTYPE html><html><head>{links}</head><body><p>Welcome</p></body></html>".encode()


ENTITY_BOMB = (
    "<!DOCTYPE rss [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    + "]><rss><channel><item><title>Boom &a9;</title></item></channel></rss>"
).encode()
EXTERNAL_ENTITY = (
    b'<!DOCTYPE rss [<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    b"<rss><channel><item><title>Read &file;</title></item></channel></rss>"
)
NOT_WELL_FORMED = b"<rss version='2.0'><channel><title>Broken</ti"
WRONG_CHARSET = '<?xml version="1.0" encoding="utf-8"?><rss><channel>{}</channel></rss>'.format(
    "".join(f"<item><title>Саммит ШОС прошёл в Астане, день {n}</title></item>" for n in range(1, 13))
).encode("cp1251")
"""windows-1251 that says it is UTF-8."""
