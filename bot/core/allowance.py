"""How much one person may ask, so that nobody keeps the bot from the others. Pure.

Like a bucket of ``pacing``, what somebody has left is one moment: the one at which they have all of it again.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """``at_once`` questions after a rest, and one more every ``every_s`` seconds."""

    at_once: int = 5
    every_s: float = 2.0


class Allowances:
    """What everybody has left. Who has all of it is forgotten."""

    def __init__(self, allowance: Allowance) -> None:
        self._step = timedelta(seconds=allowance.every_s)
        self._longest = self._step * allowance.at_once
        self._whole_at: OrderedDict[str, datetime] = OrderedDict()
        """Person -> when they have all of it again; who asked last stands last."""

    def __len__(self) -> int:
        return len(self._whole_at)

    def take(self, person: str, now: datetime) -> bool:
        """Take one question off what a person has left; returns False where nothing is left to take."""
        while self._whole_at and not self._rest(next(iter(self._whole_at)), now):
            self._whole_at.popitem(last=False)
        rest = self._rest(person, now) + self._step
        if rest > self._longest:
            return False
        self._whole_at[person] = now + rest
        self._whole_at.move_to_end(person)
        return True

    def _rest(self, person: str, now: datetime) -> timedelta:
        """How long until they have all of it again."""
        rest = self._whole_at.get(person, now) - now
        # Longer than it can be: the clock was set back since.
        return rest if timedelta() < rest <= self._longest else timedelta()
