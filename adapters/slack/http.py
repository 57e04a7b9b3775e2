"""Requests over HTTP: Slack calls the public address, whose proxy hands them on to the port we listen on.

A request is believed when the app's secret signed it within five minutes of now, and each signature once:
what somebody recorded on its way is not done again. Nothing else of a request is looked at before that.
"""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk import signature

from adapters.access import PublicAddress
from adapters.slack import limits
from adapters.slack.errors import SILENT
from bot.errors import RetryableDelivery
from bot.ports import Clock

log = structlog.get_logger()

EVENTS_PATH = "/slack/events"
Page = Callable[[web.Request], Awaitable[web.Response]]
FORM = "application/x-www-form-urlencoded"


class SlackHttp:
    """Hands what Slack posts to ``app``. ``start`` until it succeeds, ``close`` once."""

    def __init__(
        self,
        app: AsyncApp,
        public: PublicAddress,
        *,
        pages: Mapping[tuple[str, str], Page] = MappingProxyType({}),
    ) -> None:
        """Take more to answer, by method and path: pages for people with a browser."""
        self._app = app
        self._public = public
        self._signatures = _Signatures(public.signing_secret, public.clock)
        self._runner: web.AppRunner | None = None
        self._answers: Mapping[tuple[str, str], Page] = {("POST", EVENTS_PATH): self._hear, **pages}

    async def start(self) -> None:
        """Listen. Raises: RetryableDelivery where the port cannot be had now."""
        host, port = self._public.host, self._public.port
        site = web.Application(client_max_size=limits.REQUEST_BYTES)
        site.router.add_route("*", "/{path:.*}", self._take)
        # Strangers reach this port: what they send wrongly is no line in the log.
        runner = web.AppRunner(site, access_log=None, logger=SILENT, shutdown_timeout=limits.LAST_ANSWERS_S)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            await runner.cleanup()
            raise RetryableDelivery(
                f"buttons and commands are not heard, since {host}:{port} cannot be had ({error.strerror}): "
                "end what uses it, or set [slack] listen_host and listen_port, and the proxy, to another one "
                "and restart"
            ) from None
        self._runner = runner
        log.info("slack.listening", host=host, port=port, public_url=self._public.url)

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        answer = self._answers.get((request.method, request.path))
        if answer is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        try:
            return await answer(request)
        except web.HTTPException:
            raise
        except Exception as error:
            log.exception("slack.failed", exc_info=error)
            return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)

    async def _hear(self, request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(limits.REQUEST_S):
                body = await request.read()
        except (TimeoutError, OSError, web.RequestPayloadError):
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        if not self._signatures.is_right(body, request.headers):
            is_check = request.content_type == FORM and _is_certificate_check(body)
            return web.Response(status=HTTPStatus.OK if is_check else HTTPStatus.UNAUTHORIZED)
        if not self._signatures.is_new(request.headers):
            log.warning("slack.replayed", detail="a request came twice, word for word; nothing was done")
            return web.Response()
        try:
            fields = _fields(body, request.content_type)
        except (ValueError, RecursionError):
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        # The library's mode "http" would verify again, and reads a form in which the word payload stands
        # anywhere, as in "/watch why https://example.org/payload", as an empty one.
        asked = AsyncBoltRequest(body=fields, headers=dict(request.headers), mode="socket_mode")
        return await to_aiohttp_response(await self._app.async_dispatch(asked))


class _Signatures:
    """Tells Slack's requests from others'."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._verifier = signature.SignatureVerifier(secret, clock=_Seconds(clock))
        self._clock = clock
        self._seen: OrderedDict[str, float] = OrderedDict()
        """Signature -> until when its request would be believed again, in seconds since 1970."""

    def is_right(self, body: bytes, headers: Mapping[str, str]) -> bool:
        try:
            return self._verifier.is_valid_request(body, dict(headers))
        except (ValueError, TypeError):  # a time that is no number, a signature or body that is no text
            return False

    def is_new(self, headers: Mapping[str, str]) -> bool:
        """Say whether a right request is there for the first time."""
        now = self._clock.now().timestamp()
        while self._seen and next(iter(self._seen.values())) < now:
            self._seen.popitem(last=False)
        signed = headers["X-Slack-Signature"]
        if signed in self._seen:
            return False
        self._seen[signed] = int(headers["X-Slack-Request-Timestamp"]) + limits.SIGNED_S
        return True


class _Seconds(signature.Clock):
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()


def _is_certificate_check(body: bytes) -> bool:
    """Slack looks after a certificate with a request it does not sign and that asks for nothing."""
    return ("ssl_check", "1") in parse_qsl(body.decode("utf-8", "replace"))


def _fields(body: bytes, content_type: str) -> dict[str, Any]:
    """Return what Slack says: an event is JSON, a command a form, a button JSON in a form's field.

    Raises: ValueError, RecursionError.
    """
    text = body.decode()
    if content_type == FORM:
        form = dict(parse_qsl(text, keep_blank_values=True))
        fields = json.loads(form["payload"]) if "payload" in form else form
    else:
        fields = json.loads(text)
    if not isinstance(fields, dict):
        raise ValueError("no fields")
    return fields
