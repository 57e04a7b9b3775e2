"""Names that share their head with others: "Green, Health and Digital Silk Roads", 健康、绿色、数字丝绸之路.

A name of several words is cut into a head and the rest, which stands before it or, as in Romance languages,
after it ("Rutas de la Seda Digital, Verde y Sanitaria"); where the head is found and the rest stands in a
list beside it, the whole is the name.
"""

import functools
import re
from collections.abc import Iterator

from bot.matching.words import STOP_WORDS, is_unspaced

_LONGEST_LIST_CHARS = 70
_LEAST_HAN = 5
_HAN_REST = 2
_MOST_WORDS = 6
_AND = r"(?:and|or|und|et|y|e|и|та)"
_ITEM = r"[“\"'«]?[\w’'\u2010-\u2015-]+[”\"'»]?"
# Between the rest and its head: ", green and digital ", "、绿色、数字".
_BEFORE = re.compile(
    rf"(?:\s*(?:[,、，/和与及]|&|\s{_AND}(?=\s))\s*(?:{_AND}\s+)?{_ITEM}){{1,5}}[\s“\"'«]*\Z", re.IGNORECASE
)
# Between a head and its rest: " digital, verde y ".
_AFTER = re.compile(rf"\s+{_ITEM}(?:\s*,\s*{_ITEM}){{0,4}}\s*(?:,|\s{_AND}\s)\s*[“\"'«]?\Z", re.IGNORECASE)
_PARTED = r"[\s\u2010-\u2015-]+"
_WORD = re.compile(r"\w+")


def heads(name: str, first: int) -> Iterator[tuple[str, int]]:
    """Yield the heads of a folded name and how many characters go before it, negative for those after it.

    Args:
        first: how many characters what is written as its first word folds into ("china pakistan").
    """
    if is_unspaced(name):
        if len(name) > _LEAST_HAN:
            yield name[_HAN_REST:], _HAN_REST
        return
    words = name.split(" ")
    if not 3 <= len(words) <= _MOST_WORDS:
        return
    if " " in name[first + 1 :]:
        yield name[first + 1 :], first + 1
    if any(word in STOP_WORDS for word in words[:-1]):
        yield name[: -len(words[-1]) - 1], -len(words[-1])
        # Of what goes on after its first word the plural stands there.
        yield f"{words[0]}s{name[len(words[0]) : -len(words[-1]) - 1]}", -len(words[-1])


def shared(
    plain: str, head: tuple[int, int], name: str, before: int, within: tuple[int, int]
) -> tuple[int, int] | None:
    """Return where a folded name stands that shares the head at ``plain[slice(*head)]``, if it does.

    Args:
        before: what ``heads`` said of this head.
        within: the title or text it stands in; no list goes on into another.
    """
    start, end = head
    if before > 0:
        is_spaced = not is_unspaced(name)
        window = plain[max(within[0], start - _LONGEST_LIST_CHARS) : start]
        for found in _pattern(name[:before].strip()).finditer(window):
            listed = _BEFORE.match(window, found.end())
            if (
                listed
                and (is_spaced or "、" in listed.group())
                and _WORD.findall(listed.group())[-1].casefold() not in STOP_WORDS
            ):
                return start - len(window) + found.start(), end
        return None
    window = plain[end : min(within[1], end + _LONGEST_LIST_CHARS)]
    for found in _pattern(name[before:]).finditer(window):
        if _AFTER.match(window[: found.start()]):
            return start, end + found.end()
    return None


@functools.lru_cache(maxsize=1024)
def _pattern(words: str) -> re.Pattern[str]:
    edge = "" if is_unspaced(words.replace(" ", "")) else r"\b"
    return re.compile(edge + _PARTED.join(map(re.escape, words.split())) + edge, re.IGNORECASE)
