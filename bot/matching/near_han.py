"""A long name in a script without spaces, found although one character of it is wrong.

With one wrong character one half of the name still stands in the text as it should, which is what is
searched for; the other half is then compared here. Characters that tell names of one build apart (中巴, 中缅;
东方, 西方; 一号, 二号) may never differ, and what is otherwise may be no word of its own: 上海合作|组建 and
北京|卫星导航系统 are no slips. A word that hardly anybody writes is one all the same (组识, 北头).
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from bot.matching.segment import frequency, word_around
from bot.matching.words import is_unspaced

_PARTICLES = frozenset("的之和与及同のと")
# With these the text goes on behind what is left of the name: 上海合作组|已|成立.
_FUNCTION = _PARTICLES | frozenset("在已是了也就都而为由对向从把被将等并或不有")
# Countries by their one character, directions, sizes, sides, numbers.
_TELLING = frozenset(
    "中美俄日韩朝英法德意西葡荷瑞奥波捷匈希土伊沙埃印巴缅老越泰柬马新菲澳墨古蒙哈吉乌塔阿尼孟"
    "欧亚非东南北上下左右内外前后大小长短高低旧男女少正反多双单半"
    "0123456789零一二三四五六七八九十百千万亿两甲乙丙丁"
)
_LEAST_CHARS_FOR_EDGE = 8
# How often a dictionary has words that are a slip: 组识 3 times, 北头 30; that are none: 组员 27, 走道 117.
_RARE, _RARE_IN_LONG_NAME = 3, 50
# Words that stand for each other in names, as translators will have it.
_SAME_WORDS = frozenset({frozenset(("合作", "协作"))})
_NEAREST = 3


def halves(folded: str) -> tuple[str, str]:
    """Split a name; with one wrong character one half is still right."""
    middle = len(folded) // 2
    return folded[:middle], folded[middle:]


def nearest(folded: str, *, is_first: bool) -> str:
    """Return the three characters of a name nearest to one of its halves, of a half of two those two.

    With one of them wrong two of three stand among the first three characters beside the half, and one of
    the first two among the first two.
    """
    middle = len(folded) // 2
    return folded[middle : middle + _NEAREST] if is_first else folded[max(middle - _NEAREST, 0) : middle]


class OtherHalves:
    """Many names of which one half is the same, by what is nearest to it: few share that with a text."""

    def __init__(self, names: Iterable[tuple[str, bool]]) -> None:
        """Take names, and of each whether the half is its first."""
        self._names = tuple(names)
        self._after: dict[str, list[int]] = defaultdict(list)
        self._before: dict[str, list[int]] = defaultdict(list)
        self._least: list[int] = []
        for number, (name, is_first) in enumerate(self._names):
            chars = set(nearest(name, is_first=is_first))
            self._least.append(2 if len(chars) == _NEAREST else 1)
            beside = self._after if is_first else self._before
            for char in chars:
                beside[char].append(number)

    def near(self, text: str, start: int, end: int) -> Iterable[tuple[int, tuple[int, int]]]:
        """Yield the number and the place of each name that is ``near_han`` of the half at ``start:end``."""
        shared: dict[int, int] = {}
        for beside, around in (
            (self._after, text[end : end + _NEAREST]),
            (self._before, text[max(0, start - _NEAREST) : start]),
        ):
            for char in set(around) & beside.keys():
                for number in beside[char]:
                    shared[number] = shared.get(number, 0) + 1
        numbers = [number for number, chars in shared.items() if chars >= self._least[number]]
        return self._compared(sorted(numbers), text, start, end) if numbers else ()

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
        if not is_unspaced(window):
            continue
        if extra > 0:
            is_near = _has_more(window, name)
        else:
            is_near = (_has_less if extra else _has_wrong)(window, name, text, first)
        if is_near:
            return first, first + length
    return None


def _has_wrong(window: str, name: str, text: str, first: int) -> bool:
    wrong = [at for at, (has, wants) in enumerate(zip(window, name, strict=True)) if has != wants]
    if any(_is_of_another_word(text, first + at, name, first) for at in wrong):
        return False
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:  # two changed places
        return window[wrong[0]] == name[wrong[1]] and window[wrong[1]] == name[wrong[0]]
    if len(wrong) != 1:
        return False
    at = wrong[0]
    if (at == 0 and len(name) < _LEAST_CHARS_FOR_EDGE) or (at == len(name) - 1 and window[at] in _FUNCTION):
        return False
    return not (window[at] in _TELLING and name[at] in _TELLING) and _may_be_mistaken(window[at], name[at])


def _is_of_another_word(text: str, at: int, name: str, first: int) -> bool:
    """Say whether a character that is wrong in ``name``, written at ``first``, belongs to a word in use."""
    found = word_around(text, at, at + 1)
    if found is None:
        return False
    word, start, end = found
    if start < first or first + len(name) < end:
        return True
    is_long = len(name) >= _LEAST_CHARS_FOR_EDGE
    # A longer word is rare, whatever it is made of: 导弹系统 stands there no oftener than 组识.
    is_rare = len(word) == 2 and frequency(word) <= (_RARE_IN_LONG_NAME if is_long else _RARE)
    return not is_rare and frozenset((word, name[start - first : end - first])) not in _SAME_WORDS


def _may_be_mistaken(has: str, wants: str) -> bool:
    """Say of a Korean syllable whether one letter of it is wrong: 기업, 기관 and 기구 are three words."""
    is_korean = "\uac00" <= wants <= "\ud7a3"
    return not is_korean or OSA.distance(*(unicodedata.normalize("NFD", one) for one in (has, wants))) <= 1


def _has_more(window: str, name: str) -> bool:
    return any(
        window[:at] + window[at + 1 :] == name
        and (window[at] in _PARTICLES or window[at] in (window[at - 1], window[at + 1]))
        for at in range(1, len(window) - 1)
    )


def _has_less(window: str, name: str, text: str, first: int) -> bool:
    # Without its second character a short name shows only one before the gap: 基础上|合作组织.
    least = 1 if len(name) >= _LEAST_CHARS_FOR_EDGE else 2
    return any(
        name[:at] + name[at + 1 :] == window
        and name[at] not in _TELLING
        and word_around(text, first + at - 1, first + at + 1) is None
        for at in range(least, len(name) - 1)
    )
