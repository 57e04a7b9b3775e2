"""A long name in a script without spaces, found although one character of it is wrong.

With one wrong character one half of the name still stands in the text as it should, which is what is
searched for; the other half is then compared here. Characters that tell names of one build apart (中巴, 中缅;
东方, 西方; 一号, 二号) may never differ.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from bot.matching.words import is_unspaced

_PARTICLES = frozenset("的之和与及同のと")
# Countries by their one character, directions, sizes, sides, numbers.
_TELLING = frozenset(
    "中美俄日韩朝英法德意西葡荷瑞奥波捷匈希土伊沙埃印巴缅老越泰柬马新菲澳墨古蒙哈吉乌塔阿尼孟"
    "欧亚非东南北上下左右内外前后大小长短高低旧男女少正反多双单半"
    "0123456789零一二三四五六七八九十百千万亿两甲乙丙丁"
)
_LEAST_CHARS_FOR_EDGE = 8


def halves(folded: str) -> tuple[str, str]:
    """Split a name; with one wrong character one half is still right."""
    middle = len(folded) // 2
    return folded[:middle], folded[middle:]


class OtherHalves:
    """Many names of which one half is the same, by the characters of the other: few share one with a text."""

    def __init__(self, names: Iterable[tuple[str, bool]]) -> None:
        """Take names, and of each whether the half is its first."""
        self._names = tuple(names)
        self._after: dict[str, list[int]] = defaultdict(list)
        self._before: dict[str, list[int]] = defaultdict(list)
        for number, (name, is_first) in enumerate(self._names):
            # A half has two characters at least: with one of them wrong the other is there.
            for char in set(halves(name)[is_first]):
                (self._after if is_first else self._before)[char].append(number)
        self._reach = 1 + max(len(halves(name)[is_first]) for name, is_first in self._names)

    def near(self, text: str, start: int, end: int) -> Iterable[tuple[int, tuple[int, int]]]:
        """Return the number and the place of each name that is ``near_han`` of the half at ``start:end``."""
        numbers: list[int] = []
        if self._after:
            for char in text[end : end + self._reach]:
                numbers += self._after.get(char, ())
        if self._before:
            for char in text[max(0, start - self._reach) : start]:
                numbers += self._before.get(char, ())
        return self._compared(sorted(set(numbers)), text, start, end) if numbers else ()

    def _compared(
        self, numbers: Iterable[int], text: str, start: int, end: int
    ) -> Iterator[tuple[int, tuple[int, int]]]:
        for number in numbers:
            name, is_first = self._names[number]
            near = near_han(text, name, start=start, end=end, is_first=is_first)
            if near:
                yield number, near


def near_han(text: str, name: str, *, start: int, end: int, is_first: bool) -> tuple[int, int] | None:
    """Return where ``name`` stands with one character wrong, missing or put in, if it does.

    The first character of a name shorter than eight is never the wrong one: names of one build differ
    there (黑海合作组织). One put in must be a particle or a repetition; one missing must be inside.

    Args:
        text: folded. ``name``: folded, of an unspaced script.
        start, end: where one of its ``halves`` stands in ``text``; ``is_first``: which.
    """
    for extra in (0, -1, 1):
        length = len(name) + extra
        first = start if is_first else end - length
        window = text[first : first + length] if first >= 0 else ""
        # One slip is all that is asked about below; nearly all places fail this.
        if len(window) != length or OSA.distance(window, name, score_cutoff=1) != 1:
            continue
        is_near = (_has_wrong, _has_more, _has_less)[extra]
        if is_unspaced(window) and is_near(window, name):
            return first, first + length
    return None


def _has_wrong(window: str, name: str) -> bool:
    wrong = [at for at, (has, wants) in enumerate(zip(window, name, strict=True)) if has != wants]
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:  # two changed places
        return window[wrong[0]] == name[wrong[1]] and window[wrong[1]] == name[wrong[0]]
    if len(wrong) != 1:
        return False
    at = wrong[0]
    if at == 0 and len(name) < _LEAST_CHARS_FOR_EDGE:
        return False
    return not (window[at] in _TELLING and name[at] in _TELLING)


def _has_more(window: str, name: str) -> bool:
    return any(
        window[:at] + window[at + 1 :] == name
        and (window[at] in _PARTICLES or window[at] in (window[at - 1], window[at + 1]))
        for at in range(1, len(window) - 1)
    )


def _has_less(window: str, name: str) -> bool:
    return any(
        name[:at] + name[at + 1 :] == window and name[at] not in _TELLING for at in range(1, len(name) - 1)
    )
