"""``/watch list``: all topics, and which of them this channel gets; page by page where there are many.

A page is made anew when its button is pressed, of what the channel gets then.
"""

import math
import re
from collections.abc import Iterator, Sequence

from bot.app.commands.subscribe import origin_text
from bot.app.desk import Asked, Desk
from bot.core.button import turn_buttons
from bot.core.chat import LINE_CHARS, LINES, Asker, Reply, reply, with_buttons
from bot.core.subscription import Subscription
from bot.core.subscription_text import describe

_PAGE = re.compile(r"list:([0-9]{1,4})")
_PAGE_LINES = LINES - 1
"""Below them it is said how a topic is added."""
_NOT_HERE = "Not here: "


async def answer_list(asked: Asked, desk: Desk) -> Reply:
    """Name what the channel gets first, each with how and by whom; then the other topics."""
    return _page(1, asked.asker, desk)


def answer_list_page(value: str, asker: Asker, desk: Desk) -> Reply | None:
    """Return the page that a button names, the last one where there are fewer; None if it is no list's."""
    named = _PAGE.fullmatch(value)
    return _page(int(named[1]), asker, desk) if named else None


def _page(number: int, asker: Asker, desk: Desk) -> Reply:
    names = {one.watchlist_id: one.name for one in desk.matcher.watchlists}
    here = desk.subscriptions.of_channel(asker.channel)
    got = {one.watchlist_id for one in here}
    others = [f"{name} ({topic})" for topic, name in names.items() if topic not in got]
    lines = [*(_line(one, names.get(one.watchlist_id), desk) for one in here), *_others(others)]
    last = max(1, math.ceil(len(lines) / _PAGE_LINES))
    number = min(max(1, number), last)
    title = (
        f"This channel gets {len(here)} of {len(names)} topics" if here else "This channel gets no topic yet"
    )
    place = f": page {number} of {last}" if last > 1 else "."
    hint = [f"/{desk.command} subscribe TOPIC adds one."] if others else []
    shown = lines[(number - 1) * _PAGE_LINES : number * _PAGE_LINES]
    return with_buttons(
        reply(f"{title}{place}", *shown, *hint), *turn_buttons("list", number, has_next=number < last)
    )


def _line(subscription: Subscription, name: str | None, desk: Desk) -> str:
    told = f"{describe(subscription)}, {origin_text(subscription, desk)}"
    if name is None:
        return f"{subscription.watchlist_id}: nothing, its watchlist file is gone ({told})"
    return f"{name} ({subscription.watchlist_id}): {told}"


def _others(topics: Sequence[str]) -> Iterator[str]:
    """Yield as few lines as hold them all without a cut."""
    line = ""
    for topic in topics:
        if line and len(f"{line}, {topic}") > LINE_CHARS:
            yield line
            line = ""
        line = f"{line}, {topic}" if line else _NOT_HERE + topic
    if line:
        yield line
