"""The sentences around a match, names marked: what a reader needs to see why an alert came.

Takes text out of the article and never adds any. Where a name stands only in the title, the opening of
the text is shown.
"""

from collections.abc import Iterator, Sequence

from bot.core.model import ArticleText, Evidence, Span, TextField
from bot.core.sentences import sentences
from bot.core.text import ELLIPSIS, truncate

EXCERPT_CHARS = 600
SENTENCES = 2
LEAD_IN_CHARS = 200
"""How much of a very long sentence stands before its first name."""


def excerpt(text: ArticleText, evidence: Sequence[Evidence]) -> tuple[Span, ...]:
    """Return about two sentences of the body or summary, at most ``EXCERPT_CHARS``, as spans.

    The sentence with the first name comes with the one after it, or before it at the end of a text.
    Empty where the article is a headline only.
    """
    for field in (TextField.BODY, TextField.SUMMARY):
        found = [one for one in evidence if one.field is field]
        if found:
            return _around(getattr(text, field), found)
    return _around(text.summary or text.body, ())


def _around(text: str, found: Sequence[Evidence]) -> tuple[Span, ...]:
    bounds = sentences(text)
    if not bounds:
        return ()
    first_name = min((one.start for one in found), default=0)
    held = next((index for index, (_, end) in enumerate(bounds) if first_name < end), len(bounds) - 1)
    first = max(0, min(held, len(bounds) - SENTENCES))
    start, end = bounds[first][0], bounds[min(first + SENTENCES, len(bounds)) - 1][1]
    is_cut_in = first_name - start > EXCERPT_CHARS - LEAD_IN_CHARS
    if is_cut_in:
        start = max(bounds[held][0], first_name - LEAD_IN_CHARS)
    quoted = truncate(text[start:end], EXCERPT_CHARS)
    kept = quoted if quoted == text[start:end] else quoted.removesuffix(ELLIPSIS).rstrip()
    end = start + len(kept)
    lead = (Span(text=f"{ELLIPSIS} "),) if is_cut_in else ()
    tail = (Span(text=quoted[len(kept) :]),) if kept != quoted else ()
    return (*lead, *_marked(text, start, end, _merged(found, start, end)), *tail)


def _merged(found: Sequence[Evidence], start: int, end: int) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for one in sorted(found, key=lambda one: one.start):
        name_start, name_end = max(one.start, start), min(one.end, end)
        if name_start >= name_end:
            continue
        if merged and name_start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(name_end, merged[-1][1]))
        else:
            merged.append((name_start, name_end))
    return merged


def _marked(text: str, start: int, end: int, names: Sequence[tuple[int, int]]) -> Iterator[Span]:
    at = start
    for name_start, name_end in names:
        if at < name_start:
            yield Span(text=text[at:name_start])
        yield Span(text=text[name_start:name_end], is_name=True)
        at = name_end
    if at < end:
        yield Span(text=text[at:end])
