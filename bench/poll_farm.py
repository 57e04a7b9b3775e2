"""A loopback web of feeds that keeps account of its visitors' manners, in a process of its own.

``python -m bench.poll_farm SEED`` listens on many loopback addresses, each of them a host of its own, and
prints its port. ``/feed/N`` has 20 to 60 long articles, ``/small/N`` three headlines. What it does next is
set from outside: see ``Farm.control``. One more address is a trap: nobody was allowed to go there.
"""

import asyncio
import hashlib
import logging
import random
import sys
import time
from collections import defaultdict
from functools import cache

from aiohttp import web

from bench.feed_farm import make_feed
from tests.platforms.fakes.feed_server import (
    EXTERNAL_ENTITY,
    NOT_WELL_FORMED,
    Mood,
    Page,
    drip,
    gzip_bomb,
    huge,
    redirect,
    rss_feed,
    stall,
    truncated,
)

HOSTS = [f"127.0.1.{number}" for number in range(1, 201)]
FEW = 40
"""So few hosts that there is a crowd at each."""
TRAP_HOST = "127.0.66.6"
FAULTS = ("stall", "slow", "bomb", "huge", "loop", "trunc", "xxe", "badxml")
FAULTY_OF = 20
"""Of twenty feeds eight are faulty, each in its way: five per cent of each fault."""
WAIT_S = 600
DRIP_S = 0.5
PER_HOST = 2


def feed_url(port: int, kind: str, number: int, *, hosts: int) -> str:
    """Return where a feed stands when they are dealt out to so many hosts."""
    return f"http://{HOSTS[number % hosts]}:{port}/{kind}/{number}"


def is_healthy(number: int) -> bool:
    """Say whether a feed stays healthy when others become faulty."""
    return number % FAULTY_OF >= len(FAULTS)


class Farm:
    """The documents, what the visitors are told, and what they did."""

    def __init__(self, seed: int, trap_port: int) -> None:
        self._seed = seed
        self._trap = f"http://{TRAP_HOST}:{trap_port}/"
        self.trapped = 0
        self._start()

    def _start(self) -> None:
        """A new visitor comes: nothing of the last one counts."""
        self._mode = "steady"
        self._latency_s = 0.0
        self._versions: defaultdict[str, int] = defaultdict(int)
        self._sent: dict[str, str] = {}
        self._asked: defaultdict[str, int] = defaultdict(int)
        self._open: defaultdict[str, set[asyncio.BaseTransport]] = defaultdict(set)
        self._peak = self._requests = self._unconditional = self._invented = 0
        self._first_at: float | None = None
        self._healthy: list[float] = []

    async def control(self, request: web.Request) -> web.Response:
        """``start`` anew; ``change`` every n-th feed; ``latency`` in milliseconds; ``mode`` steady, touched
        (a new ETag each time), manners (asks for patience) or faulty. Answers with what was seen so far.
        """
        match request.match_info["what"], request.match_info["value"]:
            case "start", _:
                self._start()
            case "change", every:
                for number in range(0, 10_000, int(every)):
                    self._versions[f"/feed/{number}"] += 1
            case "mode", mode:
                self._mode = mode
                self._asked.clear()
                self._healthy.clear()
                self._first_at = None
            case "latency", milliseconds:
                self._latency_s = int(milliseconds) / 1000
        return web.json_response(self._seen())

    def _seen(self) -> dict[str, float | None]:
        return {
            "requests": self._requests,
            "unconditional": self._unconditional,
            "invented": self._invented,
            "peak": self._peak,
            "early": sum(max(0, count - PER_HOST) for count in self._asked.values()),
            "trapped": self.trapped,
            "first_at": self._first_at,
            "healthy": len(self._healthy),
            "healthy_s": self._healthy[-1] - (self._first_at or 0.0) if self._healthy else None,
        }

    async def feed(self, request: web.Request) -> web.StreamResponse:
        path, number = request.path, int(request.match_info["number"])
        self._note(request, path)
        await asyncio.sleep(self._latency_s)
        if self._mode == "faulty" and not is_healthy(number):
            return await self._fault(number)(request)
        headers = {}
        if self._mode == "manners" and number % 10 == 5:
            self._asked[path] += (
                PER_HOST if path not in self._asked else 1
            )  # one poll is right, the second early
            headers["Cache-Control"] = f"max-age={WAIT_S}"
        if self._mode == "manners" and number % 10 == 7:
            # All feeds of such a host have this digit: at most those under way at once may still come.
            self._asked[request.host] += 1
            return web.Response(status=429, headers={"Retry-After": str(WAIT_S)})
        body, etag = self._document(path, number)
        if self._mode == "touched":
            etag = f'"{random.getrandbits(64):x}"'
        self._sent[path] = headers["ETag"] = etag
        if is_healthy(number):
            self._healthy.append(time.time())
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, content_type="application/rss+xml", headers=headers)

    def _note(self, request: web.Request, path: str) -> None:
        self._requests += 1
        self._first_at = self._first_at or time.time()
        transport = request.transport
        if transport is not None:
            host, *_ = transport.get_extra_info("sockname")
            still_open = {one for one in self._open[host] if not one.is_closing()} | {transport}
            self._open[host] = still_open
            self._peak = max(self._peak, len(still_open))
        given = request.headers.get("If-None-Match")
        if path in self._sent and given is None:
            self._unconditional += 1
        if (given is not None and given != self._sent.get(path)) or "If-Modified-Since" in request.headers:
            self._invented += 1

    def _document(self, path: str, number: int) -> tuple[bytes, str]:
        if path.startswith("/small/"):
            body = _small(number)
        else:
            body = _changed(_big(self._seed, number), number, self._versions[path])
        return body, f'"{hashlib.sha256(body).hexdigest()[:16]}"'

    def _fault(self, number: int) -> Mood:
        external = EXTERNAL_ENTITY.replace(b"file:///etc/passwd", self._trap.encode())
        # Every other loop ends at an address that must not be asked.
        target = f"/small/{number}" if number % (2 * FAULTY_OF) < FAULTY_OF else self._trap
        moods: dict[str, Mood] = {
            "stall": stall(),
            "slow": drip(every_s=DRIP_S),
            "bomb": gzip_bomb(),
            "huge": huge(),
            "loop": redirect(target),
            "trunc": truncated(_small(number)),
            "xxe": Page(external),
            "badxml": Page(NOT_WELL_FORMED),
        }
        return moods[FAULTS[number % FAULTY_OF]]

    async def spring(self, writer: asyncio.StreamWriter) -> None:
        self.trapped += 1
        writer.close()


@cache
def _small(number: int) -> bytes:
    titles = (f"Headline {index} of the feed with number {number}" for index in range(3))
    return rss_feed(*titles, link=f"https://example.org/{number}/")


@cache
def _big(seed: int, number: int) -> bytes:
    return make_feed(seed, number)


@cache
def _changed(body: bytes, number: int, versions: int) -> bytes:
    """Return the document after so many changes, each a new article on top."""
    new = "".join(
        f"<item><title>Change {version} of {number}</title>"
        f"<link>https://example.org/{number}/new/{version}</link>"
        f"<guid isPermaLink='false'>{number}-new-{version}</guid><description>As said.</description></item>"
        for version in range(versions, 0, -1)
    )
    return body.replace(b"<item>", new.encode() + b"<item>", 1)


async def serve(seed: int) -> None:
    trap = await asyncio.start_server(lambda _, writer: farm.spring(writer), TRAP_HOST, 0)
    trap_port = trap.sockets[0].getsockname()[1]
    farm = Farm(seed, trap_port)
    app = web.Application()
    app.add_routes(
        [
            web.get("/control/{what}/{value}", farm.control),
            web.get("/{kind:feed|small}/{number}", farm.feed),
        ]
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    for host in HOSTS:
        await web.TCPSite(runner, host, port).start()
    print(port, flush=True)
    await asyncio.to_thread(sys.stdin.read)
    trap.close()
    await runner.cleanup()


if __name__ == "__main__":
    logging.disable()  # visitors that hang up on a fault are no news
    asyncio.run(serve(int(sys.argv[1])))
