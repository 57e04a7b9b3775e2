"""Message -> Discord embeds, or plain content: pure, within Discord's limits, nothing from a feed is markup.

Title and description are markdown and escaped; author and footer are plain. An embed mentions nobody. The
only links are an embed's own and, in plain content, those in angle brackets. The footer ends with a reference
to the delivery: Discord forgets nonces, and by it a posted alert is found again.
"""

import re
from collections.abc import Iterable

from discord import AllowedMentions, ButtonStyle, Embed, Object
from discord.ui import Button as UiButton
from discord.ui import View

from adapters.discord import limits
from adapters.hostile import POP_ISOLATE, RIGHT_TO_LEFT_ISOLATE, excerpt_spans, isolated, one_line, web_link
from bot.core.chat import ALERT_BUTTONS, LINE_CHARS, LINES, Reply
from bot.core.message import language_name
from bot.core.model import AlertMessage, Digest, Message, Notice
from bot.core.text import is_rtl

NO_TITLE = "(untitled)"
BUTTON_PREFIX = "topicwire:"
REFERENCE_CHARS = 8
"""32 random bits: enough to tell the alerts of one channel and one hour apart."""

# An address makes itself a link wherever "://" stands. With a backslash in between there is none to be seen,
# for those who show a message and for the server's own look for previews; the backslash is not shown.
_MARKUP = re.compile(r"([\\*_~|`\[\]<>@#]|:(?=//))")
_LIST_MARK = re.compile(r"^(\s*(?:\d+(?=[.)])|(?=[-+])))")


def embeds(message: Message, *, delivery_key: str) -> list[Embed]:
    """Return the message as embeds, a digest's alerts each in one of its own; the last ends with the mark."""
    match message:
        case AlertMessage():
            cards = [_alert(message)]
        case Digest():
            cards = [_entry(alert) for alert in message.alerts[: limits.EMBEDS]]
        case Notice():
            cards = [titled_embed(message)]
    footer = cards[-1].footer.text
    _with_footer(cards[-1], [*([footer] if footer else []), reference(delivery_key)])
    return cards


def heading(message: Message) -> str:
    """Return what stands above the embeds, as content: whom it calls, and a digest's title."""
    title = _fitting_title(message.title) if isinstance(message, Digest) else ""
    return f"{_called(_roles(message))} {title}".strip()


def mentions(message: Message) -> AllowedMentions:
    """Return whom the message may call: the roles it names, and nobody else."""
    called = [Object(int(role)) for role in _roles(message)]
    return AllowedMentions(everyone=False, users=False, roles=called, replied_user=False)


def buttons(delivery_key: str) -> View:
    """Return the buttons under an alert; the library keeps nothing of them, their ids say all."""
    view = View(timeout=None)
    for button in ALERT_BUTTONS:
        view.add_item(
            UiButton(
                style=ButtonStyle.secondary,
                label=button.label,
                custom_id=f"{BUTTON_PREFIX}{button.value}:{delivery_key}",
            )
        )
    view.stop()
    return view


def titled_embed(said: Reply | Notice) -> Embed:
    """Return an answer or a notice: its title, then its lines."""
    lines = _titled_lines(said, limits.REPLY_UTF16)
    return Embed(title=_fitting_title(said.title), description="\n".join(lines) or None)


def plain_content(message: Message, *, delivery_key: str) -> str:
    """Return what matters most as escaped text, for the case that the embeds are refused."""
    match message:
        case AlertMessage():
            lines = [heading(message), *_plain_alert(message)]
        case Digest():
            # Each alert has its share of the room: all are named, the longest links left out.
            share = limits.PLAIN_DIGEST_UTF16 // len(message.alerts)
            lines = [heading(message), *(_plain_entry(alert, share) for alert in message.alerts)]
        case Notice():
            lines = [_fitting_title(message.title), *_titled_lines(message, limits.PLAIN_NOTICE_UTF16)]
    return "\n".join((*(line for line in lines if line), reference(delivery_key)))


def reference(delivery_key: str) -> str:
    """The line by which a posted alert is recognised."""
    return f"ref {delivery_key[:REFERENCE_CHARS]}"


def escape(text: str) -> str:
    """Return one line of text with all of Discord's markdown, mentions and bare addresses escaped."""
    return _LIST_MARK.sub(r"\1\\", _unmarked(text))


def _unmarked(text: str) -> str:
    """The text escaped but for the dash or number that makes a list where it begins a line."""
    return _MARKUP.sub(r"\\\1", text)


def _alert(message: AlertMessage) -> Embed:
    """Title with link, the sentences around the names, who, when, and why it came."""
    card = _card(message, title_utf16=limits.EMBED_TITLE_UTF16)
    card.description = _description(message) or None
    return _with_footer(card, _why(message))


def _entry(message: AlertMessage) -> Embed:
    """One alert of a digest: title with link, who, when, and its strongest topic."""
    card = _card(message, title_utf16=limits.ENTRY_TITLE_UTF16)
    topic = one_line(" ".join(message.why[:1]), limits.ENTRY_WHY_CHARS)
    return _with_footer(card, [isolated(topic)] if topic else [])


def _with_footer(card: Embed, lines: list[str]) -> Embed:
    return card.set_footer(text="\n".join(lines)) if lines else card


def _card(message: AlertMessage, *, title_utf16: int) -> Embed:
    link = web_link(message.url, limits.EMBED_LINK_CHARS)
    card = Embed(title=_fitting_title(message.title, title_utf16), url=link or None, timestamp=message.at)
    return card.set_author(name=" · ".join(_facts(message)))


def _plain_alert(message: AlertMessage) -> list[str]:
    link = web_link(message.url, limits.PLAIN_LINK_CHARS)
    facts = " · ".join((*_facts(message), f"{message.at:%Y-%m-%d %H:%M} UTC"))
    why = one_line(" ".join(message.why[:1]), limits.PLAIN_WHY_CHARS)
    # Angle brackets keep Discord from adding a preview.
    return [
        _fitting_title(message.title), f"<{link}>" if link else "", escape(facts), escape(isolated(why)),
    ]  # fmt: skip


def _plain_entry(message: AlertMessage, room: int) -> str:
    link = web_link(message.url, room // 2)
    shown = f" <{link}>" if link else ""
    return _fitting_title(message.title, room - len(shown) - 1) + shown


def _roles(message: Message) -> Iterable[str]:
    match message:
        case AlertMessage():
            return dict.fromkeys(message.mentions)
        case Digest():
            return dict.fromkeys(role for alert in message.alerts for role in alert.mentions)
        case Notice():
            return ()


def _called(roles: Iterable[str]) -> str:
    return " ".join(f"<@&{role}>" for role in roles)


def _titled_lines(said: Reply | Notice, room: int) -> list[str]:
    lines = [escape(isolated(line)) for text in said.lines if (line := one_line(text, LINE_CHARS))][:LINES]
    while sum(_units(line) + 1 for line in lines) > room:
        lines[-1:] = []
    return lines


def _fitting_title(title: str, most_utf16: int = limits.EMBED_TITLE_UTF16) -> str:
    """A title, cut so that it fits when it is isolated and escaped."""
    room = limits.TITLE_CHARS
    while True:
        shown = escape(isolated(one_line(title, room) or NO_TITLE))
        excess = _units(shown) - most_utf16
        if excess <= 0:
            return shown
        room -= max(1, excess // 3)


def _description(message: AlertMessage) -> str:
    spans = excerpt_spans(message.excerpt, limits.EXCERPT_CHARS)
    text = "".join(f"**{_unmarked(span.text)}**" if span.is_name else _unmarked(span.text) for span in spans)
    text = _LIST_MARK.sub(r"\1\\", text)
    is_isolated = is_rtl("".join(span.text for span in spans))
    return f"{RIGHT_TO_LEFT_ISOLATE}{text}{POP_ISOLATE}" if is_isolated else text


def _facts(message: AlertMessage) -> list[str]:
    outlet = isolated(one_line(message.outlet, limits.OUTLET_CHARS))
    lang = one_line(language_name(message.lang), limits.LANG_CHARS)
    seen = "" if message.is_dated else "first seen"
    return [fact for fact in (outlet, lang, seen) if fact] or ["Topicwire"]


def _why(message: AlertMessage) -> list[str]:
    lines = [isolated(line) for why in message.why if (line := one_line(why, limits.WHY_CHARS))]
    hidden = len(lines) - limits.WHY_LINES
    return lines if hidden <= 0 else [*lines[: limits.WHY_LINES - 1], f"and {hidden + 1} more topics"]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
