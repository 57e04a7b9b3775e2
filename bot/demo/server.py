"""The sample feeds over real HTTP on the loopback: for ``topicwire demo`` and for tests.

Serves what ``bot.demo.samples`` holds, one edition at a time, with honest validators: ETag, Last-Modified and
304. It listens on 127.0.0.1 only, and never reads a clock or a file.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.core.feed import Feed
from bot.demo.edition import FIRST_ROUND, SampleFeed, edition
from bot.demo.render import CONTENT_TYPES, FILE_NAMES, render
from bot.demo.samples import SAMPLE_FEEDS


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedCount:
    """How often one feed was asked for, and how many of the answers were 304."""

    requests: int = 0
    not_modified: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Document:
    body: bytes
    content_type: str
    etag: str
    changed_at: datetime


class SampleServer:
    """An async context manager; a port is taken on entry and given back on exit.

    Args:
        now: aware UTC; every date in the feeds lies before it.
        interval_s: what ``feeds`` tell the poller, in whole seconds.
    """

    def __init__(self, *, now: datetime, interval_s: int = 2) -> None:
        self._now = now
        self._interval_s = interval_s
        self._documents: dict[str, _Document] = {}
        self._counts = {_path(sample): ServedCount() for sample in SAMPLE_FEEDS}
        self._runner: web.AppRunner | None = None
        self._origin = ""
        self.publish(FIRST_ROUND)

    @property
    def round(self) -> int:
        """The round whose edition is being served."""
        return self._round

    @property
    def feeds(self) -> tuple[Feed, ...]:
        """The feeds to poll, under the port this server listens on."""
        return tuple(
            Feed(url=self._url(sample), outlet=sample.outlet, lang=sample.lang, interval_s=self._interval_s)
            for sample in SAMPLE_FEEDS
        )

    @property
    def counts(self) -> Mapping[str, ServedCount]:
        """Feed URL -> what was asked and answered since the start."""
        return {self._url(sample): self._counts[_path(sample)] for sample in SAMPLE_FEEDS}

    def publish(self, round_: int) -> None:
        """Serve a round's edition from the next request on.

        Raises: ValueError for a round the samples do not have.
        """
        self._documents = {_path(sample): self._document(sample, round_) for sample in SAMPLE_FEEDS}
        self._round = round_

    async def __aenter__(self) -> Self:
        app = web.Application()
        for path in self._counts:
            app.router.add_get(path, self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self._origin = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def _url(self, sample: SampleFeed) -> str:
        if not self._origin:
            raise RuntimeError("the sample server has no address yet: enter it first (async with)")
        return f"{self._origin}{_path(sample)}"

    def _document(self, sample: SampleFeed, round_: int) -> _Document:
        stand = edition(sample, round_, self._now)
        body = render(stand)
        return _Document(
            body=body,
            content_type=f"{CONTENT_TYPES[sample.format]}; charset={sample.charset}",
            etag=hashlib.sha256(body).hexdigest()[:16],
            changed_at=stand.changed_at,
        )

    async def _answer(self, request: web.Request) -> web.Response:
        document = self._documents[request.path]
        is_known = _is_known(request, document)
        count = self._counts[request.path]
        self._counts[request.path] = replace(
            count, requests=count.requests + 1, not_modified=count.not_modified + is_known
        )
        headers = {
            "ETag": f'"{document.etag}"',
            "Last-Modified": format_datetime(document.changed_at, usegmt=True),
            "Cache-Control": "no-cache",
        }
        if is_known:
            return web.Response(status=304, headers=headers)
        return web.Response(body=document.body, headers={**headers, "Content-Type": document.content_type})


def _is_known(request: web.Request, document: _Document) -> bool:
    # RFC 9110, 13.1.3: If-Modified-Since is ignored where If-None-Match came too.
    if request.if_none_match is not None:
        return any(tag.value in ("*", document.etag) for tag in request.if_none_match)
    since = request.if_modified_since
    return since is not None and document.changed_at <= since


def _path(sample: SampleFeed) -> str:
    return f"/{sample.slug}/{FILE_NAMES[sample.format]}"
