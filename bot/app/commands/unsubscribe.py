"""``/watch unsubscribe``: a topic less for this channel."""

from bot.app.commands.subscribe import CONFIGURED, origin_text
from bot.app.commands.watchlists import find_watchlist
from bot.app.desk import Asked, Desk
from bot.core.change import Change
from bot.core.chat import Reply, reply
from bot.core.subscription import Subscription
from bot.core.subscription_text import describe
from bot.matching.fold import fold


async def answer_unsubscribe(asked: Asked, desk: Desk) -> Reply:
    """End one of the channel's subscriptions that people made.

    Raises: NotFound; StoreError, and then nothing has changed.
    """
    name, before = _find(asked, desk)
    if before is None:
        return reply(f"This channel does not get {name}.", f"/{desk.command} list shows what it gets.")
    made_by = origin_text(before, desk)
    if desk.subscriptions.origin(before) is None:
        return reply(f"This channel gets {name}: {describe(before)}.", CONFIGURED)
    change = Change(
        at=desk.clock.now(),
        person=asked.asker.person,
        channel=before.channel,
        action="unsubscribe",
        subject=before.watchlist_id,
        before=describe(before),
    )
    await desk.subscriptions.remove(before.channel, before.watchlist_id, change=change, store=desk.store)
    left = len(desk.subscriptions.of_channel(before.channel))
    others = f"It still gets {left} other topic{'s' * (left != 1)}." if left else "It gets nothing any more."
    return reply(
        f"This channel gets no more alerts of {name}.", f"Until now: {describe(before)}, {made_by}.", others
    )


def _find(asked: Asked, desk: Desk) -> tuple[str, Subscription | None]:
    """Return the topic's name and how the channel gets it; its watchlist file may be gone since."""
    channel, written = asked.asker.channel, asked.options["watchlist"]
    known = desk.rulebook.current.by_id
    for one in desk.subscriptions.of_channel(channel):
        if one.watchlist_id not in known and fold(one.watchlist_id).text == fold(written).text:
            return one.watchlist_id, one
    topic = find_watchlist(desk.matcher.watchlists, written)
    return topic.name, desk.subscriptions.find(channel, topic.watchlist_id)
