"""What people say of an article's match, Relevant or Not relevant, as values that can be learned from.

A mark holds what the score was made of when the mark was set, so that other weights can be tried on it later.
"""

from dataclasses import dataclass


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
