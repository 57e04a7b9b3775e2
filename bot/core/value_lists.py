"""Lists of values after a name: ``lang:zh, ru`` means both, however its commas are spaced."""

import re
from collections.abc import Callable, Mapping

from bot.core.quotes import QUOTED, QUOTES

COMMAS = ",，、،"
IsValue = Callable[[str], bool]
"""Says of a word whether it can be a value of a list."""

_ENDS = ".;!?"
"""What ends a sentence, and no value."""
_TOKEN = re.compile(rf"{QUOTED}|[{COMMAS}]|[^\s{COMMAS}{QUOTES}]+|\s+|.", re.DOTALL)
_HEAD = re.compile(r"(-{0,2}([A-Za-z][A-Za-z_-]*)[:=：])(.*)", re.DOTALL)


def without_gaps(text: str, lists: Mapping[str, IsValue]) -> str:
    """Return a text in which no list after one of these names has a blank, or a quoted value among others.

    ``lang:zh, ru rail`` becomes ``lang:zh,ru rail``; a value in quotes gets the name once more:
    ``kind:state kind:"think tank"``. After a comma and a blank a list goes on with what can be a value of it
    only: ``lang:zh, rail`` becomes ``lang:zh rail``. What stands in quotes by itself stays as it is.
    """
    written: list[str] = []
    tokens = _TOKEN.findall(text)
    at = 0
    while at < len(tokens):
        head = _HEAD.fullmatch(tokens[at])
        is_value = lists.get(head[2].casefold()) if head and (at == 0 or tokens[at - 1].isspace()) else None
        at += 1
        if head is None or is_value is None:
            written.append(tokens[at - 1])
            continue
        values, at = _values(tokens, at, first=head[3], is_value=is_value)
        plain = ",".join(one for one in values if one[0] not in QUOTES)
        quoted = [one for one in values if one[0] in QUOTES]
        written.append(" ".join(head[1] + one for one in ([plain] if plain or not quoted else []) + quoted))
    return "".join(written)


def _values(tokens: list[str], at: int, *, first: str, is_value: IsValue) -> tuple[list[str], int]:
    """Return the values of a list of which ``first`` was read, and the token after it."""
    values, end = [first] if first else [], at
    has_comma = has_gap = False
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token.isspace():
            has_gap = True
        elif token in COMMAS:
            has_comma, end = True, at
        elif _goes_on(token, is_value, is_first=not values, has_comma=has_comma, has_gap=has_gap):
            values.append(token.rstrip(_ENDS) or token)
            has_comma, has_gap, end = False, False, at
        else:
            break
    return values, end


def _goes_on(token: str, is_value: IsValue, *, is_first: bool, has_comma: bool, has_gap: bool) -> bool:
    if is_first and not has_comma:
        return _HEAD.fullmatch(token) is None  # "lang: zh" has a blank too many
    return has_comma and (not has_gap or is_value(token.strip(QUOTES + _ENDS)))


def split_list(text: str) -> list[str]:
    """Return the values between commas, without blanks at their ends; none that is empty."""
    return [value for part in re.split(f"[{COMMAS}]", text) if (value := part.strip())]
