"""The newest articles that fit a query -> the same in order of relevance.

The title counts most, then the summary. How frequent a word is counts nothing, for all candidates come from
one query: what tells them apart is where its terms stand, how much else stands there, and age.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.core.query import Query
from bot.search.finder import Finder, Place

_TITLE, _SUMMARY, _SHORT_TITLE, _CLOSE = 3.0, 1.0, 1.0, 1.0
_OLDER = 0.004
"""What each newer article costs: 250 of them weigh as much as standing in the summary."""
_CLOSE_CHARS = 3
"""Between two terms that belong together: a space, a hyphen, a comma and a space."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What of an article is looked at."""

    article_id: int
    title: str
    summary: str


def best_first(query: Query, candidates: Sequence[Candidate]) -> list[int]:
    """Return the ids of the candidates, which come newest first, best first; equal ones stay as they come."""
    finder = Finder(query)
    titles = finder.places_in_each([one.title for one in candidates])
    summaries = finder.places_in_each([one.summary for one in candidates])
    scores = {
        one.article_id: _worth(one.title, title, summary, clauses=finder.clauses) - _OLDER * place
        for place, (one, title, summary) in enumerate(zip(candidates, titles, summaries, strict=True))
    }
    return sorted(scores, key=scores.__getitem__, reverse=True)


def _worth(text: str, title: Sequence[Place], summary: Sequence[Place], *, clauses: int) -> float:
    """Return what the terms in an article's title, whose text is ``text``, and in its summary are worth."""
    in_title, in_summary = (len({place.clause for place in places}) for places in (title, summary))
    share = sum(place.end - place.start for place in title) / max(1, len(text))
    is_close = any(
        before.clause != after.clause and after.start - before.end <= _CLOSE_CHARS
        for places in (title, summary)
        for before, after in pairwise(places)
    )
    return (
        (_TITLE * in_title + _SUMMARY * in_summary) / max(1, clauses)
        + _SHORT_TITLE * share
        + _CLOSE * is_close
    )
