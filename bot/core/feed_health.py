"""How a feed is doing: what its polls left behind -> one word, the same in metrics, answers and notices.

A feed is judged by its own rhythm and by what its polls saw, never by how long we were switched off.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.feed import FeedState, StoredFeed
from bot.errors import FeedFailure


class FeedHealth(StrEnum):
    """How a feed stands, worst first.

    ``BROKEN``: failing for two weeks, or for a day with what only a person can mend. ``QUIET``: polls go well
    and bring nothing for much longer than its rhythm. ``FAILING``: its last poll failed, and it is tried
    again. ``DISABLED``: gone for good, or paused by somebody. ``NEW``: not polled yet.
    """

    BROKEN = "broken"
    FAILING = "failing"
    QUIET = "gone quiet"
    DISABLED = "disabled"
    NEW = "new"
    OK = "ok"


OUTAGE_AFTER = timedelta(hours=24)
"""Outlets repair, move and renew certificates within a day; sooner, a notice would be noise."""

BROKEN_AFTER = timedelta(days=14)

QUIET_GAPS = 5
"""So many of its usual gaps in a row without an article are not chance any more ..."""
QUIET_RESTS = 2
"""So many rests between two issues ..."""
QUIET_AFTER = timedelta(days=3)
"""... but nobody misses a feed over a weekend."""

FOR_A_PERSON = frozenset(
    {
        FeedFailure.GONE,
        FeedFailure.NOT_A_FEED,
        FeedFailure.TOO_LARGE,
        FeedFailure.ADDRESS_REFUSED,
        FeedFailure.URL_REFUSED,
        FeedFailure.TOO_MANY_REDIRECTS,
    }
)
"""Failures that do not go away by trying again: the address or a limit has to be changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostTotal:
    """A host's feeds that are polled, and when one of them was last read with success."""

    feeds: int
    ok_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedOverview:
    """All configured feeds as far as health needs them.

    ``troubled`` holds every feed that fails, is stopped, was told of, or brought nothing for ``QUIET_AFTER``;
    all others are well, but for the ``unpolled``. ``hosts`` goes by ``host_key``, without stopped feeds.
    """

    feeds: int
    unpolled: int
    troubled: tuple[StoredFeed, ...]
    hosts: Mapping[str, HostTotal]


def health_of(state: FeedState, *, now: datetime) -> FeedHealth:
    """Return how a feed stands at ``now``."""
    if state.stop is not None:
        return FeedHealth.DISABLED
    if state.failure:
        lasted = now - failing_since(state, now)
        for_a_person = state.failure in FOR_A_PERSON and lasted >= OUTAGE_AFTER
        return FeedHealth.BROKEN if for_a_person or lasted >= BROKEN_AFTER else FeedHealth.FAILING
    if state.polled_at is None:
        return FeedHealth.NEW
    return FeedHealth.QUIET if is_quiet(state) else FeedHealth.OK


def failing_since(state: FeedState, now: datetime) -> datetime:
    """Return when a failing feed's outage began; ``now`` for one of a time when that was not noted."""
    return state.failing_since or now


def silent_for(state: FeedState) -> timedelta:
    """Return how long the feed's polls have brought nothing; only what they saw counts."""
    if state.ok_at is None or state.news_at is None:
        return timedelta()
    return state.ok_at - state.news_at


def is_quiet(state: FeedState) -> bool:
    """Whether a feed has been silent for much longer than usual; one without a known rhythm never is.

    Usual is what lies between a journal's issues as well, however many articles one has.
    """
    if state.rhythm_s is None:
        return False
    usual_s = max(QUIET_GAPS * state.rhythm_s, QUIET_RESTS * state.rest_s)
    return silent_for(state) >= max(timedelta(seconds=usual_s), QUIET_AFTER)


def count_feeds(overview: FeedOverview, *, now: datetime) -> Mapping[FeedHealth, int]:
    """Return how many configured feeds are in which state, 0 included, worst first."""
    found = Counter(health_of(one.state, now=now) for one in overview.troubled)
    found[FeedHealth.NEW] = overview.unpolled
    found[FeedHealth.OK] = overview.feeds - sum(found[one] for one in FeedHealth if one is not FeedHealth.OK)
    return {one: found[one] for one in FeedHealth}


def count_words(counts: Mapping[FeedHealth, int]) -> str:
    """Say it in words, states without a feed left out: ``2 failing, 29 ok``."""
    return ", ".join(f"{counts[health]} {health}" for health in FeedHealth if counts.get(health))
