"""``/watch list``: all topics, and which of them this channel gets."""

from collections.abc import Iterator

from bot.app.commands.subscribe import origin_text
from bot.app.desk import Asked, Desk
from bot.core.chat import Reply, reply
from bot.core.subscription import Subscription
from bot.core.subscription_text import describe


async def answer_list(asked: Asked, desk: Desk) -> Reply:
    """Name what the channel gets first, each with how and by whom; then the other topics."""
    names = {one.watchlist_id: one.name for one in desk.matcher.watchlists}
    here = desk.subscriptions.of_channel(asked.asker.channel)
    got = {one.watchlist_id for one in here}
    others = [f"{name} ({topic})" for topic, name in names.items() if topic not in got]
    title = (
        f"This channel gets {len(here)} of {len(names)} topics."
        if here
        else "This channel gets no topic yet."
    )
    return reply(
        title, *(_line(one, names.get(one.watchlist_id), desk) for one in here), *_others(others, desk)
    )


def _line(subscription: Subscription, name: str | None, desk: Desk) -> str:
    told = f"{describe(subscription)}, {origin_text(subscription, desk)}"
    if name is None:
        return f"{subscription.watchlist_id}: nothing, its watchlist file is gone ({told})"
    return f"{name} ({subscription.watchlist_id}): {told}"


def _others(others: list[str], desk: Desk) -> Iterator[str]:
    if others:
        yield f"Not here: {', '.join(others)}"
        yield f"/{desk.command} subscribe TOPIC adds one."
