"""Files of answers: into the direct message with who asked, or into the channel where they share it.

An ephemeral message can hold no file, so one that only they are to see has another place. What Slack does
not take is told in words; the file is lost then, and never the answer it came with.
"""

import asyncio

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from adapters.hostile import one_line
from adapters.slack import limits
from adapters.slack.errors import FAILURES, classify, error_word, needed_scope
from adapters.slack.workspaces import Place
from bot.core.chat import Attachment

log = structlog.get_logger()

SCOPES = frozenset({"files:write", "im:write"})

_NOT_A_MEMBER = frozenset({"not_in_channel", "channel_not_found", "invalid_channel"})
_FORBIDDEN = frozenset(
    {
        "file_uploads_disabled",
        "file_uploads_except_images_disabled",
        "file_upload_size_restricted",
        "file_type_not_allowed",
        "storage_limit_reached",
        "posting_to_channel_denied",
        "restricted_action",
    }
)


async def give_file(
    file: Attachment, place: Place, *, user_id: str, is_shared: bool, within_s: float = limits.FILE_S
) -> str:
    """Upload a file; return what is to be told of it to who asked, nothing where they see it themselves."""
    try:
        async with asyncio.timeout(within_s):
            channel_id = place.channel_id if is_shared else await _direct_message(place.client, user_id)
            await place.client.files_upload_v2(
                filename=file.name,
                content=file.data,
                alt_txt=one_line(file.description, limits.ALT_CHARS),
                channel=channel_id,
            )
    except (*FAILURES, TypeError) as error:  # TypeError: the library read an answer that names no file
        word = error_word(error)
        if is_shared and word in _NOT_A_MEMBER:
            return (
                f"{file.name} could not be shared, since I am not in this channel: {place.invitation}, "
                "and share it again."
            )
        trouble = _trouble(word, error, place)
        log.warning("slack.file_lost", file=file.name, detail=trouble)
        return f"{file.name} could not be sent: {trouble}."
    return "" if is_shared else f"{file.name} is in your direct messages with this app."


async def _direct_message(client: AsyncWebClient, user_id: str) -> str:
    opened = await client.conversations_open(users=user_id)
    return str((opened.get("channel") or {}).get("id", ""))


def _trouble(word: str, error: Exception, place: Place) -> str:
    if word == "missing_scope":
        scope = needed_scope(error) or " and ".join(sorted(SCOPES))
        return (
            f"the app lacks the scope {scope}. An admin has to add it under OAuth & Permissions and install "
            "the app again"
        )
    if word in _FORBIDDEN:
        return f"Slack says {word}. A setting of the workspace keeps such files out: ask one of its admins"
    return classify(error, advice=place.advice).detail
