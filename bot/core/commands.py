"""The commands people can give: their names and options, the same for every platform."""

import difflib
from dataclasses import dataclass
from enum import StrEnum

from bot.core.permission import Who
from bot.core.reports import ExportFormat


class Kind(StrEnum):
    """What an option takes. ``SUBSCRIBED``: a topic that the channel gets, ``LIST``: words between commas,
    ``REST``: what no other takes, as typed.
    """

    WATCHLIST = "watchlist"
    SUBSCRIBED = "subscribed"
    OUTLET = "outlet"
    CHOICE = "choice"
    NUMBER = "number"
    WORD = "word"
    LIST = "list"
    REST = "rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An option of a command. ``is_filter``: it is written into the REST, as a search's filter.

    ``least`` and ``most``: which numbers make sense, for platforms that can say so before it is sent.
    """

    name: str
    what: str
    kind: Kind
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int | None = None
    is_required: bool = False
    is_filter: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandSpec:
    """A command: what it does, whom it is for, and how it is written."""

    name: str
    what: str
    who: Who = Who.ANYONE
    options: tuple[Option, ...] = ()

    @property
    def usage(self) -> str:
        """How it is written: ``subscribe WATCHLIST [MODE] [AT]``."""
        shown = (one for one in self.options if not one.is_filter)
        words = (one.name.upper() if one.is_required else f"[{one.name.upper()}]" for one in shown)
        return " ".join((self.name, *words))


def _watchlist(what: str, *, is_required: bool = True) -> Option:
    return Option(name="watchlist", what=what, kind=Kind.WATCHLIST, is_required=is_required)


def _rest(name: str, what: str, *, is_required: bool = True) -> Option:
    return Option(name=name, what=what, kind=Kind.REST, is_required=is_required)


_FILTERS = (
    Option(name="topic", what="Only articles of this topic", kind=Kind.WATCHLIST, is_filter=True),
    Option(name="outlet", what="Only this outlet's articles", kind=Kind.OUTLET, is_filter=True),
    Option(name="lang", what="Only this language, such as zh", kind=Kind.WORD, is_filter=True),
    Option(name="since", what="From then on: 7d, 2026-10 or 2026-10-01", kind=Kind.WORD, is_filter=True),
    Option(name="before", what="Until then: 7d, 2026-10 or 2026-10-01", kind=Kind.WORD, is_filter=True),
)
_SORT = Option(
    name="sort", what="What comes first", kind=Kind.CHOICE, choices=("newest", "relevance"), is_filter=True
)
MODES = ("instant", "daily", "weekly")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FORMATS = tuple(ExportFormat)

SUBSCRIBE = CommandSpec(
    name="subscribe",
    what="Post a topic's alerts in this channel",
    who=Who.SUBSCRIBERS,
    options=(
        _watchlist("The topic"),
        Option(name="mode", what="At once, or a digest each day or week", kind=Kind.CHOICE, choices=MODES),
        Option(
            name="at", what="A digest's hour in the channel's time zone, 0 to 23", kind=Kind.NUMBER, most=23
        ),
        Option(name="day", what="A weekly digest's day", kind=Kind.CHOICE, choices=WEEKDAYS),
        Option(name="zone", what="The channel's time zone, such as Asia/Karachi", kind=Kind.WORD),
        Option(name="min-score", what="Only alerts with this score or more, 0 to 1", kind=Kind.WORD),
        Option(name="lang", what="Only these languages, such as zh,ru", kind=Kind.LIST),
        Option(name="kind", what="Only these kinds of outlets, such as state,official", kind=Kind.LIST),
        Option(name="mention", what="The group or role to call with each alert", kind=Kind.WORD),
    ),
)

COMMANDS = (
    CommandSpec(
        name="help",
        what="What can be asked here",
        options=(Option(name="about", what="A command", kind=Kind.WORD),),
    ),
    CommandSpec(name="list", what="All topics, and which of them this channel gets"),
    CommandSpec(
        name="show", what="A topic's names, and how much comes of it", options=(_watchlist("The topic"),)
    ),
    SUBSCRIBE,
    CommandSpec(
        name="unsubscribe",
        what="Post a topic's alerts here no more",
        who=Who.SUBSCRIBERS,
        options=(Option(name="watchlist", what="The topic", kind=Kind.SUBSCRIBED, is_required=True),),
    ),
    CommandSpec(
        name="search",
        what="Find past articles",
        options=(_rest("query", "Words, “phrases”, prefix*, -without, ~similar"), *_FILTERS, _SORT),
    ),
    CommandSpec(
        name="latest",
        what="The newest stories, of one topic or all",
        options=(_watchlist("The topic", is_required=False),),
    ),
    CommandSpec(
        name="why",
        what="Why an article was, or was not, told here",
        options=(_rest("link", "The article's link or id"),),
    ),
    CommandSpec(
        name="test",
        what="What would match in a text, or in an article",
        options=(_rest("text", "A text, or an article's link"),),
    ),
    CommandSpec(
        name="trend",
        what="A chart of how often a topic was written about",
        options=(
            _watchlist("The topic"),
            Option(name="days", what="How many days, 1 to 365", kind=Kind.NUMBER, least=1, most=365),
        ),
    ),
    CommandSpec(
        name="export",
        what="What a search finds, as a file",
        options=(
            _rest("query", "Words, “phrases”, prefix*, -without, ~similar"),
            Option(name="format", what="The kind of file", kind=Kind.CHOICE, choices=FORMATS),
            *_FILTERS,
        ),
    ),
    CommandSpec(name="feeds", what="How the feeds are doing"),
    CommandSpec(name="changes", what="Who changed what in this channel"),
    CommandSpec(name="status", what="How the bot is doing", who=Who.ADMINS),
    CommandSpec(
        name="reload",
        what="Read config.toml and the watchlists anew",
        who=Who.ADMINS,
        options=(
            Option(
                name="edit",
                what="Instead: apply the edit that waits, or revert the last one",
                kind=Kind.CHOICE,
                choices=("apply", "revert"),
            ),
        ),
    ),
)
BY_NAME = {spec.name: spec for spec in COMMANDS}

_MEANT = {
    "?": "help",
    "topics": "list",
    "watchlists": "list",
    "subscriptions": "list",
    "info": "show",
    "sub": "subscribe",
    "follow": "subscribe",
    "add": "subscribe",
    "unsub": "unsubscribe",
    "unfollow": "unsubscribe",
    "remove": "unsubscribe",
    "find": "search",
    "recent": "latest",
    "news": "latest",
    "explain": "why",
    "match": "test",
    "chart": "trend",
    "audit": "changes",
    "log": "changes",
    "health": "status",
}
"""What people write elsewhere -> our command."""


def find_command(name: str) -> CommandSpec | None:
    """Return the command meant; None where there is none like it."""
    return BY_NAME.get(name) or BY_NAME.get(_MEANT.get(name, ""))


def nearest_command(name: str) -> str:
    """Return the name of the command most like this one; empty where none is."""
    return next(iter(difflib.get_close_matches(name, BY_NAME, n=1, cutoff=0.6)), "")
