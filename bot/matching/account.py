"""What the matcher found in one article for one watchlist, with its reasons, for readers to check."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

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


@dataclass(frozen=True, kw_only=True)  # without slots: what is asked of each place is found out once
class Account:
    """All places where a watchlist's names stand, in text order.

    ``match`` and the ``components`` of its score are None where none of the places counts.
    """

    watchlist_id: str
    findings: tuple[Finding, ...]
    match: Match | None
    components: Components | None

    def counts(self, finding: Finding) -> bool:
        return finding.evidence in self._counted

    def taker(self, finding: Finding) -> Finding | None:
        """Return what takes the place of a name that is sure enough and does not count all the same.

        That is another name there that counts, or a longer one that is too doubtful to (北斗 in 北斗杯).
        """
        if finding.confidence < ACCEPTED or self.counts(finding):
            return None
        others = self._over(finding.evidence)
        counted = (one for one in others if self.counts(one))
        doubtful = (
            one for one in others if 0 < one.confidence < ACCEPTED and _holds(one.evidence, finding.evidence)
        )
        return next(counted, None) or next(doubtful, None)

    @cached_property
    def _counted(self) -> frozenset[Evidence]:
        return frozenset(self.match.evidence if self.match else ())

    @cached_property
    def _by_place(self) -> tuple[list[Finding], list[tuple[str, int]], int]:
        """The findings by field and start, these as keys, and the length of the longest."""
        findings = sorted(self.findings, key=_place)
        longest = max((one.evidence.end - one.evidence.start for one in findings), default=0)
        return findings, list(map(_place, findings)), longest

    def _over(self, place: Evidence) -> list[Finding]:
        """Return the findings that overlap a place, in text order."""
        findings, places, longest = self._by_place
        first = bisect_left(places, (place.field, place.start - longest))
        near = findings[first : bisect_left(places, (place.field, place.end))]
        return [one for one in near if one.evidence.end > place.start]


def _place(finding: Finding) -> tuple[str, int]:
    return finding.evidence.field, finding.evidence.start


def _holds(one: Evidence, other: Evidence) -> bool:
    is_around = one.start <= other.start and other.end <= one.end
    return one.similarity == 1 and is_around and one.end - one.start > other.end - other.start
