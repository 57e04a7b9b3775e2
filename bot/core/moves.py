"""A feed's permanent redirects: when to believe one, and when to doubt a believed one.

A captive portal, a parked domain and a careless administrator all send permanent redirects. So a new address
is polled in the place of the configured one only after it held for days of polls that read a feed there, and
is given up when it fails; the configuration stays an admin's to change.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.feed import FeedState, Move, StoredFeed
from bot.core.feed_notices import tell_moved, tell_same_feed
from bot.core.model import Notice
from bot.core.urls import public_url

TRUSTED_POLLS = 3
TRUSTED_AFTER = timedelta(days=1)
MAX_FAILURES = 3
"""An address that was adopted and fails so often in a row is left for the configured one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """The state after a redirect was looked at, and what admins have to hear of it."""

    state: FeedState
    notices: tuple[Notice, ...] = ()


def follow_move(
    state: FeedState,
    stored: StoredFeed,
    moved_to: str,
    *,
    is_configured: Callable[[str], bool],
    now: datetime,
) -> Followed:
    """Look at the redirect of a poll that read a feed, or found it unchanged.

    Validators stay: they came from where the redirect led.

    Args:
        state: as the poll left it.
        stored: as it was when the poll began.
        moved_to: where only permanent redirects led, or empty.
        is_configured: whether an address is that of a configured feed; two must not become one unnoticed.
    """
    if not moved_to or moved_to == stored.poll_url or _has_login(stored.feed.url):
        return Followed(state=state._replace(move=None) if state.move else state)
    before = stored.state.move
    if before is None or before.url != moved_to:
        before = Move(url=moved_to, since=now, polls=0)
    move = replace(before, polls=before.polls + 1)
    state = state._replace(move=move)
    if not _is_trusted(move, at=now):
        return Followed(state=state)
    if moved_to == stored.feed.url:
        # The adopted address leads back: there is nothing to adopt.
        return Followed(state=state._replace(adopted_url="", move=None))
    if is_configured(moved_to):
        is_told = _is_trusted(before, at=stored.state.polled_at)
        notices = () if is_told else (tell_same_feed(stored.feed, moved_to),)
        return Followed(state=state, notices=notices)
    state = state._replace(adopted_url=moved_to, move=None)
    return Followed(state=state, notices=(tell_moved(stored.feed, moved_to),))


def after_failed_move(state: FeedState, *, failures: int, is_gone: bool) -> FeedState:
    """Return the state with what a failed poll leaves of a move.

    A redirect that is not trusted starts anew. An adopted address that keeps failing, or is
    gone, is given up, and with it the validators, which were its own.
    """
    if state.move is not None and not _is_trusted(state.move, at=state.polled_at):
        state = state._replace(move=None)
    if state.adopted_url and (is_gone or failures >= MAX_FAILURES):
        state = state._replace(adopted_url="", move=None, body_fingerprint=None)
        return state._replace(etag=None, last_modified=None, validated_url="")
    return state


def _has_login(url: str) -> bool:
    """A login is for the address it was given for."""
    return public_url(url) != url


def _is_trusted(move: Move, *, at: datetime | None) -> bool:
    return move.polls >= TRUSTED_POLLS and at is not None and at - move.since >= TRUSTED_AFTER
