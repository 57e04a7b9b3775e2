"""What Discord refuses in a new message, as far as its pages tell.

Strict on purpose: a key that is not known here is refused, so that a new one is looked up before it is used.
Lengths are counted in UTF-16 units, the stricter of the two readings.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

MESSAGE_KEYS = frozenset(
    {
        "content", "embeds", "nonce", "enforce_nonce", "allowed_mentions", "tts", "components", "flags",
        "attachments",
    }
)  # fmt: skip
EMBED_KEYS = frozenset(
    {
        "type",
        "flags",
        "title",
        "url",
        "description",
        "timestamp",
        "author",
        "footer",
        "fields",
        "color",
        "image",
    }
)
SIZES = {"title": 256, "description": 4_096}
FILE_NAME = re.compile(r"[A-Za-z0-9_.-]{1,250}")
PARTS = {"author": ("name", 256), "footer": ("text", 2_048)}


def refusal(payload: Mapping[str, Any]) -> str:
    """Return what Discord would find wrong with a message, or nothing."""
    return next(_problems(payload), "")


def _problems(payload: Mapping[str, Any]) -> Iterator[str]:
    content, embeds = payload.get("content") or "", payload.get("embeds") or []
    if extra := set(payload) - MESSAGE_KEYS:
        yield f"unknown keys {sorted(extra)}"
    if not content.strip() and not embeds:
        yield "Cannot send an empty message"
    if units(content) > 2_000:
        yield "content: Must be 2000 or fewer in length."
    if len(str(payload.get("nonce", ""))) > 25:
        yield "nonce: Must be 25 or fewer in length."
    if not _calls_only_roles(payload.get("allowed_mentions") or {}):
        yield "this fake wants every mention switched off but those of single roles"
    if len(embeds) > 10 or embeds_length(embeds) > 6_000:
        yield "embeds: Embed size exceeds maximum size of 6000"
    for one in embeds:
        yield from _embed_problems(one)
    yield from _attachment_problems(payload.get("attachments") or [], embeds)
    yield from _component_problems(payload.get("components") or [])


def _component_problems(rows: list[dict[str, Any]]) -> Iterator[str]:
    ids = []
    for row in rows:
        if set(row) != {"type", "components"} or row["type"] != 1 or not 1 <= len(row["components"]) <= 5:
            yield "components: not a row of buttons"
        for button in row["components"]:
            ids.append(button.get("custom_id", ""))
            is_sized = 1 <= units(button.get("label", "")) <= 80 and 1 <= units(ids[-1]) <= 100
            if button.get("type") != 2 or not is_sized:
                yield "components: not a button that Discord takes"
    if len(rows) > 5 or len(set(ids)) < len(ids):
        yield "components: too many, or an id twice"


def _attachment_problems(attachments: list[dict[str, Any]], embeds: list[dict[str, Any]]) -> Iterator[str]:
    names = [one["filename"] for one in attachments]
    for one in attachments:
        if not FILE_NAME.fullmatch(one["filename"]):
            yield "attachments: a name that would be changed"
        if not 1 <= units(one.get("description", "?")) <= 1_024:
            yield "attachments.description: Must be between 1 and 1024 in length."
    for shown in (one["image"]["url"] for one in embeds if "image" in one):
        if shown.removeprefix("attachment://") not in names and not _is_web(shown):
            yield "embeds.image: Not a well formed URL."


def _calls_only_roles(allowed: Mapping[str, Any]) -> bool:
    rest = {key: value for key, value in allowed.items() if key != "roles" and value is not False}
    return rest == {"parse": []} and all(str(role).isdigit() for role in allowed.get("roles", []))


def embeds_length(embeds: list[dict[str, Any]]) -> int:
    """The characters that count towards the limit of 6,000."""
    return sum(
        sum(units(one.get(key, "")) for key in SIZES)
        + sum(units(one.get(key, {}).get(part, "")) for key, (part, _) in PARTS.items())
        for one in embeds
    )


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _embed_problems(embed: Mapping[str, Any]) -> Iterator[str]:
    if extra := set(embed) - EMBED_KEYS:
        yield f"embed: unknown keys {sorted(extra)}"
    for key, size in SIZES.items():
        if key in embed and not 1 <= units(embed[key].strip()) <= size:
            yield f"embeds.{key}: Must be between 1 and {size} in length."
    for key, (part, size) in PARTS.items():
        if key in embed and (set(embed[key]) != {part} or not 1 <= units(embed[key][part].strip()) <= size):
            yield f"embeds.{key}: Must be between 1 and {size} in length."
    if "url" in embed and not _is_web(embed["url"]):
        yield "embeds.url: Not a well formed URL."


def _is_web(url: str) -> bool:
    parts = urlsplit(url)
    is_plain = url.isascii() and url.isprintable() and " " not in url
    return parts.scheme in ("http", "https") and bool(parts.hostname) and is_plain and len(url) <= 2_048
