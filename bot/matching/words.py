"""What of a folded name carries meaning, and which names are long enough to be looked for misspelt."""

import re

from bot.matching.letters import UNSPACED

# Words that carry a name's grammar, not its meaning; they may differ freely.
_ARTICLES = (
    "a an the s d l t la le les el los las il lo i gli der die das den dem des o os as al "
    "का के की को ने كا كي كو ني"
)
_BINDING = (
    "of for with de del di da du do della delle dello degli der fur von pour per para por mit с для по z "
    "dla pro ile icin uchun менен мен пен бен من براي با से سي"
)
_OF_PLACE = "in on to by from zu в во о об на от при з у w na في में पर مين پر"
_BETWEEN = "between entre zwischen tra fra mezi medzi miedzy arasinda arasindaki между між بين درميان बीच"
_CONJUNCTIONS = "and y e et und и та й і i ve va och og و او اور और жана және"

BETWEEN = frozenset(_BETWEEN.split())
ARTICLES = frozenset(_ARTICLES.split())
BINDING = frozenset(_BINDING.split()) | BETWEEN
"""Prepositions that join what they stand between: a road of silk, but a clinic on the road."""

OF_PLACE = frozenset(_OF_PLACE.split())
PREPOSITIONS = BINDING | OF_PLACE
CONJUNCTIONS = frozenset(_CONJUNCTIONS.split())
STOP_WORDS = ARTICLES | PREPOSITIONS | CONJUNCTIONS

_UNSPACED_RUN = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in UNSPACED) + "]+")
LEAST_LETTERS = 6
"""So many has a name of which misspellings are looked for."""
_LEAST_DECLINED = 5
_LEAST_UNSPACED = 5


def content_words(folded: str) -> tuple[str, ...]:
    return tuple([word for word in folded.split(" ") if word not in STOP_WORDS])


def is_unspaced(folded: str) -> bool:
    """Say whether a folded name is written wholly in a script without spaces."""
    return _UNSPACED_RUN.fullmatch(folded) is not None


def is_long_enough(folded: str) -> bool:
    """Say whether misspellings of a folded name, or cases of a Cyrillic one, can be told from other words."""
    if is_unspaced(folded):
        return len(folded) >= _LEAST_UNSPACED
    words = content_words(folded)
    letters = sum(map(len, words))
    return letters >= LEAST_LETTERS or (
        len(words) == 1 and letters >= _LEAST_DECLINED and "\u0400" <= words[0][0] <= "\u052f"
    )
