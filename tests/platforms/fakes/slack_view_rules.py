"""What Slack refuses in a modal, as far as its pages and models have told; strict as ``slack_rules`` is."""

import json
from collections.abc import Mapping
from typing import Any

from tests.platforms.fakes.slack_rules import units

KEYS = {"type", "callback_id", "private_metadata", "title", "submit", "close", "blocks"}
INPUT_KEYS = {"type", "block_id", "label", "optional", "element", "hint"}
CHOSEN = {"static_select": "initial_option", "multi_static_select": "initial_options"}


def view_trouble(view: Mapping[str, Any]) -> str:
    """Say what is wrong with a modal, or nothing."""
    if set(view) != KEYS or view["type"] != "modal" or len(json.dumps(view)) > 250_000:
        return "not a modal"
    if not all(_is_plain(view[key], 24) for key in ("title", "submit", "close")):
        return "title, submit or close"
    if not 0 < len(view["callback_id"]) <= 255 or len(view["private_metadata"]) > 3_000:
        return "callback_id or private_metadata"
    blocks = view["blocks"]
    if not 1 <= len(blocks) <= 100 or len({one["block_id"] for one in blocks}) != len(blocks):
        return "blocks"
    return next((f"block {one['block_id']}" for one in blocks if not _is_input(one)), "")


def _is_input(block: Mapping[str, Any]) -> bool:
    is_told = _is_plain(block["label"], 2_000) and ("hint" not in block or _is_plain(block["hint"], 2_000))
    is_named = 0 < len(block["block_id"]) <= 255 and isinstance(block["optional"], bool)
    is_plain = set(block) <= INPUT_KEYS and block["type"] == "input"
    return is_plain and is_named and is_told and _is_element(block["element"])


def _is_element(element: Mapping[str, Any]) -> bool:
    more = {key: value for key, value in element.items() if key not in ("type", "action_id")}
    if not 0 < len(element["action_id"]) <= 255:
        return False
    if element["type"] == "plain_text_input":
        return set(more) <= {"initial_value"} and 0 < len(more.get("initial_value", "x")) <= 3_000
    chosen = CHOSEN.get(element["type"])
    if chosen is None or not set(more) <= {"options", chosen}:
        return False
    options = more["options"]
    initial = more.get(chosen, options[:1])
    is_offered = all(one in options for one in (initial if isinstance(initial, list) else [initial]))
    return 1 <= len(options) <= 100 and all(map(_is_option, options)) and bool(initial) and is_offered


def _is_option(option: Mapping[str, Any]) -> bool:
    is_short = 0 < units(option["value"]) <= 150
    return set(option) == {"text", "value"} and _is_plain(option["text"], 75) and is_short


def _is_plain(text: Mapping[str, Any], limit: int) -> bool:
    is_plain = text["type"] == "plain_text" and set(text) == {"type", "text", "emoji"}
    return is_plain and bool(text["text"].strip()) and units(text["text"]) <= limit
