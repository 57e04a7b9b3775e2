"""One table: what a webhook's server answers, or how a request fails -> what it means for a delivery.

Words name the server and never its whole address, which is a secret; what a server says is not repeated, as
an error page may hold the address.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp

from adapters.webhook import limits
from bot.errors import ChannelRejected, DeliveryError, MessageRejected, RetryableDelivery, UncertainDelivery

FAILURES = (aiohttp.ClientError, OSError, TimeoutError, ValueError)
"""All that a request raises; the last stands for an address or an answer that cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What an answer is for a delivery, and what a person should do."""

    kind: type[DeliveryError]
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: ``body`` is its beginning, not decompressed, and perhaps not all of it."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


_BY_MEANING: tuple[tuple[Meaning, tuple[int, ...]], ...] = (
    (
        Meaning(
            kind=ChannelRejected, advice="there is no such webhook, or no more: set its new address, restart"
        ),
        (404, 410),
    ),
    (
        Meaning(kind=ChannelRejected, advice="it refuses us: check its address and its secret, then restart"),
        (401, 403),
    ),
    (
        Meaning(kind=ChannelRejected, advice="it takes no POST: set the webhook's own address, then restart"),
        (405,),
    ),
    (
        Meaning(kind=MessageRejected, advice="it will not take this message; is the webhook's format right?"),
        (400, 413, 422),
    ),
    (Meaning(kind=RetryableDelivery, advice="it asks us to slow down"), (429,)),
    (Meaning(kind=UncertainDelivery, advice="it may have taken the message all the same"), (408,)),
)

TABLE: Mapping[int, Meaning] = {status: meaning for meaning, those in _BY_MEANING for status in those}
"""HTTP status -> its meaning."""

OTHERS: Mapping[int, Meaning] = {
    3: Meaning(kind=ChannelRejected, advice="it leads elsewhere: set the address it leads to, then restart"),
    4: Meaning(kind=RetryableDelivery, advice="it did not take the message"),
    5: Meaning(kind=UncertainDelivery, advice="it may have taken the message all the same"),
}
"""First digit of a status that is not in the table -> its meaning."""

_FORUM = "a forum needs a thread: add ?thread_id=... to the webhook's address, then restart"

DISCORD: Mapping[int, Meaning] = {
    code: Meaning(kind=ChannelRejected, advice=_FORUM) for code in (220001, 220003, 220004)
}
"""Discord's JSON error code, where it says more than its status, -> its meaning."""


def classify(answer: Answer, *, url: str, form: str, now: datetime) -> DeliveryError | None:
    """Return what an answer means, None where the message was taken."""
    if 200 <= answer.status < 300:
        return None
    code = _said(answer).get("code") if form == "discord" else None
    special = DISCORD.get(code) if isinstance(code, int) else None
    meaning = special or TABLE.get(answer.status) or OTHERS[min(max(answer.status // 100, 3), 5)]
    named = f" ({code})" if isinstance(code, int) else ""
    detail = f"{shown(url)} answered HTTP {answer.status}{named}: {meaning.advice}"
    if answer.status == 429:
        return RetryableDelivery(detail, retry_after_s=_retry_after_s(answer, now=now))
    return meaning.kind(detail)


def failed(error: Exception, *, url: str) -> DeliveryError:
    """Return what one of ``FAILURES`` means."""
    if isinstance(error, aiohttp.InvalidURL):
        return ChannelRejected("the webhook's address is none: set it anew, then restart")
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        detail = f"{shown(url)} has no valid certificate"
        return RetryableDelivery(detail, retry_after_s=limits.OFFLINE_WAIT_S)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        # Not even connected: nothing can have been posted, and waiting costs the message no attempt.
        reason = f": {error.os_error.strerror}" if isinstance(error, aiohttp.ClientConnectorError) else ""
        detail = f"{shown(url)} cannot be reached{reason}"
        return RetryableDelivery(detail, retry_after_s=limits.OFFLINE_WAIT_S)
    return UncertainDelivery(f"{shown(url)} gave no clear answer: {type(error).__name__}")


def receipt_id(answer: Answer, *, form: str, delivery_key: str) -> str:
    """Return Discord's id of the message, else our own key: nobody else gives one."""
    posted = _said(answer).get("id") if form == "discord" else None
    return posted if isinstance(posted, str) else delivery_key


def shown(url: str) -> str:
    """Return what may be told of an address: its scheme and host."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}"


def _said(answer: Answer) -> Mapping[str, object]:
    try:
        said = json.loads(answer.body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _retry_after_s(answer: Answer, *, now: datetime) -> float:
    """The longest that header or body asks for: seconds, or in the header a date."""
    said = _said(answer).get("retry_after")
    asked = [_seconds(answer.headers.get("Retry-After", ""), now=now)]
    if isinstance(said, int | float):
        asked.append(float(said))
    known = [seconds for seconds in asked if math.isfinite(seconds)]
    return min(max(*known, 1.0), limits.LONGEST_WAIT_S) if known else limits.UNSAID_WAIT_S


def _seconds(header: str, *, now: datetime) -> float:
    try:
        return float(header)
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return math.nan
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return (aware - now).total_seconds()
