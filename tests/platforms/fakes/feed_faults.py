"""The rarer things a feed server does wrong, or right in a way of its own: moods for ``feed_server``."""

import asyncio
import zlib

from aiohttp import web

from tests.platforms.fakes.feed_server import Mood, Page

MOST_UNSENT = 1 << 20


def delta(whole: bytes, news: bytes, *, im: str = "feed", etag: str = '"2"') -> Mood:
    """The whole feed at first; to who names a version of it, only what is new since (226, RFC 3229)."""

    async def mood(request: web.Request) -> web.StreamResponse:
        if "If-None-Match" in request.headers and "feed" in request.headers.get("A-IM", ""):
            return web.Response(status=226, body=news, headers={"IM": im, "ETag": etag})
        return await Page(whole, etag='"1"')(request)

    return mood


def deflate_bomb(*, megabytes: int = 60) -> Mood:
    """A small answer that unfolds to many megabytes of spaces, as a bare deflate stream."""
    zipped = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = zipped.compress(b" " * (megabytes << 20)) + zipped.flush()
    return Page(body, headers={"Content-Encoding": "deflate"})


def bomb_behind_a_member(*, megabytes: int = 60) -> Mood:
    """A harmless gzip member, and a bomb in the next one."""
    first, second = (zlib.compressobj(1, zlib.DEFLATED, 16 + zlib.MAX_WBITS) for _ in range(2))
    body = first.compress(b"<rss>") + first.flush()
    body += second.compress(b" " * (megabytes << 20)) + second.flush()
    return Page(body, headers={"Content-Encoding": "gzip"})


def raw(*pieces: bytes, every_s: float = 0.0, ends: bool = True) -> Mood:
    """Exactly these bytes instead of an answer, a piece at a time; then the end, or the first piece again."""

    async def mood(request: web.Request) -> web.StreamResponse:
        transport = request.transport
        assert isinstance(transport, asyncio.Transport)
        while not transport.is_closing():
            for piece in pieces:
                transport.write(piece)
                await asyncio.sleep(every_s)
                # Else what waits in memory grows faster than anybody reads it.
                while transport.get_write_buffer_size() > MOST_UNSENT:  # noqa: ASYNC110
                    await asyncio.sleep(0.001)
            if ends:
                transport.abort()
        return web.Response()

    return mood


def slow_headers() -> Mood:
    """Header after header, slowly and for ever."""
    return raw_after(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", every_s=0.05)


def endless_headers() -> Mood:
    """Header after header, as fast as they are taken."""
    return raw_after(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 1_000, every_s=0.0)


def raw_after(start: bytes, piece: bytes, *, every_s: float) -> Mood:
    """A start, and a piece of it again and again."""
    again = raw(piece, every_s=every_s, ends=False)

    async def mood(request: web.Request) -> web.StreamResponse:
        assert isinstance(request.transport, asyncio.Transport)
        request.transport.write(start)
        return await again(request)

    return mood


def reset() -> Mood:
    """Takes the request and resets the connection."""
    return raw()
