"""Message -> Slack blocks and their plain text: pure, within Slack's limits, nothing from a feed is markup.

Feed text stands only in rich text and plain text objects, which have no markup: the marks of mrkdwn
(``* _ ~`` and backticks) cannot be escaped. mrkdwn holds one thing, the time, so that each reader sees it in
their own zone.
"""

from collections.abc import Iterable
from typing import Any

from adapters.hostile import POP_ISOLATE, RIGHT_TO_LEFT_ISOLATE, excerpt_spans, isolated, one_line, web_link
from adapters.slack import limits
from bot.core.chat import ALERT_BUTTONS, LINE_CHARS, LINES, TITLE_CHARS, Reply
from bot.core.message import language_name
from bot.core.model import AlertMessage, Digest, Message, Notice, Span
from bot.core.text import is_rtl

Block = dict[str, Any]
"""A Block Kit block, as JSON."""

NO_TITLE = "(untitled)"
BUTTON_PREFIX = "topicwire:"


def blocks(message: Message, *, delivery_key: str = "") -> list[Block]:
    """Return the message as blocks.

    Args:
        delivery_key: where somebody listens, so that an alert has buttons; they carry it.
    """
    match message:
        case AlertMessage():
            return [*_alert(message), *([_buttons(delivery_key)] if delivery_key else [])]
        case Digest():
            return _digest(message)
        case Notice():
            return titled_blocks(message)


def titled_blocks(said: Reply | Notice) -> list[Block]:
    """Return an answer or a notice: its title in bold, then its lines."""
    title, *lines = _titled_lines(said)
    return [_rich_text([_bold(title)]), *(_rich_text([{"type": "text", "text": line}]) for line in lines)]


def titled_text(said: Reply | Notice) -> str:
    """Return an answer or a notice as escaped text, for screen readers."""
    return escape("\n".join(_titled_lines(said)))


def summary(message: Message) -> str:
    """Return what a notification or a screen reader says, escaped: of an alert its title and outlet."""
    match message:
        case AlertMessage():
            return escape(" · ".join(part for part in (_title_text(message), _outlet(message)) if part))
        case Digest():
            return escape(_digest_title(message))
        case Notice():
            return titled_text(message)


def plain_text(message: Message) -> str:
    """Return the whole message as escaped text, for the case that its blocks are refused."""
    match message:
        case AlertMessage():
            return escape(_plain_alert(message))
        case Digest():
            return escape(_plain_digest(message))
        case Notice():
            return titled_text(message)


def _alert(message: AlertMessage) -> list[Block]:
    """Title with link, facts, the sentences around the names, and why it came."""
    spans = excerpt_spans(message.excerpt, limits.EXCERPT_CHARS)
    return [
        _rich_text([*_mentions(message.mentions), _title(message)]),
        _context(_facts(message)),
        *([_rich_text(_excerpt(spans))] if spans else []),
        *(_context([_plain(line)]) for line in _why(message)),
    ]


def _digest(message: Digest) -> list[Block]:
    """For each alert its title, and its facts with its strongest topic."""
    called = dict.fromkeys(mention for alert in message.alerts for mention in alert.mentions)
    shown = [_rich_text([*_mentions(called), _bold(_digest_title(message))])]
    for alert in message.alerts:
        topic = [_plain(line) for line in _why(alert)[:1]]
        shown += [_rich_text([_title(alert)]), _context([*_facts(alert), *topic])]
    return shown


def _plain_alert(message: AlertMessage) -> str:
    spans = excerpt_spans(message.excerpt, limits.EXCERPT_CHARS)
    excerpt = isolated("".join(span.text for span in spans))
    return "\n".join((*_plain_entry(message), *([excerpt] if excerpt else []), *_why(message)))


def _plain_digest(message: Digest) -> str:
    entries = ("\n".join((*_plain_entry(alert), *_why(alert)[:1])) for alert in message.alerts)
    return "\n\n".join((_digest_title(message), *entries))


def _plain_entry(message: AlertMessage) -> list[str]:
    moment = f"{message.at:%Y-%m-%d %H:%M} UTC" + ("" if message.is_dated else " (first seen)")
    facts = " · ".join(part for part in (_outlet(message), moment, _lang(message)) if part)
    link = web_link(message.url, limits.LINK_CHARS)
    return [line for line in (_title_text(message), link, facts) if line]


def _titled_lines(said: Reply | Notice) -> list[str]:
    lines = (isolated(line) for text in said.lines if (line := one_line(text, LINE_CHARS)))
    return [isolated(one_line(said.title, TITLE_CHARS) or NO_TITLE), *lines][: LINES + 1]


def _digest_title(message: Digest) -> str:
    return isolated(one_line(message.title, TITLE_CHARS) or NO_TITLE)


def escape(text: str) -> str:
    """Return the text with the three characters escaped that begin or end something in Slack's text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _title_text(message: AlertMessage) -> str:
    return isolated(one_line(message.title, limits.TITLE_CHARS) or NO_TITLE)


def _outlet(message: AlertMessage) -> str:
    return isolated(one_line(message.outlet, limits.OUTLET_CHARS))


def _lang(message: AlertMessage) -> str:
    return one_line(language_name(message.lang), limits.LANG_CHARS)


def _why(message: AlertMessage) -> list[str]:
    lines = [isolated(line) for why in message.why if (line := one_line(why, limits.WHY_CHARS))]
    hidden = len(lines) - limits.WHY_LINES
    return lines if hidden <= 0 else [*lines[: limits.WHY_LINES - 1], f"and {hidden + 1} more topics"]


def _title(message: AlertMessage) -> Block:
    text, link = _title_text(message), web_link(message.url, limits.LINK_CHARS)
    return {**_bold(text), "type": "link", "url": link} if link else _bold(text)


def _bold(text: str) -> Block:
    return {"type": "text", "text": text, "style": {"bold": True}}


def _mentions(groups: Iterable[str]) -> list[Block]:
    called: list[Block] = [{"type": "usergroup", "usergroup_id": group} for group in groups]
    return [*called, {"type": "text", "text": " "}] if called else []


def _excerpt(spans: list[Span]) -> list[Block]:
    elements: list[Block] = [
        {"type": "text", "text": span.text, **({"style": {"bold": True}} if span.is_name else {})}
        for span in spans
    ]
    if is_rtl("".join(span.text for span in spans)):
        opening = {"type": "text", "text": RIGHT_TO_LEFT_ISOLATE}
        elements = [opening, *elements, {"type": "text", "text": POP_ISOLATE}]
    return elements


def _facts(message: AlertMessage) -> list[Block]:
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
            for button in ALERT_BUTTONS
        ],
    }


def _context(elements: list[Block]) -> Block:
    return {"type": "context", "elements": elements}


def _rich_text(elements: list[Block]) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}
