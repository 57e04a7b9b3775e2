"""Watchlists as people name them."""

import difflib
from collections.abc import Sequence

from bot.core.watchlist import Watchlist
from bot.errors import NotFound


def find_watchlist(watchlists: Sequence[Watchlist], watchlist_id: str) -> Watchlist:
    """Raises: NotFound with the nearest id, or with all of them."""
    by_id = {one.watchlist_id: one for one in watchlists}
    if watchlist_id in by_id:
        return by_id[watchlist_id]
    near = difflib.get_close_matches(watchlist_id, by_id, n=1, cutoff=0.5)
    hint = f'did you mean "{near[0]}"?' if near else f"there are {', '.join(by_id)}"
    raise NotFound(f'no watchlist "{watchlist_id}": {hint}')
