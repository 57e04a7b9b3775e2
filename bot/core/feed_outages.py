"""Which outages and silences of feeds the admins hear of now, and which returns.

Told is the trouble that a person may have to act on, as few times as it can be: a feed that has failed for a
day, once; a host most of whose feeds fail, once for all of them; our own network, and then no feed at all; a
feed that fell silent. Each end is told if its beginning was. A feed that is gone is told by its poll.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.due_words import rhythm_words
from bot.core.feed import FeedState, StoredFeed
from bot.core.feed_health import (
    BROKEN_AFTER,
    FOR_A_PERSON,
    OUTAGE_AFTER,
    FeedOverview,
    failing_since,
    is_quiet,
    silent_for,
)
from bot.core.health_findings import NOTHING, Finding, Findings, Told, span_words
from bot.core.urls import public_url
from bot.errors import FeedFailure

NETWORK = "network"
NETWORK_BACK = "back"
NETWORK_AFTER = timedelta(hours=1)
TRIED_AGAIN_AFTER = timedelta(hours=1)
"""Without a network no server is troubled by us, and the first feeds that answer say that it is back."""
FEWEST_HOSTS = 3
"""Fewer hosts that cannot be reached may well be down themselves."""

OVERDUE = timedelta(hours=1)
"""A feed whose poll is so late was not watched (we were off): it is judged after its next poll."""

UNREACHED = frozenset(
    {
        FeedFailure.DNS,
        FeedFailure.CONNECTION,
        FeedFailure.TIMEOUT,
        FeedFailure.TLS,
        FeedFailure.BROKEN_TRANSFER,
    }
)


class FeedTold(StrEnum):
    """What was told of a feed last: ``FeedState.told``. ``HOST``: with its host's other feeds.

    ``HOST_BACK``: most of those are well again, which was told, and this one's own return is no news, unless
    it stays away so long that it is told by itself.
    """

    FAILING = "failing"
    HOST = "host failing"
    HOST_BACK = "host back"
    QUIET = "gone quiet"


OUTAGE = (FeedTold.FAILING, FeedTold.HOST, FeedTold.HOST_BACK)


def look_at_feeds(overview: FeedOverview, *, network: Told | None, now: datetime) -> Findings:
    """Return what to tell of the feeds.

    Args:
        network: what was last told of our own network: how many hosts could not be reached at most, or
            ``NETWORK_BACK``. What failed while it was away counts from its return.
    """
    is_down = network is not None and network.state != NETWORK_BACK
    back_at = None if network is None or is_down else network.at
    failing = [one for one in overview.troubled if _is_failing(one.state, back_at=back_at, now=now)]
    findings = _look_at_network(
        overview, failing, down=network if is_down else None, back_at=back_at, now=now
    )
    if findings.subjects or is_down:
        is_back = findings.subjects.get(NETWORK) == NETWORK_BACK
        return findings + Findings(soon=_tried_again(overview, is_back=is_back, now=now))
    watched: dict[str, list[StoredFeed]] = defaultdict(list)
    for one in overview.troubled:
        if one.state.stop is None:
            watched[one.host_key].append(one)
    failing_ids = {one.feed_id for one in failing}
    for host_key, feeds in watched.items():
        down = [one for one in feeds if one.feed_id in failing_ids]
        total = overview.hosts[host_key].feeds if host_key in overview.hosts else len(feeds)
        findings += _outages(host_key, down, total=total, back_at=back_at, now=now)
        findings += _returns(host_key, feeds)
    return findings + _silences(one for feeds in watched.values() for one in feeds)


def _is_failing(state: FeedState, *, back_at: datetime | None, now: datetime) -> bool:
    """Whether a failure is known of that is of now, and not of a time without a network."""
    if not state.failure or state.stop is not None or state.polled_at is None:
        return False
    return now - state.next_poll_at < OVERDUE and (back_at is None or state.polled_at > back_at)


def _lasted(state: FeedState, *, back_at: datetime | None, now: datetime) -> timedelta:
    since = failing_since(state, now)
    return now - (since if back_at is None else max(since, back_at))


# --- our own network ------------------------------------------------------------------------------------


def _look_at_network(
    overview: FeedOverview,
    failing: Sequence[StoredFeed],
    *,
    down: Told | None,
    back_at: datetime | None,
    now: datetime,
) -> Findings:
    unreached: dict[str, list[StoredFeed]] = defaultdict(list)
    for one in failing:
        if one.state.failure in UNREACHED:
            unreached[one.host_key].append(one)
    away = {host: them for host, them in unreached.items() if 2 * len(them) > _feeds_of(overview, host)}
    if down is not None:
        return _look_for_return(overview, len(away), down)
    long = sum(
        any(_lasted(one.state, back_at=back_at, now=now) >= NETWORK_AFTER for one in them)
        for them in away.values()
    )
    if long < FEWEST_HOSTS or 2 * len(away) <= len(overview.hosts):
        return NOTHING
    text = f"No network here? {len(away)} of {len(overview.hosts)} hosts with feeds cannot be reached"
    reasons = ", ".join(sorted({one.state.failure for them in away.values() for one in them}))
    detail = (
        f"Reasons: {reasons}. Nothing is told of single feeds until it is back: look at this machine's "
        "network, DNS and firewall."
    )
    return Findings(found=(Finding(text=text, detail=detail),), subjects={NETWORK: str(len(away))})


def _look_for_return(overview: FeedOverview, away: int, down: Told) -> Findings:
    """A few hosts that can be reached again are enough, half of few: some may have been dead before.

    How many are away alone would not do, as hosts whose polls are overdue are not among them.
    """
    most = int(down.state)
    enough = min(FEWEST_HOSTS, (most + 1) // 2)
    if away > most:
        return Findings(subjects={NETWORK: str(away)})
    reached = sum(host.ok_at is not None and host.ok_at > down.at for host in overview.hosts.values())
    if away > most - enough or reached < enough:
        return NOTHING
    text = "The network is back: feeds are read again"
    return Findings(found=(Finding(text=text, is_good=True),), subjects={NETWORK: NETWORK_BACK})


def _tried_again(overview: FeedOverview, *, is_back: bool, now: datetime) -> frozenset[int]:
    """The feeds that we did not reach: each failure made them wait longer, and none of it was theirs."""
    return frozenset(
        one.feed_id
        for one in overview.troubled
        if one.state.stop is None
        and one.state.failure in UNREACHED
        and one.state.next_poll_at > now
        and (is_back or one.state.polled_at is None or now - one.state.polled_at >= TRIED_AGAIN_AFTER)
    )


def _feeds_of(overview: FeedOverview, host_key: str) -> int:
    return overview.hosts[host_key].feeds if host_key in overview.hosts else 1


# --- outages --------------------------------------------------------------------------------------------


def _outages(
    host_key: str, down: Sequence[StoredFeed], *, total: int, back_at: datetime | None, now: datetime
) -> Findings:
    due = [one for one in down if _is_due(one.state, back_at=back_at, now=now)]
    if due and len(down) > 1 and 2 * len(down) > total:
        return _host_outage(host_key, down, total=total, now=now)
    return Findings(
        found=tuple(_outage(one, now=now) for one in due),
        feeds={one.feed_id: FeedTold.FAILING for one in due},
    )


def _is_due(state: FeedState, *, back_at: datetime | None, now: datetime) -> bool:
    """Whether to tell of a failing feed. What its host left behind is tried once more, and given its time."""
    lasted = _lasted(state, back_at=back_at, now=now)
    if state.told == FeedTold.HOST_BACK:
        return lasted >= BROKEN_AFTER and state.next_poll_at > now
    return state.told not in OUTAGE and lasted >= OUTAGE_AFTER


def _host_outage(host_key: str, down: Sequence[StoredFeed], *, total: int, now: datetime) -> Findings:
    """All of the host's feeds are told of together, those not a day old as well; later ones add nothing.

    A host breaks down in several ways at once: some of its feeds time out, others get its 503.
    """
    feeds = {one.feed_id: FeedTold.HOST for one in down if one.state.told != FeedTold.HOST}
    if len(feeds) < len(down):
        return Findings(feeds=feeds)
    first = min(down, key=lambda one: failing_since(one.state, now))
    span = span_words(now - failing_since(first.state, now))
    text = f"{host_key}: {len(down)} of its {total} feeds fail, the first for {span}"
    detail = _reason(first.state)
    if others := {str(one.state.failure) for one in down} - {str(first.state.failure)}:
        detail += f" Others: {', '.join(sorted(others))}; `topicwire feeds` tells which."
    return Findings(found=(Finding(text=text, detail=detail),), feeds=feeds)


def _outage(stored: StoredFeed, *, now: datetime) -> Finding:
    span = span_words(now - failing_since(stored.state, now))
    text = f"{stored.feed.outlet.name} has failed for {span}"
    return Finding(text=text, detail=f"{_reason(stored.state)} {public_url(stored.feed.url)}")


def _reason(state: FeedState) -> str:
    todo = (
        "Trying again will not mend it: look at its address in config.toml."
        if state.failure in FOR_A_PERSON
        else "It is tried again, less and less often; if it has moved, change its address in config.toml."
    )
    return f"{state.failure}: {state.error.rstrip('.')}. {todo}"


# --- returns and silences -------------------------------------------------------------------------------


def _returns(host_key: str, feeds: Sequence[StoredFeed]) -> Findings:
    """A feed that is silent since before is told with its return, for its silence is no news after it."""
    back = [one for one in feeds if one.state.told in OUTAGE and not one.state.failure]
    alone = [one for one in back if one.state.told != FeedTold.HOST]
    findings = Findings(
        found=tuple(
            _found_well(one, f"answers again{_since_when(one)}")
            for one in alone
            if one.state.told == FeedTold.FAILING or is_quiet(one.state)
        ),
        feeds={one.feed_id: _told_after(one) for one in alone},
    )
    members = [one for one in feeds if one.state.told == FeedTold.HOST]
    well = [one for one in back if one.state.told == FeedTold.HOST]
    if not well or 2 * len(well) < len(members):
        return findings
    return findings + _host_return(host_key, well, away=[one for one in members if one not in well])


def _host_return(host_key: str, well: Sequence[StoredFeed], *, away: Sequence[StoredFeed]) -> Findings:
    told = [f"{one.feed.outlet.name} answers{_since_when(one)}." for one in well if is_quiet(one.state)]
    if away:
        told.append("The others follow, or are told by `topicwire feeds`.")
    text = f"{host_key} answers again: {len(well)} of the {len(well) + len(away)} feeds that failed"
    return Findings(
        found=(Finding(text=text, detail=" ".join(told), is_good=True),),
        feeds={one.feed_id: _told_after(one) for one in well}
        | {one.feed_id: FeedTold.HOST_BACK for one in away},
        soon=frozenset(one.feed_id for one in away),
    )


def _told_after(stored: StoredFeed) -> str:
    return FeedTold.QUIET if is_quiet(stored.state) else ""


def _since_when(stored: StoredFeed) -> str:
    return f", with nothing new for {span_words(silent_for(stored.state))}" if is_quiet(stored.state) else ""


def _silences(feeds: Iterable[StoredFeed]) -> Findings:
    findings = NOTHING
    for one in feeds:
        if one.state.failure:
            continue
        quiet = is_quiet(one.state)
        if quiet and not one.state.told:
            findings += Findings(found=(_fell_silent(one),), feeds={one.feed_id: FeedTold.QUIET})
        elif not quiet and one.state.told == FeedTold.QUIET:
            findings += Findings(found=(_found_well(one, "brings news again"),), feeds={one.feed_id: ""})
    return findings


def _fell_silent(stored: StoredFeed) -> Finding:
    state = stored.state
    text = f"{stored.feed.outlet.name} has gone quiet: nothing new for {span_words(silent_for(state))}"
    detail = (
        f"Usually: {rhythm_words(state.rhythm_s)}. It can be read: look whether the outlet gave it up or "
        f"moved it. {public_url(stored.feed.url)}"
    )
    return Finding(text=text, detail=detail)


def _found_well(stored: StoredFeed, what: str) -> Finding:
    return Finding(text=f"{stored.feed.outlet.name} {what}", detail=public_url(stored.feed.url), is_good=True)
