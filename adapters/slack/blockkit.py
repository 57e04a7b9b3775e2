"""The pieces of which Slack's blocks are made: pure, and nothing that stands in them is markup.

Others' text stands only in rich text and plain text objects, which have no markup: the marks of mrkdwn
(``* _ ~`` and backticks) cannot be escaped. mrkdwn holds one thing, the time, so that each reader sees it in
their own zone.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from adapters.hostile import POP_ISOLATE, RIGHT_TO_LEFT_ISOLATE, isolated, one_line, web_link
from adapters.slack import limits
from bot.core.button import AnswerButton, Button
from bot.core.entry import Span
from bot.core.moment import is_day, shown_moment
from bot.core.text import is_rtl

Block = dict[str, Any]
"""A Block Kit block, or an element of one, as JSON."""

NO_TITLE = "(untitled)"
BUTTON_PREFIX = "topicwire:"


def escape(text: str) -> str:
    """Return the text with the three characters escaped that begin or end something in Slack's text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def units(text: str) -> int:
    """Return how long a text is in UTF-16 units, the stricter of the two ways to count; see ``limits``."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def within(text: str, limit: int) -> str:
    """Return the text on one line within a limit of Slack's, however it counts."""
    shown = one_line(text, limit)
    return shown if units(shown) <= limit else one_line(text, limit // 2)


def title_text(title: str, limit_chars: int) -> str:
    """Return a title to be shown on a line of its own."""
    return isolated(one_line(title, limit_chars) or NO_TITLE)


def linked(title: str, url: str) -> Block:
    """Return a bold title that leads to the address, where there is one that can be had."""
    link = web_link(url, limits.LINK_CHARS)
    return {**bold(title), "type": "link", "url": link} if link else bold(title)


def bold(text: str) -> Block:
    return {**words(text), "style": {"bold": True}}


def words(text: str) -> Block:
    return {"type": "text", "text": text}


def excerpt(spans: Iterable[Span]) -> list[Block]:
    """Return the spans with their names in bold, isolated as a whole where they run from right to left."""
    spans = list(spans)
    elements = [bold(span.text) if span.is_name else words(span.text) for span in spans]
    if is_rtl("".join(span.text for span in spans)):
        elements = [words(RIGHT_TO_LEFT_ISOLATE), *elements, words(POP_ISOLATE)]
    return elements


def moment(at: datetime, *, is_dated: bool) -> Block:
    """Return a time as each reader's own zone has it; a day is the same in all zones."""
    if is_dated and is_day(at):
        return {"type": "mrkdwn", "text": f"{at:%Y-%m-%d}", "verbatim": True}
    shown = "" if is_dated else "first seen "
    time = f"{shown}<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{at:%Y-%m-%d %H:%M} UTC>"
    return {"type": "mrkdwn", "text": time, "verbatim": True}


def moment_text(at: datetime, *, is_dated: bool) -> str:
    """Return a time for where no block is."""
    return shown_moment(at, is_dated=is_dated)


def plain(text: str) -> Block:
    # emoji false: ":tada:" stays what the outlet wrote.
    return {"type": "plain_text", "text": text, "emoji": False}


def button(which: Button, *, label: str, value: str, number: int = 0) -> Block:
    """Return a button.

    Args:
        number: tells it from the others of its kind in the same block, whose ids must differ.
    """
    action_id = f"{BUTTON_PREFIX}{which.value}" + (f":{number}" if number else "")
    return {"type": "button", "text": plain(label), "action_id": action_id, "value": value}


def button_row(buttons: Sequence[AnswerButton]) -> list[Block]:
    """Return the buttons of an answer or a notice as one block; nothing where it has none."""
    elements = [
        button(
            one.button,
            label=within(one.label, limits.BUTTON_CHARS) or one.button.label,
            value=one.value,
            number=number,
        )
        for number, one in enumerate(buttons[: limits.BUTTONS], 1)
    ]
    return [actions(elements)] if elements else []


def pressed_button(action_id: str) -> Button | None:
    """Return which button has this id; None where it is one of another version of the bot."""
    name = action_id.removeprefix(BUTTON_PREFIX).partition(":")[0]
    return Button(name) if name in list(Button) else None


def actions(elements: list[Block]) -> Block:
    return {"type": "actions", "elements": elements}


def context(elements: list[Block]) -> Block:
    return {"type": "context", "elements": elements}


def preformatted(text: str) -> Block:
    """Return a text that is copied exactly as it stands there."""
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_preformatted", "elements": [words(text)]}],
    }


def rich_text(elements: list[Block]) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}
