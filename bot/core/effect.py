"""What an edit of the watchlists does, tried on stored articles: alerts before and after, and why.

An alert here is a story with an article that reaches a watchlist's threshold: what a channel would hear of
that subscribes to the watchlist and wants all of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import chain, zip_longest

from bot.core.chat import LINE_CHARS, LINES
from bot.core.mark import Passage
from bot.core.rule_version import watchlist_version
from bot.core.text import ELLIPSIS, clean, isolated, truncate
from bot.core.watchlist import Alias, Watchlist

SAMPLES = 12
"""So many gains, and so many losses, are shown of each watchlist."""
_SHOWN_WATCHLISTS = 6
_SHOWN_PARTS = 6
_TITLE_CHARS, _OUTLET_CHARS, _FOUND_CHARS, _OBSTACLE_CHARS = 70, 24, 36, 48
_PART_CHARS = 40
_BESIDE_TITLE_CHARS, _IN_TITLE_CHARS = 24, 60
"""Together, with what stands between them, they fit a line."""


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


# --- in words -------------------------------------------------------------------------------------------


def effect_lines(effect: Effect) -> tuple[str, ...]:
    """Return the effect in words, the most important first, for a notice or an answer in a chat.

    No more and no longer lines than those have room for. Titles and passages come from feeds: they are plain
    text without invisible characters, and still hostile.
    """
    if not effect.watchlists:
        return ("Every watchlist says what it said before.",)
    most = sorted(effect.watchlists, key=lambda one: (-one.gained - one.lost, one.watchlist_id))
    lines = [figures(one, is_tried=effect.articles > 0) for one in most[:_SHOWN_WATCHLISTS]]
    if len(most) > _SHOWN_WATCHLISTS:
        others = most[_SHOWN_WATCHLISTS:]
        gained, lost = sum(one.gained for one in others), sum(one.lost for one in others)
        lines.append(f"{len(others)} more watchlists: alerts +{gained} -{lost}")
    told = list(_detail_lines(most))
    samples = list(_sample_lines(most))
    room = LINES - len(lines) - 1
    shown = min(len(samples), room - min(len(told), room // 2))
    lines += (*told[: room - shown], *samples[:shown], tried(effect))
    return tuple(truncate(clean(line), LINE_CHARS) for line in lines)


def tried(effect: Effect) -> str:
    """Return what an edit was tried on."""
    if not effect.articles:
        return f"No article of the last {effect.days} days is stored to try it on."
    return f"Tried on {effect.articles:,} stored articles of the last {effect.days} days."


def figures(one: WatchlistEffect, *, is_tried: bool) -> str:
    """Return what became of a watchlist in one line; without its alerts where it was not tried."""
    became = "" if one.became is Became.CHANGED else f", {one.became}"
    change = f"{_change(one.alerts)} (+{one.gained} -{one.lost})"
    alerts = change if one.gained or one.lost else f"{one.alerts.after} as before"
    names = f"names +{len(one.names_added)} -{len(one.names_removed)}"
    told = f"alerts {alerts}, {names}" if is_tried else names
    return f"{isolated(truncate(one.name, _TITLE_CHARS))} ({one.watchlist_id}{became}): {told}"


def details(one: WatchlistEffect) -> Iterator[tuple[str, list[str]]]:
    """Yield what was done to a watchlist, and what came of it: a heading, and what there is to say under it.

    Languages and outlets only where there are more alerts or fewer, the greatest change first; of the names
    that found nothing, first those that are new. All of it fit for the middle of a line.
    """
    added = frozenset(one.names_added)
    silent = sorted(one.silent_names, key=lambda name: name not in added)
    yield "edited besides", [*map(isolated, one.edited_besides)]
    yield "names added", [*map(isolated, one.names_added)]
    yield "names removed", [*map(isolated, one.names_removed)]
    yield "by language", _changes(one.by_lang)
    yield "by outlet", _changes(one.by_outlet)
    yield "names that found nothing", [*map(isolated, silent)]


def _changes(tallies: Mapping[str, Tally]) -> list[str]:
    changed = [(key, tally) for key, tally in tallies.items() if tally.before != tally.after]
    changed.sort(key=lambda one: -abs(one[1].after - one[1].before))
    return [
        f"{isolated(truncate(key, _OUTLET_CHARS)) if key else 'unknown'} {_change(tally)}"
        for key, tally in changed
    ]


def _change(tally: Tally) -> str:
    return f"{tally.before} -> {tally.after}"


def _detail_lines(watchlists: Sequence[WatchlistEffect]) -> Iterator[str]:
    """Yield the first detail of each watchlist, then the next of each."""
    columns = (
        [f"{one.watchlist_id}, {what}: {_listed(parts)}" if parts else "" for what, parts in details(one)]
        for one in watchlists
    )
    return filter(None, chain.from_iterable(zip(*columns, strict=True)))


def _listed(parts: Sequence[str]) -> str:
    shown = ", ".join(truncate(part, _PART_CHARS) for part in parts[:_SHOWN_PARTS])
    return f"{shown} and {len(parts) - _SHOWN_PARTS} more" if len(parts) > _SHOWN_PARTS else shown


def _sample_lines(watchlists: Sequence[WatchlistEffect]) -> Iterator[str]:
    """Yield a gain and a loss of each watchlist, then the next ones of each."""
    is_one = len(watchlists) == 1
    columns = []
    for one in watchlists:
        topic = "" if is_one else f"{one.watchlist_id}: "
        columns.append([f"+ {topic}{sample_line(sample, is_loss=False)}" for sample in one.gains])
        columns.append([f"- {topic}{sample_line(sample, is_loss=True)}" for sample in one.losses])
    return (line for line in chain.from_iterable(zip_longest(*columns)) if line is not None)


def sample_line(sample: Sample, *, is_loss: bool) -> str:
    """Return an article's title, its outlet, the place that decides and, of a loss, what stops it now."""
    title = clean(sample.title) or clean(sample.url)
    is_in_title = clean(sample.passage.before + sample.passage.text + sample.passage.after) == title
    before, text, after = around(
        sample.passage, chars=_IN_TITLE_CHARS if is_in_title else _BESIDE_TITLE_CHARS
    )
    place = isolated(f"{before}«{truncate(text, _FOUND_CHARS)}»{after}")
    shown = place if is_in_title else f"{isolated(truncate(title, _TITLE_CHARS))}: {place}"
    outlet = isolated(truncate(clean(sample.outlet), _OUTLET_CHARS)) if sample.outlet else "unknown outlet"
    if not is_loss or not sample.obstacle:
        return f"{shown} ({outlet})"
    return f"{shown} ({outlet}) [{isolated(truncate(clean(sample.obstacle), _OBSTACLE_CHARS))}]"


def around(passage: Passage, *, chars: int) -> tuple[str, str, str]:
    """Return a place cleaned, between at most so many characters before it and after it: whole words."""
    before, after = clean(passage.before), clean(passage.after)
    if len(before) > chars:
        rest = before[-chars:]
        before = ELLIPSIS + (rest.partition(" ")[2] or rest)
    if len(after) > chars:
        rest = after[:chars]
        after = (rest.rpartition(" ")[0] or rest) + ELLIPSIS
    left = " " if before and passage.before[-1:].isspace() else ""
    right = " " if after and passage.after[:1].isspace() else ""
    return before + left, clean(passage.text), right + after
