"""Names that share their head with others: "Green, Health and Digital Silk Roads", 健康、绿色、数字丝绸之路.

A name of several words is cut into what goes first and its head; where the head is found and the first words
stand before it in a list, the whole is the name.
"""

import functools
import re
from collections.abc import Iterator

from bot.matching.fuzzy import STOP_WORDS, is_unspaced

_LONGEST_LIST_CHARS = 70
_LEAST_HAN = 5
_MOST_WORDS = 5
# A list between the first words and the head: ", green and digital ", "、绿色、数字".
_WORD = re.compile(r"\w+")
_LIST = re.compile(
    r"(?:\s*(?:[,、，/和与及]|&|\s(?:and|or|und|et|y|e|и|та|و)(?=\s))\s*(?:(?:and|und|et|y|e|и|та)\s+)?[“\"'«]?[\w’'-]+[”\"'»]?)"
    r"{1,5}[\s“\"'«]*\Z",
    re.IGNORECASE,
)


def heads(name: str) -> Iterator[tuple[str, int]]:
    """Yield the heads of a folded name, each with the number of characters that go before it."""
    if is_unspaced(name):
        if len(name) > _LEAST_HAN:
            yield name[2:], 2
        return
    words = name.split(" ")
    if 3 <= len(words) <= _MOST_WORDS:
        for first in range(1, len(words) - 1):
            head = " ".join(words[first:])
            yield head, len(name) - len(head)


def first_words(plain: str, head: int, words: str) -> int | None:
    """Return where ``words`` begin that share the head at ``plain[head:]`` with others listed after them."""
    window = plain[max(0, head - _LONGEST_LIST_CHARS) : head]
    for found in _pattern(words).finditer(window):
        listed = _LIST.match(window, found.end())
        if listed and _WORD.findall(listed.group())[-1].casefold() not in STOP_WORDS:
            return head - len(window) + found.start()
    return None


@functools.lru_cache(maxsize=1024)
def _pattern(words: str) -> re.Pattern[str]:
    edge = "" if is_unspaced(words.replace(" ", "")) else r"\b"
    return re.compile(edge + r"[\s-]+".join(map(re.escape, words.split())) + edge, re.IGNORECASE)
