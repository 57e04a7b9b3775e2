"""TOML as admins write it -> its tables; whatever is wrong with it is a ValueError with words for them."""

import tomllib
from typing import Any

_ENDLESS = "a number has thousands of digits"
_BITS = 10_000
"""Of some 3,000 digits. Python reads any number that is written in hexadecimal digits, and prints 4,300."""


def read_toml(text: str) -> dict[str, Any]:
    """Return what a file says.

    Raises: ValueError with what is wrong, and at its end where, if that is known: "(at line 2, column 8)" or
        "(at end of document)".
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise ValueError("tables and lists stand inside each other without end") from None
    except ValueError:  # Python's own limit, told in words for programmers
        raise ValueError(_ENDLESS) from None
    if _has_endless_number(table):
        raise ValueError(_ENDLESS)
    return table


def _has_endless_number(table: dict[str, Any]) -> bool:
    left: list[object] = [table]  # dotted keys make tables deeper than Python can call itself
    while left:
        match left.pop():
            case dict() as inner:
                left += inner.values()
            case list() as inner:
                left += inner
            case int() as number if number.bit_length() > _BITS:
                return True
    return False
