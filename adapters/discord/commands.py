"""The command as Discord is to know it, whether it knows it so, and what was asked with it. Pure.

One command with a subcommand for each of ours. A person sees it in their own language; what Discord sends has
the English names, and the values as they are written here.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adapters.discord.localisations import localised_choice, localised_name, localised_text
from bot.core.command_text import written
from bot.core.commands import BY_NAME, COMMANDS, CommandSpec, Kind, Option

CHAT_INPUT, SUBCOMMAND, STRING, INTEGER = 1, 1, 3, 4
DESCRIPTION = "Ask about topics, alerts and articles"
_IN_SERVERS = [0]
_COMPARED = (
    "type",
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "options",
    "required",
    "choices",
    "value",
    "autocomplete",
    "min_value",
    "max_value",
    "integration_types",
    "contexts",
)
_AS_THEY_ARE = ("name_localizations", "description_localizations")
"""Their keys are locales."""


def definition(command: str) -> list[dict[str, Any]]:
    """Return the commands to register, in Discord's form."""
    return [
        {
            "type": CHAT_INPUT,
            "name": command,
            "description": DESCRIPTION,
            "description_localizations": localised_text(DESCRIPTION),
            "integration_types": _IN_SERVERS,
            "contexts": _IN_SERVERS,
            "options": [_subcommand(spec) for spec in COMMANDS],
        }
    ]


def is_known(wanted: Sequence[Mapping[str, Any]], registered: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether what is registered is what is wanted: Discord adds keys of its own."""
    return bool(_compared(wanted) == _compared(registered))


def asked(data: Mapping[str, Any]) -> tuple[str, str]:
    """Return the subcommand of an interaction's data, and its options as written; ``help`` without one.

    The subcommand may be one of a version before this one.
    """
    for subcommand in _chosen(data):
        name = str(subcommand.get("name", ""))
        values = {str(one.get("name", "")): str(one.get("value", "")) for one in _chosen(subcommand)}
        spec = BY_NAME.get(name)
        return name, written(spec, values) if spec else " ".join(values.values())
    return "help", ""


def focused(data: Mapping[str, Any]) -> tuple[Kind, str] | None:
    """Return what the option takes that is being filled in, and what is typed of it; None where unknown."""
    for subcommand in _chosen(data):
        spec = BY_NAME.get(str(subcommand.get("name", "")))
        for given in _chosen(subcommand):
            kinds = [one.kind for one in spec.options if one.name == given.get("name")] if spec else []
            if given.get("focused") and kinds:
                return kinds[0], str(given.get("value", ""))
    return None


def _chosen(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from data.get("options") or ()


def _subcommand(spec: CommandSpec) -> dict[str, Any]:
    # Discord wants those first that must be given.
    options = sorted(spec.options, key=lambda one: not one.is_required)
    described = {"type": SUBCOMMAND, **_described(spec.name, spec.what)}
    return {**described, "options": [_option(one) for one in options]} if options else described


def _option(option: Option) -> dict[str, Any]:
    described = {**_described(option.name, option.what), "required": option.is_required}
    match option.kind:
        case Kind.NUMBER:
            most = {} if option.most is None else {"max_value": option.most}
            return {"type": INTEGER, **described, "min_value": option.least, **most}
        case Kind.CHOICE:
            return {"type": STRING, **described, "choices": [_choice(one) for one in option.choices]}
        case Kind.WATCHLIST | Kind.SUBSCRIBED | Kind.OUTLET:
            return {"type": STRING, **described, "autocomplete": True}
        case Kind.WORD | Kind.LIST | Kind.REST:
            return {"type": STRING, **described}


def _described(name: str, what: str) -> dict[str, Any]:
    return {
        "name": name,
        "name_localizations": localised_name(name),
        "description": what,
        "description_localizations": localised_text(what),
    }


def _choice(choice: str) -> dict[str, Any]:
    return {"name": choice, "name_localizations": localised_choice(choice), "value": choice}


def _compared(value: Any) -> Any:
    """Return only what we set, and what says nothing left out; a least value of 0 says something."""
    if isinstance(value, Mapping):
        kept = {key: value[key] for key in _COMPARED if key in value and _says_something(value[key])}
        return {key: one if key in _AS_THEY_ARE else _compared(one) for key, one in kept.items()}
    return [_compared(one) for one in value] if isinstance(value, list | tuple) else value


def _says_something(value: Any) -> bool:
    return value is not None and value is not False and value not in ("", [], {})
