"""A query's terms in a text as it was written: where they stand, for bold words and for ranks."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.core.query import Query, Term, Way
from bot.matching.fold import fold
from bot.search import tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a term of the clause with this number stands: a half-open range of code points."""

    start: int
    end: int
    clause: int


class Finder:
    """Finds the terms of one query; made once for a page of results."""

    def __init__(self, query: Query) -> None:
        self.clauses = len(query.clauses)
        self._patterns = [
            (number, re.compile(pattern))
            for number, clause in enumerate(query.clauses)
            if (pattern := "|".join(filter(None, map(_pattern, clause.alternatives))))
        ]

    def places(self, text: str) -> list[Place]:
        """Return where terms stand, in text order; of two that overlap the first."""
        if not self._patterns or not text:
            return []
        folded = fold(text)
        found = sorted(
            (one.start(), -one.end(), number)
            for number, pattern in self._patterns
            for one in pattern.finditer(folded.text)
        )
        places: list[Place] = []
        for first, last, number in found:
            start, end = folded.span(first, -last)
            if not places or start >= places[-1].end:
                places.append(Place(start=start, end=end, clause=number))
        return places

    def places_in_each(self, texts: Sequence[str]) -> list[list[Place]]:
        """Return for each text where terms stand in it; many short ones cost little more than one."""
        starts = [0, *accumulate(len(text) + len(_BETWEEN) for text in texts)]
        found: list[list[Place]] = [[] for _ in texts]
        for place in self.places(_BETWEEN.join(texts)):
            number = bisect_right(starts, place.start) - 1
            start, end = place.start - starts[number], place.end - starts[number]
            if end <= len(texts[number]):  # else a phrase reaches into the next text
                found[number].append(Place(start=start, end=end, clause=place.clause))
        return found


_BETWEEN = "\n\n"
"""Folding joins nothing over an empty line."""


def _pattern(term: Term) -> str:
    """Return what finds a term in folded text, empty where it has no letter.

    Words stand between spaces there; Han and kana have none between them, so any part of a run is found.
    """
    runs = tokens.runs(term.text)
    if not runs:
        return ""
    before = "" if tokens.is_han(runs[0]) else r"(?<!\S)"
    after = "" if tokens.is_han(runs[-1]) else r"\S*" if term.how is Way.PREFIX else r"(?!\S)"
    return before + re.escape(" ".join(runs)) + after
