"""What Discord refuses in a command that is registered, what it gives back of one, and how it counts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

SUBCOMMAND, STRING, INTEGER = 1, 3, 4
NAME = re.compile(r"[-_'\w]{1,32}")
LOCALES = frozenset({"zh-CN", "zh-TW", "ru"})
"""Of Discord's locales, those that are used."""
COMMAND_CHARS = 8_000
_LOCALISED = ("name_localizations", "description_localizations")


def command_refusal(command: Mapping[str, Any]) -> str:
    """Return what Discord would find wrong with a command, or nothing."""
    return next(_problems(command), "")


def command_chars(part: Mapping[str, Any]) -> int:
    """Return the characters that count: of each field its longest localisation."""
    fields = sum(max(map(len, _texts(part, field)), default=0) for field in ("name", "description"))
    value = part.get("value", "")
    inner = sum(map(command_chars, (*part.get("options", ()), *part.get("choices", ()))))
    return fields + (len(value) if isinstance(value, str) else 0) + inner


def as_shown(command: Mapping[str, Any], *, with_localisations: bool) -> dict[str, Any]:
    """Return a command as it is listed: without localisations unless they are asked for."""
    shown = {}
    for key, value in command.items():
        if key in _LOCALISED:
            texts = {locale: text for locale, text in value.items() if text != command[key.partition("_")[0]]}
            if with_localisations:
                shown[key] = texts or None
        elif key in ("options", "choices"):
            shown[key] = [as_shown(one, with_localisations=with_localisations) for one in value]
        elif value is not False:
            shown[key] = value
    return shown


def _texts(part: Mapping[str, Any], field: str) -> list[str]:
    default = [part[field]] if field in part else []
    return [*default, *(part.get(f"{field}_localizations") or {}).values()]


def _problems(command: Mapping[str, Any]) -> Iterator[str]:
    if command_chars(command) > COMMAND_CHARS:
        yield f"the command has more than {COMMAND_CHARS} characters"
    yield from _part_problems(command)
    yield from _siblings(command.get("options", ()))
    for option in command.get("options", ()):
        if option["type"] != SUBCOMMAND:
            yield "a command of subcommands takes no other options"
        yield from _part_problems(option)
        yield from _siblings(option.get("options", ()))
        for one in option.get("options", ()):
            yield from _part_problems(one)
            yield from _option_problems(one)


def _part_problems(part: Mapping[str, Any]) -> Iterator[str]:
    for name in _texts(part, "name"):
        if not NAME.fullmatch(name) or name != name.lower():
            yield f"name: {name!r} is none that Discord takes"
    for text in _texts(part, "description"):
        if not 1 <= len(text) <= 100:
            yield f"description: {text!r} is not 1 to 100 characters long"
    if extra := {locale for key in _LOCALISED for locale in part.get(key) or {}} - LOCALES:
        yield f"unknown locales {sorted(extra)}"


def _siblings(options: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Each name may stand once, in each language and beside the English ones of the others."""
    if len(options) > 25:
        yield "more than 25 options"
    required = [bool(one.get("required")) for one in options]
    if required != sorted(required, reverse=True):
        yield "required options come first"
    english = [one["name"] for one in options]
    for locale in ("", *sorted(LOCALES)):
        names = [(one.get("name_localizations") or {}).get(locale, one["name"]) for one in options]
        others = [set(english) - {one["name"]} for one in options]
        if len(set(names)) < len(names) or any(one in rest for one, rest in zip(names, others, strict=True)):
            yield f"a name stands twice among {names}"


def _option_problems(option: Mapping[str, Any]) -> Iterator[str]:
    choices = option.get("choices", ())
    if len(choices) > 25 or (choices and option.get("autocomplete")):
        yield "too many choices, or choices beside autocomplete"
    if option["type"] not in (STRING, INTEGER):
        yield "an option of a type that is not known here"
    if option["type"] != INTEGER and {"min_value", "max_value"} & set(option):
        yield "only numbers have a least and a most value"
    for locale in ("", *sorted(LOCALES)):
        names = [(one.get("name_localizations") or {}).get(locale, one["name"]) for one in choices]
        if len(set(names)) < len(names) or not all(1 <= len(name) <= 100 for name in names):
            yield f"choices: {names}"
    if any(not 1 <= len(one["value"]) <= 100 for one in choices):
        yield "a choice's value is not 1 to 100 characters long"
