"""Whether alerts can be posted in a channel, asked of Slack; it posts nothing.

At the start those of config.toml are asked about, once, where the token may ask, and only for its own
workspace; it stops at the first sign that Slack is busy, since the next alert will say the same.
"""

from collections.abc import Collection, Iterable
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import limits
from adapters.slack.errors import FAILURES, TABLE, error_word
from adapters.slack.workspaces import Place
from bot.core.model import Channel

log = structlog.get_logger()

READ_SCOPES = frozenset({"channels:read", "groups:read"})
_POSTS_UNINVITED = "chat:write.public"


async def look_at_channels(
    client: AsyncWebClient, channels: Iterable[Channel], *, home_team: str, scopes: Collection[str]
) -> None:
    """Warn of each channel that would refuse an alert, with what to do.

    Args:
        client: of the bot token. ``home_team`` is its workspace, ``scopes`` are the token's.
    """
    if not READ_SCOPES & set(scopes):
        return
    named = [(channel, channel.external_id.removeprefix(f"{home_team}/")) for channel in channels]
    # Neither one of another workspace, which has a slash in it, nor a person, to whom one may write as well.
    at_home = [(channel, name) for channel, name in named if name[:1] in ("C", "G") and name.isalnum()]
    for channel, channel_id in at_home[: limits.CHANNELS_ASKED]:
        try:
            answer = await client.conversations_info(channel=channel_id)
        except FAILURES as error:
            word = error_word(error)
            if word == "missing_scope":  # may see public channels, or private ones, and not this
                continue
            if word != "channel_not_found":
                log.debug("slack.channels_not_seen", channel=str(channel), detail=word or repr(error))
                return
        else:
            word = _trouble(answer.get("channel") or {}, scopes)
        if word:
            log.warning("slack.channel_closed", channel=str(channel), detail=f"{word}: {TABLE[word].advice}")


async def obstacle(place: Place) -> str:
    """Return what would keep the bot from posting there, in words for who is in the channel; nothing where
    nothing would, or Slack does not say.
    """
    is_hidden = place.scopes and not READ_SCOPES & place.scopes
    if is_hidden or place.channel_id[:1] not in ("C", "G"):
        return ""
    try:
        answer = await place.client.conversations_info(channel=place.channel_id)
    except FAILURES as error:
        is_absent = error_word(error) == "channel_not_found"  # a private channel that the bot does not see
    else:
        is_absent = _trouble(answer.get("channel") or {}, place.scopes) == "not_in_channel"
    return f"I am not in this channel yet, so nothing can be posted: {place.invitation}." if is_absent else ""


def _trouble(channel: dict[str, Any], scopes: Collection[str]) -> str:
    """Slack's word for what it would say to an alert, or nothing."""
    if channel.get("is_archived"):
        return "is_archived"
    is_open = _POSTS_UNINVITED in scopes and not channel.get("is_private")
    return "not_in_channel" if channel.get("is_member") is False and not is_open else ""
