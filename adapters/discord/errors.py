"""One table: what Discord answers, or how a request fails -> what it means for a delivery, in words.

Whatever is not in the table was refused for a reason we do not know: certainly not posted, tried again.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
import discord

from adapters.discord import limits
from bot.errors import (
    ChannelRejected,
    CredentialsRejected,
    DeliveryError,
    MessageRejected,
    PlatformUnavailable,
    RetryableDelivery,
    UncertainDelivery,
)

FAILURES = (
    discord.DiscordException,
    aiohttp.ClientError,
    OSError,
    TimeoutError,
    ValueError,
    TypeError,
    KeyError,
)
"""All that a call of the client raises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What an error code is for a delivery, and what a person should do."""

    kind: type[DeliveryError]
    advice: str


_BY_MEANING: tuple[tuple[Meaning, tuple[int, ...]], ...] = (
    (
        Meaning(
            kind=ChannelRejected,
            advice="the bot does not see this channel: check the id in config.toml and that the bot was "
            "invited to the server",
        ),
        (10003, 10004),
    ),
    (
        Meaning(
            kind=ChannelRejected,
            advice="allow the bot View Channel, Send Messages and Embed Links in this channel",
        ),
        (50001, 50013, 160005),
    ),
    (
        Meaning(kind=ChannelRejected, advice="alerts can only go to a text channel or an open thread"),
        (40058, 40067, 50008, 50083, 50007),
    ),
    (
        Meaning(kind=MessageRejected, advice="Discord will not take this message; please report it"),
        (50035, 50006, 40005),
    ),
    (
        Meaning(
            kind=MessageRejected, advice="a rule of the server stops this message: AutoMod, or blocked links"
        ),
        (200000, 240000),
    ),
    (
        Meaning(kind=MessageRejected, advice="the posted alert stays as it is"),
        (10008, 50005, 50021, 30046),
    ),
    (
        Meaning(kind=RetryableDelivery, advice="Discord asks to try later"),
        (20016, 20028, 40062, 40004, 40006, 110001, 130000),
    ),
)

TABLE: Mapping[int, Meaning] = {code: meaning for meaning, codes in _BY_MEANING for code in codes}
"""Discord's JSON error code -> its meaning."""

BAD_TOKEN = "set DISCORD_TOKEN to the token on the Bot page of the Discord application and restart"  # noqa: S105


def classify(error: Exception) -> DeliveryError:
    """Return the delivery error for what a call of the client raised, one of ``FAILURES``."""
    match error:
        case discord.LoginFailure():
            return CredentialsRejected(f"Discord refuses the token: {BAD_TOKEN}")
        case discord.RateLimited():
            wait_s = _within_reason(error.retry_after)
            return RetryableDelivery("Discord asks us to slow down", retry_after_s=wait_s)
        case discord.HTTPException():
            return _answered(error)
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            # Not even connected: nothing can have been posted, and waiting costs the message no attempt.
            detail = f"Discord cannot be reached: {error}"
            return PlatformUnavailable(detail, retry_after_s=limits.OFFLINE_WAIT_S)
    return UncertainDelivery(f"Discord gave no clear answer: {type(error).__name__}: {error}".rstrip(": "))


def _answered(error: discord.HTTPException) -> DeliveryError:
    if meaning := TABLE.get(error.code):
        return meaning.kind(f"Discord says {error.code} {_said(error)}: {meaning.advice}")
    if error.status >= 500:
        return UncertainDelivery(f"Discord answered HTTP {error.status}")
    if error.status == 429:
        # The library waits out what Discord's API asks for; this one came from the guard before it.
        wait_s = max(_retry_after_s(error), limits.BAN_WAIT_S)
        detail = "Discord's network guard holds this address back for too many refused requests"
        return PlatformUnavailable(detail, retry_after_s=wait_s)
    if error.status == 401:
        return CredentialsRejected(f"Discord refuses the token: {BAD_TOKEN}")
    if error.code:
        return RetryableDelivery(f"Discord says {error.code} {_said(error)}")
    return RetryableDelivery(f"Discord's address answered HTTP {error.status}; is [discord] api_url right?")


def _said(error: discord.HTTPException) -> str:
    """Discord's own words, on one line."""
    return " ".join(error.text.split())[:200]


def _retry_after_s(error: discord.HTTPException) -> float:
    try:
        return _within_reason(float(error.response.headers.get("Retry-After", "")))
    except ValueError:
        return 0.0


def _within_reason(seconds: float) -> float:
    return min(max(seconds, 1.0), limits.LONGEST_WAIT_S) if math.isfinite(seconds) else limits.BAN_WAIT_S
