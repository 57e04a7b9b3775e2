"""A name given as a regular expression -> where it stands; in linear time, whatever the pattern is.

RE2 has no look-around and no back-references: that is what keeps a hostile text from stalling the search.
"""

from typing import Any

import re2  # type: ignore[import-untyped]


def compile_regex(pattern: str) -> Any:
    """Return a compiled pattern with ``search`` and ``finditer`` as in ``re``.

    Raises: ValueError with the reason, for a pattern that RE2 does not read.
    """
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0]
        raise ValueError(reason.decode() if isinstance(reason, bytes) else str(reason)) from None
