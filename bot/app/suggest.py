"""What is typed of an option so far -> what it may become, from what is in memory."""

from collections.abc import Iterable, Sequence

from bot.app.rulebook import Rules
from bot.core.chat import Choice
from bot.core.commands import Kind
from bot.matching.fold import fold

MOST = 25
"""Discord shows so many."""


def suggest(kind: Kind, typed: str, *, rules: Rules, subscribed: Iterable[str]) -> Sequence[Choice]:
    """Return what begins with what is typed, then what contains it; all where nothing is typed.

    Args:
        subscribed: the ids of the topics that the channel gets; of some the watchlist may be gone.
    """
    names = {one.watchlist_id: one.name for one in rules.matcher.watchlists}
    match kind:
        case Kind.WATCHLIST:
            labels = names
        case Kind.SUBSCRIBED:
            labels = {topic: names.get(topic, topic) for topic in subscribed}
        case Kind.OUTLET:
            labels = {feed.outlet.name: feed.outlet.name for feed in rules.feeds}
        case _:
            return ()
    choices = [Choice(label=label, value=value) for value, label in labels.items()]
    return _best(sorted(choices, key=lambda one: one.label), fold(typed).text)


def _best(choices: Iterable[Choice], typed: str) -> Sequence[Choice]:
    begun, containing = [], []
    for choice in choices:
        names = [fold(text).text for text in {choice.value, choice.label}]
        if any(name.startswith(typed) for name in names):
            begun.append(choice)
        elif any(typed in name for name in names):
            containing.append(choice)
    return [*begun, *containing][:MOST]
