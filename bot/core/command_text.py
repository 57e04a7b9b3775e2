"""A command as text: what people type -> its options, and options -> text.

A command has one written form, ``subscribe beidou mode:daily at:9``. Platforms with typed options write
theirs that way (``written``); what people type themselves is read forgivingly (``read``): options in any
order, with or without their names.
"""

import difflib
import re
from collections import deque
from collections.abc import Mapping

from bot.core.commands import CommandSpec, Kind, Option
from bot.core.filters import is_kind, is_language
from bot.core.quotes import DOUBLE_QUOTES, QUOTED, QUOTES
from bot.core.value_lists import COMMAS, split_list, without_gaps
from bot.errors import QueryError

_FILLER = re.compile(
    r"(?i)to|from|for|the|of|in|on|at|this|channel|please|topic|every|each|last|past|over|days|about|digest|"
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

# What stands in quotes, or goes on with a hyphen, is a topic's name: "5 year plan", 3d-printing.
_SPAN = re.compile(
    rf"(?i)(?:{QUOTED})|(?<!\S)(?:([0-9]{{1,3}})\s*|(?:last|past)\s+)"
    r"(d(?:ays?)?|w(?:eeks?)?|m(?:onths?)?|y(?:ears?)?)(?=[,.;!?]?(?:\s|$))"
)
_IS_VALUE = {"lang": is_language, "kind": is_kind}
"""What goes a list on after a comma and a blank."""
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_WORD = re.compile(rf"{QUOTED}|\S+")
_ANY_DOUBLE_QUOTE = re.compile(f"[{DOUBLE_QUOTES}]")
_MARKS = ",;.!?\"'“”‘’"
# What stands in quotes names no option. A name begins where no letter stands before it: else a long word is
# read from each of its letters on.
_NAMED = re.compile(
    rf"(?:{QUOTED})|(?<![A-Za-z_-])-{{0,2}}([A-Za-z][A-Za-z_-]*)[:=：](?!//)\s*(?:({QUOTED})|(\S+))"
)


def parse_command(text: str) -> tuple[str, str]:
    """Return the name of a command and the rest of what was typed; ``help`` where nothing was."""
    name, *rest = text.split(maxsplit=1) or [""]
    return name.lower().lstrip("/") or "help", "".join(rest).strip()


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
        if found[1] is None:
            return found[0]
        name = found[1].lower().replace("_", "-")
        option = options.get(name)
        if option is None or option.kind is Kind.REST:
            if takes_rest:
                return found[0]  # a search's filter, or the reader's own words
            near = difflib.get_close_matches(name, options, n=1)
            hint = f"did you mean {near[0]}:? " if near else ""
            raise QueryError(f"{spec.name} has no option {found[1]}: - {hint}Write {spec.usage}")
        value = _checked(option, found[3] if found[2] is None else found[2][1:-1])
        is_more = option.kind is Kind.LIST and name in values
        values[name] = f"{values[name]},{value}" if is_more else value
        return " "

    lists = {one.name: _IS_VALUE[one.name] for one in spec.options if one.kind is Kind.LIST}
    rest = _NAMED.sub(take, without_gaps(text, lists))
    if takes_rest:
        name = next(one.name for one in spec.options if one.kind is Kind.REST)
        rest = _read_last(options, rest.strip(), values)
        values |= {name: rest} if rest else {}
    else:
        _read_places(spec, _SPAN.sub(_in_days, rest) if "days" in options else rest, values)
    for option in spec.options:
        if option.is_required and not values.get(option.name):
            raise QueryError(f"{spec.name} needs a {option.name}: write {spec.usage}")
    return values


def _in_days(span: re.Match[str]) -> str:
    """Return "2 weeks", "7d" and "last month" as a number of days."""
    return str(int(span[1] or 1) * _DAYS[span[2][0].lower()]) if span[2] else span[0]


def _read_last(options: Mapping[str, Option], rest: str, values: dict[str, str]) -> str:
    """Give a choice at the end without its name, as in "beidou csv", to its option; returns the rest."""
    *words, last = rest.rsplit(maxsplit=1) or [""]
    for option in options.values():
        if words and option.name not in values and (value := _taken(option, last.lower())):
            values[option.name] = value
            return words[0].removesuffix(" as").strip()
    return rest


def _read_places(spec: CommandSpec, rest: str, values: dict[str, str]) -> None:
    """Give words without a name to options that take such: choices, numbers, then one that takes words."""
    left: list[str] = []
    words = deque(_WORD.findall(rest))
    while words:
        word = words.popleft()
        if word[0] in QUOTES and " " in word:
            left.append(word.strip(QUOTES))
            continue
        plain = word.strip(_MARKS).lower()
        named = _named(spec, plain, values)
        if named is not None and words:
            value = words.popleft()
            while named.kind is Kind.LIST and value[-1] in COMMAS and words and _goes_on(named, words[0]):
                value += words.popleft().strip(QUOTES)
            values[named.name] = _checked(named, value.strip(_MARKS))
            continue
        for option in spec.options:
            if option.name not in values and (value := _taken(option, plain)):
                values[option.name] = value
                break
        else:
            left.append(word.strip(_MARKS))
    _take_words(spec, left, values)


def _take_words(spec: CommandSpec, left: list[str], values: dict[str, str]) -> None:
    """Give what no other option takes to the one that takes words, without filler at its ends."""
    while left and _FILLER.fullmatch(left[0]):
        left.pop(0)
    while left and _FILLER.fullmatch(left[-1]):
        left.pop()
    if not left:
        return
    takers = (Kind.WATCHLIST, Kind.SUBSCRIBED, Kind.WORD)
    taker = next((one for one in spec.options if one.kind in takers), None)
    if taker is None or taker.name in values:
        raise QueryError(f"{spec.name} does not take “{' '.join(left)}”: write {spec.usage}")
    values[taker.name] = " ".join(left)


def _goes_on(option: Option, word: str) -> bool:
    return all(map(_IS_VALUE[option.name], split_list(word.strip(_MARKS))))


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
        case Kind.NUMBER:
            number = _number(_SPAN.sub(_in_days, value) if option.name == "days" else value)
            if not number:
                raise QueryError(f"{option.name}:{value} is not a whole number")
            return number
    return value
