"""What people say of an article's match, Relevant or Not relevant, as values that can be learned from.

A mark holds what the score was made of and what stood around the names when it was set: other weights can be
tried on it later, also when the article is gone.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.core.model import ArticleText, Evidence

PASSAGE_CHARS = 120
"""What is kept of the text before a name, and of the text after it."""
PASSAGES_PER_ALIAS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """How strongly each circumstance of a score holds, before its weight; fields are named as in ``Weights``.

    All in 0..1, ``bias`` always 1. The score is the logistic function of the sum of weight times feature.
    """

    bias: float = 1.0
    title: float
    lead: float
    density: float
    alias: float
    variety: float
    context: float
    fuzzy_loss: float
    excluded: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A place where ``alias`` was found: its ``text`` there, and the whole words around it in that field."""

    alias: str
    before: str
    text: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One person's word on whether a story is about a watchlist's topic.

    There is one for each ``person`` (with its adapter: ``cli:anna``), story and watchlist; the last one
    counts. ``features`` and ``passages`` are what the match was when the mark was set, on ``article_id``.
    A near miss, in which names stand and none counts, has passages alone: it was not weighed.
    """

    watchlist_id: str
    story_id: int
    article_id: int
    person: str
    is_relevant: bool
    features: Features | None
    passages: tuple[Passage, ...]
    marked_at: datetime


def passages(text: ArticleText, evidence: Iterable[Evidence]) -> tuple[Passage, ...]:
    """Return the first ``PASSAGES_PER_ALIAS`` places of every alias, in the order of ``evidence``."""
    taken: Counter[str] = Counter()
    found = []
    for one in evidence:
        if taken[one.alias] < PASSAGES_PER_ALIAS:
            taken[one.alias] += 1
            found.append(_passage(getattr(text, one.field), one))
    return tuple(found)


def _passage(field: str, found: Evidence) -> Passage:
    first, last = max(found.start - PASSAGE_CHARS, 0), found.end + PASSAGE_CHARS
    before, after = field[first : found.start], field[found.end : last]
    # A word that was cut in two is none; where there are no spaces nothing tells.
    if first > 0 and " " in before:
        before = before.partition(" ")[2]
    if last < len(field) and " " in after:
        after = after.rpartition(" ")[0]
    return Passage(alias=found.alias, before=before, text=found.text, after=after)
