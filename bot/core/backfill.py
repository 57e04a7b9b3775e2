"""A topic's past, looked up when somebody asks for it: what is found, what of it a channel is to hear."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.digest import MOST
from bot.core.feed import OutletKind
from bot.core.model import Alert, Channel, Match, StoredArticle
from bot.core.past import PastArticle
from bot.core.subscription import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedArticle:
    """An article of the past and what one watchlist makes of it now, None where it is not about it."""

    article: PastArticle
    match: Match | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastMatch:
    """A stored match, as far as is needed to choose among many."""

    article_id: int
    story_id: int
    score: float
    lang: str
    kind: OutletKind


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedArticle:
    """An article and what one watchlist found in it."""

    stored: StoredArticle
    match: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAlert:
    """An alert of an article that was stored long before it. ``score`` is the match's."""

    stored: StoredArticle
    score: float
    alert: Alert


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDigest:
    """What a channel is to hear of a topic's last ``days`` days: ``alerts``, oldest first.

    ``more``: so many weaker stories are not in it.
    """

    channel: Channel
    topic: str
    days: int
    alerts: tuple[PastAlert, ...]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What was queued of a ``PastDigest``: fewer stories where the channel heard of one meanwhile."""

    stories: int
    messages: int


def first_of_stories(matches: Iterable[PastMatch]) -> list[PastMatch]:
    """Return the first article of each story, of matches oldest first: the one that would have alerted."""
    first: dict[int, PastMatch] = {}
    for match in matches:
        first.setdefault(match.story_id, match)
    return list(first.values())


def unheard_stories(
    matches: Iterable[PastMatch], *, wanted: Subscription, heard: frozenset[int]
) -> list[PastMatch]:
    """Return the first article of each story that a channel wants and has not heard of.

    Args:
        matches: of the subscription's watchlist, all of them over its threshold, oldest first.
        heard: the stories of which the channel has heard for that watchlist.
    """
    return first_of_stories(
        one
        for one in matches
        if one.story_id not in heard and wanted.wants(score=one.score, lang=one.lang, kind=one.kind)
    )


def strongest(stories: Sequence[PastMatch]) -> list[PastMatch]:
    """Return those that one digest shows, oldest first."""
    shown = sorted(stories, key=lambda one: -one.score)[:MOST]
    return sorted(shown, key=lambda one: one.article_id)
