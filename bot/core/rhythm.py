"""How often a feed brings something, and so how long we wait between two looks at it.

Dates are good enough for this and for nothing else: a wrong one costs a poll too many or too few, while an
article's newness never comes from a date. A feed without dates is timed by when its articles reached us.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from statistics import median

from bot.core.feed import DueReason, Feed, FeedState

NEWEST_TIMES = 20
FEWEST_TIMES = 4
"""Three gaps tell a rhythm from an accident."""

BATCH_REST_S = 43_200.0
LONGEST_REST_S = 31 * 86_400.0
LEAST_BATCH_GAP_S = 3 * 86_400.0
"""Articles that come together and then none for days: a newsletter, a journal's issue."""

UNKNOWN_WAIT_S = 3_600.0
"""Authors ask pollers who know no better for at most one request an hour."""
MIN_CAP_S = 3_600.0
MAX_WAIT_S = 86_400.0
RHYTHM_SHARE = 0.5
GROWTH = 1.5
SILENCE_SHARE = 24
LEARNT_SHARE = 0.3
"""What one arrival weighs against all earlier ones, where a feed has no dates."""


def gap_of(published: Iterable[datetime], *, now: datetime) -> float | None:
    """Return the median gap in seconds between a document's newest articles, None for too few dates.

    Many articles of one moment, as of a feed that tells days only, have a gap of 0; but those that come in
    batches, days apart, have the gap of the batches.
    """
    gaps = _gaps(published, now)[:NEWEST_TIMES]
    if len(gaps) < FEWEST_TIMES - 1:
        return None
    rests = _rests(gaps)
    if len(rests) >= FEWEST_TIMES - 1 and median(rests) >= LEAST_BATCH_GAP_S:
        return median(rests)
    return median(gaps)


def rest_of(published: Iterable[datetime], *, now: datetime) -> float:
    """Return the longest rest in seconds between two batches of a document's articles, 0 without any."""
    return min(max(_rests(_gaps(published, now)), default=0.0), LONGEST_REST_S)


def _gaps(published: Iterable[datetime], now: datetime) -> list[float]:
    """Return the gaps in seconds between neighbours in time, the newest first."""
    newest = sorted((at for at in published if at <= now), reverse=True)
    return [(later - earlier).total_seconds() for later, earlier in pairwise(newest)]


def _rests(gaps: Sequence[float]) -> list[float]:
    places = [place for place, gap in enumerate(gaps) if gap >= BATCH_REST_S]
    # A rest that a single article lies behind may be that of an old one that a busy feed keeps on top.
    return [gaps[place] for place, end in pairwise([*places, len(gaps)]) if end > place + 1]


def learnt_gap(state: FeedState, *, news: int, now: datetime) -> float | None:
    """Return the gap between a feed's articles as they reach us, where the document tells no dates.

    Args:
        state: as it was when the poll began.
        news: how many articles this poll brought that we did not know; the first poll's do not count.
    """
    if not news or state.news_at is None or state.baseline_at is None:
        return state.rhythm_s
    seen_s = max((now - state.news_at).total_seconds(), 0.0) / news  # the clock may have been ahead
    if state.rhythm_s is None:
        return seen_s
    return state.rhythm_s + LEARNT_SHARE * (seen_s - state.rhythm_s)


def own_wait(
    state: FeedState,
    feed: Feed,
    *,
    rhythm_s: float | None,
    has_news: bool,
    now: datetime,
    min_interval_s: float,
) -> tuple[float, DueReason]:
    """Return how long to wait for a feed's own sake, and why; what others ask for comes on top.

    Half the gap between its articles, so that one is rarely late by more than that; half as long again after
    each poll without news, and back at the next news. Silence alone makes no feed wait longer than its gap,
    an hour, or a twenty-fourth of the silence: a wire that rests at night is heard in the morning, and a
    dead feed asked once a day.

    Args:
        state: as it was when the poll began; ``news_at`` is the end of the silence so far.
        rhythm_s: as known after this poll.
        has_news: whether this poll brought an article we did not know.
        min_interval_s: the least wait, whatever the rhythm.
    """
    if feed.interval_s is not None:
        wait_s, reason = feed.interval_s, DueReason.CONFIGURED
    else:
        wait_s = UNKNOWN_WAIT_S if rhythm_s is None else min(RHYTHM_SHARE * rhythm_s, MAX_WAIT_S)
        reason = DueReason.RHYTHM
        if not has_news and state.wait_s is not None:
            silence_s = (now - state.news_at).total_seconds() if state.news_at else 0.0
            cap_s = min(max(rhythm_s or 0.0, MIN_CAP_S, silence_s / SILENCE_SHARE), MAX_WAIT_S)
            wait_s = max(wait_s, min(state.wait_s * GROWTH, cap_s))
    return (wait_s, reason) if wait_s >= min_interval_s else (min_interval_s, DueReason.MINIMUM)
