"""An article found -> what of it to show: its title, and a sentence or two round the terms, all marked."""

from collections.abc import Sequence

from bot.core.entry import Span
from bot.core.model import ArticleText
from bot.core.sentences import sentences
from bot.search.finder import Finder, Place

MOST_CHARS = 240
_BEFORE_CHARS = 80
"""So much of a long sentence is shown before the first term."""
_CUT = "…"


def marked(text: str, finder: Finder) -> tuple[Span, ...]:
    """Return the whole text with the terms marked."""
    return _spans(text, 0, len(text), finder.places(text))


def snippet(text: ArticleText, finder: Finder) -> tuple[Span, ...]:
    """Return the one or two sentences with most terms, of the summary where that has as many as the body.

    Where no term stands in either, it is how the summary begins, or the body. At most ``MOST_CHARS``.
    """
    fields = [(field, finder.places(field)) for field in (text.summary, text.body) if field.strip()]
    if not fields:
        return ()
    # max takes the first of equals.
    field, places = max(fields, key=lambda one: len({place.clause for place in one[1]}))
    start, end, is_cut = _choose(field, places)
    return (
        *_text(_CUT if is_cut[0] else ""),
        *_spans(field, start, end, places),
        *_text(_CUT if is_cut[1] else ""),
    )


def _choose(text: str, places: Sequence[Place]) -> tuple[int, int, tuple[bool, bool]]:
    """Return the part to show, and whether it is cut out of a sentence on either side."""
    bounds = sentences(text)
    worth = [len({place.clause for place in places if start <= place.start < end}) for start, end in bounds]
    best = worth.index(max(worth))
    start, end = bounds[best]
    if end - start > MOST_CHARS:
        first = next((place.start for place in places if start <= place.start < end), start)
        return _window(text, start, end, first)
    if best + 1 < len(bounds) and bounds[best + 1][1] - start <= MOST_CHARS:
        end = bounds[best + 1][1]
    return start, end, (False, False)


def _window(text: str, start: int, end: int, first: int) -> tuple[int, int, tuple[bool, bool]]:
    """Return a part of a long sentence from shortly before ``first`` on, between words where it has any."""
    begin = start
    if first - start > _BEFORE_CHARS:
        space = text.find(" ", first - _BEFORE_CHARS, first - _BEFORE_CHARS // 2)
        begin = first - _BEFORE_CHARS if space < 0 else space + 1
    last = min(end, begin + MOST_CHARS)
    if last < end:
        space = text.rfind(" ", begin + MOST_CHARS // 2, last)
        last = last if space < 0 else space
    return begin, last, (begin > start, last < end)


def _spans(text: str, start: int, end: int, places: Sequence[Place]) -> tuple[Span, ...]:
    spans: list[Span] = []
    at = start
    for place in places:
        first, last = max(place.start, at), min(place.end, end)
        if first < last:
            spans += [*_text(text[at:first]), Span(text=text[first:last], is_name=True)]
            at = last
    return (*spans, *_text(text[at:end]))


def _text(text: str) -> tuple[Span, ...]:
    return (Span(text=text),) if text else ()
