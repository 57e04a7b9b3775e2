"""What trying an edit on some of the articles found, in a form that adds up to what all of them say.

Only identities are kept, never a text: the articles to show are chosen when everything is together.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.core.effect import SAMPLES, Tally


class Hit(NamedTuple):
    """An article that a watchlist alerts of. Ids follow the order in which articles were first seen."""

    article_id: int
    story_id: int
    lang: str
    outlet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchlistTally:
    """The articles that the old and the new rules alert of, and the numbers of the new names that count."""

    before: frozenset[Hit] = frozenset()
    after: frozenset[Hit] = frozenset()
    heard: frozenset[str] = frozenset()

    @property
    def alerts(self) -> Tally:
        return _tally(self.before, self.after)

    @property
    def by_lang(self) -> Mapping[str, Tally]:
        return self._by(lambda hit: hit.lang)

    @property
    def by_outlet(self) -> Mapping[str, Tally]:
        return self._by(lambda hit: hit.outlet)

    @property
    def gained(self) -> tuple[Hit, ...]:
        """The first article of each story that only the new rules alert of, newest first."""
        return _only_of(self.after, self.before)

    @property
    def lost(self) -> tuple[Hit, ...]:
        """The first article of each story that only the old rules alert of, newest first."""
        return _only_of(self.before, self.after)

    def _by(self, key: Callable[[Hit], str]) -> Mapping[str, Tally]:
        """Return the alerts of each language or outlet, the most first."""
        before, after = _grouped(self.before, key), _grouped(self.after, key)
        tallies = {name: _tally(before.get(name, ()), after.get(name, ())) for name in before | after}
        most = sorted(tallies.items(), key=lambda one: (-max(one[1].before, one[1].after), one[0]))
        return dict(most)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditTally:
    """What ``articles`` many articles say of an edit, by watchlist."""

    articles: int = 0
    watchlists: Mapping[str, WatchlistTally] = field(default_factory=dict)


def merged(tallies: Iterable[EditTally]) -> EditTally:
    """Return what the articles of all tallies together say; no article is in two of them."""
    articles = 0
    sets: dict[str, tuple[set[Hit], set[Hit], set[str]]] = {}
    for tally in tallies:
        articles += tally.articles
        for key, one in tally.watchlists.items():
            before, after, heard = sets.setdefault(key, (set(), set(), set()))
            before |= one.before
            after |= one.after
            heard |= one.heard
    return EditTally(
        articles=articles,
        watchlists={
            key: WatchlistTally(before=frozenset(before), after=frozenset(after), heard=frozenset(heard))
            for key, (before, after, heard) in sets.items()
        },
    )


def spread(hits: Iterable[Hit], *, most: int = SAMPLES) -> tuple[Hit, ...]:
    """Choose hits to show: of every language in turn, in each of every outlet in turn; newest first."""
    newest = sorted(hits, key=lambda hit: -hit.article_id)
    by_outlet = _in_turns(newest, lambda hit: (hit.lang, hit.outlet))
    chosen = _in_turns(by_outlet, lambda hit: hit.lang)[:most]
    return tuple(sorted(chosen, key=lambda hit: -hit.article_id))


def _in_turns(hits: Iterable[Hit], key: Callable[[Hit], object]) -> list[Hit]:
    """Return the first hit of each group, then the second of each, and so on."""
    taken: Counter[object] = Counter()
    turns: list[tuple[int, Hit]] = []
    for hit in hits:
        turns.append((taken[key(hit)], hit))
        taken[key(hit)] += 1
    return [hit for _, hit in sorted(turns, key=lambda turn: turn[0])]


def _tally(before: Iterable[Hit], after: Iterable[Hit]) -> Tally:
    return Tally(before=len({hit.story_id for hit in before}), after=len({hit.story_id for hit in after}))


def _only_of(hits: frozenset[Hit], others: frozenset[Hit]) -> tuple[Hit, ...]:
    told = {hit.story_id for hit in others}
    first: dict[int, Hit] = {}
    for hit in sorted(hits):
        if hit.story_id not in told:
            first.setdefault(hit.story_id, hit)
    return tuple(sorted(first.values(), reverse=True))


def _grouped(hits: Iterable[Hit], key: Callable[[Hit], str]) -> dict[str, list[Hit]]:
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(key(hit), []).append(hit)
    return groups
