"""What a mistyped word may have been meant to be, and what a run of Han may be looked up as instead.

Words come from the store in blocks: of one slip of the pen, the beginning or the ending of a word is always
free. A slip is a letter too many, one missing, another one, or two that changed places.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.search import tokens

_LEAST_CHARS = 4
_LEAST_FOR_TWO_SLIPS = 6
_MOST_BLOCK_CHARS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Words with ``least_chars`` to ``most_chars`` characters that begin, or end, with ``start``.

    With ``is_reversed`` both the words and ``start`` are written backwards.
    """

    start: str
    is_reversed: bool
    least_chars: int
    most_chars: int


def can_be_mended(word: str) -> bool:
    """Say whether a folded word is long enough to tell a slip from another word, and of letters alone."""
    return tokens.is_counted(word) and len(word) >= _LEAST_CHARS and not any(map(str.isdecimal, word))


def blocks(word: str) -> tuple[Block, ...]:
    """Return where to look for the words one slip away from a folded word, and most of those two away.

    The two parts leave a character between them: a pair of letters that changed places cannot touch both.
    """
    tail = min((len(word) - 1) // 2, _MOST_BLOCK_CHARS)
    head = min(len(word) - 1 - tail, _MOST_BLOCK_CHARS)
    lengths = {"least_chars": len(word) - 1, "most_chars": len(word) + 1}
    return (
        Block(start=word[:head], is_reversed=False, **lengths),
        Block(start=word[::-1][:tail], is_reversed=True, **lengths),
    )


def near(word: str, block: Block, candidates: Sequence[str]) -> dict[str, int]:
    """Return the words one slip away, two where the word is long, each with its number of slips.

    Args:
        candidates: the words of ``block``, written backwards where it is.
    """
    way = -1 if block.is_reversed else 1
    most = 2 if len(word) >= _LEAST_FOR_TWO_SLIPS else 1
    found = process.extract(
        word[::way], candidates, scorer=OSA.distance, processor=None, score_cutoff=most, limit=None
    )
    return {candidate[::way]: int(slips) for candidate, slips, _ in found if slips}


def best(near_words: Mapping[str, int], counts: Mapping[str, int], *, limit: int) -> tuple[str, ...]:
    """Return the words with the fewest slips, among those the ones that most articles hold."""
    ranked = sorted(near_words, key=lambda word: (near_words[word], -counts.get(word, 0), word))
    return tuple(ranked[:limit])


def han_pieces(text: str) -> tuple[str, ...]:
    """Return what to look for where a long run of Han stands nowhere: its pairs, one after the other.

    Empty where the text holds no run of three characters or more. Other words of the text are kept.
    """
    pieces: list[str] = []
    is_cut = False
    for run in tokens.runs(text):
        if tokens.is_han(run) and len(run) > 2:
            is_cut = True
            pieces += [run[at : at + 2] for at in range(0, len(run) - 1, 2)]
            if len(run) % 2:
                pieces.append(run[-2:])
        else:
            pieces.append(run)
    return tuple(dict.fromkeys(pieces)) if is_cut else ()
