"""What the matcher found in one article for one watchlist, with its reasons, for readers to check."""

from dataclasses import dataclass

from bot.core.model import Evidence, Match
from bot.matching.clues import Clue, confidence
from bot.matching.relevance import Components


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One place where a name stands, and the clues to what it means there, which add up to a confidence."""

    evidence: Evidence
    clues: tuple[Clue, ...]

    @property
    def confidence(self) -> float:
        """0..1; a veto among the clues makes it 0."""
        return confidence(self.clues)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """All places where a watchlist's names stand, in text order.

    ``match`` and the ``components`` of its score are None where none of the places counts.
    """

    watchlist_id: str
    findings: tuple[Finding, ...]
    match: Match | None
    components: Components | None
