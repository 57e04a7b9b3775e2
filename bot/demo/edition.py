"""What a sample feed holds and how it stands after each round: frozen values and one pure function.

A ``SampleFeed`` is written by hand in ``bot.demo.articles``; ``edition`` turns it, a round and a ``now``
into the articles a server would publish then. Nothing here knows a feed format or the network.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.feed import Outlet

FIRST_ROUND = 0
LAST_ROUND = 2
ROUNDS = range(FIRST_ROUND, LAST_ROUND + 1)
"""0 the baseline, 1 new articles, 2 repeats, changes and moved ids of what was already there."""

TOUCH = timedelta(minutes=2)
"""How far a touched feed moves every date of its old articles; newness must never come from dates."""


class FeedFormat(StrEnum):
    """The formats a sample feed is served in."""

    RSS = "rss"
    ATOM = "atom"
    RDF = "rdf"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What an outlet changes in an article from a round on; None leaves a part as it is."""

    from_round: int
    guid: str | None = None
    title: str | None = None
    text: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleArticle:
    """One invented article.

    ``text`` is one sentence per string. ``age_min`` is minutes before ``now``. ``topics`` are the ids of
    the watchlists that it is about: empty for everyday news and for look-alikes. ``teaser``, where
    given, becomes the format's summary beside the full text.
    """

    guid: str
    link: str
    title: str
    text: tuple[str, ...]
    age_min: int
    teaser: str = ""
    author: str = ""
    from_round: int = FIRST_ROUND
    topics: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFeed:
    """One invented outlet's feed.

    ``slug`` names it in paths and counts. ``charset`` is the encoding the document declares and has.
    ``touched_rounds`` are the rounds in which every date moves although nothing else need change.
    """

    slug: str
    outlet: Outlet
    lang: str
    format: FeedFormat
    site: str
    tagline: str
    articles: tuple[SampleArticle, ...]
    charset: str = "utf-8"
    touched_rounds: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionArticle:
    """An article as it stands in one edition; ``paragraph`` is its whole text."""

    guid: str
    link: str
    title: str
    teaser: str
    author: str
    paragraph: str
    published_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A feed's articles in one round, newest first. ``changed_at`` is its Last-Modified time."""

    feed: SampleFeed
    articles: tuple[EditionArticle, ...]
    changed_at: datetime


def edition(feed: SampleFeed, round_: int, now: datetime) -> Edition:
    """Return the feed as it stands in a round.

    Args:
        round_: one of ``ROUNDS``; each includes what the rounds before it published.
        now: aware UTC; every date lies before it, so the same arguments give the same edition.

    Raises: ValueError for a round there is none of, or a naive ``now``: a caller's bug.
    """
    if round_ not in ROUNDS:
        raise ValueError(f"round {round_}: the sample feeds have rounds {FIRST_ROUND} to {LAST_ROUND}")
    if now.tzinfo is None:
        raise ValueError("now is naive: pass an aware UTC datetime")
    touch = TOUCH * sum(touched <= round_ for touched in feed.touched_rounds)
    articles = [
        _stand(feed, article, round_, now + touch)
        for article in feed.articles
        if article.from_round <= round_
    ]
    articles.sort(key=lambda article: article.published_at, reverse=True)
    return Edition(
        feed=feed,
        articles=tuple(articles),
        changed_at=_changed_at(feed, round_, now),
    )


def _stand(feed: SampleFeed, article: SampleArticle, round_: int, now: datetime) -> EditionArticle:
    published_at = (now - timedelta(minutes=article.age_min)).replace(microsecond=0)
    stand, updated_at = article, published_at
    for edit in article.edits:
        if edit.from_round <= round_:
            stand = replace(
                stand,
                guid=edit.guid or stand.guid,
                title=edit.title or stand.title,
                text=edit.text or stand.text,
            )
            updated_at = published_at + TOUCH
    return EditionArticle(
        guid=stand.guid,
        link=stand.link,
        title=stand.title,
        teaser=stand.teaser,
        author=stand.author,
        # Chinese sentences follow each other without a space.
        paragraph=("" if feed.lang == "zh" else " ").join(stand.text),
        published_at=published_at,
        updated_at=updated_at,
    )


def _changed_at(feed: SampleFeed, round_: int, now: datetime) -> datetime:
    last_change = max(change for change in (FIRST_ROUND, *_changes(feed)) if change <= round_)
    # Whole minutes apart: HTTP dates have whole seconds, and two editions must not share one.
    return now.replace(microsecond=0) - timedelta(minutes=LAST_ROUND + 1 - last_change)


def _changes(feed: SampleFeed) -> Iterator[int]:
    yield from feed.touched_rounds
    for article in feed.articles:
        yield article.from_round
        yield from (edit.from_round for edit in article.edits)
