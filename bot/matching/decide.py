"""Which of the places where a name was found really name the topic.

A name may be ambiguous ("SCO"), stand inside something else ("SCO Group") or be defined by the article as
something else ("Santa Cruz Operation (SCO)"). Everything here works on the few places that were found, on
the text as written; nothing is looked up elsewhere.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.core.watchlist import Alias, Context
from bot.matching.fuzzy import STOP_WORDS

_MOSTLY_CAPITALS = 0.7
_LEAST_CAPITALS = 12
_DEFINITION_CHARS = 80
_STRONG_WEIGHT = 0.5
_EXCLUSION_COUNTS = 2.0
_SHORT_NAME_CHARS = 8

# "... (SCO", "... («ШОС»", ", or SCO"
_OPENS = re.compile(r"(?:[(（\[]\s*[\"“«'‘]?|,\s+(?:or|ou|o|oder|или)\s+)$")
_CLOSES = re.compile(r"\s*[\"”»'’]?\s*[)）\],;]")
_OPENS_AFTER = re.compile(r"^[\"”»'’]?\s*[(（\[]\s*([^)）\]]{3,80})[)）\]]")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Place:
    """A name found at ``source[start:end]`` of the article's joined text."""

    alias: int
    start: int
    end: int
    similarity: float = 1.0
    is_lone_word: bool = False  # approximate, and only one word: a neighbour in spelling may be meant

    def overlaps(self, start: int, end: int) -> bool:
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Mention:
    """A context word or an exclusion phrase; ``item`` is its number in the watchlist.

    ``worth``: how much it says about the sense of what stands near it.
    """

    item: int
    start: int
    end: int
    worth: float = 1.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The places that count, in text order, none inside another; and how many were excluded."""

    places: tuple[Place, ...]
    excluded: int


def decide(
    source: str,
    places: Collection[Place],
    *,
    aliases: Sequence[Alias],
    context: Context,
    context_mentions: Sequence[Mention],
    exclusions: Sequence[Mention],
    shouted: Sequence[tuple[int, int]],
) -> Verdict:
    """Judge the places of one watchlist.

    Args:
        source: the article's fields joined; all ranges point into it.
        shouted: ranges written in capitals, see ``is_shouted``: case proves nothing there.
    """
    kept = [place for place in places if _has_the_letters(source, place, aliases[place.alias])]
    free = [place for place in kept if not _is_excluded(place, exclusions)]
    strong: list[Place] = []
    doubtful: list[Place] = []
    for place in free:
        alias = aliases[place.alias]
        is_doubtful = _needs_context(place, alias, shouted) or (
            _is_short(alias)
            and any(each.worth and _is_near(place, each, context.window_chars) for each in exclusions)
        )
        (doubtful if is_doubtful else strong).append(place)
    vetoed = _defined_otherwise(source, free, strong)
    strong = [place for place in strong if _letters(source, place) not in vetoed]
    is_named = any(aliases[place.alias].weight >= _STRONG_WEIGHT for place in strong)
    settled = strong + [
        place
        for place in doubtful
        if _letters(source, place) not in vetoed
        and (is_named or _has_context(place, context, context_mentions, exclusions))
    ]
    return Verdict(tuple(_longest(settled)), len(kept) - len(free))


def is_shouted(text: str) -> bool:
    """Say whether ``text`` is written in capitals throughout, so that they mark no acronym."""
    cased = [char for char in text if char.isupper() or char.islower()]
    capitals = sum(char.isupper() for char in cased)
    return len(cased) >= _LEAST_CAPITALS and capitals > _MOSTLY_CAPITALS * len(cased)


def _has_the_letters(source: str, place: Place, alias: Alias) -> bool:
    """Compare letter by letter, case and accents included, where the alias asks for it ("ŞİÖ" is not "SIO").

    A lower-case word of the alias may begin with a capital: "SCO summit" is also "SCO Summit".
    """
    if not alias.is_case_exact:
        return True
    wanted, found = _words(alias.text), _words(source[place.start : place.end])
    if len(wanted) != len(found):  # written in one, with dots, or with something invisible inside
        return "".join(wanted) == "".join(found)
    return all(
        have == want or (want.islower() and have == want.capitalize())
        for want, have in zip(wanted, found, strict=True)
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text))


def _is_excluded(place: Place, exclusions: Sequence[Mention]) -> bool:
    """A phrase voids a name it touches, unless the name is the longer one (以上 + 合 in 上合组织)."""
    return any(
        place.overlaps(each.start, each.end) and each.end - each.start >= place.end - place.start
        for each in exclusions
    )


def _needs_context(place: Place, alias: Alias, shouted: Sequence[tuple[int, int]]) -> bool:
    if alias.needs_context or place.is_lone_word:
        return True
    return alias.is_case_exact and any(start <= place.start < end for start, end in shouted)


def _is_short(alias: Alias) -> bool:
    """Say whether a name is so short that another sense nearby puts it in doubt."""
    return " " not in alias.text and len(alias.text) <= _SHORT_NAME_CHARS


def _has_context(
    place: Place, context: Context, mentions: Sequence[Mention], exclusions: Sequence[Mention]
) -> bool:
    """Count different context words near the place; a phrase of another sense near it counts against."""
    speaking_for = {
        each.item: each.worth
        for each in mentions
        if _is_near(place, each, context.window_chars) and not place.overlaps(each.start, each.end)
    }
    against = {each.item: each.worth for each in exclusions if _is_near(place, each, context.window_chars)}
    balance = sum(speaking_for.values()) - _EXCLUSION_COUNTS * sum(against.values())
    return balance >= context.min_different


def _is_near(place: Place, mention: Mention, window_chars: int) -> bool:
    return mention.start < place.end + window_chars and place.start - window_chars < mention.end


def _defined_otherwise(source: str, places: Sequence[Place], strong: Sequence[Place]) -> set[str]:
    """Return the acronyms that the article spells out as something that is not this topic."""
    bound: set[str] = set()
    other: set[str] = set()
    for place in places:
        letters = _letters(source, place)
        if not (2 <= len(letters) <= 6 and letters.isupper()):
            continue
        meaning = _definition(source, place, letters)
        if meaning is None:
            continue
        is_ours = any(each is not place and each.overlaps(*meaning) for each in strong)
        (bound if is_ours else other).add(letters)
    return other - bound


def _definition(source: str, place: Place, letters: str) -> tuple[int, int] | None:
    """Return the range of the words that spell the acronym out, before "(ABC)" or in "ABC (...)"."""
    before = source[max(0, place.start - _DEFINITION_CHARS) : place.start]
    opens = _OPENS.search(before)
    if opens and (opens.group()[0] == "," or _CLOSES.match(source, place.end)):
        words = list(_WORD.finditer(before, 0, opens.start()))
        first = _spells_backwards([word.group() for word in words], letters)
        if first is not None:
            return place.start - len(before) + words[first].start(), place.start
    after = _OPENS_AFTER.match(source[place.end : place.end + _DEFINITION_CHARS + 8])
    if after and _spells_backwards(_WORD.findall(after.group(1)), letters) == 0:
        return place.end + after.start(1), place.end + after.end(1)
    return None


def _spells_backwards(words: Sequence[str], letters: str) -> int | None:
    """Return the number of the word where the acronym's spelling begins, reading from its end."""
    at = len(words) - 1
    for letter in reversed(letters):
        while at >= 0 and words[at].lower() in STOP_WORDS and words[at][0].upper() != letter:
            at -= 1
        if at < 0 or words[at][0].upper() != letter:
            return None
        at -= 1
    return at + 1


def _letters(source: str, place: Place) -> str:
    return "".join(_words(source[place.start : place.end]))


def _longest(places: Sequence[Place]) -> list[Place]:
    """Of overlapping places keep the exact ones, then the longest; return them in text order."""
    kept: list[Place] = []  # in text order, none overlapping: only the two neighbours can be in the way
    for place in sorted(
        places, key=lambda each: (each.similarity < 1, each.start - each.end, each.start, each.alias)
    ):
        at = bisect_left(kept, place.start, key=lambda each: each.start)
        if not any(place.overlaps(each.start, each.end) for each in kept[max(at - 1, 0) : at + 1]):
            kept.insert(at, place)
    return kept
