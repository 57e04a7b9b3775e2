"""What is typed of an option so far -> what it may become, from what is in memory."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from bot.app.commands.watchlists import folded_names
from bot.app.rulebook import Rules
from bot.core.chat import Choice
from bot.core.commands import Kind
from bot.matching.fold import fold

MOST = 25
"""Discord shows so many."""

Thing = TypeVar("Thing")


def suggest(kind: Kind, typed: str, rules: Rules) -> Sequence[Choice]:
    """Return what begins with what is typed, then what contains it; all where nothing is typed."""
    folded = fold(typed).text
    match kind:
        case Kind.WATCHLIST:
            topics = sorted(rules.matcher.watchlists, key=lambda one: one.name)
            found = _best(topics, folded, names=folded_names)
            return [Choice(label=one.name, value=one.watchlist_id) for one in found]
        case Kind.OUTLET:
            outlets = sorted({feed.outlet.name for feed in rules.feeds})
            shown = _best(outlets, folded, names=lambda outlet: (fold(outlet).text,))
            return [Choice(label=outlet, value=outlet) for outlet in shown]
    return ()


def _best(things: Iterable[Thing], typed: str, *, names: Callable[[Thing], Sequence[str]]) -> Sequence[Thing]:
    begun, containing = [], []
    for thing in things:
        of_thing = names(thing)
        if any(name.startswith(typed) for name in of_thing):
            begun.append(thing)
        elif any(typed in name for name in of_thing):
            containing.append(thing)
    return [*begun, *containing][:MOST]
