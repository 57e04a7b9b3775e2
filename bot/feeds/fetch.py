"""FetchRequest -> Fetched, NotModified or a FeedError: one polite, bounded, conditional GET over aiohttp.

Redirects are followed here, hop by hop, so that each target passes the same checks; bodies are read in
chunks, so that every limit holds while they stream. No cookies, no proxy from the environment, no retry:
when to come back is decided by ``bot.core.schedule``.
"""

import asyncio
import socket
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import aiohttp
from yarl import URL

from bot.core.feed_facts import Hop
from bot.core.urls import public_url
from bot.errors import FeedError, FeedFailure
from bot.feeds.allowed import AllowedHosts
from bot.feeds.body import ACCEPT_ENCODING, BodyBomb, BodyCollector, BodyCorrupt, BodyTooLarge
from bot.feeds.failures import FetchLimits, transport_error
from bot.feeds.guard import AddressRefused, AddrInfo, checked_url, guarded_socket
from bot.feeds.headers import max_age_s, retry_after_s
from bot.feeds.redirect import next_hop
from bot.ports import Fetched, FetchRequest, NotModified

MAX_REDIRECTS = 5
PER_HOST = 2
"""Requests to one host and port at a time; feed authors ask for restraint."""
STEP_TIMEOUT_S = 10.0
"""The longest wait for a connection, and between two pieces of a body, unless ``timeout_s`` is long."""
CHUNK_BYTES = 64 * 1024
DNS_CACHE_S = 300
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})

# What the guard refused on behalf of the fetch that runs in this context: happy eyeballs merges the errors of
# several addresses into one that no longer tells.
_refused: ContextVar[list[str] | None] = ContextVar("refused", default=None)


def _socket_for(addr_info: AddrInfo) -> socket.socket:
    try:
        return guarded_socket(addr_info)
    except AddressRefused as error:
        if (refused := _refused.get()) is not None:
            refused.append(error.address)
        raise


@dataclass(frozen=True, slots=True, kw_only=True)
class _Redirect:
    location: str


class HttpFetcher:
    """Implements ``bot.ports.Fetcher``. Use it inside one running event loop; close it there.

    Args:
        user_agent: sent as it is; says who we are and where to complain.
        timeout_s: for all requests of one fetch together, without the wait for a free place at the host.
        max_bytes: of the decompressed body.
        allow_hosts: host names or addresses, as they stand in a URL, that may be private.
        on_answer: is told of each answer, those of redirects too, before its body is read.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        timeout_s: float,
        max_bytes: int,
        allow_hosts: Iterable[str] = (),
        on_answer: Callable[[Hop], None] | None = None,
    ) -> None:
        self._limits = FetchLimits(timeout_s=timeout_s, max_bytes=max_bytes)
        self._allowed = AllowedHosts(allow_hosts)
        self._headers = {"User-Agent": user_agent, "Accept": ACCEPT, "Accept-Encoding": ACCEPT_ENCODING}
        self._sessions: dict[bool, aiohttp.ClientSession] = {}
        self._places = _HostPlaces(PER_HOST)
        self._on_answer = on_answer

    async def fetch(self, request: FetchRequest) -> Fetched | NotModified:
        """Fetch one document. Raises: FeedError for everything that is not a 200 or a 304."""
        shown = public_url(request.url)
        refused: list[str] = []
        _refused.set(refused)
        url = checked_url(request.url, feed_url=shown)
        # Only a feed of an allowed host may be redirected to one: others must not reach it through us.
        may_be_private = self._allowed.has(url)
        remaining_s = self._limits.timeout_s
        clock = asyncio.get_running_loop()
        for _ in range(MAX_REDIRECTS + 1):
            async with self._places.place(f"{url.host}:{url.port}"):
                started = clock.time()
                session = self._session(is_guarded=not (may_be_private and self._allowed.has(url)))
                answer = await self._hop(session, url, replace(request, url=shown), remaining_s, refused)
            if not isinstance(answer, _Redirect):
                return answer
            remaining_s = max(remaining_s - (clock.time() - started), 0.001)
            url = next_hop(url, answer.location, configured_url=request.url)
        raise FeedError(
            shown,
            FeedFailure.TOO_MANY_REDIRECTS,
            f"more than {MAX_REDIRECTS} redirects, the last to {public_url(str(url))}; "
            "correct the URL to where the feed really is",
        )

    async def close(self) -> None:
        """Close all connections; a later ``fetch`` would open new ones."""
        sessions, self._sessions = list(self._sessions.values()), {}
        for session in sessions:
            await session.close()

    async def _hop(
        self,
        session: aiohttp.ClientSession,
        url: URL,
        request: FetchRequest,
        timeout_s: float,
        refused: list[str],
    ) -> Fetched | NotModified | _Redirect:
        """Send one request. ``request.url`` is only named in errors."""
        headers = {}
        if request.accept:
            headers["Accept"] = request.accept
        if request.etag is not None:
            headers["If-None-Match"] = request.etag
        if request.last_modified is not None:
            headers["If-Modified-Since"] = request.last_modified
        try:
            async with (
                asyncio.timeout(timeout_s),
                session.get(url, headers=headers, allow_redirects=False) as response,
            ):
                return await self._answer(response, request.url)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # TimeoutError is an OSError; ValueError covers host names that cannot be encoded.
            raise transport_error(
                error, feed_url=request.url, host=url.host or "", refused=refused, limits=self._limits
            ) from error

    async def _answer(
        self, response: aiohttp.ClientResponse, feed_url: str
    ) -> Fetched | NotModified | _Redirect:
        headers, now = response.headers, datetime.now(UTC)
        if self._on_answer is not None:
            self._on_answer(_hop(response))
        if response.status == 200:
            return Fetched(
                url=public_url(str(response.url)),
                body=await self._body(response, feed_url),
                content_type=response.content_type if "Content-Type" in headers else "",
                charset=response.charset or "",
                etag=_validator(headers.get("ETag")),
                last_modified=_validator(headers.get("Last-Modified")),
                max_age_s=max_age_s(headers, now),
            )
        if response.status == 304:
            return NotModified(
                etag=_validator(headers.get("ETag")),
                last_modified=_validator(headers.get("Last-Modified")),
                max_age_s=max_age_s(headers, now),
            )
        if response.status in _REDIRECTS and "Location" in headers:
            return _Redirect(location=headers["Location"])
        raise _status_error(response, feed_url, now)

    async def _body(self, response: aiohttp.ClientResponse, feed_url: str) -> bytes:
        max_bytes = self._limits.max_bytes
        coding = response.headers.get("Content-Encoding", "")
        try:
            collector = BodyCollector(
                coding=coding, max_bytes=max_bytes, declared_bytes=response.content_length or 0
            )
            async for chunk in response.content.iter_chunked(CHUNK_BYTES):
                collector.add(chunk)
            return collector.finish()
        except BodyTooLarge:
            raise FeedError(
                feed_url,
                FeedFailure.TOO_LARGE,
                f"the document is larger than {max_bytes} bytes; if that is right, raise [fetch] max_bytes",
            ) from None
        except BodyBomb:
            raise FeedError(
                feed_url,
                FeedFailure.TOO_LARGE,
                "the document unfolds to more than 100 times its compressed size, as only attacks do; "
                "it was not read",
            ) from None
        except BodyCorrupt as error:
            raise FeedError(
                feed_url,
                FeedFailure.BROKEN_TRANSFER,
                f"the answer cannot be read: {error}; it will be tried again",
            ) from error

    def _session(self, *, is_guarded: bool) -> aiohttp.ClientSession:
        if is_guarded not in self._sessions:
            # A third of a longer limit may pass in silence: a slow server is slow to begin.
            step_s = min(max(STEP_TIMEOUT_S, self._limits.timeout_s / 3), self._limits.timeout_s)
            self._sessions[is_guarded] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=0,  # the caller bounds the whole, _HostPlaces each host
                    limit_per_host=PER_HOST,
                    ttl_dns_cache=DNS_CACHE_S,
                    socket_factory=_socket_for if is_guarded else None,
                ),
                headers=self._headers,
                timeout=aiohttp.ClientTimeout(
                    total=None, connect=step_s, sock_connect=step_s, sock_read=step_s
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
            )
        return self._sessions[is_guarded]


class _HostPlaces:
    """A few places per host. Waiting for one is not the fault of the feed and costs none of its time."""

    def __init__(self, per_host: int) -> None:
        self._per_host = per_host
        self._semaphores: dict[str, asyncio.Semaphore] = {}
        self._users: defaultdict[str, int] = defaultdict(int)

    @asynccontextmanager
    async def place(self, host: str) -> AsyncIterator[None]:
        semaphore = self._semaphores.setdefault(host, asyncio.Semaphore(self._per_host))
        self._users[host] += 1
        try:
            async with semaphore:
                yield
        finally:
            self._users[host] -= 1
            if not self._users[host]:
                del self._users[host], self._semaphores[host]


def _hop(response: aiohttp.ClientResponse) -> Hop:
    version = response.version
    return Hop(
        url=public_url(str(response.url)),
        status=response.status,
        http_version=f"{version.major}.{version.minor}" if version else "",
        headers={name.lower(): value for name, value in response.headers.items()},
    )


def _validator(value: str | None) -> str | None:
    """A validator as the server sent it; one that could not be sent back as it is counts as none."""
    if value is None or any(char < " " or char == "\x7f" for char in value):
        return None
    try:
        return value.encode().decode()
    except UnicodeEncodeError:
        return None


def _status_error(response: aiohttp.ClientResponse, feed_url: str, now: datetime) -> FeedError:
    status, wait_s = response.status, retry_after_s(response.headers, now)
    if status == 429 or (status == 503 and wait_s is not None):
        when = "later" if wait_s is None else f"in {wait_s:.0f} s, as it asked"
        detail = f"the server answered {status}, too many requests; it will be asked again {when}"
        return FeedError(feed_url, FeedFailure.RATE_LIMITED, detail, retry_after_s=wait_s, status=status)
    if status == 410:
        detail = "the server says this feed is gone for good (410); remove it or find its new address"
        return FeedError(feed_url, FeedFailure.GONE, detail, status=status)
    advice = {
        401: "it wants a login; put user:password@ before the host, or remove the feed",
        403: "it refuses us; open the URL in a browser, it may block feed readers",
        404: "there is no such document; check whether the feed has moved",
    }.get(status, "it will be tried again" if status >= 500 else "check the URL in a browser")
    detail = f"the server answered {status}; {advice}"
    return FeedError(feed_url, FeedFailure.HTTP_STATUS, detail, status=status)
