"""Text -> the words a search index holds, the same for articles and queries and for every engine.

Text is folded, then cut into runs of letters and digits. Han and kana have no spaces: such a run becomes its
overlapping pairs of characters, so that every part of two or more characters is found as a phrase of pairs.
"""

import functools
import hashlib
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from bot.matching.fold import fold, fold_many
from bot.search.stop_words import stop_words

_LAYOUT = "4"
"""Goes up when the way of cutting, or what goes into which column, changes."""

_FILTER_SIGN = "·"
_HAN = "々〇\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
FIRST_HAN = "々"
"""No word that sorts before it is a piece of a run of Han or kana."""
# Whatever folding keeps is part of a word, vowel signs and emoji too. It keeps no ASCII sign, at which FTS5
# splits, and no blank but single spaces.
_RUN = re.compile(f"[{_HAN}]+|[^ {_HAN}]+")
_HAN_RUN = re.compile(f"[{_HAN}]+")
_HAN_CHARACTER = re.compile(f"[{_HAN}]")
_NOT_COUNTED = re.compile(f"[{_FILTER_SIGN}{_HAN}]")


def words(text: str) -> list[str]:
    """Return the words in text order; none holds a space or an ASCII sign."""
    return _cut(fold(text).text)


def words_of(texts: Sequence[str]) -> list[list[str]]:
    """Return the words of each of many texts: for short ones in half the time of one after the other."""
    return list(map(_cut, fold_many(texts)))


def _cut(folded: str) -> list[str]:
    if folded.isascii() or _HAN_CHARACTER.search(folded) is None:
        return folded.split()  # half the time of a pattern
    found = []
    for run in _RUN.findall(folded):
        if len(run) > 1 and is_han(run):
            found += [run[at : at + 2] for at in range(len(run) - 1)]
        else:
            found.append(run)
    return found


def runs(text: str) -> list[str]:
    """Return the folded runs of letters and digits, Han and kana whole."""
    return _RUN.findall(fold(text).text)


def han_characters(words: Iterable[str]) -> list[str]:
    """Return each Han or kana character of such words once: what one-character searches look at."""
    # A word begins with one or holds none, so that the first comparison leaves most words out.
    characters = dict.fromkeys("".join([word for word in words if word >= FIRST_HAN]))
    return _HAN_CHARACTER.findall("".join(characters))


def stop_pairs(words: Sequence[str]) -> list[str]:
    """Return a word, each once, for every two neighbours that are stop words; no text holds such a word.

    Almost every article holds the words of "to be or not to be", and few hold its pairs.
    """
    stop = stop_words()
    found = [_pair(first, second) for first, second in pairwise(words) if first in stop and second in stop]
    return list(dict.fromkeys(found))


def mixed_pairs(words: Sequence[str]) -> list[str]:
    """Return a word, each once, for every character of Han or kana beside a word of another script.

    Together they find B站 and A股: in a text the character is part of a pair, 站在 or 股市.
    """
    found = []
    for first, second in pairwise(words):
        if is_han(first) and not is_han(second):
            found.append(_pair(first[-1], second))
        elif is_han(second) and not is_han(first):
            found.append(_pair(first, second[0]))
    return list(dict.fromkeys(found))


def _pair(first: str, second: str) -> str:
    return f"{_FILTER_SIGN}p{first}{_FILTER_SIGN}{second}"


def is_han(word: str) -> bool:
    """Say whether a word is a piece of a run of Han or kana."""
    # The first comparison alone settles it for most of the world's words.
    return word[0] >= FIRST_HAN and _HAN_RUN.match(word) is not None


def is_han_character(word: str) -> bool:
    """Say whether a word is a run of just one character, which ``words`` never cuts from a longer run."""
    return len(word) == 1 and is_han(word)


def is_counted(word: str) -> bool:
    """Say whether a word is one that is completed or mistyped: three characters to forty, no Han or kana."""
    # The comparisons settle it for most words, in half the time of a pattern.
    return 3 <= len(word) <= 40 and (word < _FILTER_SIGN or _NOT_COUNTED.match(word) is None)


@functools.lru_cache(maxsize=10_000)
def filter_word(kind: str, value: str) -> str:
    """Return one word for a filter's value: ``kind`` is its first letter, signs stay distinct.

    ``health-silk-road`` must not be found for ``health``: what would end a word becomes a letter-like sign.
    No text holds such a word, for folding leaves no such sign.
    """
    return _FILTER_SIGN + kind + re.sub(r"[\W_]", _FILTER_SIGN, value.casefold())


@functools.cache
def fingerprint() -> str:
    """Return a name for this way of cutting: an index built under another one has to be built anew.

    Covers the whole folding table and the stop words, so that a change to them cannot be forgotten here.
    """
    every_character = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x10000))))
    held = f"{_LAYOUT}:{fold(every_character).text}:{' '.join(sorted(stop_words()))}"
    return hashlib.sha256(held.encode()).hexdigest()[:16]
