"""What a look at the bot's health found -> one notice for the admins, however much it was.

What was told is remembered per feed and per subject (``network``, ``topic:sco``, ``channel:slack:C1``), so
that each trouble is told once and its end once, also after a restart.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.model import Notice

MOST_LINES = 20
"""A notice is for reading; ``topicwire feeds`` has the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to tell: what, and in ``detail`` why and what to do. ``is_good``: a trouble has ended."""

    text: str
    detail: str = ""
    is_good: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What admins were told of a subject last, and when."""

    state: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What there is to tell, and what is to be remembered as told: by feed id, and by subject.

    An empty word forgets. The feeds of ``soon`` are to be polled now, for what they waited for is over.
    """

    found: tuple[Finding, ...] = ()
    feeds: Mapping[int, str] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)
    soon: frozenset[int] = frozenset()

    def __add__(self, other: "Findings") -> "Findings":
        return Findings(
            found=self.found + other.found,
            feeds={**self.feeds, **other.feeds},
            subjects={**self.subjects, **other.subjects},
            soon=self.soon | other.soon,
        )

    def __bool__(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.found or self.feeds or self.subjects or self.soon)

    def notice(self) -> Notice | None:
        """Return all of it as one notice, troubles first; None where nobody needs to hear of it."""
        if not self.found:
            return None
        if len(self.found) == 1:
            (only,) = self.found
            return Notice(title=only.text, lines=(only.detail,) if only.detail else ())
        ranked = sorted(self.found, key=lambda one: one.is_good)
        good = sum(one.is_good for one in ranked)
        bad = len(ranked) - good
        counts = (f"{bad} problem{'s' * (bad != 1)}" if bad else "", f"{good} solved" if good else "")
        lines = [f"{one.text}. {one.detail}".rstrip(". ") for one in ranked[:MOST_LINES]]
        if len(ranked) > MOST_LINES:
            lines.append(f"and {len(ranked) - MOST_LINES} more: see `topicwire feeds`")
        return Notice(title=", ".join(filter(None, counts)), lines=tuple(lines))


NOTHING = Findings()


def span_words(span: timedelta) -> str:
    """Say how long in one unit: ``9 days``, ``36 h``, ``5 min``."""
    minutes = span // timedelta(minutes=1)
    if minutes >= 2 * 24 * 60:
        return f"{minutes // (24 * 60)} days"
    return f"{minutes // 60} h" if minutes >= 60 else f"{max(minutes, 1)} min"
