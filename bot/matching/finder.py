"""Where names may stand in a scene: exact, misspelt, sharing a head, as a regex, or told by a description.

Every place found here is only a candidate: what it means is decided elsewhere.
"""

import functools
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from bot.core.watchlist import Watchlist
from bot.matching.automaton import Automaton, Kind, Owner
from bot.matching.covered import Covered
from bot.matching.decide import is_ambiguous
from bot.matching.describe import Groups, described
from bot.matching.found import Found, Told
from bot.matching.fuzzy import Near, Scattered, WordNames
from bot.matching.half_names import HalfNames
from bot.matching.heads import shared
from bot.matching.near_han import OtherHalves
from bot.matching.patterns import (
    UNLESS,
    fold_aliases,
    heads_of,
    joined_spellings,
    may_be_misspelt,
    other_patterns,
    searched_patterns,
)
from bot.matching.regex import Regexes
from bot.matching.scene import Place, Range, Scene
from bot.matching.surroundings import Mentions
from bot.matching.unowned import unowned
from bot.matching.variants import clinging
from bot.matching.word_forms import is_declined
from bot.matching.words import is_unspaced

_MOST_APPROXIMATE = 0.99  # the same words, with an article or a possessive between them
_REACH_CHARS = 120  # from one word of a name to the far end of its list
_REMEMBERED = 1 << 14
_WHOLE = (Kind.NAME, Kind.JOINED, Kind.CLINGING, Kind.HEAD)


class Finder:
    """The compiled watchlists; immutable but for what it remembers of words it has seen."""

    def __init__(self, watchlists: Sequence[Watchlist]) -> None:
        self._watchlists = tuple(watchlists)
        self._names = fold_aliases(watchlists)
        self._automaton = Automaton(
            chain(searched_patterns(watchlists, self._names), other_patterns(watchlists))
        )
        self._fuzzy = [
            (at, number, name)
            for (at, number), name in self._names.items()
            if may_be_misspelt(watchlists[at].aliases[number], name) and not is_unspaced(name)
        ]
        self._word_names = WordNames({place: name for place, (_, _, name) in enumerate(self._fuzzy)})
        self._regex_owners = [
            (at, number)
            for at, watchlist in enumerate(watchlists)
            for number, alias in enumerate(watchlist.aliases)
            if alias.is_regex
        ]
        self._regexes = Regexes([watchlists[at].aliases[number].text for at, number in self._regex_owners])
        self._around: list[Told] = [{} for _ in watchlists]
        self._described: dict[tuple[int, int], Told] = defaultdict(dict)
        for pattern, owner in self._automaton.owned_as([kind for kind in Kind if kind > Kind.HEAD]):
            is_description = owner.kind is Kind.DESCRIBES
            of = (
                self._described[owner.watchlist, owner.item]
                if is_description
                else self._around[owner.watchlist]
            )
            of.setdefault(pattern, []).append(owner)
        self._groups = Groups(_groups(watchlists, self._described))
        self._against = [
            {pattern for pattern, owners in around.items() if any(map(takes_away, owners))}
            for takes_away, around in zip(map(_takes_away, watchlists), self._around, strict=True)
        ]
        self._half_names = HalfNames(
            (pattern, self._names[owner.watchlist, owner.item], not owner.part)
            for pattern, owner in self._automaton.owned_as((Kind.HALF,))
        )
        self._whole = functools.lru_cache(maxsize=_REMEMBERED)(unowned(self._whole_owners))
        self._halves = functools.lru_cache(maxsize=_REMEMBERED)(unowned(self._half_owners))
        self._joined = functools.lru_cache(maxsize=_REMEMBERED)(unowned(self._joined_spellings))

    def find(self, scene: Scene) -> Found:
        """Return the candidates of every article of the scene."""
        found = self.find_exact(scene)
        told = self._told_plainly(found)
        for near in self._word_names.find(
            scene.folded.text, scene.borders, lambda name, at: at in told[self._fuzzy[name][0]]
        ):
            at, number, _ = self._fuzzy[near.name]
            if isinstance(near, Scattered):
                self._take_list(found, at, number, near.at)
                continue
            how = {
                "similarity": min(near.similarity, _MOST_APPROXIMATE),
                "is_lone_slip": near.is_lone_word and not self._is_declined(scene, near),
            }
            if not found.add(at, number, near.start, near.end, **how):
                self._take_list(found, at, number, near.start)  # a comma in it may be that of a list
        for regex in self._regexes.standing_in(scene.plain):
            for begins, text in scene.written_fields():
                for start, end in self._regexes.find(regex, text):
                    place = scene.folded_range(begins + start, begins + end)
                    found.add(*self._regex_owners[regex], *place)
        return found

    def _is_declined(self, scene: Scene, near: Near) -> bool:
        """Say whether a word is a name in another case, with its capital: лавровым листом is no Лавровым."""
        at, number, name = self._fuzzy[near.name]
        first, _ = scene.folded.span(near.start, near.end)
        has_capital = (
            scene.plain[first].isupper() or not self._watchlists[at].aliases[number].text[0].isupper()
        )
        return has_capital and is_declined(scene.folded.text[near.start : near.end], name)

    def find_exact(self, scene: Scene) -> Found:
        """Return the candidates that the automaton alone leads to: all but misspelt names and regexes."""
        found = Found(scene, self._automaton, self._watchlists)
        first_other = self._automaton.first_other
        hits = [hit for hit in found.hits if hit[0] < first_other]
        worth_a_look = self._half_names.worth_a_look(hits, scene.folded.text, scene.borders)
        for hit in hits:
            for owner in self._whole(hit[0]):
                self._take(found, owner, *self._automaton.trimmed(hit))
            if hit in worth_a_look:
                owners, others = self._halves(hit[0])
                for number, near in others.near(scene.folded.text, *self._automaton.trimmed(hit)):
                    self._take_half(found, owners[number], near)
        return found

    def _told_plainly(self, found: Found) -> Mapping[int, Covered]:
        """Return by watchlist where names stand letter by letter, past doubt: no other is sought there."""
        told: dict[int, list[Range]] = defaultdict(list)
        for article, at, places in found.all_places():
            if self._against[at].isdisjoint(found.patterns_of(article)):
                aliases = self._watchlists[at].aliases
                told[at] += (
                    (place.start, place.end)
                    for place in places
                    if place.similarity == 1
                    and not is_ambiguous(aliases[place.alias])
                    and not aliases[place.alias].is_case_exact
                )
        covered: dict[int, Covered] = defaultdict(Covered)
        covered.update((at, Covered(ranges)) for at, ranges in told.items())
        return covered

    def describe(self, found: Found) -> dict[int, list[tuple[int, Place]]]:
        """Return by article the watchlists it describes, with the place; ``alias`` is the description."""
        return {
            article: list(self._described_in(found, article))
            for article in found.articles_with(self._groups.led)
        }

    def _described_in(self, found: Found, article: int) -> Iterator[tuple[int, Place]]:
        for at, number in self._groups.all_in(found.patterns_of(article)):
            description = self._watchlists[at].descriptions[number]
            parts = found.parts(article, self._described[at, number])
            where = described(
                [parts[part] for part in range(len(description.groups))],
                parts.get(UNLESS, ()),
                within=description.within_chars,
            )
            if where is not None and found.scene.is_one_passage(article, *where):
                yield at, found.scene.main_part(article, number, *where)

    def surroundings(self, found: Found, article: int, watchlist: int) -> Mentions:
        """Return where the watchlist's words that are no names stand in an article."""
        return found.mentions(article, self._around[watchlist])

    def _whole_owners(self, pattern: int) -> list[Owner]:
        """Return whose name a pattern may show by itself."""
        return [owner for owner in self._automaton.owners(pattern) if owner.kind in _WHOLE]

    def _half_owners(self, pattern: int) -> tuple[list[Owner], OtherHalves]:
        """Return the names of which a pattern is one half, and what they have beside it."""
        halves = [owner for owner in self._automaton.owners(pattern) if owner.kind is Kind.HALF]
        others = OtherHalves((self._names[each.watchlist, each.item], not each.part) for each in halves)
        return halves, others

    def _joined_spellings(self, watchlist: int, alias: int, start: str) -> list[str]:
        name = self._names[watchlist, alias]
        return joined_spellings(self._watchlists[watchlist].aliases[alias], name, start)

    def _take(self, found: Found, owner: Owner, start: int, end: int) -> None:
        """File what may be a name under its watchlist."""
        if owner.kind is Kind.NAME:
            found.add(owner.watchlist, owner.item, start, end)
        elif owner.kind is Kind.JOINED:
            self._take_joined(found, owner, start, end)
        elif owner.kind is Kind.CLINGING:
            self._take_clinging(found, owner, start, end)
        else:
            self._take_head(found, owner.watchlist, owner.item, owner.part, (start, end))

    def _take_joined(self, found: Found, owner: Owner, start: int, end: int) -> None:
        text = found.scene.folded.text
        for spelling in self._joined(owner.watchlist, owner.item, text[start:end]):
            wanted = spelling.removeprefix(" ")
            if f"{text[start : start + len(wanted)]} ".startswith(wanted):
                found.add(owner.watchlist, owner.item, start, start + len(wanted.rstrip(" ")))

    def _take_clinging(self, found: Found, owner: Owner, start: int, end: int) -> None:
        text = found.scene.folded.text
        first = text.rfind(" ", 0, start) + 1
        if text[first:start] in clinging(self._names[owner.watchlist, owner.item])[1]:
            found.add(owner.watchlist, owner.item, first, end)

    def _take_half(self, found: Found, owner: Owner, near: Range) -> None:
        name = self._names[owner.watchlist, owner.item]
        found.add(owner.watchlist, owner.item, *near, similarity=1 - 1 / len(name))

    def _take_list(self, found: Found, watchlist: int, alias: int, near: int) -> None:
        """File a name that shares its head with others, if it is in a list round a place."""
        text = found.scene.folded.text
        low, high = max(near - _REACH_CHARS, 0), near + _REACH_CHARS
        for head, before in heads_of(
            self._watchlists[watchlist].aliases[alias], self._names[watchlist, alias]
        ):
            at = text.find(f" {head}", low, high)
            while at >= 0:
                self._take_head(found, watchlist, alias, before, (at + 1, at + 1 + len(head)))
                at = text.find(f" {head}", at + 1, high)

    def _take_head(self, found: Found, watchlist: int, alias: int, before: int, head: Range) -> None:
        if not found.is_new_head(watchlist, alias, head) or not found.has_room(
            head[0], "head", watchlist, alias
        ):
            return  # a head stands in many a text without its rest; looking for that is dear
        name = self._names[watchlist, alias]
        scene, text = found.scene, found.scene.folded.text
        start, end = head
        if before > 0 and text.endswith(name[:before], 0, start):
            return  # the name in one piece, found as such
        end += text.startswith("s ", end) or (text.startswith("s", end) and end + 1 == len(text))
        if text[end : end + 1].isalpha() and not is_unspaced(name):
            return  # the head goes on
        field = scene.field_of(start, end)
        where = field and shared(scene.plain, scene.folded.span(start, end), name, before, field.source)
        if where:
            found.add_list(watchlist, alias, *scene.folded_range(*where))


def _groups(
    watchlists: Sequence[Watchlist], described: Mapping[tuple[int, int], Told]
) -> dict[tuple[int, int], list[set[int]]]:
    """Return by watchlist and number of a description the patterns of each of its groups."""
    groups: dict[tuple[int, int], list[set[int]]] = {}
    for (at, number), told in described.items():
        of = groups[at, number] = [set() for _ in watchlists[at].descriptions[number].groups]
        for pattern, owners in told.items():
            for one in owners:
                if one.part != UNLESS:
                    of[one.part].add(pattern)
    return groups


def _takes_away(watchlist: Watchlist) -> Callable[[Owner], bool]:
    """Return what says of a word whether it may make a long name of the watchlist count for nothing."""
    doubts_long_names = [bool(sense.of) for sense, _ in watchlist.exclude.sense_words]
    return lambda owner: (
        owner.kind is Kind.PHRASE or (owner.kind is Kind.SENSE and doubts_long_names[owner.item])
    )
