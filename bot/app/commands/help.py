"""``/watch help``: what can be asked here, and how each command is written."""

from bot.core.chat import Asker, Reply, reply
from bot.core.commands import COMMANDS, find_command, nearest_command
from bot.core.permission import Rights
from bot.core.text import truncate

NAME_CHARS = 60


def answer_help(command: str, about: str, *, asker: Asker, rights: Rights) -> Reply:
    """Say what there is after ``/command``, or what one of them takes.

    Args:
        about: a command's name, known or not; empty for all of those that this person may give.
    """
    spec = find_command(about)
    if spec is not None:
        options = (
            f"{one.name}: {one.what}" + (f" ({', '.join(one.choices)})" if one.choices else "")
            for one in spec.options
        )
        return reply(f"/{command} {spec.usage}", spec.what, *options)
    unknown = f"There is no command “{truncate(about, NAME_CHARS)}”."
    if near := nearest_command(about):
        return reply(f"{unknown} Did you mean /{command} {near}?", f"/{command} help shows all.")
    title = f"{unknown} These are:" if about else "Ask me:"
    shown = (one for one in COMMANDS if not rights.refusal(one.who, asker))
    return reply(title, *(f"/{command} {one.usage} – {one.what}" for one in shown))
