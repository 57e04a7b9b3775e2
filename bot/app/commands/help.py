"""``/watch help``: what can be asked here."""

from bot.core.chat import Reply, reply

COMMANDS = {
    "help": "what can be asked here",
    "why LINK": "why an article was, or was not, told here, and what was found in it",
    "status": "how the bot is doing (admins)",
}


def answer_help(command: str, asked: str = "") -> Reply:
    """Say what there is after ``/command``; ``asked`` is a name that is not."""
    title = f"There is no command “{asked}”. These are:" if asked else "Ask me:"
    return reply(title, *(f"/{command} {usage} – {what}" for usage, what in COMMANDS.items()))
