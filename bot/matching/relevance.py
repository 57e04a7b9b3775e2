"""How much an article is about a topic it names: 0..1 from a few named components.

Each circumstance is first measured (a feature, 0..1), then weighed. The score is the logistic function of
the weighted sum, so each component says by itself how far it moved the result.
"""

import math
from collections.abc import Sequence
from dataclasses import fields
from typing import NamedTuple

from bot.core.mark import Features
from bot.core.watchlist import Weights

_LEAD_CHARS = 1500
_DENSITY_WORDS = 120
_BEST_FINDS = 6
_FULL = 3  # different names, or context words, that earn a component's whole weight
_NAMES = tuple(each.name for each in fields(Features))


class Find(NamedTuple):
    """One place where a name stands, as the score sees it.

    ``weight`` and ``similarity`` in 0..1. ``lead_chars``: characters of summary and body before it; None
    in the title.
    """

    alias: str
    weight: float
    similarity: float
    lead_chars: int | None

    @property
    def worth(self) -> float:
        return self.weight * self.similarity


class Components(NamedTuple):
    """What each circumstance adds to the score, before the logistic function: its weight times its feature.

    ``features`` are what was weighed.
    """

    bias: float
    title: float
    lead: float
    density: float
    alias: float
    variety: float
    context: float
    fuzzy_loss: float
    excluded: float
    features: Features

    @property
    def score(self) -> float:
        return logistic(sum(getattr(self, name) for name in _NAMES))


def logistic(logit: float) -> float:
    """Return 0..1, also for weights so large that their exponential is not a number any more."""
    small = math.exp(-abs(logit))
    return (1.0 if logit >= 0 else small) / (1 + small)


def relevance(
    finds: Sequence[Find],
    *,
    words: int,
    has_text: bool,
    context_words: int,
    excluded: int,
    weights: Weights = Weights(),  # noqa: B008 -- frozen
) -> Components:
    """Weigh the places where one topic is named.

    Args:
        finds: not empty.
        words: length of the whole article.
        has_text: whether there is more than a title; a bare headline leads by itself.
        context_words: different ones found in the article.
        excluded: places where a name stood inside something else ("SCO Group").
        weights: the watchlist's.
    """
    worths = [find.worth for find in finds]
    in_title = [find.worth for find in finds if find.lead_chars is None]
    leads = [find.lead_chars for find in finds if find.lead_chars is not None]
    density = math.log1p(sum(worths)) / math.log1p(max(words, 1) / _DENSITY_WORDS)
    features = Features(
        title=max(in_title, default=0.0),
        lead=math.exp(-min(leads) / _LEAD_CHARS) if leads else float(not has_text),
        density=min(density, 1.0),
        alias=1 - math.prod(1 - 0.9 * worth for worth in sorted(worths, reverse=True)[:_BEST_FINDS]),
        variety=min(len({find.alias for find in finds}) / _FULL, 1.0),
        context=min(context_words / _FULL, 1.0),
        fuzzy_loss=1 - max(find.similarity for find in finds),
        excluded=excluded / (excluded + len(finds)),
    )
    weighed = {name: getattr(weights, name) * getattr(features, name) for name in _NAMES}
    return Components(**weighed, features=features)
