"""Form -> a modal of Slack's, and what was filled in -> options by name: pure, within Slack's limits.

A modal that is sent says neither where it was asked for nor where its answer goes: it carries both with it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.slack import limits
from adapters.slack.blockkit import Block, plain, units, within
from bot.core.chat import Choice, Field, FieldKind, Form

FORM_PREFIX = "topicwire:form:"
_CHANNEL = re.compile(r"[CDG][A-Z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """What a modal carries: the channel it was asked for in, and the address for its answer, or nothing."""

    channel_id: str
    url: str


def modal(form: Form, memo: Memo) -> Block:
    """Return the view to open."""
    title = within(form.title, limits.MODAL_TITLE_CHARS) or form.name
    return {
        "type": "modal",
        "callback_id": f"{FORM_PREFIX}{form.name}",
        "private_metadata": _written(memo),
        "title": plain(title),
        "submit": plain(within(form.name.capitalize(), limits.MODAL_TITLE_CHARS)),
        "close": plain("Cancel"),
        "blocks": [_input(field) for field in form.fields],
    }


def read_memo(text: object) -> Memo | None:
    """Return what a modal carried; None where it is nothing that we wrote."""
    try:
        told = json.loads(str(text))
    except ValueError:
        return None
    match told:
        case {"channel": str(channel_id), "url": str(url)} if _CHANNEL.fullmatch(channel_id) and (
            not url or url.startswith(("https://", "http://"))
        ):
            return Memo(channel_id=channel_id, url=url)
    return None


def filled_in(view: Mapping[str, Any]) -> dict[str, str]:
    """Return the options of a modal that was sent, those that were left empty as well."""
    values = (view.get("state") or {}).get("values") or {}
    return {name: _value(inputs.get(name) or {}) for name, inputs in values.items()}


def _written(memo: Memo) -> str:
    told = {"channel": memo.channel_id, "url": memo.url}
    text = json.dumps(told)
    return text if len(text) <= limits.METADATA_CHARS else json.dumps({**told, "url": ""})


def _input(field: Field) -> Block:
    shown = plain(within(field.label, limits.LABEL_CHARS) or field.name)
    hint = within(field.hint, limits.LABEL_CHARS)
    return {
        "type": "input",
        "block_id": field.name,
        "label": shown,
        "optional": not field.is_required,
        "element": {"action_id": field.name, **_element(field)},
        **({"hint": plain(hint)} if hint else {}),
    }


def _element(field: Field) -> Block:
    """What takes the field's value: text where there is nothing to choose from, or more than Slack shows."""
    options = [_option(one) for one in field.choices if 0 < units(one.value) <= limits.OPTION_VALUE_CHARS]
    if field.kind is FieldKind.TEXT or not 0 < len(options) <= limits.OPTIONS:
        initial = {"initial_value": field.initial} if field.initial else {}
        return {"type": "plain_text_input", **initial}
    if field.kind is FieldKind.ONE:
        chosen = next((one for one in options if one["value"] == field.initial), None)
        return {
            "type": "static_select",
            "options": options,
            **({"initial_option": chosen} if chosen else {}),
        }
    several = [one for one in options if one["value"] in field.initial.split(",")]
    return {
        "type": "multi_static_select",
        "options": options,
        **({"initial_options": several} if several else {}),
    }


def _option(choice: Choice) -> Block:
    return {"text": plain(within(choice.label, limits.OPTION_CHARS) or choice.value), "value": choice.value}


def _value(state: Mapping[str, Any]) -> str:
    match state:
        case {"selected_options": [*several]}:
            return ",".join(str(one["value"]) for one in several)
        case {"selected_option": {"value": str(value)}} | {"value": str(value)}:
            return value
    return ""
