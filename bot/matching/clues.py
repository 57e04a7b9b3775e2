"""What speaks for and against a name meaning the topic, as log-odds that add up to a confidence.

Each clue names its rule and what was seen, so that the sum can be shown to a reader. The values were set by
hand on labelled texts; a clue of minus infinity is a veto.
"""

import math
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

VETO = -math.inf

CONTEXT = (2.0, 1.6, 0.8, 0.4)
"""What the first, second ... different context word is worth; further ones add nothing."""
WEAK = (1.0, 1.0, 0.5, 0.3)
SENSE = (3.2, 1.8, 1.0, 0.6)
BESIDE = 2.5
AFFIX = 1.5
DEFINED = 6.0
DESCRIBED = 1.0
NAMED = 4.0
SAME_LETTERS = 3.0
OTHER_ARTICLE = -6.0
OTHER_INITIALS = -4.2
OTHER_NAME = -5.0
SCORE = -4.0
SURNAME = -2.5
LONGER_WORD = -2.5
SHOUTED = -1.5
LOWER_CASE = -1.8
COUNTRY = 0.8
SILENCE = -0.8

_DOUBT = 2.0
_LIKELY = 0.7
_SURE = 0.98
_LONE_WORD = 0.2


class Rule(StrEnum):
    """The rules, in words for readers."""

    NAME = "name"
    DESCRIBED = "description"
    EXCLUDED = "excluded phrase"
    STRADDLES = "across two words"
    OTHER_CASE = "written otherwise"
    OTHER_INITIALS = "other words with its initials"
    OTHER_MEANING = "spelt out as something else"
    DEFINED = "spelt out as the topic"
    NAMED = "full name in the article"
    SAME_LETTERS = "settled elsewhere in the article"
    OTHER_SENSE = "something else elsewhere in the article"
    BESIDE = "word beside it"
    AFFIX = "affix"
    CONTEXT = "context"
    WEAK = "weak context"
    SENSE = "another sense"
    OTHER_ARTICLE = "article about something else"
    OTHER_NAME = "part of another name"
    SCORE = "beside a score"
    SURNAME = "after a surname"
    LONGER_WORD = "inside a longer word"
    SHOUTED = "headline in capitals"
    LOWER_CASE = "in small letters"
    COUNTRY = "outlet's country"
    SILENCE = "nothing around it"


class Clue(NamedTuple):
    """One reason: its rule, what was seen, and how far it moves the log-odds."""

    rule: Rule
    detail: str
    value: float


def prior(weight: float, *, needs_context: bool, is_lone_slip: bool) -> float:
    """Return the log-odds that a name of this weight means the topic, nothing else being known."""
    if is_lone_slip:
        share = _LONE_WORD
    elif needs_context:
        share = min(max(weight, 1 - _SURE), _SURE)
    else:
        share = _LIKELY + (_SURE - _LIKELY) * weight
    return math.log(share / (1 - share)) - _DOUBT * needs_context


def falling(rule: Rule, seen: Iterable[str], worths: tuple[float, ...], *, sign: int = 1) -> list[Clue]:
    """Return a clue for each thing seen, each worth less than the one before."""
    return [Clue(rule, detail, sign * worth) for detail, worth in zip(seen, worths, strict=False)]


def confidence(clues: Iterable[Clue]) -> float:
    """Return how sure the clues together are, 0..1; 0 with a veto among them."""
    logit = sum(clue.value for clue in clues)
    if logit == VETO:
        return 0.0
    return 1 / (1 + math.exp(-logit))
