"""The sentences around a match, names marked: what a reader needs to see why an alert came.

The first sentence chosen holds a name, and is the one that says most; up to two more join it, from nearby or
where another name of the topic stands. Takes text out of the article and adds nothing but ellipses. Where a
name stands only in the title, the opening of the text is shown.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.core.boilerplate import FURNITURE
from bot.core.entry import Span
from bot.core.model import ArticleText, Evidence, How, TextField
from bot.core.passage import Sentence, read
from bot.core.text import ELLIPSIS, grapheme_border, truncate

EXCERPT_CHARS = 600
SENTENCES = 3
LEAD_IN_CHARS = 200
"""How much of a very long sentence stands before its first name."""
OPENING_SENTENCES = 6
"""From how many the opening is chosen where the text names nothing."""
SHORT_CHARS = 80
"""A sentence so short between two chosen ones is shown as well."""
LONGEST_NAME_CHARS = 100
"""A longer find, a description, is shown and not marked: a whole sentence in bold points at nothing."""

# What of a name's weight reaches the sentences after it and, less, those before it.
_AFTER = (0.5, 0.25)
_BEFORE = (0.4, 0.2)
# These and the next were chosen by reading excerpts of news in ten languages, not fitted.
_ADJACENT = 0.2
_STANDING_BESIDE_NAMES = 0.5
_LEAST_GAIN = 0.35
_GAP = f" {ELLIPSIS} "
_WEIGHT_OF = {How.EXACT: 1.0, How.APPROXIMATE: 0.8, How.DESCRIPTION: 0.6}
_ABBREVIATION = re.compile(r"[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{1,5}|\w\w?")
_ABBREVIATION_LOSS = 0.85


def excerpt(text: ArticleText, evidence: Sequence[Evidence]) -> tuple[Span, ...]:
    """Return one to three sentences of the body or summary, at most ``EXCERPT_CHARS``, as spans.

    In the text's order, with an ellipsis where sentences between were left out; a short one between two of
    them is shown instead. Empty where the article says no more than its headline.
    """
    for field in (TextField.BODY, TextField.SUMMARY):
        source = getattr(text, field)
        found = sorted((one for one in evidence if one.field is field), key=lambda one: (one.start, one.end))
        passage = read(source, title=text.title, evidence=found) if found else []
        if any(sentence.finds for sentence in passage):
            return tuple(_quote(source, [passage[at] for at in _choose(passage)]))
    source = text.summary or text.body
    opening = read(source, title=text.title, evidence=())[:OPENING_SENTENCES]
    return tuple(_quote(source, [opening[at] for at in _choose(opening)]))


# --- choosing -------------------------------------------------------------------------------------------


def _choose(passage: Sequence[Sentence]) -> list[int]:
    """The places of the chosen sentences, in text order; empty only for an empty passage."""
    chosen: list[int] = []
    room = EXCERPT_CHARS
    evident = [at for at, sentence in enumerate(passage) if sentence.finds]
    left = evident or list(range(len(passage)))
    while left and len(chosen) < SENTENCES:
        gains = _gains(passage, chosen)
        best = max(left, key=lambda at: gains[at])
        if chosen and gains[best] < _LEAST_GAIN * (1 + (EXCERPT_CHARS - room) / EXCERPT_CHARS):
            break  # the more is shown already, the more another sentence must add
        chosen.append(best)
        room -= len(passage[best]) + len(_GAP)
        left = [at for at, one in enumerate(passage) if at not in chosen and len(one) <= room]
    return _without_small_gaps(passage, sorted(chosen), room)


def _without_small_gaps(passage: Sequence[Sentence], chosen: Sequence[int], room: int) -> list[int]:
    """The chosen with each short sentence between two of them: it reads better than an ellipsis."""
    filled = list(chosen[:1])
    for before, at in pairwise(chosen):
        between = passage[before + 1] if at == before + 2 else None
        if between and len(between) <= min(room, SHORT_CHARS) and between.worth > FURNITURE:
            room -= len(between) + len(_GAP)
            filled.append(before + 1)
        filled.append(at)
    return filled


def _gains(passage: Sequence[Sentence], chosen: Sequence[int]) -> list[float]:
    """What each sentence would add to those chosen."""
    words = {word for at in chosen for word in passage[at].words}
    gains = []
    weight = _STANDING_BESIDE_NAMES if any(passage[at].finds for at in chosen) else 1
    for sentence, near in zip(passage, _nearness(passage, chosen), strict=True):
        repeated = len(sentence.words & words) / max(1, len(sentence.words))
        gains.append((near + weight * sentence.standing) * sentence.worth * (1 - repeated))
    for at in chosen:
        for beside in {max(0, at - 1), min(at + 1, len(passage) - 1)}:
            gains[beside] += _ADJACENT * passage[beside].worth
    return gains


def _nearness(passage: Sequence[Sentence], chosen: Sequence[int]) -> list[float]:
    """For each sentence the weight of its own names, or what reaches it from a chosen one nearby."""
    shown = {one.alias for at in chosen for one in passage[at].finds}
    near = [_weight(sentence.finds, shown) for sentence in passage]
    for at in chosen:
        weight = _weight(passage[at].finds, set())
        for direction, shares in ((1, _AFTER), (-1, _BEFORE)):
            for distance, share in enumerate(shares, start=1):
                beside = at + direction * distance
                if not 0 <= beside < len(passage) or passage[beside].is_heading:
                    break  # behind a heading the text speaks of something else
                near[beside] = max(near[beside], weight * share)
    return near


def _weight(finds: Sequence[Evidence], shown: set[str]) -> float:
    """How much the best of a sentence's names proves, and a little for each other one.

    An abbreviation proves less than a name that spells out what it is, and a name that the reader has seen
    already half as much.
    """
    if not finds:
        return 0
    weights: dict[str, float] = {}
    for one in finds:
        weight = _WEIGHT_OF[one.how] * one.similarity
        if _ABBREVIATION.fullmatch(one.text):
            weight *= _ABBREVIATION_LOSS
        weights[one.alias] = max(weights.get(one.alias, 0), weight / 2 if one.alias in shown else weight)
    return max(weights.values()) + min(0.3, 0.1 * max(0, len(weights.keys() - shown) - 1))


# --- quoting --------------------------------------------------------------------------------------------


def _quote(text: str, chosen: Sequence[Sentence]) -> Iterator[Span]:
    end = None
    for sentence in chosen:
        if end is not None:
            between = text[end : sentence.start]
            yield Span(text=_GAP if between.strip() else between)
        yield from _cut(text, sentence)
        end = sentence.end


def _cut(text: str, sentence: Sentence) -> Iterator[Span]:
    """One sentence; of one too long for an excerpt, the part about its first name."""
    start, end, room = sentence.start, sentence.end, EXCERPT_CHARS
    first_name = sentence.finds[0].start if sentence.finds else start
    if len(sentence) > EXCERPT_CHARS and first_name - start > EXCERPT_CHARS - LEAD_IN_CHARS:
        yield Span(text=f"{ELLIPSIS} ")
        room -= len(ELLIPSIS) + 1
        start = max(start, min(first_name - LEAD_IN_CHARS, end - room))
        space = re.compile(r"\s").search(text, start, first_name)
        start = space.end() if space else grapheme_border(text, start)
    quoted = truncate(text[start:end], room)
    is_whole = quoted == text[start:end]
    kept = quoted if is_whole else quoted.removesuffix(ELLIPSIS).rstrip()
    end = start + len(kept)
    yield from _marked(text, start, end, _merged(sentence.finds, start, end))
    if not is_whole:
        yield Span(text=quoted[len(kept) :])


def _merged(found: Sequence[Evidence], start: int, end: int) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for one in found:
        name_start, name_end = max(one.start, start), min(one.end, end)
        if name_start >= name_end or one.end - one.start > LONGEST_NAME_CHARS:
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
