"""FetchRequest -> Fetched, NotModified or a FeedError: one polite, bounded, conditional GET over aiohttp.

Redirects are followed here, hop by hop, so that each target passes the same checks; bodies are read in
chunks, so that every limit holds while they stream. No cookies, no proxy from the environment, no retry:
when to come back is decided by ``bot.core.schedule``.
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import takewhile
from typing import TypeVar

import aiohttp
from yarl import URL

from bot.core.feed_facts import Hop
from bot.core.hosts import host_key
from bot.core.schedule import rest_s
from bot.core.urls import public_url
from bot.errors import FeedError, FeedFailure
from bot.feeds.allowed import AllowedHosts
from bot.feeds.body import ACCEPT_ENCODING, BodyBomb, BodyCollector, BodyCorrupt, BodyTooLarge
from bot.feeds.failures import FetchLimits, transport_error
from bot.feeds.flood import CountingConnector
from bot.feeds.guard import AddrInfo, Refused, checked_url, guarded_socket
from bot.feeds.headers import age_s, max_age_s, retry_after_s
from bot.feeds.hosts import Hosts, Origin
from bot.feeds.names import Names, Resolver, SystemResolver
from bot.feeds.redirect import next_hop
from bot.feeds.rests import Rests
from bot.ports import Clock, Fetched, FetchRequest, NotModified

Result = TypeVar("Result")

MAX_REDIRECTS = 5
STEP_TIMEOUT_S = 10.0
"""The longest wait for a connection, and between two pieces of a body, unless ``timeout_s`` is long."""
SILENT_S = 0.3
"""Who is silent for longer keeps nobody else waiting: it would hold a place for its whole time limit.

Of 400 feeds, a twentieth of which never answer, the healthy ones kept 0.85 of their pace where this was a
second, and all of it with this (``bench.side_poll``, medians of 3 and 5 pairs of runs).
"""
MOST_SILENT = 100
"""So many at most give their places away: each has a connection, and slow may be our own line."""
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})

# What the guard refused on behalf of the fetch that runs in this context: happy eyeballs merges the errors of
# several addresses into one that no longer tells.
_refused: ContextVar[list[Refused] | None] = ContextVar("refused", default=None)


def _socket_for(addr_info: AddrInfo) -> socket.socket:
    try:
        return guarded_socket(addr_info)
    except Refused as error:
        if (refused := _refused.get()) is not None:
            refused.append(error)
        raise


@dataclass(frozen=True, slots=True, kw_only=True)
class _Redirect:
    location: str
    is_permanent: bool


@dataclass(slots=True)
class _Trip:
    """One fetch over all its redirects: for whom, how long it may still take, what the guard refused."""

    feed_url: str
    remaining_s: float
    is_moved: bool = True  # as long as every redirect so far was permanent
    is_validated: bool = False  # from where the validators came from, until a temporary redirect
    refused: list[Refused] = field(default_factory=list)


class HttpFetcher:
    """Implements ``bot.ports.Fetcher``. Use it inside one running event loop; close it there.

    Args:
        user_agent: asked at each request, for the number of our readers stands in it.
        timeout_s: for all requests of one fetch together, without the wait for a free place at the host.
        max_bytes: of the decompressed body.
        allow_hosts: host names or addresses, as they stand in a URL, that may be private.
        host_pause_s: between the starts of two requests to one host.
        clock: tells until when a host that asked to be left alone is.
        resting: hosts that asked for that before, by ``host_key``, and until when.
        resolver: the operating system's, if None.
        on_answer: is told of each answer, those of redirects too, before its body is read.
    """

    def __init__(
        self,
        *,
        user_agent: Callable[[], str],
        timeout_s: float,
        max_bytes: int,
        host_pause_s: float,
        clock: Clock,
        allow_hosts: Iterable[str] = (),
        resting: Mapping[str, datetime] | None = None,
        on_answer: Callable[[Hop], None] | None = None,
        resolver: Resolver | None = None,
    ) -> None:
        self._limits = FetchLimits(timeout_s=timeout_s, max_bytes=max_bytes)
        self._allowed = AllowedHosts(allow_hosts)
        self._user_agent = user_agent
        self._headers = {"Accept": ACCEPT, "Accept-Encoding": ACCEPT_ENCODING}
        self._on_answer = on_answer
        self._clock = clock
        self._rests = Rests(resting or {})
        self._names = Names(resolver or SystemResolver())
        self._hosts = Hosts(pause_s=host_pause_s, open_session=self._open_session)
        self._asked_at: dict[int, float] = {}  # of trips without an answer yet, oldest first
        # A third of a longer limit may pass in silence: a slow server is slow to begin.
        self._step_s = min(max(STEP_TIMEOUT_S, timeout_s / 3), timeout_s)

    @property
    def waiting(self) -> int:
        """How many requests wait now: for their turn at a host, or for any answer since ``SILENT_S``."""
        long_ago = asyncio.get_running_loop().time() - SILENT_S
        silent = sum(1 for _ in takewhile(lambda asked_at: asked_at < long_ago, self._asked_at.values()))
        return self._hosts.waiting + min(silent, MOST_SILENT)

    async def fetch(
        self, request: FetchRequest, *, on_redirect: Callable[[str], Awaitable[None]] | None = None
    ) -> Fetched | NotModified:
        """Fetch one document. Raises: FeedError, and what ``on_redirect`` raises; see ``bot.ports``."""
        trip = _Trip(feed_url=public_url(request.url), remaining_s=self._limits.timeout_s)
        _refused.set(trip.refused)
        url = checked_url(request.url, feed_url=trip.feed_url)
        # Only a feed of an allowed host may be redirected to one: others must not reach it through us.
        may_be_private = self._allowed.has(url)
        # A login is not stored with the address a feed moves to, which would refuse us without it.
        has_login = url.user is not None
        for hops in range(MAX_REDIRECTS + 1):
            name = str(url.origin())
            named = url.raw_host or ""
            addresses = self._names.known(named)
            if addresses is None:
                addresses = await self._spending(trip, url, self._names.addresses(named))
            origin = Origin(name, is_guarded=not (may_be_private and self._allowed.has(url)))
            host = host_key(name)
            # Whom a request burdens: the domain and every address of its name.
            keys = frozenset((host, *addresses))
            line = await self._hosts.take(origin, keys)
            try:
                self._check_rest(host, trip)  # it may have begun while we waited
                asked = _as_sent_to(url, request, trip)
                answer = await self._spending(trip, url, self._hop(line.session, url, asked, trip))
            finally:
                self._hosts.give_back(line)
            if not isinstance(answer, _Redirect):
                is_move = hops and trip.is_moved and not has_login
                return replace(answer, moved_to=public_url(str(url))) if is_move else answer
            trip.is_moved = trip.is_moved and answer.is_permanent
            trip.is_validated = trip.is_validated and answer.is_permanent
            url = next_hop(url, answer.location, configured_url=request.url)
            has_login = has_login or url.user is not None
            if on_redirect is not None:
                await on_redirect(str(url))
        raise FeedError(
            trip.feed_url,
            FeedFailure.TOO_MANY_REDIRECTS,
            f"more than {MAX_REDIRECTS} redirects, the last to {public_url(str(url))}; "
            "correct the URL to where the feed really is",
        )

    async def close(self) -> None:
        """Close all connections; a later ``fetch`` would open new ones."""
        await self._hosts.close()

    async def _spending(self, trip: _Trip, url: URL, work: Awaitable[Result]) -> Result:
        """Spend of the time that is left. Raises: FeedError for what goes wrong on the way to ``url``."""
        clock = asyncio.get_running_loop()
        self._asked_at[id(trip)] = started = clock.time()
        try:
            async with asyncio.timeout_at(started + trip.remaining_s):
                return await work
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # TimeoutError is an OSError; ValueError covers host names that cannot be encoded.
            raise transport_error(
                error, feed_url=trip.feed_url, url=url, refused=trip.refused, limits=self._limits
            ) from error
        finally:
            self._asked_at.pop(id(trip), None)
            trip.remaining_s = max(trip.remaining_s - (clock.time() - started), 0.001)

    async def _hop(
        self, session: aiohttp.ClientSession, url: URL, request: FetchRequest, trip: _Trip
    ) -> Fetched | NotModified | _Redirect:
        """Send one request of the trip, to ``url``."""
        headers = {"User-Agent": self._user_agent()}
        if request.accept:
            headers["Accept"] = request.accept
        if request.etag is not None:
            headers["If-None-Match"] = request.etag
        if request.last_modified is not None:
            headers["If-Modified-Since"] = request.last_modified
        if _is_conditional(request):
            headers["A-IM"] = "feed"
        async with session.get(url, headers=headers, allow_redirects=False) as response:
            return await self._answer(response, request, trip)

    async def _answer(
        self, response: aiohttp.ClientResponse, request: FetchRequest, trip: _Trip
    ) -> Fetched | NotModified | _Redirect:
        self._asked_at.pop(id(trip), None)
        headers, now = response.headers, self._clock.now()
        if self._on_answer is not None:
            self._on_answer(_hop(response))
        is_delta = response.status == 226 and _is_feed_delta(headers)
        if response.status == 200 or is_delta:
            return Fetched(
                url=public_url(str(response.url)),
                # Who was told of no version can be sent no difference to it.
                is_delta=is_delta and _is_conditional(request),
                body=await self._body(response, trip.feed_url),
                content_type=response.content_type if "Content-Type" in headers else "",
                charset=response.charset or "",
                etag=_validator(headers.get("ETag")),
                last_modified=_validator(headers.get("Last-Modified")),
                max_age_s=max_age_s(headers, now),
                age_s=age_s(headers),
            )
        if response.status == 304 and _is_conditional(request):
            return NotModified(
                url=public_url(str(response.url)),
                etag=_validator(headers.get("ETag")),
                last_modified=_validator(headers.get("Last-Modified")),
                max_age_s=max_age_s(headers, now),
                age_s=age_s(headers),
            )
        if response.status in _REDIRECTS and "Location" in headers:
            return _Redirect(location=headers["Location"], is_permanent=response.status in _PERMANENT)
        error = _status_error(response, trip, now)
        if error.failure is FeedFailure.RATE_LIMITED and error.retry_after_s:
            self._rests.begin(error.host_key, seconds=rest_s(error.host_key, error.retry_after_s), now=now)
        raise error

    def _check_rest(self, host: str, trip: _Trip) -> None:
        left_s = self._rests.left_s(host, now=self._clock.now())
        if left_s > 0:
            detail = f"{host} asked to be left alone for {left_s:.0f} s more; it was not asked"
            raise FeedError(
                trip.feed_url, FeedFailure.RATE_LIMITED, detail, retry_after_s=left_s, host_key=host
            )

    async def _body(self, response: aiohttp.ClientResponse, feed_url: str) -> bytes:
        max_bytes = self._limits.max_bytes
        coding = response.headers.get("Content-Encoding", "")
        try:
            collector = BodyCollector(
                coding=coding, max_bytes=max_bytes, declared_bytes=response.content_length or 0
            )
            async for chunk in response.content.iter_any():
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
                "the document unfolds to more than 100 times its compressed size, or is made of thousands of "
                "pieces, as only attacks do; it was not read",
            ) from None
        except BodyCorrupt as error:
            raise FeedError(
                feed_url,
                FeedFailure.BROKEN_TRANSFER,
                f"the answer cannot be read: {error}; it will be tried again",
            ) from error

    def _open_session(self, origin: Origin) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=CountingConnector(
                max_bytes=self._limits.max_bytes,
                limit=1,
                resolver=self._names,
                use_dns_cache=False,
                socket_factory=_socket_for if origin.is_guarded else None,
            ),
            headers=self._headers,
            timeout=aiohttp.ClientTimeout(
                total=None, connect=self._step_s, sock_connect=self._step_s, sock_read=self._step_s
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
        )


def _is_conditional(request: FetchRequest) -> bool:
    return request.etag is not None or request.last_modified is not None


def _as_sent_to(url: URL, request: FetchRequest, trip: _Trip) -> FetchRequest:
    """Without validators where they came from elsewhere: that may be another document, with an equal ETag.

    What has moved for good is the same one.
    """
    asked = public_url(str(url).partition("#")[0])
    trip.is_validated = trip.is_validated or request.validated_url in ("", asked)
    return request if trip.is_validated else replace(request, etag=None, last_modified=None)


def _is_feed_delta(headers: Mapping[str, str]) -> bool:
    """Whether a 226 holds whole entries (``IM: feed``), and not a patch in a form we did not ask for."""
    forms = [form.partition(";")[0].strip().lower() for form in headers.get("IM", "feed").split(",")]
    return set(forms) == {"feed"}


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
    if value is None or _CONTROL.search(value):
        return None
    try:
        return value.encode().decode()
    except UnicodeEncodeError:
        return None


def _status_error(response: aiohttp.ClientResponse, trip: _Trip, now: datetime) -> FeedError:
    status, wait_s = response.status, retry_after_s(response.headers, now)
    host = host_key(str(response.url.origin()))

    def error(failure: FeedFailure, detail: str) -> FeedError:
        return FeedError(trip.feed_url, failure, detail, retry_after_s=wait_s, status=status, host_key=host)

    if status == 429 or (status == 503 and wait_s is not None):
        when = "later" if wait_s is None else f"in {wait_s:.0f} s"
        detail = f"the server answered {status}, too many requests; it wants to be asked again {when}"
        return error(FeedFailure.RATE_LIMITED, detail)
    if status == 410 and trip.is_moved:
        detail = "the server says this feed is gone for good (410); remove it or find its new address"
        return error(FeedFailure.GONE, detail)
    advice = {
        304: "which means nothing new, and it was not told what we have; it will be tried again",
        401: "it wants a login; put user:password@ before the host, or remove the feed",
        403: "it refuses us; open the URL in a browser, it may block feed readers",
        404: "there is no such document; check whether the feed has moved",
        410: "where it redirects to for now, the feed is gone; it will be tried again",
    }.get(status, "it will be tried again" if status >= 500 else "check the URL in a browser")
    detail = f"the server answered {status}; {advice}"
    return error(FeedFailure.HTTP_STATUS, detail)
