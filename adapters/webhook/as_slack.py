"""Message -> what a Slack incoming webhook takes: with blocks, and as plain text in case they are refused."""

from collections.abc import Mapping, Sequence

from adapters.slack.render import blocks, plain_text, summary
from bot.core.model import Message

_QUIET = {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False}


def payloads(message: Message, *, delivery_key: str) -> Sequence[Mapping[str, object]]:
    """Return the message in both forms, without buttons: nobody would hear them pressed."""
    return (
        {"text": summary(message), "blocks": blocks(message), **_QUIET},
        {"text": plain_text(message), **_QUIET},
    )
