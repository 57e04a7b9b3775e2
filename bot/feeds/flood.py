"""Connections that carry no more for one answer than its document can take: else they are closed.

The limits on bodies count what a body is made of. A server can also send without end what is part of none:
interim answers (100, 103), extensions of chunks, digits of their sizes, or a chunk for each byte.
"""

import asyncio
from functools import partial
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.http import RawResponseMessage
from aiohttp.streams import StreamReader

HEAD_BYTES = 1 << 20
"""For status and headers; a hundred of them, as long as aiohttp takes them, are as much."""
MAX_INTERIM = 20
"""Interim answers before the one that counts; servers send one or two."""


class Flood(aiohttp.ClientError):
    """More was sent than an answer can need."""


class CountingConnector(aiohttp.TCPConnector):
    """A connector whose connections count. ``max_bytes``: of a body; framed, it takes a quarter more."""

    def __init__(self, *, max_bytes: int, **options: Any) -> None:
        super().__init__(**options)
        most_bytes = HEAD_BYTES + max_bytes + max_bytes // 4
        self._factory = partial(_handler, self._loop, most_bytes)


def _handler(loop: asyncio.AbstractEventLoop, most_bytes: int) -> ResponseHandler:
    return _CountingHandler(loop, most_bytes)


class _CountingHandler(ResponseHandler):
    def __init__(self, loop: asyncio.AbstractEventLoop, most_bytes: int) -> None:
        super().__init__(loop)
        self._most_bytes = most_bytes
        self._bytes = self._interim = 0

    def set_response_params(self, **params: Any) -> None:
        """Begin with the next answer."""
        self._bytes = self._interim = 0
        super().set_response_params(**params)

    def data_received(self, data: bytes) -> None:
        self._bytes += len(data)
        if self._bytes > self._most_bytes:
            self._refuse()
        else:
            super().data_received(data)

    def feed_data(self, data: tuple[RawResponseMessage, StreamReader], size: int = 0) -> None:
        self._interim += data[0].code < 200
        if self._interim > MAX_INTERIM:
            self._refuse()
        else:
            super().feed_data(data, size)

    def _refuse(self) -> None:
        error, payload = Flood(), self._payload
        self.abort()
        self.set_exception(error)
        if payload is not None:
            payload.set_exception(error)
