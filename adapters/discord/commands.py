"""The command as Discord is to know it, and whether it knows it so. Pure.

One command with a subcommand for each thing that can be asked; what is asked for there stands in ``text``.
"""

from collections.abc import Mapping, Sequence
from typing import Any

CHAT_INPUT, SUBCOMMAND, STRING = 1, 1, 3
_DESCRIPTION = "Ask about topics, alerts and articles"
_SUBCOMMANDS = (
    ("help", "What can be asked here", None),
    ("why", "Why an article was, or was not, told here", ("link", "The article's link")),
    ("status", "How the bot is doing (admins)", None),
)
_COMPARED = ("type", "name", "description", "options", "required", "integration_types", "contexts")
_IN_SERVERS = [0]


def definition(command: str) -> list[dict[str, Any]]:
    """Return the commands to register, in Discord's form."""
    return [
        {
            "type": CHAT_INPUT,
            "name": command,
            "description": _DESCRIPTION,
            "integration_types": _IN_SERVERS,
            "contexts": _IN_SERVERS,
            "options": [
                {"type": SUBCOMMAND, "name": name, "description": what, **_asking_for(option)}
                for name, what, option in _SUBCOMMANDS
            ],
        }
    ]


def is_known(wanted: Sequence[Mapping[str, Any]], registered: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether what is registered is what is wanted: Discord adds keys of its own."""
    return bool(_compared(wanted) == _compared(registered))


def asked(data: Mapping[str, Any]) -> tuple[str, str]:
    """Return the subcommand of an interaction's data and the text of its option; ``help`` without one."""
    for subcommand in data.get("options") or ():
        values = [str(option.get("value", "")) for option in subcommand.get("options") or ()]
        return str(subcommand.get("name", "help")), " ".join(values).strip()
    return "help", ""


def _asking_for(option: tuple[str, str] | None) -> dict[str, Any]:
    if option is None:
        return {}
    name, what = option
    return {"options": [{"type": STRING, "name": name, "description": what, "required": True}]}


def _compared(value: Any) -> Any:
    """Return only what we set, and what is set to nothing left out."""
    if isinstance(value, Mapping):
        return {key: _compared(value[key]) for key in _COMPARED if value.get(key)}
    return [_compared(one) for one in value] if isinstance(value, list | tuple) else value
