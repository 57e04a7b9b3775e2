"""What an edit of the watchlists does, tried on stored articles: alerts before and after, and why.

An alert here is a story with an article that reaches a watchlist's threshold: what a channel would hear of
that subscribes to the watchlist and wants all of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.mark import Passage

SAMPLES = 12
"""So many gains, and so many losses, are shown of each watchlist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many alerts there were by the old rules, and are by the new ones."""

    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An article that only one of the two sets alerts of. ``passage`` is the place that decides.

    ``was`` and ``now`` are its scores by the old and the new rules, None where they do not find it at all.
    """

    article_id: int
    title: str
    url: str
    outlet: str
    lang: str
    seen_at: datetime
    passage: Passage
    was: float | None
    now: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchlistEffect:
    """What became of one watchlist that says something else now.

    Of one that is new, or gone, all names are added, or removed. ``by_lang`` and ``by_outlet`` have only what
    is not zero before and after. ``silent_names`` are those of the new rules that found nothing.
    """

    watchlist_id: str
    name: str
    names_added: tuple[str, ...] = ()
    names_removed: tuple[str, ...] = ()
    alerts: Tally
    by_lang: Mapping[str, Tally] = field(default_factory=dict)
    by_outlet: Mapping[str, Tally] = field(default_factory=dict)
    gains: tuple[Sample, ...] = ()
    losses: tuple[Sample, ...] = ()
    silent_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an edit does on the stored articles of the last ``days`` days; watchlists in the order of ids."""

    days: int
    articles: int
    watchlists: tuple[WatchlistEffect, ...]


def effect_lines(effect: Effect) -> tuple[str, ...]:
    """Return the effect in words, the most important first, for a notice or an answer in a chat."""
    tried = f"Tried on {effect.articles:,} stored articles of the last {effect.days} days."
    return (*(_line(one) for one in effect.watchlists), tried)


def _line(one: WatchlistEffect) -> str:
    names = f"names +{len(one.names_added)} -{len(one.names_removed)}"
    return f"{one.name} ({one.watchlist_id}): alerts {one.alerts.before} -> {one.alerts.after}, {names}"
