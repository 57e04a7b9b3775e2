"""Lists of values after a name: ``lang:zh, ru`` means both, however its commas are spaced."""

import re
from collections.abc import Callable, Collection

from bot.core.quotes import QUOTED, QUOTES

COMMAS = ",，、،"
# What excludes or names something of its own goes no list on: "lang:zh, -rail", "lang:zh, topic:sco".
_VALUE = rf"(?:{QUOTED}|(?![-\u2212\u2013~\uff5e]|[A-Za-z_-]+[:=：](?!//))[^\s{COMMAS}{QUOTES}]+)"
_EACH_VALUE = re.compile(_VALUE)
_LIST = re.compile(
    rf"""
    (?:{QUOTED})
    |(?<![A-Za-z_-])(?P<head>-{{0,2}}(?P<name>[A-Za-z][A-Za-z_-]*)[:=：])\s*
    (?P<values>{_VALUE}(?:\s*[{COMMAS}]\s*{_VALUE})+)
    """,
    re.VERBOSE,
)


def without_gaps(
    text: str, names: Collection[str], *, is_other: Callable[[str], bool] = lambda word: False
) -> str:
    """Return a text in which no list of one of these names has a blank, or a quoted value among others.

    ``lang:zh, ru rail`` becomes ``lang:zh,ru rail``; a value in quotes gets the name once more:
    ``outlet:Xinhua outlet:"Global Times"``. What stands in quotes by itself stays as it is.

    Args:
        is_other: says of a word after a gap that it ends the list, having a meaning of its own.
    """

    def closed(found: re.Match[str]) -> str:
        if found["name"] is None or found["name"].casefold() not in names:
            return found[0]
        listed = found["values"]
        starts = (one.start() for one in _EACH_VALUE.finditer(listed) if is_other(one[0]))
        end = next((start for start in starts if listed[start - 1 : start].isspace()), len(listed))
        values = _EACH_VALUE.findall(listed[:end])
        quoted = [one for one in values if one[0] in QUOTES]
        plain = ",".join(one for one in values if one[0] not in QUOTES)
        named = [f"{found['head']}{one}" for one in (plain, *quoted) if one]
        return " ".join([*named, listed[end:]]).rstrip()

    return _LIST.sub(closed, text)


def split_list(text: str) -> list[str]:
    """Return the values between commas, without blanks at their ends; none that is empty."""
    return [value for part in re.split(f"[{COMMAS}]", text) if (value := part.strip())]
