"""Some articles read in one go: their fields joined and folded once, and places in them.

A place is kept in two measures: in the folded text, where words are compared and distances counted, and in
the text as written, where letters and marks are. Fields never run into each other.
"""

import bisect
import functools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from bot.core.model import ArticleText, TextField
from bot.matching.fold import fold
from bot.matching.markup import visible

MAX_FIELD_CHARS = 200_000
"""What of a title, summary or body is looked at."""

_FIELDS = tuple(TextField)
_BETWEEN_FIELDS = "\n\n"
_MOSTLY_CAPITALS = 0.7
_LEAST_CAPITALS = 12
_SHOUTED_CHARS = 1000  # enough to see it
_LONGEST_SHORT_FORM = 6  # "Organ.", but no sentence that ends with a city ("Szanghaj. Organizacja ...")
# What no name goes on over: the end of a sentence, a comma, a bracket, a bar, a bullet, an empty line.
_BREAK_MARKS = (
    r"[!?。！？؟۔।॥;；,，、،()（）：]|:\s|(?:\b(?P<short>\w+))?\.\s+(?=[^\Wa-z])"
    r"|[|｜¦•‣▪●…]|\n[ \t]*(?:\n|[-*–] )"
)
_BREAK = re.compile(_BREAK_MARKS)
# What no excluded phrase goes on over. A name may: "Shanghai Cooperation [Organisation]".
_PHRASE_BREAK = re.compile(_BREAK_MARKS + r"|[\[\]【】]|\s[·*/–—-]\s")
_USUAL_SHORT_FORMS = frozenset({"dr", "inc", "jr", "ltd", "mr", "mrs", "prof", "sr", "st", "vs"})

_EMPTY_LINE = re.compile(r"\n[ \t]*\n")

Range = tuple[int, int]
"""Half-open."""


class Place(NamedTuple):
    """Where a name may stand: ``folded.text[start:end]``, written ``source`` in the text.

    ``alias`` is its number in the watchlist. ``is_lone_slip``: misspelt and one word only, so that a
    neighbour in spelling may be meant.
    """

    alias: int
    start: int
    end: int
    source: Range
    similarity: float = 1.0
    is_lone_slip: bool = False

    @property
    def length(self) -> int:
        return self.end - self.start

    def letters(self, folded: str) -> str:
        return folded[self.start : self.end]

    def overlaps(self, start: int, end: int) -> bool:
        return self.start < end and start < self.end


class Field(NamedTuple):
    """A title, summary or body: its ranges in the joined and in the folded text."""

    name: TextField
    source: Range
    folded: Range


class Scene:
    """Articles joined and folded. Character ``i`` of ``plain`` is what a reader sees of ``written[i]``."""

    def __init__(self, texts: Sequence[ArticleText]) -> None:
        parts: list[str] = []
        bounds: list[Range] = []
        at = 0
        for text in texts:
            for name in _FIELDS:
                part = getattr(text, name)[:MAX_FIELD_CHARS]
                parts.append(part)
                bounds.append((at, at + len(part)))
                at += len(part) + len(_BETWEEN_FIELDS)
        self.written = _BETWEEN_FIELDS.join(parts)
        # Part by part: a comment left open in one article hides nothing of the next.
        self.plain = _BETWEEN_FIELDS.join(map(visible, parts))
        self.folded = fold(self.plain, split_digits=True)
        edges = np.searchsorted(self.folded.offsets, bounds).tolist()
        self._fields = [
            Field(name, source, (first, last))
            for name, source, (first, last) in zip(_FIELDS * len(texts), bounds, edges, strict=True)
        ]
        self._starts = [field.folded[0] for field in self._fields]

    @property
    def borders(self) -> list[int]:
        """Where each article but the first begins in the folded text."""
        return self._starts[len(_FIELDS) :: len(_FIELDS)]

    def article_at(self, position: int) -> int:
        """Return the number of the article that a position of the folded text belongs to."""
        return (bisect.bisect_right(self._starts, position) - 1) // len(_FIELDS)

    def fields(self, article: int) -> list[Field]:
        """Return an article's title, summary and body."""
        first = article * len(_FIELDS)
        return self._fields[first : first + len(_FIELDS)]

    def field_of(self, start: int, end: int) -> Field | None:
        """Return the field a range of the folded text lies in, None across two."""
        field = self._fields[bisect.bisect_right(self._starts, start) - 1]
        return field if end <= field.folded[1] else None

    def is_shouted(self, place: Place) -> bool:
        """Say whether a place lies in a title or summary that is written in capitals throughout."""
        field = self.field_of(place.start, place.end)
        if field is None or field.name is TextField.BODY:
            return False
        start, end = field.source
        return _is_shouted(self.plain[start : min(end, start + _SHOUTED_CHARS)])

    def place(
        self, alias: int, start: int, end: int, *, similarity: float = 1.0, is_lone_slip: bool = False
    ) -> Place | None:
        """Return a range of the folded text as a place, None across two fields."""
        if start >= end or self.field_of(start, end) is None:
            return None
        return Place(alias, start, end, self.folded.span(start, end), similarity, is_lone_slip)

    def main_part(self, article: int, alias: int, start: int, end: int) -> Place:
        """Return the longest part of a range that lies in one field: a title may begin what its text ends."""
        parts = [(max(start, field.folded[0]), min(end, field.folded[1])) for field in self.fields(article)]
        first, last = max(parts, key=lambda part: part[1] - part[0])
        return Place(alias, first, last, self.folded.span(first, last))

    def is_one_passage(self, article: int, start: int, end: int) -> bool:
        """Say whether no empty line parts a range of the folded text, but for borders of fields."""
        first, last = self.folded.span(start, end)
        return not any(
            _EMPTY_LINE.search(self.plain, max(first, field.source[0]), min(last, field.source[1]))
            for field in self.fields(article)
        )

    def is_broken(self, place: Place, name: str) -> bool:
        """Say whether a sentence, a bracket or the like ends inside a place, which no name goes on over.

        Args:
            name: as its watchlist writes it; a mark it has itself, or after a word it abbreviates
                ("Coop. Org."), ends nothing.
        """
        return _is_parted(self.plain[slice(*place.source)], name, _BREAK)

    def is_one_piece(self, start: int, end: int, phrase: str) -> bool:
        """Say whether a range of the folded text, a ``phrase``, lies in one field and no mark parts it.

        A mark that the phrase has as written parts nothing ("MBBS, BDS").
        """
        if self.field_of(start, end) is None:
            return False
        return not _is_parted(self.plain[slice(*self.folded.span(start, end))], phrase, _PHRASE_BREAK)

    def written_fields(self) -> Iterator[tuple[int, str]]:
        """Yield where each field that is not empty begins, and its text as a reader sees it."""
        for field in self._fields:
            if field.source[0] < field.source[1]:
                yield field.source[0], self.plain[slice(*field.source)]

    def folded_range(self, start: int, end: int) -> Range:
        """Return the range of the folded text that a range of the written one became; it may be empty."""
        first, last = np.searchsorted(self.folded.offsets, (start, end)).tolist()
        return first, last


def _is_parted(written: str, name: str, breaks: re.Pattern[str]) -> bool:
    if written.isalnum() or not breaks.search(written):
        return False
    return any(
        not (mark.strip()[:1] and mark.strip()[:1] in name) and not _abbreviates(found["short"], name)
        for found in breaks.finditer(written)
        for mark in [found.group().removeprefix(found["short"] or "")]
    )


def _abbreviates(short: str | None, name: str) -> bool:
    """Say whether a word before a full stop is an initial, a usual short form, or begins one of a name's."""
    if short is None:
        return False
    return len(short) == 1 or short.casefold() in _USUAL_SHORT_FORMS or _begins_word(short, name)


def _begins_word(short: str, name: str) -> bool:
    return len(short) <= _LONGEST_SHORT_FORM and any(
        len(short) < len(word) and word.startswith(short.casefold()) for word in name.casefold().split()
    )


@functools.lru_cache(maxsize=256)
def _is_shouted(text: str) -> bool:
    """Say whether ``text`` is written in capitals throughout, so that they mark no acronym."""
    cased = [char for char in text if char.isupper() or char.islower()]
    capitals = sum(char.isupper() for char in cased)
    return len(cased) >= _LEAST_CAPITALS and capitals > _MOSTLY_CAPITALS * len(cased)
