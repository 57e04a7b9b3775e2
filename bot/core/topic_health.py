"""Topics that fell silent: the feeds may all be well and yet no alert come, which nobody sees in a channel.

A topic is measured by its own alerts: where there were enough of them lately, and then none for much longer
than usual, something is wrong with its names, its feeds or a filter.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from bot.core.feed_health import FeedHealth
from bot.core.health_findings import NOTHING, Finding, Findings, Told, span_words

TOPIC = "topic:"
TOPIC_WINDOW = timedelta(days=60)
"""Older alerts say nothing of how often a topic is in the news at present."""

BURST = timedelta(hours=12)
"""Stories of one event come within hours of each other: they say nothing of when the next event will be."""

FEWEST_BURSTS = 8
SILENT_GAPS = 5
SILENT_AFTER = timedelta(days=3)
SETTLING = timedelta(hours=2)
"""After a start the feeds are read first: what came while we were off is not missing."""

WATCHED = "watched"
OFF_AFTER = timedelta(days=1)
"""So long without any poll we were off; what came meanwhile may be in no feed any more, or in a baseline."""

_SILENT = "silent"


def usual_gap(alerts_at: Sequence[datetime]) -> timedelta | None:
    """Return the median time between bursts of alerts, oldest first; None where they are too few to tell."""
    bursts: list[datetime] = []
    for at in alerts_at:
        if not bursts or at - bursts[-1] >= BURST:
            bursts.append(at)
    if len(bursts) < FEWEST_BURSTS:
        return None
    return timedelta(seconds=median((later - earlier).total_seconds() for earlier, later in pairwise(bursts)))


def look_at_topics(
    alerts_at: Mapping[str, Sequence[datetime]],
    *,
    told: Mapping[str, Told],
    feeds: Mapping[FeedHealth, int],
    watched_since: datetime | None,
    now: datetime,
) -> Findings:
    """Return what to tell of topics.

    Args:
        alerts_at: for each watchlist that somebody gets, when its stories of the last ``TOPIC_WINDOW`` were
            first alerted, oldest first.
        told: what was told of which subject.
        feeds: how many are in which state: often the reason.
        watched_since: when we were off last, or without a network: no silence began before.
    """
    findings = NOTHING
    for watchlist_id, times in alerts_at.items():
        before = told.get(TOPIC + watchlist_id)
        if before is None:
            findings += _look_for_silence(watchlist_id, times, feeds=feeds, since=watched_since, now=now)
        elif times and times[-1] > before.at:
            found = Finding(text=f"{watchlist_id}: there are alerts again", is_good=True)
            findings += Findings(found=(found,), subjects={TOPIC + watchlist_id: ""})
    gone = [one for one in told if one.startswith(TOPIC) and one.removeprefix(TOPIC) not in alerts_at]
    return findings + Findings(subjects=dict.fromkeys(gone, ""))


def _look_for_silence(
    watchlist_id: str,
    times: Sequence[datetime],
    *,
    feeds: Mapping[FeedHealth, int],
    since: datetime | None,
    now: datetime,
) -> Findings:
    gap = usual_gap(times)
    if gap is None:
        return NOTHING
    silence = now - (times[-1] if since is None else max(times[-1], since))
    if silence < max(SILENT_GAPS * gap, SILENT_AFTER):
        return NOTHING
    mean = (times[-1] - times[0]) / (len(times) - 1)
    text = f"{watchlist_id}: no alert for {span_words(silence)}, usually one every {span_words(mean)}"
    down = feeds[FeedHealth.FAILING] + feeds[FeedHealth.BROKEN]
    detail = (
        f"Feeds: {down} of {sum(feeds.values())} failing, {feeds[FeedHealth.QUIET]} gone quiet. If its news "
        f"goes on elsewhere, try an article with `topicwire match` and look at `topicwire feeds`."
    )
    return Findings(found=(Finding(text=text, detail=detail),), subjects={TOPIC + watchlist_id: _SILENT})
