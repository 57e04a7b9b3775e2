"""Message -> Discord embed, or plain content: pure, within Discord's limits, nothing from a feed is markup.

Title and description are markdown and escaped; author and footer are plain. An embed mentions nobody. The
footer ends with a reference to the delivery: Discord forgets nonces, and by it a posted alert is found again.
"""

import re

from discord import ButtonStyle, Embed
from discord.ui import Button as UiButton
from discord.ui import View

from adapters.discord import limits
from adapters.hostile import POP_ISOLATE, RIGHT_TO_LEFT_ISOLATE, excerpt_spans, isolated, one_line, web_link
from bot.core.chat import LINE_CHARS, LINES, Button, Reply
from bot.core.message import language_name
from bot.core.model import Message
from bot.core.text import is_rtl

NO_TITLE = "(untitled)"
BUTTON_PREFIX = "topicwire:"
REFERENCE_CHARS = 8
"""32 random bits: enough to tell the alerts of one channel and one hour apart."""

_MARKUP = re.compile(r"([\\*_~|`\[\]<>@#])")
_LIST_MARK = re.compile(r"^(\s*(?:\d+(?=[.)])|(?=[-+])))")


def embed(message: Message, *, delivery_key: str) -> Embed:
    """Return the alert: title with link, the sentences around the names, who, when, and why it came."""
    link = web_link(message.url, limits.EMBED_LINK_CHARS)
    card = Embed(
        title=_title(message),
        url=link or None,
        description=_description(message) or None,
        timestamp=message.at,
    )
    card.set_author(name=" · ".join(_facts(message)))
    card.set_footer(text="\n".join((*_why(message), reference(delivery_key))))
    return card


def buttons(delivery_key: str) -> View:
    """Return the buttons under an alert; the library keeps nothing of them, their ids say all."""
    view = View(timeout=None)
    for button in Button:
        view.add_item(
            UiButton(
                style=ButtonStyle.secondary,
                label=button.label,
                custom_id=f"{BUTTON_PREFIX}{button.value}:{delivery_key}",
            )
        )
    view.stop()
    return view


def reply_embed(said: Reply) -> Embed:
    """Return an answer: its title, then its lines."""
    lines = [escape(isolated(line)) for text in said.lines if (line := one_line(text, LINE_CHARS))][:LINES]
    while sum(_units(line) + 1 for line in lines) > limits.REPLY_UTF16:
        lines[-1:] = []
    return Embed(title=_fitting_title(said.title), description="\n".join(lines) or None)


def plain_content(message: Message, *, delivery_key: str) -> str:
    """Return title, link, facts and reason as escaped text, for the case that the embed is refused."""
    link = web_link(message.url, limits.PLAIN_LINK_CHARS)
    facts = " · ".join((*_facts(message), f"{message.at:%Y-%m-%d %H:%M} UTC"))
    why = one_line(" ".join(message.why[:1]), limits.PLAIN_WHY_CHARS)
    # Angle brackets keep Discord from adding a preview.
    lines = (_title(message), f"<{link}>" if link else "", escape(facts), escape(isolated(why)))
    return "\n".join((*(line for line in lines if line), reference(delivery_key)))


def reference(delivery_key: str) -> str:
    """The line by which a posted alert is recognised."""
    return f"ref {delivery_key[:REFERENCE_CHARS]}"


def escape(text: str) -> str:
    """Return one line of text with all of Discord's markdown and mentions escaped."""
    return _LIST_MARK.sub(r"\1\\", _unmarked(text))


def _unmarked(text: str) -> str:
    """The text escaped but for the dash or number that makes a list where it begins a line."""
    return _MARKUP.sub(r"\\\1", text)


def _title(message: Message) -> str:
    return _fitting_title(message.title)


def _fitting_title(title: str) -> str:
    """A title, cut so that it fits when it is isolated and escaped."""
    room = limits.TITLE_CHARS
    while True:
        shown = escape(isolated(one_line(title, room) or NO_TITLE))
        excess = _units(shown) - limits.EMBED_TITLE_UTF16
        if excess <= 0:
            return shown
        room -= max(1, excess // 3)


def _description(message: Message) -> str:
    spans = excerpt_spans(message.excerpt, limits.EXCERPT_CHARS)
    text = "".join(f"**{_unmarked(span.text)}**" if span.is_name else _unmarked(span.text) for span in spans)
    text = _LIST_MARK.sub(r"\1\\", text)
    is_isolated = is_rtl("".join(span.text for span in spans))
    return f"{RIGHT_TO_LEFT_ISOLATE}{text}{POP_ISOLATE}" if is_isolated else text


def _facts(message: Message) -> list[str]:
    outlet = isolated(one_line(message.outlet, limits.OUTLET_CHARS))
    lang = one_line(language_name(message.lang), limits.LANG_CHARS)
    seen = "" if message.is_dated else "first seen"
    return [fact for fact in (outlet, lang, seen) if fact] or ["Topicwire"]


def _why(message: Message) -> list[str]:
    lines = [isolated(line) for why in message.why if (line := one_line(why, limits.WHY_CHARS))]
    hidden = len(lines) - limits.WHY_LINES
    return lines if hidden <= 0 else [*lines[: limits.WHY_LINES - 1], f"and {hidden + 1} more topics"]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
