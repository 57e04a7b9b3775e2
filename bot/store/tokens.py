"""Text -> the words a search index holds, the same for articles and queries and for every engine.

Text is folded, then cut into runs of letters and digits. Han and kana have no spaces: such a run becomes its
overlapping pairs of characters, so that every part of two or more characters is found as a phrase of pairs.
"""

import hashlib
import re
from collections.abc import Iterable

from bot.matching.fold import fold

_LAYOUT = "1"
"""Goes up when the way of cutting, or what goes into which column, changes."""

_HAN = "々〇\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_FIRST_HAN = "々"
_ASCII_SIGNS = r"\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f"
# Whatever folding keeps is part of a word, vowel signs and emoji too; FTS5 splits at ASCII signs itself.
_RUN = re.compile(rf"[{_HAN}]+|[^\s{_ASCII_SIGNS}{_HAN}]+")
_HAN_RUN = re.compile(f"[{_HAN}]+")


def words(text: str) -> list[str]:
    """Return the words in text order; none holds a space or an ASCII sign."""
    found = []
    for run in _RUN.findall(fold(text).text):
        if len(run) > 1 and _is_han(run):
            found += [run[at : at + 2] for at in range(len(run) - 1)]
        else:
            found.append(run)
    return found


def han_characters(*texts: Iterable[str]) -> list[str]:
    """Return each Han or kana character of these words once: what one-character searches look at."""
    return sorted({char for words in texts for word in set(words) if _is_han(word) for char in word})


def is_han_character(word: str) -> bool:
    """Say whether a word is a run of just one character, which ``words`` never cuts from a longer run."""
    return len(word) == 1 and _is_han(word)


def filter_word(kind: str, value: str) -> str:
    """Return one word for a filter's value: ``kind`` is its first letter, signs stay distinct.

    ``health-silk-road`` must not be found for ``health``: what would end a word becomes a letter-like sign.
    """
    return kind + re.sub(r"[\W_]", "·", value.casefold())


def fingerprint() -> str:
    """Return a name for this way of cutting: an index built under another one has to be built anew.

    Covers the whole folding table, so that a change to it cannot be forgotten here.
    """
    every_character = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x10000))))
    return hashlib.sha256(f"{_LAYOUT}:{fold(every_character).text}".encode()).hexdigest()[:16]


def _is_han(run: str) -> bool:
    # The first comparison alone settles it for most of the world's words.
    return run[0] >= _FIRST_HAN and _HAN_RUN.match(run) is not None
