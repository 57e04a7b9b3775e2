"""What was found in a scene: every hit of the automaton, and the places that may be names."""

from bisect import bisect_right
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from operator import itemgetter
from typing import Any

from bot.core.watchlist import Watchlist
from bot.matching.automaton import Automaton, Kind, Owner, RawHit
from bot.matching.scene import Place, Range, Scene
from bot.matching.surroundings import Mentions

MAX_HITS = 200
"""Of one name in one article; so many looks at one head or one half of names, too."""

_SHARED_HEAD = 0.95
_PATTERN, _END = itemgetter(0), itemgetter(2)

Told = dict[int, list[Owner]]
"""By pattern: which words it stands for that are no names."""


class Found:
    """The candidates of a scene, by article and watchlist; and all hits, by where they end."""

    def __init__(self, scene: Scene, automaton: Automaton, watchlists: Sequence[Watchlist]) -> None:
        self.scene = scene
        self.hits = automaton.scan(scene.folded.text)
        self._watchlists = watchlists
        self._places: dict[int, dict[int, dict[tuple[int, int, int], Place]]] = {}
        self._automaton = automaton
        self._counts: dict[tuple[Hashable, ...], int] = {}
        self._heads: set[tuple[int, int, int, int]] = set()
        self._hits_of: dict[int, tuple[list[RawHit], AbstractSet[int]]] = {}

    def add(self, watchlist: int, alias: int, start: int, end: int, **how: Any) -> bool:
        """Keep a place (``how``: what else ``Place`` has); False where it goes on over a break."""
        if not self.has_room(start, watchlist, alias):
            return True
        place = self.scene.place(alias, start, end, **how)
        name = self._watchlists[watchlist].aliases[alias]
        if place is None or not (name.is_regex or not self.scene.is_broken(place, name.text)):
            return False
        self._keep(watchlist, place)
        return True

    def add_list(self, watchlist: int, alias: int, start: int, end: int) -> None:
        """Keep the place of a name that shares its head with others, commas and all."""
        if self.has_room(start, watchlist, alias):
            place = self.scene.place(alias, start, end, similarity=_SHARED_HEAD)
            if place:
                self._keep(watchlist, place)

    def places(self, article: int) -> dict[int, list[Place]]:
        """Return the places in an article by watchlist."""
        return {at: list(known.values()) for at, known in self._places.get(article, {}).items()}

    def all_places(self) -> Iterator[tuple[int, int, Iterable[Place]]]:
        """Yield article, watchlist and the places of it there."""
        for article, by_watchlist in self._places.items():
            for at, known in by_watchlist.items():
                yield article, at, known.values()

    def patterns_of(self, article: int) -> AbstractSet[int]:
        """Return the patterns that stand in an article."""
        return self._article(article)[1]

    def articles_with(self, patterns: Container[int]) -> set[int]:
        """Return the articles in which one of these patterns stands."""
        return {
            self.scene.article_at(self._automaton.trimmed(hit)[1] - 1)
            for hit in self.hits
            if hit[0] in patterns
        }

    def mentions(self, article: int, told: Told) -> Mentions:
        """Return where what is asked for stands in an article."""
        mentions: dict[Kind, dict[int, list[Range]]] = {}
        for owner, place in self._told(article, told):
            mentions.setdefault(owner.kind, {}).setdefault(owner.item, []).append(place)
        return mentions

    def parts(self, article: int, told: Told) -> Mapping[int, list[Range]]:
        """Return where the words of each group of a description, which is asked for, stand in an article."""
        parts: dict[int, list[Range]] = {}
        for owner, place in self._told(article, told):
            parts.setdefault(owner.part, []).append(place)
        return parts

    def has_room(self, start: int, *what: Hashable) -> bool:
        """Count a look for something in the article at ``start``; there are ``MAX_HITS`` for each."""
        key = self.scene.article_at(start), *what
        self._counts[key] = self._counts.get(key, 0) + 1
        return self._counts[key] <= MAX_HITS

    def is_new_head(self, watchlist: int, alias: int, head: Range) -> bool:
        """Say whether a head is looked at for the first time; it is not from then on."""
        known = len(self._heads)
        self._heads.add((watchlist, alias, *head))
        return len(self._heads) > known

    def _told(self, article: int, told: Told) -> list[tuple[Owner, Range]]:
        hits, patterns = self._article(article)
        asked = told.keys() & patterns
        return [
            (owner, place)
            for hit in hits
            if hit[0] in asked
            for place in [self._automaton.trimmed(hit)]
            for owner in told[hit[0]]
        ]

    def _article(self, article: int) -> tuple[list[RawHit], AbstractSet[int]]:
        """Return the hits in an article, and their patterns."""
        known = self._hits_of.get(article)
        if known is None:
            fields = self.scene.fields(article)
            start, end = fields[0].folded[0], fields[-1].folded[1]
            first = bisect_right(self.hits, start + 1, key=_END)
            hits = self.hits[first : bisect_right(self.hits, end + 2, key=_END)]
            # Hits come by their ends: the first may have begun in the article before, the last be the next's.
            hits = [hit for hit in hits if start <= hit[1] <= end]
            known = self._hits_of[article] = hits, set(map(_PATTERN, hits))
        return known

    def _keep(self, watchlist: int, place: Place) -> None:
        """Keep the best find of one alias at one place."""
        article = self._places.setdefault(self.scene.article_at(place.start), {})
        known = article.setdefault(watchlist, {})
        key = place.alias, place.start, place.end
        if key not in known or known[key].similarity < place.similarity:
            known[key] = place
