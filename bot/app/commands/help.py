"""``/watch help``: what can be asked here, and how each command is written."""

from bot.core.chat import Asker, Reply, reply
from bot.core.commands import COMMANDS, find_command, nearest_command
from bot.core.permission import Rights


def answer_help(command: str, about: str, *, asker: Asker, rights: Rights) -> Reply:
    """Say what there is after ``/command``, or what one of them takes.

    Args:
        about: a command's name; empty for all of those that this person may give.
    """
    spec = find_command(about)
    if spec is not None:
        options = (
            f"{one.name}: {one.what}" + (f" ({', '.join(one.choices)})" if one.choices else "")
            for one in spec.options
        )
        return reply(f"/{command} {spec.usage}", spec.what, *options)
    title = f"There is no command “{about}”. These are:" if about else "Ask me:"
    shown = (one for one in COMMANDS if not rights.refusal(one.who, asker))
    return reply(title, *(f"/{command} {one.usage} – {one.what}" for one in shown))


def answer_unknown(command: str, name: str, *, asker: Asker, rights: Rights) -> Reply:
    """Say that there is no such command, and which one may be meant."""
    if near := nearest_command(name):
        return reply(
            f"There is no command “{name}”. Did you mean /{command} {near}?", f"/{command} help shows all."
        )
    return answer_help(command, name, asker=asker, rights=rights)
