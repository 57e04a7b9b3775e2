"""TOML as admins write it -> its tables; whatever is wrong with it is a ValueError with words for them."""

import tomllib
from typing import Any


def read_toml(text: str) -> dict[str, Any]:
    """Return what a file says.

    Raises: ValueError with what is wrong, and at its end where, if that is known: "(at line 2, column 8)" or
        "(at end of document)".
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise ValueError("tables and lists stand inside each other without end") from None
    except ValueError:  # Python's own limit, told in words for programmers
        raise ValueError("a number has thousands of digits") from None
