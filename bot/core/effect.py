"""What an edit of the watchlists does, tried on stored articles: alerts before and after, and why.

An alert here is a story with an article that reaches a watchlist's threshold: what a channel would hear of
that subscribes to the watchlist and wants all of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.mark import Passage
from bot.core.rule_version import watchlist_version
from bot.core.watchlist import Alias, Watchlist

SAMPLES = 12
"""So many gains, and so many losses, are shown of each watchlist."""


class Became(StrEnum):
    """What an edit makes of a watchlist."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many alerts there were by the old rules, and are by the new ones."""

    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An article that only one of the two sets alerts of. ``passage`` is the place that decides.

    ``was`` and ``now`` are its scores by the old and the new rules, None where they do not find it at all.
    ``obstacle`` is what stops it by the others, in words; empty where those have no such watchlist.
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
    obstacle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchlistEffect:
    """What became of one watchlist that says something else now.

    Of one that is new, or gone, all names are added, or removed; a name's language follows it in brackets.
    ``edited_besides`` are the other keys of a changed file that say something else, in words.
    ``gained`` and ``lost`` count the alerts that only the new rules, or only the old ones, make; the samples
    are some of them, newest first. ``by_lang`` and ``by_outlet`` have only what is not zero before and after.
    ``silent_names`` are those of the new rules that found nothing.
    """

    watchlist_id: str
    name: str
    became: Became = Became.CHANGED
    names_added: tuple[str, ...] = ()
    names_removed: tuple[str, ...] = ()
    edited_besides: tuple[str, ...] = ()
    alerts: Tally
    gained: int = 0
    lost: int = 0
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


Edited = Mapping[str, tuple[Watchlist | None, Watchlist | None]]
"""Watchlist id -> what it was and what it is, None where it was not or is not there."""


def edited(before: Iterable[Watchlist], after: Iterable[Watchlist]) -> Edited:
    """Return the watchlists that say something else now, in the order of ids."""
    old, new = ({one.watchlist_id: one for one in watchlists} for watchlists in (before, after))
    pairs = {key: (old.get(key), new.get(key)) for key in sorted(old.keys() | new.keys())}
    return {key: (was, now) for key, (was, now) in pairs.items() if _version(was) != _version(now)}


def untried(pairs: Edited, *, days: int) -> Effect:
    """Return what can be said of an edit where there is no article to try it on: what became of the names."""
    effects = (named_effect(was, now, alerts=Tally(before=0, after=0)) for was, now in pairs.values())
    return Effect(days=days, articles=0, watchlists=tuple(effects))


def named_effect(was: Watchlist | None, now: Watchlist | None, *, alerts: Tally) -> WatchlistEffect:
    """Return what became of a watchlist's names, and how many alerts it makes.

    Raises: ValueError where there is no watchlist at all: a caller's bug.
    """
    one = now or was
    if one is None:
        raise ValueError("a watchlist that neither was nor is has no effect")
    old, new = dict.fromkeys(names_of(was)), dict.fromkeys(names_of(now))
    return WatchlistEffect(
        watchlist_id=one.watchlist_id,
        name=one.name,
        became=Became.NEW if was is None else Became.GONE if now is None else Became.CHANGED,
        names_added=tuple(name for name in new if name not in old),
        names_removed=tuple(name for name in old if name not in new),
        edited_besides=() if was is None or now is None else tuple(_edited_besides(was, now)),
        alerts=alerts,
    )


def _edited_besides(was: Watchlist, now: Watchlist) -> Iterator[str]:
    if was.name != now.name:
        yield f"name, was {was.name}"
    if was.threshold != now.threshold:
        yield f"threshold {was.threshold:g} -> {now.threshold:g}"
    kept = {name_of(alias): alias for alias in was.aliases}
    if any(kept.get(name_of(alias), alias) != alias for alias in now.aliases):
        yield "settings of names"
    for key, old, new in (
        ("context", was.context, now.context),
        ("exclude", was.exclude, now.exclude),
        ("describes", was.descriptions, now.descriptions),
        ("weights", was.weights, now.weights),
        ("examples", (was.must_match, was.must_not_match), (now.must_match, now.must_not_match)),
    ):
        if old != new:
            yield key


def names_of(watchlist: Watchlist | None) -> Iterator[str]:
    """Yield a watchlist's names in the file's order, each with its language where the file says it."""
    for alias in watchlist.aliases if watchlist else ():
        yield name_of(alias)


def name_of(alias: Alias) -> str:
    return f"{alias.text} ({alias.lang})" if alias.lang else alias.text


def _version(watchlist: Watchlist | None) -> str:
    return watchlist_version(watchlist) if watchlist else ""
