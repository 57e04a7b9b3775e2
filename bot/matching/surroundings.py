"""What stands around a name in its article, as clues to what it means there.

Words count by being different, not by being many; what overlaps the name itself proves nothing, there and
wherever the name stands again. Words in the title count as near to every name of the article.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice

from bot.core.watchlist import Sense, Watchlist
from bot.matching import clues as worth
from bot.matching.automaton import Kind
from bot.matching.clues import VETO, Clue, Rule, falling
from bot.matching.covered import Covered
from bot.matching.letter_case import letters_of
from bot.matching.neighbours import AFTER, BEFORE, HAN_AFTER, HAN_SURNAMES, SURNAMES
from bot.matching.remembered import remembered
from bot.matching.scene import Place, Range, Scene
from bot.matching.segment import Standing, cuts_a_neighbour, is_han, is_in_doubt, neighbours, standing
from bot.matching.variants import fold_name, is_acronym
from bot.matching.words import STOP_WORDS

_SILENT_CHARS = 400
_GAP_CHARS = 16
_MOST_CLUES = 4  # of one kind of words more count for nothing
_WORD_BEFORE = re.compile(r"(\w+)\.? [\"“«'‘]?\Z")
_WORD_AFTER = re.compile(r"[\"”»'’]? (\w+)")
# A country's team: "KAZ 0-2 SCO", "PAK v SCO", "SCO 14-7 ENG".
_SCORE_BEFORE = re.compile(r"\b[A-Z]{3}(?: \d{1,3}\s?[-–:]\s?\d{1,3}| v) \Z")
_SCORE_AFTER = re.compile(r" (?:\d{1,3}\s?[-–:]\s?\d{1,3} [A-Z]{3}\b|v [A-Z]{3}\b)")
_SUFFIX = re.compile(r"\A(?:['’ʼ`]\w{1,4}|\.)")  # the last, of an acronym with dots
_AFFIX = re.compile(r"\+(?!\s?\d)|(?<=\w)20[12]\d\b")
_OPEN_ENDING = re.compile(r"\A[^\W\u3400-\u9fff]+")
_PHRASE_END = re.compile(r"[.!?;:,。！？；：，、()（）\n]\s|[。！？；：，、()（）\n]")

Mentions = Mapping[Kind, Mapping[int, Sequence[Range]]]
"""By kind of pattern, by number of the word in the watchlist: where it stands in the folded text."""


class Surroundings:
    """One watchlist's words in one article."""

    def __init__(
        self,
        scene: Scene,
        *,
        article: int,
        watchlist: Watchlist,
        senses: Sequence[tuple[Sense, str]],
        places: Collection[Place],
        mentions: Mentions,
        country: str,
    ) -> None:
        """Take ``country`` of the outlet (ISO 3166-1 alpha-2, lower case) or empty.

        Args:
            senses: the ``sense_words`` of the watchlist, made once: there may be hundreds.
            places: where the article may have the watchlist's names.
        """
        self._scene = scene
        self.fields = scene.fields(article)
        self._watchlist = watchlist
        self._senses = senses
        self._places = places
        self._covered: dict[int, Covered] = {}
        self._lines: dict[Kind, _Told] = {}
        self._titles: dict[tuple[Kind, int], dict[int, None]] = {}
        self._mentions = mentions
        self._country = country

    def has_context(self, start: int, end: int) -> bool:
        """Say whether a context word lies in a range of the folded text."""
        return any(last <= end for _, last, _ in self._told(Kind.CONTEXT).beginning_in(start, end))

    def has_any_context(self, start: int, end: int) -> bool:
        """Say whether a context word, a weak one too, lies in a range of the folded text."""
        kinds = (Kind.CONTEXT, Kind.WEAK)
        return any(last <= end for kind in kinds for _, last, _ in self._told(kind).beginning_in(start, end))

    def different_context(self) -> int:
        """Return how many different context words the article has."""
        return len(self._of(Kind.CONTEXT)) + len(self._of(Kind.WEAK))

    def vetoes(self, place: Place) -> Iterator[Clue]:
        """Yield what makes the place none of the name, whatever else is said."""
        for phrase, longest, ranges in self._phrases:
            # A phrase voids a name it touches, unless the name is the longer one (以上 + 合 in 上合组织).
            near = ranges[
                bisect_left(ranges, (place.start - longest, 0)) : bisect_left(ranges, (place.end, 0))
            ]
            if any(
                place.overlaps(start, end)
                and end - start >= place.length
                and not self._is_accident(phrase, (start, end), place)
                for start, end in near
            ):
                yield Clue(Rule.EXCLUDED, phrase, VETO)
        if is_in_doubt(self._scene.folded.text[place.start : place.end]):
            how, word = standing(self._scene.folded.text, place.start, place.end)
            if how is Standing.ACROSS:
                yield Clue(Rule.STRADDLES, word, VETO)
            elif how is Standing.INSIDE:
                yield Clue(Rule.LONGER_WORD, word, worth.LONGER_WORD)

    def _is_accident(self, phrase: str, where: Range, place: Place) -> bool:
        """Say whether a Chinese phrase is not meant: it cuts a word beside the name (上合成 in 上合|成立).

        One that ends with a star may cut words, and is not Chinese throughout.
        """
        return is_han(phrase) and cuts_a_neighbour(self._scene.folded.text, where, (place.start, place.end))

    def is_doubted(self, place: Place) -> bool:
        """Say whether a word shows a sense that is said to be one of the name's, however long it is."""
        return bool(self._of(Kind.SENSE)) and any(
            self._senses[item][0].of and self._may_mean(place, item) for item in self._near(Kind.SENSE, place)
        )

    def clues(self, place: Place, *, is_shouted: bool) -> Iterator[Clue]:
        """Yield what speaks for and against an ambiguous name at ``place``."""
        support = list(self._support(place))
        yield from support
        affix = _AFFIX.match(self._scene.plain, place.source[1])
        if affix and not any(clue.rule is Rule.BESIDE for clue in support):
            yield Clue(Rule.AFFIX, affix.group(), worth.AFFIX)
        if not support and self._chars() >= _SILENT_CHARS:
            yield Clue(Rule.SILENCE, "", worth.SILENCE)
        yield from self.other_article()
        yield from self._other_senses(place)
        yield from self._other_name(place)
        if is_shouted:
            yield Clue(Rule.SHOUTED, "", worth.SHOUTED)
        if self._country and self._country in self._watchlist.context.countries:
            yield Clue(Rule.COUNTRY, self._country, worth.COUNTRY)

    def clues_to_sense(self, place: Place) -> Iterator[Clue]:
        """Yield what speaks for and against a long name that is doubted, for the sense alone."""
        yield from self._support(place)
        yield from self._other_senses(place)

    def other_article(self) -> Iterator[Clue]:
        """Yield what says that the whole article is about something else."""
        other = self._watchlist.exclude.article
        for item in list(self._of(Kind.ARTICLE))[:1]:
            yield Clue(Rule.OTHER_ARTICLE, other[item], worth.OTHER_ARTICLE)

    def _support(self, place: Place) -> Iterator[Clue]:
        context = self._watchlist.context
        most = max(_MOST_CLUES, context.min_different)
        beside = [context.beside[item] for item in islice(self._beside(Kind.BESIDE, place), 1)]
        strong = [context.any_of[item] for item in self._near(Kind.CONTEXT, place)[:most]]
        weak = [context.weak[item] for item in self._near(Kind.WEAK, place)[:most]]
        if len(strong) < context.min_different:  # too few of them prove no more than weak ones do
            strong, weak = [], strong + weak
        yield from falling(Rule.BESIDE, beside, (worth.BESIDE,))
        yield from falling(Rule.CONTEXT, strong, worth.CONTEXT)
        yield from falling(Rule.WEAK, weak, worth.WEAK)

    def _other_senses(self, place: Place) -> Iterator[Clue]:
        if not self._of(Kind.SENSE):
            return
        beside, near = (
            list(islice((item for item in items if self._may_mean(place, item)), _MOST_CLUES))
            for items in (self._beside(Kind.SENSE, place), self._near(Kind.SENSE, place))
        )
        items = dict.fromkeys((*beside, *near))
        seen = [f"{sense.name}: {word}" for sense, word in (self._senses[item] for item in items)]
        yield from falling(Rule.SENSE, seen, worth.SENSE, sign=-1)
        if beside:
            yield Clue(Rule.SENSE, "beside it", -worth.BESIDE / 2)

    @cached_property
    def _phrases(self) -> list[tuple[str, int, Sequence[Range]]]:
        """Return each excluded phrase in one piece, its longest range, and its ranges in text order."""
        phrases = self._watchlist.exclude.phrases
        return [
            (phrases[item], max(end - start for start, end in ranges), sorted(ranges))
            for item, everywhere in self._of(Kind.PHRASE).items()
            if (ranges := [each for each in everywhere if self._scene.is_one_piece(*each, phrases[item])])
        ]

    def _may_mean(self, place: Place, item: int) -> bool:
        """Say whether the sense that a word shows is one of the name's at ``place``."""
        of = self._senses[item][0].of
        return not of or "*" in of or self._watchlist.aliases[place.alias].text in of

    def _other_name(self, place: Place) -> Iterator[Clue]:
        text = self._scene.folded.text
        if "\u3400" <= text[place.start] <= "\u9fff":
            before, after = neighbours(text, place.start, place.end)
            if after in HAN_AFTER:
                yield Clue(Rule.OTHER_NAME, after, worth.OTHER_NAME)
            if before in HAN_SURNAMES:
                yield Clue(Rule.SURNAME, before, worth.SURNAME)
            return
        start, end = place.source
        written = self._scene.plain
        if is_acronym(letters_of(written[start:end])):  # no street's or person's name, but a team's
            score = _SCORE_BEFORE.search(written, max(0, start - 16), start) or _SCORE_AFTER.match(
                written, end
            )
            if score:
                yield Clue(Rule.SCORE, score.group().strip(), worth.SCORE)
            return
        found = _WORD_BEFORE.search(written, max(0, start - 24), start)
        first = found.group(1) if found else ""
        found = _WORD_AFTER.match(written, end)
        last = found.group(1) if found else ""
        if first.casefold() in BEFORE or (last.casefold() in AFTER and not last.islower()):
            yield Clue(Rule.OTHER_NAME, f"{first} … {last}", worth.OTHER_NAME)
        elif first.casefold() in SURNAMES and first.istitle():
            yield Clue(Rule.SURNAME, first, worth.SURNAME)

    def _chars(self) -> int:
        """Return the article's length, without the space that parts it from the next one it is read with."""
        start, end = self.fields[0].folded[0], self.fields[-1].folded[1]
        return end - start - self._scene.folded.text.startswith(" ", end - 1, end)

    def _of(self, kind: Kind) -> Mapping[int, Sequence[Range]]:
        return self._mentions.get(kind, {})

    def _near(self, kind: Kind, place: Place) -> list[int]:
        """Return the words of a kind in the title or within the window of the place, each once."""
        if not self._of(kind):
            return []
        key = kind, place.alias
        told, name = self._told(kind), self._name(place)
        if key not in self._titles:
            self._titles[key] = told.different_in(*self.fields[0].folded, name)
        window = self._watchlist.context.window_chars
        beside = told.different_in(place.start - window, place.end + window, name)
        return list(self._titles[key] | beside)

    def _beside(self, kind: Kind, place: Place) -> Iterator[int]:
        """Yield the words of a kind that touch the name, but for "of the" and the like; perhaps twice."""
        if not self._of(kind):
            return
        told, name = self._told(kind), self._name(place)
        for start, end, item in told.beginning_in(
            place.start - _GAP_CHARS - told.longest, place.end + _GAP_CHARS + 1
        ):
            if not name.overlaps(start, end) and self._touches(place, start, end):
                yield item

    def _told(self, kind: Kind) -> "_Told":
        if kind not in self._lines:
            self._lines[kind] = _Told(self._of(kind))
        return self._lines[kind]

    def _name(self, place: Place) -> Covered:
        """Return where the name that may stand at a place stands, there and elsewhere in the article."""
        if place.alias not in self._covered:
            self._covered[place.alias] = Covered(
                (one.start, one.end) for one in self._places if one.alias == place.alias
            )
        return self._covered[place.alias]

    def _touches(self, place: Place, start: int, end: int) -> bool:
        low, high = (end, place.start) if end <= place.start else (place.end, start)
        if not 0 <= high - low <= _GAP_CHARS:
            return False
        if self._scene.field_of(min(start, place.start), max(end, place.end)) is None:
            return False
        if low == high:
            return True
        mention = self._scene.folded.span(start, end)
        first, last = (mention[1], place.source[0]) if low == end else (place.source[1], mention[0])
        # The ending of an open word ("attend*"), the suffix of a name ("SCO'ya"): no words of their own.
        between = _SUFFIX.sub("", self._scene.plain[first:last], count=1)
        if low == end:
            between = _OPEN_ENDING.sub("", between, count=1)
        return _says_nothing(between)


@remembered
def _says_nothing(between: str) -> bool:
    """Say whether a text is "of the" or the like, in one phrase."""
    words = fold_name(between).split()
    return all(word in STOP_WORDS for word in words) and not _PHRASE_END.search(between)


class _Told:
    """Words in text order: where each begins and ends, and its number. ``longest``: of all, in characters."""

    def __init__(self, ranges: Mapping[int, Sequence[Range]]) -> None:
        self._by_word = ranges
        self._all = sorted((*each, item) for item, them in ranges.items() for each in them)
        self.longest = max((end - start for start, end, _ in self._all), default=0)

    def beginning_in(self, low: int, high: int) -> Sequence[tuple[int, int, int]]:
        return self._all[bisect_left(self._all, (low,)) : bisect_left(self._all, (high,))]

    def different_in(self, low: int, high: int, name: Covered) -> dict[int, None]:
        """Return the words that begin in ``low:high`` and do not overlap the name, in order."""
        first, last = bisect_left(self._all, (low,)), bisect_left(self._all, (high,))
        if last - first > len(self._by_word):  # one word may stand there thousands of times
            return {item: None for item, them in self._by_word.items() if _has_one(them, low, high, name)}
        return {item: None for start, end, item in self._all[first:last] if not name.overlaps(start, end)}


def _has_one(ranges: Sequence[Range], low: int, high: int, name: Covered) -> bool:
    first, last = bisect_left(ranges, (low,)), bisect_left(ranges, (high,))
    return any(not name.overlaps(*ranges[at]) for at in range(first, last))
