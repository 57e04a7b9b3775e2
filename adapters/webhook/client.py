"""Posts alerts to webhooks, each at its own secret address; never follows a redirect, never looks back.

What a webhook has taken cannot be looked up. After an unclear answer a message is sent again: a receiver of
JSON tells a double by the delivery's id, a Slack or Discord channel shows it twice.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import aiohttp
import structlog
from yarl import URL

from adapters.access import Webhook
from adapters.webhook import as_json, limits
from adapters.webhook.errors import FAILURES, Answer, classify, failed, receipt_id
from adapters.webhook.signature import signature
from bot.core.model import AlertMessage, Channel, Digest, Message, Notice
from bot.core.outbox import Receipt
from bot.errors import ChannelRejected, MessageRejected
from bot.ports import Clock

log = structlog.get_logger()


class _Payloads(Protocol):
    def __call__(self, message: Message, *, delivery_key: str) -> Sequence[Mapping[str, object]]:
        """Return the message as JSON values, the best form first; the others are for when it is refused."""
        ...


class WebhookAdapter:
    """Posts to all webhooks; ``webhooks`` holds them by the name that channels have after the colon."""

    kind = "webhook"
    pace = limits.PACE
    can_edit = False
    can_look_up = False

    def __init__(
        self,
        webhooks: Mapping[str, Webhook],
        *,
        clock: Clock,
        timeout_s: float = limits.REQUEST_TIMEOUT_S,
    ) -> None:
        self._webhooks = webhooks
        self._clock = clock
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._payloads = {form: _payloads(form) for form in {one.form for one in webhooks.values()}}
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Connect to nothing: what a webhook is worth shows with the first alert."""
        log.info("webhook.started", webhooks=len(self._webhooks))

    async def send(self, channel: Channel, message: Message, *, delivery_key: str) -> Receipt:
        """Post once; see ``ports.Adapter.send``. What Slack or Discord refuse is posted as plain text."""
        webhook = self._webhooks.get(channel.external_id)
        if webhook is None:
            raise ChannelRejected(f"there is no table [webhooks.{channel.external_id}]: add it, then restart")
        best, *plainer = self._payloads[webhook.form](_mute(message), delivery_key=delivery_key)
        try:
            return await self._post(webhook, best, delivery_key=delivery_key)
        except MessageRejected as refused:
            if not plainer:
                raise
            log.warning("webhook.degraded", channel=str(channel), detail=refused.detail)
            return await self._post(webhook, plainer[0], delivery_key=delivery_key)

    async def edit(
        self, channel: Channel, receipt: Receipt, message: AlertMessage, *, delivery_key: str
    ) -> None:
        """Raises: MessageRejected, always."""
        raise MessageRejected("what a webhook has taken stays as it is")

    async def find(
        self, channel: Channel, *, delivery_key: str, since: datetime, until: datetime
    ) -> Receipt | None:
        """Return None: nobody can be asked, and an alert twice is better than none."""
        return None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _post(self, webhook: Webhook, payload: Mapping[str, object], *, delivery_key: str) -> Receipt:
        now = self._clock.now()
        body = json.dumps(payload).encode()
        headers = {"Content-Type": "application/json", "User-Agent": "Topicwire"}
        if webhook.form == "json":
            headers |= _proof(webhook, body, delivery_key=delivery_key, now=now)
        try:
            async with self._open_session().post(
                _address(webhook), data=body, headers=headers, allow_redirects=False
            ) as response:
                answer = Answer(
                    status=response.status, headers=response.headers, body=await _beginning(response)
                )
        except FAILURES as error:
            raise failed(error, url=webhook.url) from None
        failure = classify(answer, url=webhook.url, form=webhook.form, now=now)
        if failure is not None:
            raise failure
        return Receipt(external_id=receipt_id(answer, form=webhook.form, delivery_key=delivery_key))

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                # Alerts are rare: a kept connection is mostly one that the server has closed meanwhile, and a
                # request on it that fails cannot be told from one that was taken.
                connector=aiohttp.TCPConnector(force_close=True),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=self._timeout,
                # What is read of an answer is little, and stays little.
                auto_decompress=False,
                headers={"Accept-Encoding": "identity"},
            )
        return self._session


def _payloads(form: str) -> _Payloads:
    """Only what the webhooks need is loaded: the Discord library for Discord's format alone."""
    match form:
        case "slack":
            from adapters.webhook import as_slack  # noqa: PLC0415

            return as_slack.payloads
        case "discord":
            from adapters.webhook import as_discord  # noqa: PLC0415

            return as_discord.payloads
        case _:
            return as_json.payloads


def _mute(message: Message) -> Message:
    """The message without anybody to call: groups are of a platform, and webhooks have none."""
    match message:
        case AlertMessage():
            return replace(message, mentions=())
        case Digest():
            return replace(message, alerts=tuple(replace(alert, mentions=()) for alert in message.alerts))
        case Notice():
            return message


def _proof(webhook: Webhook, body: bytes, *, delivery_key: str, now: datetime) -> dict[str, str]:
    """The headers by which a receiver tells doubles, strangers and old requests."""
    timestamp = str(int(now.timestamp()))
    headers = {"Topicwire-Delivery": delivery_key, "Topicwire-Timestamp": timestamp}
    if webhook.secret:
        headers["Topicwire-Signature"] = signature(webhook.secret, timestamp=timestamp, body=body)
    return headers


def _address(webhook: Webhook) -> URL:
    # An address may itself be signed, so it goes out as it was set.
    address = URL(webhook.url, encoded=webhook.url.isascii())
    # Discord names the message it made only to those who wait for it.
    return address.update_query(wait="true") if webhook.form == "discord" else address


async def _beginning(response: aiohttp.ClientResponse) -> bytes:
    """The first bytes of an answer; fewer where it breaks off: its status has said already what it means."""
    body = b""
    try:
        while chunk := await response.content.read(limits.ANSWER_BYTES - len(body)):
            body += chunk
    except FAILURES:
        return body
    return body
