"""Message -> Slack blocks and their plain text: pure, within Slack's limits, nothing from a feed is markup.

Feed text stands only in rich text and plain text objects, which have no markup: the marks of mrkdwn
(``* _ ~`` and backticks) cannot be escaped. mrkdwn holds one thing, the time, so that each reader sees it in
their own zone.
"""

from typing import Any

from adapters.hostile import POP_ISOLATE, RIGHT_TO_LEFT_ISOLATE, excerpt_spans, isolated, one_line, web_link
from adapters.slack import limits
from bot.core.chat import LINE_CHARS, LINES, TITLE_CHARS, Button, Reply
from bot.core.message import language_name
from bot.core.model import Message, Span
from bot.core.text import is_rtl

Block = dict[str, Any]
"""A Block Kit block, as JSON."""

NO_TITLE = "(untitled)"
BUTTON_PREFIX = "topicwire:"


def blocks(message: Message, *, delivery_key: str = "") -> list[Block]:
    """Return the alert: title with link, facts, the sentences around the names, and why it came.

    Args:
        delivery_key: where somebody listens, so that there are buttons; they carry it.
    """
    lines: list[list[Block]] = [[_title(message)]]
    if spans := excerpt_spans(message.excerpt, limits.EXCERPT_CHARS):
        lines.append(_excerpt(spans))
    title, *rest = [_rich_text(line) for line in lines]
    why = [_context([_plain(line)]) for line in _why(message)]
    return [
        title,
        _context(_facts(message)),
        *rest,
        *why,
        *([_buttons(delivery_key)] if delivery_key else []),
    ]


def reply_blocks(said: Reply) -> list[Block]:
    """Return an answer: its title in bold, then its lines."""
    title, *lines = _reply_lines(said)
    shown: list[Block] = [{"type": "text", "text": title, "style": {"bold": True}}]
    return [_rich_text(shown), *(_rich_text([{"type": "text", "text": line}]) for line in lines)]


def reply_text(said: Reply) -> str:
    """Return an answer as escaped text, for screen readers."""
    return escape("\n".join(_reply_lines(said)))


def _reply_lines(said: Reply) -> list[str]:
    lines = (isolated(line) for text in said.lines if (line := one_line(text, LINE_CHARS)))
    return [isolated(one_line(said.title, TITLE_CHARS) or NO_TITLE), *lines][: LINES + 1]


def summary(message: Message) -> str:
    """Return what a notification or a screen reader says: title and outlet, escaped."""
    return escape(" · ".join(part for part in (_title_text(message), _outlet(message)) if part))


def plain_text(message: Message) -> str:
    """Return the whole alert as escaped text, for the case that its blocks are refused."""
    spans = excerpt_spans(message.excerpt, limits.EXCERPT_CHARS)
    moment = f"{message.at:%Y-%m-%d %H:%M} UTC" + ("" if message.is_dated else " (first seen)")
    facts = " · ".join(part for part in (_outlet(message), moment, _lang(message)) if part)
    excerpt = isolated("".join(span.text for span in spans))
    link = web_link(message.url, limits.LINK_CHARS)
    return escape(
        "\n".join(line for line in (_title_text(message), link, facts, excerpt, *_why(message)) if line)
    )


def escape(text: str) -> str:
    """Return the text with the three characters escaped that begin or end something in Slack's text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _title_text(message: Message) -> str:
    return isolated(one_line(message.title, limits.TITLE_CHARS) or NO_TITLE)


def _outlet(message: Message) -> str:
    return isolated(one_line(message.outlet, limits.OUTLET_CHARS))


def _lang(message: Message) -> str:
    return one_line(language_name(message.lang), limits.LANG_CHARS)


def _why(message: Message) -> list[str]:
    lines = [isolated(line) for why in message.why if (line := one_line(why, limits.WHY_CHARS))]
    hidden = len(lines) - limits.WHY_LINES
    return lines if hidden <= 0 else [*lines[: limits.WHY_LINES - 1], f"and {hidden + 1} more topics"]


def _title(message: Message) -> Block:
    text, link = _title_text(message), web_link(message.url, limits.LINK_CHARS)
    kind = {"type": "link", "url": link} if link else {"type": "text"}
    return {**kind, "text": text, "style": {"bold": True}}


def _excerpt(spans: list[Span]) -> list[Block]:
    elements: list[Block] = [
        {"type": "text", "text": span.text, **({"style": {"bold": True}} if span.is_name else {})}
        for span in spans
    ]
    if is_rtl("".join(span.text for span in spans)):
        opening = {"type": "text", "text": RIGHT_TO_LEFT_ISOLATE}
        elements = [opening, *elements, {"type": "text", "text": POP_ISOLATE}]
    return elements


def _facts(message: Message) -> list[Block]:
    shown = "" if message.is_dated else "first seen "
    fallback = f"{message.at:%Y-%m-%d %H:%M} UTC"
    time = f"{shown}<!date^{int(message.at.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"
    outlet, lang = _outlet(message), _lang(message)
    return [
        *([_plain(outlet)] if outlet else []),
        {"type": "mrkdwn", "text": time, "verbatim": True},
        *([_plain(lang)] if lang else []),
    ]


def _plain(text: str) -> Block:
    # emoji false: ":tada:" stays what the outlet wrote.
    return {"type": "plain_text", "text": text, "emoji": False}


def _buttons(delivery_key: str) -> Block:
    return {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "text": _plain(button.label),
                "action_id": f"{BUTTON_PREFIX}{button.value}",
                "value": delivery_key,
            }
            for button in Button
        ],
    }


def _context(elements: list[Block]) -> Block:
    return {"type": "context", "elements": elements}


def _rich_text(elements: list[Block]) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}
