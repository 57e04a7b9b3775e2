"""What watchlists say -> a short version that is another one as soon as they say something else.

Comments, the order of keys and whatever else a reading of the file does not show make no difference.
"""

import hashlib
from collections.abc import Iterable

from bot.core.watchlist import Watchlist

VERSION_CHARS = 12


def watchlist_version(watchlist: Watchlist) -> str:
    """Return the version of one watchlist: 12 hex characters."""
    return _digest(repr(watchlist))


def rules_version(watchlists: Iterable[Watchlist]) -> str:
    """Return the version of watchlists that are used together, in whatever order: 12 hex characters."""
    return _digest(" ".join(sorted(map(watchlist_version, watchlists))))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:VERSION_CHARS]
