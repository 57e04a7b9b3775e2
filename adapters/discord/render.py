"""Message -> Discord embeds, or plain content: pure, within Discord's limits, nothing from a feed is markup.

Title and description are markdown and escaped; author and footer are plain. An embed mentions nobody. The
only links are an embed's own and, in plain content, those in angle brackets. The footer ends with a reference
to the delivery: Discord forgets nonces, and by it a posted alert is found again.
"""

from collections.abc import Iterable

from discord import AllowedMentions, Embed, Object

from adapters.discord import limits
from adapters.discord.entries import entry_card, titled_card
from adapters.discord.markup import escape, fitting_title, lines_within, utf16_units, with_bold_names
from adapters.hostile import isolated, one_line, web_link
from bot.core.entry import ENTRIES, Entry
from bot.core.languages import language_name
from bot.core.model import AlertMessage, Digest, Message, Notice
from bot.core.moment import is_day, shown_moment

REFERENCE_CHARS = 8
"""32 random bits: enough to tell the alerts of one channel and one hour apart."""


def embeds(message: Message, *, delivery_key: str) -> list[Embed]:
    """Return the message as embeds, a digest's alerts each in one of its own; the last ends with the mark."""
    match message:
        case AlertMessage():
            cards = [_alert(message)]
        case Digest():
            cards = [_entry(alert) for alert in message.alerts[: limits.EMBEDS]]
        case Notice():
            cards = _notice(message)
    footer = cards[-1].footer.text
    _with_footer(cards[-1], [*([footer] if footer else []), reference(delivery_key)])
    return cards


def heading(message: Message) -> str:
    """Return what stands above the embeds, as content: whom it calls, and a digest's title."""
    title = fitting_title(message.title) if isinstance(message, Digest) else ""
    return f"{_called(_roles(message))} {title}".strip()


def mentions(message: Message) -> AllowedMentions:
    """Return whom the message may call: the roles it names, and nobody else."""
    called = [Object(int(role)) for role in _roles(message)]
    return AllowedMentions(everyone=False, users=False, roles=called, replied_user=False)


def plain_content(message: Message, *, delivery_key: str) -> str:
    """Return what matters most as escaped text, for the case that the embeds are refused."""
    match message:
        case AlertMessage():
            lines = [heading(message), *_plain_alert(message)]
        case Digest():
            # Each alert has its share of the room: all are named, the longest links left out.
            share = limits.PLAIN_DIGEST_UTF16 // len(message.alerts)
            lines = [heading(message), *(_plain_entry(alert, room=share) for alert in message.alerts)]
        case Notice():
            lines = [fitting_title(message.title), *_plain_notice(message)]
    return "\n".join((*(line for line in lines if line), reference(delivery_key)))


def reference(delivery_key: str) -> str:
    """The line by which a posted alert is recognised."""
    return f"ref {delivery_key[:REFERENCE_CHARS]}"


def _alert(message: AlertMessage) -> Embed:
    """Title with link, the sentences around the names, who, when, and why it came."""
    card = _card(message, title_utf16=limits.EMBED_TITLE_UTF16)
    card.description = with_bold_names(message.excerpt, limits.EXCERPT_CHARS) or None
    return _with_footer(card, _why(message))


def _entry(message: AlertMessage) -> Embed:
    """One alert of a digest: title with link, who, when, and its strongest topic."""
    card = _card(message, title_utf16=limits.ENTRY_TITLE_UTF16)
    topic = one_line(" ".join(message.why[:1]), limits.ENTRY_WHY_CHARS)
    return _with_footer(card, [isolated(topic)] if topic else [])


def _notice(message: Notice) -> list[Embed]:
    """Its title and its lines, then an embed for each entry."""
    entries = [entry_card(entry) for entry in message.entries[:ENTRIES]]
    mark = len(reference("")) + REFERENCE_CHARS
    return [titled_card(message.title, message.lines, beside=entries, reserved_utf16=mark), *entries]


def _with_footer(card: Embed, lines: list[str]) -> Embed:
    return card.set_footer(text="\n".join(lines)) if lines else card


def _card(message: AlertMessage, *, title_utf16: int) -> Embed:
    link = web_link(message.url, limits.EMBED_LINK_CHARS)
    card = Embed(title=fitting_title(message.title, title_utf16), url=link or None)
    if message.is_dated and is_day(message.at):
        return card.set_author(name=" · ".join((*_facts(message), f"{message.at:%Y-%m-%d}")))
    card.timestamp = message.at
    return card.set_author(name=" · ".join(_facts(message)))


def _plain_alert(message: AlertMessage) -> list[str]:
    link = web_link(message.url, limits.PLAIN_LINK_CHARS)
    facts = " · ".join((*_facts(message), shown_moment(message.at, is_dated=True)))
    why = one_line(" ".join(message.why[:1]), limits.PLAIN_WHY_CHARS)
    # Angle brackets keep Discord from adding a preview.
    return [
        fitting_title(message.title), f"<{link}>" if link else "", escape(facts), escape(isolated(why)),
    ]  # fmt: skip


def _plain_notice(message: Notice) -> list[str]:
    """Its lines, then each entry's title and link. Entries share what lines leave: half of all at least."""
    entries = message.entries[:ENTRIES]
    room = limits.PLAIN_NOTICE_UTF16
    lines = lines_within(message.lines, room // 2 if entries else room)
    share = (room - sum(utf16_units(line) + 1 for line in lines)) // max(1, len(entries))
    return [*lines, *(_plain_entry(entry, room=share) for entry in entries)]


def _plain_entry(entry: AlertMessage | Entry, *, room: int) -> str:
    link = web_link(entry.url, room // 2)
    shown = f" <{link}>" if link else ""
    return fitting_title(entry.title, room - len(shown) - 1) + shown


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


def _facts(message: AlertMessage) -> list[str]:
    outlet = isolated(one_line(message.outlet, limits.OUTLET_CHARS))
    lang = one_line(language_name(message.lang), limits.LANG_CHARS)
    seen = "" if message.is_dated else "first seen"
    return [fact for fact in (outlet, lang, seen) if fact] or ["Topicwire"]


def _why(message: AlertMessage) -> list[str]:
    lines = [isolated(line) for why in message.why if (line := one_line(why, limits.WHY_CHARS))]
    hidden = len(lines) - limits.WHY_LINES
    return lines if hidden <= 0 else [*lines[: limits.WHY_LINES - 1], f"and {hidden + 1} more topics"]
