"""Which of the places where a name was found really name the topic, and how sure that is.

A name may be ambiguous ("SCO"), stand inside something else ("SCO Group") or be spelt out by the article as
something else ("Santa Cruz Operation (SCO)"). Every place collects clues for and against; their sum decides.
Everything works on the few places that were found; nothing is looked up elsewhere.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.core.watchlist import Alias, Watchlist
from bot.matching.clues import (
    DEFINED,
    NAMED,
    OTHER_INITIALS,
    SAME_LETTERS,
    VETO,
    Clue,
    Rule,
    confidence,
    prior,
)
from bot.matching.definition import definition, initials, is_by_ear, is_title_case
from bot.matching.letter_case import case_clue, letters_of
from bot.matching.scene import Place, Range, Scene
from bot.matching.surroundings import Surroundings
from bot.matching.variants import is_acronym

ACCEPTED = 0.5
"""The confidence from which a place counts."""

_SETTLED = 0.75
_OTHERWISE = frozenset({Rule.SENSE, Rule.OTHER_NAME})
_IN_ANOTHER = frozenset({Rule.EXCLUDED, Rule.LONGER_WORD})
_STRONG_WEIGHT = 0.5
_SHORT_NAME_CHARS = 8
_SHORT_HAN_CHARS = 3


class Judgement(NamedTuple):
    """A place and what spoke for and against it, which adds up to a confidence."""

    place: Place
    clues: tuple[Clue, ...]
    confidence: float

    @classmethod
    def of(cls, place: Place, clues: tuple[Clue, ...]) -> "Judgement":
        return cls(place, clues, confidence(clues))

    @property
    def is_accepted(self) -> bool:
        return self.confidence >= ACCEPTED

    @property
    def leaning(self) -> float:
        """What speaks for (positive) or against it, apart from the name itself."""
        return sum(clue.value for clue in self.clues if clue.rule is not Rule.NAME)

    @property
    def is_denied(self) -> bool:
        """Whether something says what it means instead; a longer word or phrase says so of itself alone."""
        if self.is_accepted:
            return False
        rules = {clue.rule for clue in self.clues}
        return not rules.isdisjoint(_OTHERWISE) and rules.isdisjoint(_IN_ANOTHER)

    @property
    def is_excluded(self) -> bool:
        return any(clue.rule is Rule.EXCLUDED for clue in self.clues)

    @property
    def has_other_case(self) -> bool:
        return any(clue.rule is Rule.OTHER_CASE for clue in self.clues)

    def with_clue(self, clue: Clue) -> "Judgement":
        return Judgement.of(self.place, (*self.clues, clue))


def decide(
    scene: Scene, places: Collection[Place], *, watchlist: Watchlist, around: Surroundings
) -> list[Judgement]:
    """Judge the places of one watchlist in one article; return them in text order."""
    ordered = sorted(places, key=lambda place: (place.start, place.end, place.alias))
    judged = [
        Judgement.of(place, tuple(_own_clues(scene, place, watchlist.aliases[place.alias], around)))
        for place in ordered
    ]
    judged = _with_definitions(scene, judged, around)
    judged = _with_other_sense(scene, judged, watchlist.aliases)
    judged = _with_full_names(scene, judged, watchlist.aliases)
    return _with_same_letters(scene, judged)


def longest(judged: Sequence[Judgement], aliases: Sequence[Alias]) -> list[Judgement]:
    """Of overlapping accepted places keep names as written, then what a regex found, then the approximate.

    Of these the longest; return them in text order.

    A longer name that is there and too doubtful to count (北斗杯) takes the ambiguous one in it with it.
    """
    doubtful = _InOrder(
        one
        for one in judged
        if 0 < one.confidence < ACCEPTED
        and one.place.similarity == 1
        and not aliases[one.place.alias].is_regex
    )
    kept: list[Judgement] = []
    starts: list[int] = []
    for one in sorted(
        (one for one in judged if one.is_accepted),
        key=lambda one: (
            one.place.similarity < 1,
            aliases[one.place.alias].is_regex,
            -one.place.length,
            one.place.start,
        ),
    ):
        start, end = one.place.start, one.place.end
        at = bisect_left(starts, start)
        # None of those kept overlap, so that only the two neighbours can be in the way.
        if any(other.place.overlaps(start, end) for other in kept[max(at - 1, 0) : at + 1]):
            continue
        if not is_ambiguous(aliases[one.place.alias]) or not any(
            longer.place.start <= start and end <= longer.place.end and longer.place.length > end - start
            for longer in doubtful.over(start, end)
        ):
            kept.insert(at, one)
            starts.insert(at, start)
    return kept


def is_ambiguous(alias: Alias) -> bool:
    """Say whether a name may well be somebody else's too, in whatever spelling it stands."""
    if alias.needs_context:
        return True
    is_han = "\u3400" <= alias.text[:1] <= "\u9fff"
    return " " not in alias.text and len(alias.text) <= (_SHORT_HAN_CHARS if is_han else _SHORT_NAME_CHARS)


def _own_clues(scene: Scene, place: Place, alias: Alias, around: Surroundings) -> Iterator[Clue]:
    yield Clue(
        Rule.NAME,
        alias.text,
        prior(alias.weight, needs_context=alias.needs_context, is_lone_slip=place.is_lone_slip),
    )
    is_shouted = alias.is_case_exact and scene.is_shouted(place)
    if alias.is_case_exact and (
        clue := case_clue(scene.plain, *place.source, wanted=alias.text, is_shouted=is_shouted)
    ):
        yield clue
    yield from around.vetoes(place)
    if place.is_lone_slip or is_ambiguous(alias):
        yield from around.clues(place, is_shouted=is_shouted)
    elif around.is_doubted(place):
        yield from around.clues_to_sense(place)


def _with_definitions(scene: Scene, judged: Sequence[Judgement], around: Surroundings) -> list[Judgement]:
    """Bind acronyms that the article spells out as the topic, void or doubt those it spells out otherwise.

    What is spelt out as something else means that from there on; before, or by ear, it is only doubted.
    """
    acronyms = {letters for one in judged if is_acronym(letters := _letters(scene, one))}
    if not acronyms:
        return list(judged)
    ours, others = _spelt_out(scene, judged, around)
    doubts = {
        letters: _other_initials(scene, letters, judged, around) for letters in acronyms - ours - set(others)
    }

    def clue(one: Judgement) -> Clue | None:
        letters = _letters(scene, one)
        if letters in ours:
            return Clue(Rule.DEFINED, letters, DEFINED)
        if letters in others:
            (start, _), meaning = others[letters]
            is_doubt = one.place.source[1] <= start or is_by_ear(meaning, letters)
            return Clue(Rule.OTHER_MEANING, meaning, OTHER_INITIALS if is_doubt else VETO)
        return doubts.get(letters)

    return [one.with_clue(found) if (found := clue(one)) else one for one in judged]


def _spelt_out(
    scene: Scene, judged: Sequence[Judgement], around: Surroundings
) -> tuple[set[str], dict[str, tuple[Range, str]]]:
    """Return the acronyms spelt out as the topic; and those spelt out otherwise, where and as what first."""
    ours: set[str] = set()
    others: dict[str, tuple[Range, str]] = {}
    accepted = _InOrder(one for one in judged if one.is_accepted)
    for one in judged:
        letters = _letters(scene, one)
        field = scene.field_of(one.place.start, one.place.end)
        if not is_acronym(letters) or letters in ours or field is None:
            continue
        meaning = definition(scene.plain, one.place.source, letters, within=field.source)
        if meaning is None:
            continue
        first, last = scene.folded_range(*meaning)
        words = scene.plain[slice(*meaning)].strip()
        if any(each is not one for each in accepted.over(first, last)):
            ours.add(letters)
        elif not (is_by_ear(words, letters) and around.has_any_context(first, last)):
            others.setdefault(letters, (meaning, words))
    return ours, others


def _other_initials(
    scene: Scene, letters: str, judged: Sequence[Judgement], around: Surroundings
) -> Clue | None:
    """Return words that spell an acronym and are neither a name nor context of the topic, as a clue."""
    accepted = _InOrder(one for one in judged if one.is_accepted)
    for field in around.fields:
        for start, end in initials(scene.plain, *field.source, letters):
            first, last = scene.folded_range(start, end)
            if around.has_context(first, last) or any(accepted.over(first, last)):
                continue
            # Where every word has a capital, some in a row may well be no name.
            worth = OTHER_INITIALS / 2 if is_title_case(scene.plain[slice(*field.source)]) else OTHER_INITIALS
            return Clue(Rule.OTHER_INITIALS, scene.plain[start:end], worth)
    return None


class _InOrder:
    """Judgements by place."""

    def __init__(self, judged: Iterable[Judgement]) -> None:
        """Take judgements in text order."""
        self._all = list(judged)
        self._starts = [one.place.start for one in self._all]
        self._longest = max((one.place.length for one in self._all), default=0)

    def over(self, start: int, end: int) -> Iterator[Judgement]:
        """Yield those that overlap a range of the folded text."""
        first = bisect_left(self._starts, start - self._longest)
        for one in self._all[first : bisect_left(self._starts, end)]:
            if one.place.overlaps(start, end):
                yield one


def _letters(scene: Scene, one: Judgement) -> str:
    """Return the letters of a place, an acronym without its plural s."""
    letters = letters_of(scene.plain[slice(*one.place.source)])
    return letters[:-1] if letters.endswith("s") and is_acronym(letters[:-1]) else letters


def _with_full_names(scene: Scene, judged: Sequence[Judgement], aliases: Sequence[Alias]) -> list[Judgement]:
    """Let a name that is sure of itself speak for the doubtful ones elsewhere in the article."""
    sure = [
        one
        for one in judged
        if one.confidence >= _SETTLED
        and not aliases[one.place.alias].needs_context
        and aliases[one.place.alias].weight >= _STRONG_WEIGHT
    ]
    return [
        _named(scene, one, sure, aliases) if sure and one.confidence < _SETTLED else one for one in judged
    ]


def _named(scene: Scene, one: Judgement, sure: Sequence[Judgement], aliases: Sequence[Alias]) -> Judgement:
    for other in sure:
        is_elsewhere = not one.place.overlaps(other.place.start, other.place.end)
        if is_elsewhere and _letters(scene, one) != _letters(scene, other):
            return one.with_clue(Clue(Rule.NAMED, aliases[other.place.alias].text, NAMED))
    return one


def _with_other_sense(scene: Scene, judged: Sequence[Judgement], aliases: Sequence[Alias]) -> list[Judgement]:
    """Where nothing speaks for them, doubt letters that mean something else at one place and ours at none."""
    text = scene.folded.text
    denied = {one.place.letters(text) for one in judged if one.is_denied}
    if not denied:
        return list(judged)
    denied -= {one.place.letters(text) for one in judged if one.confidence >= _SETTLED and one.leaning > 0}
    return [
        one.with_clue(Clue(Rule.OTHER_SENSE, letters, -SAME_LETTERS))
        if one.confidence > 0
        and one.leaning <= 0
        and is_ambiguous(aliases[one.place.alias])
        and (letters := one.place.letters(text)) in denied
        else one
        for one in judged
    ]


def _with_same_letters(scene: Scene, judged: Sequence[Judgement]) -> list[Judgement]:
    """One acronym means one thing in one article: what is settled at one place helps at the others."""
    text = scene.folded.text
    settled = {one.place.letters(text) for one in judged if one.confidence >= _SETTLED}
    return [
        one.with_clue(Clue(Rule.SAME_LETTERS, letters, SAME_LETTERS))
        if 0 < one.confidence < _SETTLED and (letters := one.place.letters(text)) in settled
        else one
        for one in judged
    ]
