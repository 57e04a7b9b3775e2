"""Which handler answers which command: each is written once, in ``bot.app.commands``, for all platforms."""

from collections.abc import Awaitable, Callable, Mapping

from bot.app.commands.changes import answer_changes
from bot.app.commands.export import answer_export
from bot.app.commands.feeds import answer_feeds
from bot.app.commands.help import answer_help
from bot.app.commands.latest import answer_latest
from bot.app.commands.list import answer_list
from bot.app.commands.reload import answer_reload
from bot.app.commands.search_pages import answer_search
from bot.app.commands.show import answer_show
from bot.app.commands.status import answer_status
from bot.app.commands.subscribe import answer_subscribe
from bot.app.commands.test import answer_test
from bot.app.commands.trend import answer_trend
from bot.app.commands.unsubscribe import answer_unsubscribe
from bot.app.commands.watchlists import find_watchlist
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


async def _latest(asked: Asked, desk: Desk) -> Reply:
    watchlists = desk.matcher.watchlists
    if named := asked.options.get("watchlist"):
        watchlists = (find_watchlist(watchlists, named),)
    return await answer_latest(watchlists, index=desk.store)


async def _test(asked: Asked, desk: Desk) -> Reply:
    return await answer_test(asked.options["text"], matcher=desk.matcher, index=desk.store)


async def _feeds(_: Asked, desk: Desk) -> Reply:
    return await answer_feeds(desk.rulebook.current.feeds, store=desk.store, now=desk.clock.now())


async def _search(asked: Asked, desk: Desk) -> Reply:
    return await answer_search(asked.options["query"], desk)


async def _status(_: Asked, desk: Desk) -> Reply:
    return await answer_status(desk)


ANSWERS: Mapping[str, Answer] = {
    "help": _help,
    "list": answer_list,
    "show": answer_show,
    "subscribe": answer_subscribe,
    "unsubscribe": answer_unsubscribe,
    "search": _search,
    "latest": _latest,
    "why": _why,
    "test": _test,
    "trend": answer_trend,
    "export": answer_export,
    "feeds": _feeds,
    "changes": answer_changes,
    "status": _status,
    "reload": answer_reload,
}
