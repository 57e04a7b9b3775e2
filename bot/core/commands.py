"""The commands people can give: their names, options and texts, the same for every platform.

A command has one written form, ``subscribe beidou mode:daily at:9``. Platforms with typed options write
theirs that way (``written``); what people type themselves is read forgivingly (``read``): options in any
order, with or without their names.
"""

import difflib
import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.permission import Who
from bot.core.quotes import DOUBLE_QUOTES, QUOTES
from bot.core.reports import ExportFormat
from bot.core.value_lists import COMMAS, without_gaps
from bot.errors import QueryError


class Kind(StrEnum):
    """What an option takes; ``LIST``: words between commas, ``REST``: what no other takes, as typed."""

    WATCHLIST = "watchlist"
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
        options=(_watchlist("The topic"),),
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

_FILLER = re.compile(
    r"(?i)to|from|for|the|of|in|on|at|this|channel|please|topic|every|each|last|past|days|about|digest|"
)
"""Words that say nothing at the ends of what is typed: "to beidou daily at 9, please"."""

_SAME = {
    "monday": "mon",
    "tuesday": "tue",
    "wednesday": "wed",
    "thursday": "thu",
    "friday": "fri",
    "saturday": "sat",
    "sunday": "sun",
    "markdown": "md",
    "now": "instant",
    "immediately": "instant",
}
"""What is written for a choice -> the choice."""

_ANY_DOUBLE_QUOTE = re.compile(f"[{DOUBLE_QUOTES}]")
_MARKS = ",;.!?\"'“”‘’"
# A name begins where no letter stands before it: else a long word is read from each of its letters on.
_NAMED = re.compile(
    r"(?<![A-Za-z_-])-{0,2}([A-Za-z][A-Za-z_-]*)[:=：](?!//)\s*(?:[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]|(\S+))"
)


def parse_command(text: str) -> tuple[str, str]:
    """Return the name of a command and the rest of what was typed; ``help`` where nothing was."""
    name, _, rest = text.strip().partition(" ")
    return name.lower().lstrip("/") or "help", rest.strip()


def find_command(name: str) -> CommandSpec | None:
    """Return the command meant; None where there is none like it."""
    return BY_NAME.get(name) or BY_NAME.get(_MEANT.get(name, ""))


def nearest_command(name: str) -> str:
    """Return the name of the command most like this one; empty where none is."""
    return next(iter(difflib.get_close_matches(name, BY_NAME, n=1, cutoff=0.6)), "")


def written(spec: CommandSpec, values: Mapping[str, str]) -> str:
    """Return typed options as the text that ``read`` reads back."""
    parts: list[str] = []
    for option in spec.options:
        value = " ".join(values.get(option.name, "").split())
        plain = _ANY_DOUBLE_QUOTE.sub("", value).strip()
        if value and option.kind is Kind.REST:
            parts.insert(0, value)
        elif plain:
            is_whole = not any(sign in plain for sign in f" {QUOTES}")
            parts.append(f"{option.name}:{plain}" if is_whole else f'{option.name}:"{plain}"')
    return " ".join(parts)


def read(spec: CommandSpec, text: str) -> dict[str, str]:
    """Return the options that stand in a text, by name; those that are missing are left out.

    Raises: QueryError with how the command is written: an unknown option, a required one that is missing.
    """
    options = {one.name: one for one in spec.options if not one.is_filter}
    values: dict[str, str] = {}
    takes_rest = any(one.kind is Kind.REST for one in spec.options)

    def take(found: re.Match[str]) -> str:
        name = found[1].lower().replace("_", "-")
        option = options.get(name)
        if option is None or option.kind is Kind.REST:
            if takes_rest:
                return found[0]  # a search's filter, or the reader's own words
            near = difflib.get_close_matches(name, options, n=1)
            hint = f"did you mean {near[0]}:? " if near else ""
            raise QueryError(f"{spec.name} has no option {found[1]}: - {hint}Write {spec.usage}")
        value = _checked(option, found[2] if found[2] is not None else found[3])
        is_more = option.kind is Kind.LIST and name in values
        values[name] = f"{values[name]},{value}" if is_more else value
        return " "

    lists = [one.name for one in spec.options if one.kind is Kind.LIST]
    rest = _NAMED.sub(take, without_gaps(text, lists, is_other=lambda word: _ends_list(spec, [word])))
    if takes_rest:
        name = next(one.name for one in spec.options if one.kind is Kind.REST)
        rest = _read_last(options, rest.strip(), values)
        values |= {name: rest} if rest else {}
    else:
        _read_places(spec, rest, values)
    for option in spec.options:
        if option.is_required and not values.get(option.name):
            raise QueryError(f"{spec.name} needs a {option.name}: write {spec.usage}")
    return values


def _read_last(options: Mapping[str, Option], rest: str, values: dict[str, str]) -> str:
    """Give a choice at the end without its name, as in "beidou csv", to its option; returns the rest."""
    words, _, last = rest.rpartition(" ")
    for option in options.values():
        if words and option.name not in values and (value := _taken(option, last.lower())):
            values[option.name] = value
            return words.removesuffix(" as").strip()
    return rest


def _read_places(spec: CommandSpec, rest: str, values: dict[str, str]) -> None:
    """Give words without a name to options that take such: choices, numbers, then one that takes words."""
    left: list[str] = []
    words = deque(rest.split())
    while words:
        word = words.popleft()
        plain = word.strip(_MARKS).lower()
        named = _named(spec, plain, values)
        if named is not None and words:
            value = words.popleft()
            while named.kind is Kind.LIST and value[-1] in COMMAS and not _ends_list(spec, words):
                value += words.popleft()
            values[named.name] = _checked(named, value.strip(_MARKS))
            continue
        for option in spec.options:
            if option.name not in values and (value := _taken(option, plain)):
                values[option.name] = value
                break
        else:
            left.append(word.strip(_MARKS))
    while left and _FILLER.fullmatch(left[0]):
        left.pop(0)
    while left and _FILLER.fullmatch(left[-1]):
        left.pop()
    if not left:
        return
    taker = next((one for one in spec.options if one.kind in (Kind.WATCHLIST, Kind.WORD)), None)
    if taker is None or taker.name in values:
        raise QueryError(f"{spec.name} does not take “{' '.join(left)}”: write {spec.usage}")
    values[taker.name] = " ".join(left)


def _ends_list(spec: CommandSpec, following: Sequence[str]) -> bool:
    """Say whether what follows a comma is no further value but an option, "lang:zh, daily", or nothing."""
    plain = following[0].strip(_MARKS).lower() if following else ""
    return not plain or any(plain == option.name or _taken(option, plain) for option in spec.options)


def _named(spec: CommandSpec, word: str, values: Mapping[str, str]) -> Option | None:
    """Return the option that a word names without a colon, "zone Asia/Karachi"; a topic is no such option."""
    for option in spec.options:
        is_plain = option.kind in (Kind.CHOICE, Kind.WORD, Kind.LIST) and option.name != "day"  # "every day"
        if is_plain and option.name == word and option.name not in values:
            return option
    return None


def _taken(option: Option, word: str) -> str:
    """Return the word as the option's value; empty where it is none."""
    match option.kind:
        case Kind.CHOICE:
            word = _SAME.get(word, word)
            return word if word in option.choices else ""
        case Kind.NUMBER:
            return _number(word)
    return ""


def _number(text: str) -> str:
    """Return a whole number's digits, an hour's where it is written 9:00 or 9pm; empty for anything else."""
    if hour := re.fullmatch(r"(?i)(0?[1-9]|1[0-2])(?::00)?(am|pm)", text):
        return str(int(hour[1]) % 12 + 12 * (hour[2].lower() == "pm"))
    found = re.fullmatch(r"([0-9]{1,6})(?::00)?", text)
    return found[1] if found else ""


def _checked(option: Option, value: str) -> str:
    value = value.strip()
    match option.kind:
        case Kind.CHOICE:
            plain = _SAME.get(value.lower(), value.lower())
            if plain in option.choices:
                return plain
            near = difflib.get_close_matches(plain, option.choices, n=1)
            hint = f"did you mean {option.name}:{near[0]}? " if near else ""
            known = ", ".join(option.choices)
            raise QueryError(f"{option.name}:{value} is not known: {hint}There are {known}")
        case Kind.NUMBER if not _number(value):
            raise QueryError(f"{option.name}:{value} is not a whole number")
        case Kind.NUMBER:
            return _number(value)
    return value
