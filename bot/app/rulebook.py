"""What alerts follow from: watchlists, compiled, and feeds as configured; replaced whole, never in part.

Whoever begins something takes ``current`` once and finishes with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.feed import Feed
from bot.core.watchlist import Watchlist
from bot.matching.matcher import Matcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """One reading of the files."""

    matcher: Matcher
    feeds: tuple[Feed, ...] = ()

    @property
    def by_id(self) -> Mapping[str, Watchlist]:
        return {one.watchlist_id: one for one in self.matcher.watchlists}


class Rulebook:
    """Holds the rules in force."""

    def __init__(self, rules: Rules) -> None:
        self.current = rules

    def replace(self, rules: Rules) -> None:
        """Let these be in force from now on."""
        self.current = rules
