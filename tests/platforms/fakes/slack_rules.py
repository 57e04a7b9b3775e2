"""What Slack refuses in a chat.postMessage, as far as its pages, its models and its users have told.

Strict on purpose: a block, a key or an element that is not known here is refused, so that a new one is looked
up before it is used. Lengths are counted in UTF-16 units, the stricter of the two readings.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

ARGUMENTS = frozenset({"channel", "text", "blocks", "metadata", "unfurl_links", "unfurl_media", "mrkdwn"})
MESSAGE_TEXT = 12_000
"""Refused somewhere between 9,600 and 13,300; nobody says where."""


def refusal(payload: Mapping[str, Any]) -> str:
    """Return Slack's error word for a message it would not take, or nothing."""
    if set(payload) - ARGUMENTS:
        return "invalid_arg_name"
    if not isinstance(payload.get("text"), str) or not payload["text"].strip():
        return "no_text"
    if len(payload["text"]) > 40_000:
        return "msg_too_long"
    metadata = payload.get("metadata", {"event_type": "x", "event_payload": {}})
    if set(metadata) != {"event_type", "event_payload"} or not isinstance(metadata["event_payload"], dict):
        return "invalid_metadata_format"
    blocks = payload.get("blocks", [])
    if not isinstance(blocks, list) or len(blocks) > 50 or not all(map(_is_block, blocks)):
        return "invalid_blocks"
    return "msg_blocks_too_long" if text_length(blocks) > MESSAGE_TEXT else ""


def text_length(blocks: object) -> int:
    """All text and links of the blocks, in UTF-16 units."""
    return sum(units(text) for text in texts(blocks))


def texts(blocks: object) -> Iterator[str]:
    """Every text and link in the blocks, as it stands there."""
    if isinstance(blocks, list):
        for one in blocks:
            yield from texts(one)
    elif isinstance(blocks, dict):
        for key, value in blocks.items():
            if key in ("text", "url") and isinstance(value, str):
                yield value
            else:
                yield from texts(value)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _is_block(block: object) -> bool:
    match block:
        case {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [*inner]} as section],
        }:
            return len(block) == 2 and len(section) == 2 and bool(inner) and all(map(_is_rich, inner))
        case {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_preformatted", "elements": [{"type": "text"} as only]} as section
            ],
        }:
            return len(block) == 2 and len(section) == 2 and set(only) == {"type", "text"} and _is_rich(only)
        case {"type": "actions", "elements": [*inner]}:
            ids = [one.get("action_id") for one in inner if isinstance(one, dict)]
            return (
                len(block) == 2
                and 1 <= len(inner) <= 25
                and len(set(ids)) == len(inner)
                and all(map(_is_button, inner))
            )
        case {"type": "context", "elements": [*inner]}:
            return len(block) == 2 and 1 <= len(inner) <= 10 and all(map(_is_text_object, inner))
    return False


def _is_button(element: object) -> bool:
    match element:
        case {
            "type": "button",
            "text": {"type": "plain_text"} as text,
            "action_id": str(name),
            "value": str(value),
        }:
            is_short = units(text["text"]) <= 75 and 0 < len(name) <= 255 and len(value) <= 2_000
            return len(element) == 4 and _is_text_object(text) and is_short
    return False


def _is_rich(element: object) -> bool:
    match element:
        case {"type": "usergroup", "usergroup_id": str(group)}:
            return len(element) == 2 and group[:1] == "S"
        case {"type": "user", "user_id": str(person)}:
            return len(element) == 2 and person[:1] in ("U", "W")
        case {"type": "text", "text": str(text), **rest}:
            return bool(text) and _is_styled(rest)
        case {"type": "link", "url": str(url), "text": str(text), **rest}:
            return bool(text) and _is_web(url) and _is_styled(rest)
    return False


def _is_styled(rest: Mapping[str, Any]) -> bool:
    return rest in ({}, {"style": {"bold": True}})


def _is_web(url: str) -> bool:
    parts = urlsplit(url)
    is_plain = url.isascii() and url.isprintable() and not set(url) & set('<>|" ')
    return parts.scheme in ("http", "https") and bool(parts.hostname) and is_plain and len(url) <= 3_000


def _is_text_object(element: object) -> bool:
    match element:
        case {"type": "plain_text", "text": str(text), "emoji": bool()}:
            return len(element) == 3 and bool(text.strip()) and units(text) <= 3_000
        case {"type": "mrkdwn", "text": str(text), "verbatim": bool()}:
            return len(element) == 3 and bool(text.strip()) and units(text) <= 3_000
    return False
