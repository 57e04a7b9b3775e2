"""An edit's effect in words, for notices, answers and the terminal; free of any platform's markup."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, zip_longest

from bot.core.chat import LINE_CHARS, LINES
from bot.core.effect import Became, Effect, Sample, Tally, WatchlistEffect
from bot.core.mark import Passage
from bot.core.text import ELLIPSIS, clean, isolated, truncate

_SHOWN_WATCHLISTS = 6
_SHOWN_PARTS = 6
_TITLE_CHARS, _OUTLET_CHARS, _FOUND_CHARS, _OBSTACLE_CHARS = 70, 24, 36, 48
_PART_CHARS = 40
_BESIDE_TITLE_CHARS, _IN_TITLE_CHARS = 24, 60
"""Together, with what stands between them, they fit a line."""


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
