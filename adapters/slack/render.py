"""Message -> Slack blocks and their plain text: pure, within Slack's limits, no feed's text is markup."""

from collections.abc import Iterable

from adapters.hostile import excerpt_spans, isolated, one_line, web_link
from adapters.slack import limits
from adapters.slack.blockkit import (
    Block,
    actions,
    bold,
    button,
    button_row,
    context,
    escape,
    excerpt,
    linked,
    moment,
    moment_text,
    plain,
    rich_text,
    title_text,
    words,
)
from adapters.slack.entries import entry_blocks, text_with_entries
from bot.core.button import ALERT_BUTTONS
from bot.core.chat import LINE_CHARS, LINES, TITLE_CHARS, Reply
from bot.core.languages import language_name
from bot.core.model import AlertMessage, Digest, Message, Notice


def blocks(message: Message, *, delivery_key: str = "") -> list[Block]:
    """Return the message as blocks.

    Args:
        delivery_key: where somebody listens, so that there are buttons; an alert's carry it.
    """
    match message:
        case AlertMessage():
            return [*_alert(message), *([_buttons(delivery_key)] if delivery_key else [])]
        case Digest():
            return _digest(message)
        case Notice():
            above, below = titled_blocks(message), button_row(message.buttons) if delivery_key else []
            return [*above, *entry_blocks(message.entries, beside=[*above, *below]), *below]


def titled_blocks(said: Reply | Notice) -> list[Block]:
    """Return the title of an answer or a notice in bold, then its lines."""
    title, *lines = _titled_lines(said)
    return [rich_text([bold(title)]), *(rich_text([words(line)]) for line in lines)]


def titled_text(said: Reply | Notice) -> str:
    """Return the title and the lines of an answer or a notice as escaped text, for screen readers."""
    return escape("\n".join(_titled_lines(said)))


def summary(message: Message) -> str:
    """Return what a notification or a screen reader says, escaped: of an alert its title and outlet."""
    match message:
        case AlertMessage():
            return escape(" · ".join(part for part in (_title_text(message), _outlet(message)) if part))
        case Digest():
            return escape(_digest_title(message))
        case Notice():
            return _plain_notice(message)


def plain_text(message: Message) -> str:
    """Return the whole message as escaped text, for the case that its blocks are refused."""
    match message:
        case AlertMessage():
            return escape(_plain_alert(message))
        case Digest():
            return escape(_plain_digest(message))
        case Notice():
            return _plain_notice(message)


def _alert(message: AlertMessage) -> list[Block]:
    """Title with link, facts, the sentences around the names, and why it came."""
    spans = excerpt_spans(message.excerpt, limits.EXCERPT_CHARS)
    return [
        rich_text([*_mentions(message.mentions), _title(message)]),
        context(_facts(message)),
        *([rich_text(excerpt(spans))] if spans else []),
        *(context([plain(line)]) for line in _why(message)),
    ]


def _digest(message: Digest) -> list[Block]:
    """For each alert its title, and its facts with its strongest topic."""
    called = dict.fromkeys(mention for alert in message.alerts for mention in alert.mentions)
    shown = [rich_text([*_mentions(called), bold(_digest_title(message))])]
    for alert in message.alerts:
        topic = [plain(line) for line in _why(alert)[:1]]
        shown += [rich_text([_title(alert)]), context([*_facts(alert), *topic])]
    return shown


def _plain_alert(message: AlertMessage) -> str:
    spans = excerpt_spans(message.excerpt, limits.EXCERPT_CHARS)
    sentences = isolated("".join(span.text for span in spans))
    return "\n".join((*_plain_entry(message), *([sentences] if sentences else []), *_why(message)))


def _plain_digest(message: Digest) -> str:
    entries = ("\n".join((*_plain_entry(alert), *_why(alert)[:1])) for alert in message.alerts)
    return "\n\n".join((_digest_title(message), *entries))


def _plain_notice(message: Notice) -> str:
    return text_with_entries([titled_text(message)], message.entries)


def _plain_entry(message: AlertMessage) -> list[str]:
    at = moment_text(message.at, is_dated=message.is_dated)
    facts = " · ".join(part for part in (_outlet(message), at, _lang(message)) if part)
    link = web_link(message.url, limits.LINK_CHARS)
    return [line for line in (_title_text(message), link, facts) if line]


def _titled_lines(said: Reply | Notice) -> list[str]:
    lines = (isolated(line) for text in said.lines if (line := one_line(text, LINE_CHARS)))
    return [title_text(said.title, TITLE_CHARS), *lines][: LINES + 1]


def _digest_title(message: Digest) -> str:
    return title_text(message.title, TITLE_CHARS)


def _title_text(message: AlertMessage) -> str:
    return title_text(message.title, limits.TITLE_CHARS)


def _title(message: AlertMessage) -> Block:
    return linked(_title_text(message), message.url)


def _outlet(message: AlertMessage) -> str:
    return isolated(one_line(message.outlet, limits.OUTLET_CHARS))


def _lang(message: AlertMessage) -> str:
    return one_line(language_name(message.lang), limits.LANG_CHARS)


def _why(message: AlertMessage) -> list[str]:
    lines = [isolated(line) for why in message.why if (line := one_line(why, limits.WHY_CHARS))]
    hidden = len(lines) - limits.WHY_LINES
    return lines if hidden <= 0 else [*lines[: limits.WHY_LINES - 1], f"and {hidden + 1} more topics"]


def _mentions(groups: Iterable[str]) -> list[Block]:
    called: list[Block] = [{"type": "usergroup", "usergroup_id": group} for group in groups]
    return [*called, words(" ")] if called else []


def _facts(message: AlertMessage) -> list[Block]:
    outlet, lang = _outlet(message), _lang(message)
    return [
        *([plain(outlet)] if outlet else []),
        moment(message.at, is_dated=message.is_dated),
        *([plain(lang)] if lang else []),
    ]


def _buttons(delivery_key: str) -> Block:
    return actions([button(one, label=one.label, value=delivery_key) for one in ALERT_BUTTONS])
