"""Watchlists as people name them."""

import difflib
import functools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.core.query import Query
from bot.core.text import truncate
from bot.core.value_lists import split_list
from bot.core.watchlist import Alias, Watchlist
from bot.errors import NotFound
from bot.matching.fold import fold

NAME_CHARS = 60


def find_watchlist(watchlists: Sequence[Watchlist], written: str) -> Watchlist:
    """Return the watchlist of this id, of this name or with this alias, however its letters are written.

    Raises: NotFound with the nearest id, or with all of them.
    """
    found = _find(watchlists, written)
    if found is not None:
        return found
    near = _nearest(watchlists, written)
    hint = f'did you mean "{near}"?' if near else f"there are {', '.join(_ids(watchlists))}"
    raise NotFound(f'no watchlist "{truncate(written, NAME_CHARS)}": {hint}')


def with_topic_ids(query: Query, watchlists: Sequence[Watchlist]) -> Query:
    """Return the query with the ids of topics that were written by a name or an alias; others stay.

    One that is no topic's name as a whole may be several, as an option of Discord's can be "beidou, sco".
    """
    ids = (one for written in query.watchlist_ids for one in _ids_of(written, watchlists))
    return replace(query, watchlist_ids=tuple(ids))


def unknown_topics(query: Query, watchlists: Sequence[Watchlist]) -> Iterator[str]:
    """Yield a line for each of the query's topics that is none now, with the one that may be meant."""
    known = _ids(watchlists)
    for topic in dict.fromkeys(query.watchlist_ids):
        if topic not in known:
            near = _nearest(watchlists, topic)
            hint = f"Did you mean topic:{near}?" if near else f"Topics are {', '.join(known)}."
            yield f"There is no topic {topic} now; what was found for it is shown. {hint}"


def _ids_of(written: str, watchlists: Sequence[Watchlist]) -> list[str]:
    parts = [written] if _find(watchlists, written) else split_list(written) or [written]
    found = {part: _find(watchlists, part) for part in parts}
    return [part if topic is None else topic.watchlist_id for part, topic in found.items()]


def _ids(watchlists: Sequence[Watchlist]) -> list[str]:
    return [one.watchlist_id for one in watchlists]


def _find(watchlists: Sequence[Watchlist], written: str) -> Watchlist | None:
    by_id = {one.watchlist_id: one for one in watchlists}
    if written in by_id:
        return by_id[written]
    folded = fold(written).text
    return _named(watchlists, folded) if folded else None


def _nearest(watchlists: Sequence[Watchlist], written: str) -> str | None:
    names = {name: one.watchlist_id for one in watchlists for name in folded_names(one)}
    near = difflib.get_close_matches(fold(written).text, names, n=1, cutoff=0.6)
    return names[near[0]] if near else None


def folded_names(watchlist: Watchlist) -> tuple[str, str]:
    """Return a watchlist's id and its name, folded."""
    return fold(watchlist.watchlist_id).text, fold(watchlist.name).text


def _named(watchlists: Sequence[Watchlist], folded: str) -> Watchlist | None:
    """Ids and names first: an alias of one may be another's name."""
    by_name = (one for one in watchlists if folded in folded_names(one))
    by_alias = (one for one in watchlists if folded in _folded_aliases(one.aliases))
    return next(by_name, None) or next(by_alias, None)


@functools.lru_cache(maxsize=256)
def _folded_aliases(aliases: tuple[Alias, ...]) -> frozenset[str]:
    """Kept: folding some 1,300 aliases takes 60 ms, finding them again less than one."""
    return frozenset(fold(alias.text).text for alias in aliases if not alias.is_regex)
