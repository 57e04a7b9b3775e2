"""A text's sentences, each with the names it holds and how much it says: what a summary chooses from.

Leaves out what repeats the title. Knows no language: words are compared by their first letters, and where
there are no spaces by pairs of characters.
"""

import math
import re
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from bot.core.boilerplate import ODD_LENGTH, is_heading, worth
from bot.core.model import Evidence
from bot.core.sentences import SentenceSpan, sentences

MOST_SENTENCES = 2_000
"""200,000 characters hold as many; a text made of marks holds thirty times more, and is not read on."""

_LEAD, _CENTRAL, _TITLE = 0.5, 0.4, 0.3
_LEAST_FOR_CENTRALITY = 6
_FEW_WORDS = 8
_TITLE_AGAIN_LOSS = 0.3
_STEM_CHARS = 6
_WIDE = "\u3040-\u30ff\u3400-\u9fff"
# Vowel signs of the Indic scripts are no letters to ``\w``.
_WORD = re.compile(rf"[^\W\d_{_WIDE}][^\W_{_WIDE}\u0900-\u0dff]*[\u0900-\u0dff\w]{{2,}}")
_WIDE_RUN = re.compile(f"[{_WIDE}]{{2,}}")
_NO_LETTER = re.compile(r"[\W_]+")
# What stands between a title that the text repeats and the text: else the first sentence only begins alike.
_TITLE_END = re.compile(r"\s*(?:[-–—:|.。!?！？…]+|\n)\s*|\s*(?=新华社|新華社|本报|中新)|$")
_DATELINE = re.compile(r"\s+(?=(\w{4,}))")
_LEAST_TITLE_CHARS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence, or what a find spans. ``finds`` in text order.

    ``standing`` in 0..1.2 is what its place and its words are worth beside names, ``worth`` in 0..1 the
    factor for furniture and the like.
    """

    start: int
    end: int
    finds: tuple[Evidence, ...]
    words: frozenset[str]
    standing: float
    worth: float
    is_heading: bool

    def __len__(self) -> int:
        return self.end - self.start


def read(text: str, *, title: str, evidence: Sequence[Evidence]) -> list[Sentence]:
    """Return a field's sentences; of more than ``MOST_SENTENCES`` those round the first find.

    Args:
        evidence: of this field, by ``start``; the sentences that one find reaches over are put together.
    """
    begin = _title_end(text, title)
    plain_title = _plain(title)
    parts = [
        (max(start, begin), end, [one for one in finds if one.end > begin])
        for start, end, finds in _with_finds(_first_of_interest(sentences(text), evidence), evidence)
        if end > begin and not _is_title(text[start:end], plain_title)
    ]
    words = [frozenset(_words(text[start:end])) for start, end, _ in parts]
    title_words = frozenset(_words(title))
    passage: list[Sentence] = []
    lead = _LEAD
    for (start, end, finds), own_words, central in zip(parts, words, _centrality(words), strict=True):
        line = text[start:end]
        line_worth = worth(line)
        is_lead = line_worth >= ODD_LENGTH
        shared = len(own_words & title_words) / max(1, len(title_words))
        is_title_again = len(own_words & title_words) > 0.8 * len(own_words)
        passage.append(
            Sentence(
                start=start,
                end=end,
                finds=tuple(finds),
                words=own_words,
                standing=lead * is_lead + _CENTRAL * central + _TITLE * shared,
                is_heading=is_heading(line),
                worth=line_worth * (_TITLE_AGAIN_LOSS if is_title_again else 1),
            )
        )
        if is_lead:
            lead /= 2
    return passage


def _first_of_interest(spans: Sequence[SentenceSpan], evidence: Sequence[Evidence]) -> Sequence[SentenceSpan]:
    found_at = bisect_right(spans, evidence[0].start, key=itemgetter(0)) if evidence else 0
    first = max(found_at - MOST_SENTENCES // 2, 0)
    return spans[first : first + MOST_SENTENCES]


def _with_finds(
    bounds: Iterable[SentenceSpan], evidence: Sequence[Evidence]
) -> Iterator[tuple[int, int, list[Evidence]]]:
    """Each span with its finds; spans that one find reaches over are put together."""
    following = deque(evidence)
    held: tuple[int, int, list[Evidence]] | None = None
    for start, end in bounds:
        if held and not any(one.end > start for one in held[2]):
            yield held
            held = None
        first, _, finds = held or (start, end, [])
        while following and following[0].start < end:
            finds.append(following.popleft())
        held = first, end, finds
    if held:
        yield held


def _plain(text: str) -> str:
    return _NO_LETTER.sub("", text).casefold()


def _is_title(line: str, plain_title: str) -> bool:
    return len(line) < 2 * len(plain_title) + 20 and _plain(line) == plain_title


def _title_end(text: str, title: str) -> int:
    """Where the text goes on after it has repeated the title; 0 where it does not repeat it."""
    at = len(title)
    if at < _LEAST_TITLE_CHARS or text[:at].casefold() != title.casefold():
        return 0
    if found := _TITLE_END.match(text, at):
        return found.end()
    dateline = _DATELINE.match(text, at)
    return dateline.end() if dateline and dateline[1].isupper() else 0


def _words(text: str) -> Iterator[str]:
    for word in _WORD.findall(text.lower()):
        yield word[:_STEM_CHARS]
    for run in _WIDE_RUN.findall(text):
        for at in range(len(run) - 1):
            yield run[at : at + 2]


def _centrality(sentences_words: Sequence[frozenset[str]]) -> list[float]:
    """For each sentence 0..1: how many of its words the text comes back to, though not everywhere."""
    count = len(sentences_words)
    if count < _LEAST_FOR_CENTRALITY:
        return [0.0] * count
    holding = Counter(word for words in sentences_words for word in words)
    weight = {word: math.log(held) * math.log(count / held) for word, held in holding.items() if held > 1}
    sums = [
        sum(weight.get(word, 0) for word in words) / math.sqrt(max(len(words), _FEW_WORDS))
        for words in sentences_words
    ]
    most = max(sums)
    return [each / most if most else 0 for each in sums]
