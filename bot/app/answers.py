"""Which handler answers which command: each is written once, in ``bot.app.commands``, for all platforms."""

from collections.abc import Awaitable, Callable, Mapping

from bot.app.commands.help import answer_help
from bot.app.commands.status import answer_status
from bot.app.commands.why import answer_why
from bot.app.desk import Asked, Desk
from bot.core.chat import Reply

Answer = Callable[[Asked, Desk], Awaitable[Reply]]


async def _help(asked: Asked, desk: Desk) -> Reply:
    return answer_help(desk.command, asked.options.get("about", ""), asker=asked.asker, rights=desk.rights)


async def _why(asked: Asked, desk: Desk) -> Reply:
    return await answer_why(
        asked.options["link"], channel=asked.asker.channel, matcher=desk.matcher, store=desk.store
    )


async def _status(_: Asked, desk: Desk) -> Reply:
    return await answer_status(desk.store, desk.clock)


ANSWERS: Mapping[str, Answer] = {
    "help": _help,
    "why": _why,
    "status": _status,
}
