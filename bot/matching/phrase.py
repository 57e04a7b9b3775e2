"""Whether words of a text that each stand for a word of a name together name it.

Every content word of the name must have a place of its own. They stand in the name's order with hardly
anything between, or in another order that prepositions explain ("corridor between China and Pakistan").
A name of the same build ("China-Myanmar Economic Corridor"), or the same words said of something else
("Silk Road health food store"), is not the name.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise, product
from operator import itemgetter
from typing import NamedTuple

from bot.matching.word_forms import How, Partner, keys, word_similarity
from bot.matching.words import BETWEEN, BINDING, CONJUNCTIONS, OF_PLACE, PREPOSITIONS, STOP_WORDS

_REORDERED, _WITH_EXTRA = 0.97, 0.92
_SPLIT = 0.95
_LEAST_SIMILARITY = 0.80
_LEAST_WORDS_FOR_EXTRA = 4
_LEAST_SURE_FOR_SHORT = 2
_BEGINNINGS = (How.SHORT, How.PIECE)
_POLISH_AND = "a"
OUTSIDE = 3
"""How many more words than it has itself a name may reach from its rarest word."""


class Phrase(NamedTuple):
    """A folded name of two content words or more; ``anchor`` is the number of the rarest of them."""

    words: tuple[str, ...]
    content: tuple[str, ...]
    anchor: int


class _Spot(NamedTuple):
    """Words ``first`` to ``last`` of a text, which stand for one word of a name."""

    first: int
    last: int
    similarity: float
    how: How


class Reading(NamedTuple):
    """Words ``first`` to ``last`` of a text, which name a phrase."""

    first: int
    last: int
    similarity: float


def readings(
    phrase: Phrase, words: Sequence[str], partners: Sequence[Mapping[str, Partner]], at: int
) -> list[Reading]:
    """Return the closest way to read the name round word ``at``, which stands for its anchor.

    A second one is returned that ends on the other side of ``at``, should the first run over a border
    that the words do not show.

    Args:
        words: of the text, folded, those within reach. ``partners``: what each of them may stand for.
    """
    options = []
    most = 3 if len(phrase.content) <= 3 else 2 if len(phrase.content) <= 5 else 1
    standing = [place for place, known in enumerate(partners) if known]
    for number in range(len(phrase.content)):
        places = (at,) if number == phrase.anchor else standing
        spots = _spots(phrase, number, words=words, partners=partners, places=places)
        if not spots:
            return []
        options.append(sorted(spots, key=lambda spot: abs(spot.first - at))[:most])
    found = []
    for chosen in product(*options):
        similarity = _similarity(phrase, words, chosen)
        if similarity >= _LEAST_SIMILARITY:
            found.append(
                Reading(min(spot.first for spot in chosen), max(spot.last for spot in chosen), similarity)
            )
    found.sort(key=lambda each: (each.last - each.first, -each.similarity))
    other = [
        each for each in found[1:]
        if (each.first < found[0].first) != (each.last > found[0].last) and not _holds(each, found[0])
    ]  # fmt: skip
    return found[:1] + other[:1]


def _holds(outer: Reading, inner: Reading) -> bool:
    return outer.first <= inner.first and inner.last <= outer.last


def _spots(
    phrase: Phrase,
    number: int,
    *,
    words: Sequence[str],
    partners: Sequence[Mapping[str, Partner]],
    places: Iterable[int],
) -> list[_Spot]:
    asked = tuple(keys(phrase.content, number))
    spots = []
    for at in places:
        standing = partners[at]
        for key in asked:
            if key in standing:
                spot = _spot(standing[key], at, phrase.content[number], words)
                if spot:
                    spots.append(spot)
                break
    return spots


def _spot(partner: Partner, at: int, wanted: str, words: Sequence[str]) -> _Spot | None:
    if partner.how in _BEGINNINGS:
        whole = word_similarity(words[at] + words[at + 1], wanted) if at + 1 < len(words) else 0.0
        if whole:
            return _Spot(at, at + 1, _SPLIT * whole, How.WORD)
        if partner.how is How.PIECE:
            return None
    return _Spot(at, at, partner.similarity, partner.how)


def _similarity(phrase: Phrase, words: Sequence[str], chosen: Sequence[_Spot]) -> float:
    """Weigh the words chosen, which are in the name's order; 0 when together they are not the name."""
    in_order = sorted(chosen, key=itemgetter(0))
    if in_order[-1].last - in_order[0].first > len(phrase.words) + OUTSIDE:
        return 0.0
    hows = [spot.how for spot in chosen]
    between: list[str] = []
    for before, after in pairwise(in_order):
        if after.first > before.last:
            between += words[before.last + 1 : after.first]
        elif not before.how is after.how is How.JOINED:
            return 0.0
    if How.JOINED in hows and _has_half_a_joined(chosen):
        return 0.0
    short = hows.count(How.SHORT)
    if short and len(chosen) - short < _LEAST_SURE_FOR_SHORT:
        return 0.0
    factor = _order_factor(phrase, words, chosen, between)
    if not factor:
        return 0.0
    alike = sum(len(word) * spot.similarity for word, spot in zip(phrase.content, chosen, strict=True))
    return factor * alike / sum(map(len, phrase.content))


def _has_half_a_joined(chosen: Sequence[_Spot]) -> bool:
    """Say whether a word that is two names' words written as one stands for one of them alone."""
    return any(
        spot.how is How.JOINED
        and not any(
            other.first == spot.first and other.how is How.JOINED
            for other in (*chosen[max(number - 1, 0) : number], *chosen[number + 1 : number + 2])
        )
        for number, spot in enumerate(chosen)
    )


def _order_factor(
    phrase: Phrase, words: Sequence[str], chosen: Sequence[_Spot], between: Sequence[str]
) -> float:
    extra = [word for word in between if word not in STOP_WORDS]
    if extra and _has_number(extra) and _has_number(phrase.content):
        return 0.0
    if all(before.first <= after.first for before, after in pairwise(chosen)):
        return _factor_in_order(phrase, between, extra)
    if extra or _has_number(phrase.content) or _count(phrase.words, PREPOSITIONS):
        return 0.0
    is_explained = _count(between, BINDING) and _keeps_order_between_prepositions(words, chosen)
    return _REORDERED if is_explained or _has_two_swapped(chosen) else 0.0


def _factor_in_order(phrase: Phrase, between: Sequence[str], extra: Sequence[str]) -> float:
    """Judge what stands between: one more word in a long name, but no "of" of its own, hardly an "and"."""
    if not between and len(phrase.words) == len(phrase.content):
        return 1.0
    # What an apostrophe parts ("здоров'я") is one word.
    is_long = sum(len(word) > 1 for word in phrase.content) >= _LEAST_WORDS_FOR_EXTRA
    prepositions, wanted = _count(between, PREPOSITIONS), _count(phrase.words, PREPOSITIONS)
    more_conjunctions = _count(between, CONJUNCTIONS) - _count(phrase.words, CONJUNCTIONS)
    if _count(between, BETWEEN) > _count(phrase.words, BETWEEN):
        # "between organisations" puts nothing between two.
        is_between_two = more_conjunctions > 0 or prepositions > wanted + 1 or _POLISH_AND in between
        return _REORDERED if is_between_two and not extra else 0.0
    if (
        len(extra) > is_long
        or more_conjunctions > (is_long and not extra)
        or prepositions > wanted
        or (prepositions < wanted and not is_long)
        or (_count(between, OF_PLACE) != _count(phrase.words, OF_PLACE) and not is_long)  # banks in China
    ):
        return 0.0
    return _WITH_EXTRA if extra or more_conjunctions > 0 else 1.0


def _has_two_swapped(chosen: Sequence[_Spot]) -> bool:
    """Say whether a long name stands there whole but for two neighbours that changed places."""
    by_place = sorted(range(len(chosen)), key=lambda number: chosen[number].first)
    moved = [number for place, number in enumerate(by_place) if place != number]
    return len(chosen) >= _LEAST_WORDS_FOR_EXTRA and len(moved) == 2 and abs(moved[0] - moved[1]) == 1


def _keeps_order_between_prepositions(words: Sequence[str], chosen: Sequence[_Spot]) -> bool:
    """Say whether words that no preposition parts keep the name's order ("corridor | with Pakistan").

    Not all may be parted: "an organisation in Shanghai for cooperation" is any.
    """
    by_place = sorted(range(len(chosen)), key=lambda number: chosen[number].first)
    parted = [
        any(words[at] in PREPOSITIONS for at in range(chosen[before].last + 1, chosen[after].first))
        for before, after in pairwise(by_place)
    ]
    return (len(chosen) == 2 or not all(parted)) and all(
        is_parted or before < after
        for is_parted, (before, after) in zip(parted, pairwise(by_place), strict=True)
    )


def _has_number(words: Iterable[str]) -> bool:
    return any(map(str.isdigit, words))


def _count(words: Iterable[str], wanted: Collection[str]) -> int:
    return sum(word in wanted for word in words)
