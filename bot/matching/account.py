"""What the matcher found in one article for one watchlist, with its reasons, for readers to check."""

from dataclasses import dataclass

from bot.core.model import Evidence, Match
from bot.matching.clues import Clue, confidence
from bot.matching.decide import ACCEPTED
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

    def counts(self, finding: Finding) -> bool:
        return self.match is not None and finding.evidence in self.match.evidence

    def taker(self, finding: Finding) -> Finding | None:
        """Return what takes the place of a name that is sure enough and does not count all the same.

        That is another name there that counts, or a longer one that is too doubtful to (北斗 in 北斗杯).
        """
        if finding.confidence < ACCEPTED or self.counts(finding):
            return None
        others = [one for one in self.findings if _overlap(one.evidence, finding.evidence)]
        counted = (one for one in others if self.counts(one))
        doubtful = (
            one for one in others if 0 < one.confidence < ACCEPTED and _holds(one.evidence, finding.evidence)
        )
        return next(counted, None) or next(doubtful, None)


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end


def _holds(one: Evidence, other: Evidence) -> bool:
    is_around = one.start <= other.start and other.end <= one.end
    return one.similarity == 1 and is_around and one.end - one.start > other.end - other.start
