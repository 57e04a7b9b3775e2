"""``feeds check``: one feed, looked at as a poll would and a little closer -> findings. Stores nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from bot.app.look import Look
from bot.app.validators import validators_of
from bot.core.feed import Feed, FeedFormat, FeedState
from bot.core.feed_facts import Hop
from bot.core.feed_findings import Finding, Seen, find_all
from bot.core.model import Article
from bot.core.schedule import Reading, Terms, Validators, after_success
from bot.errors import FeedError
from bot.matching.matcher import Matcher
from bot.ports import Clock, Fetched, ParsedFeed

_MIDDLE = 0.5
"""Of the jitter: the poll as it would be on average."""


async def check_feed(
    feed: Feed,
    *,
    look: Look,
    hops: Sequence[Hop],
    matcher: Matcher,
    min_interval_s: float,
    clock: Clock,
) -> tuple[Finding, ...]:
    """Fetch a feed, ask once more with the validators it gave, read it and match it.

    Args:
        hops: grows with each answer that ``look`` gets.
    """
    try:
        answer = await look.fetch(feed)
    except FeedError as error:
        return find_all(Seen(feed=feed, now=clock.now(), hops=_way(hops, feed), error=error, matches={}))
    way = _way(hops, feed)
    try:
        examined = await look.read(feed, answer)
    except FeedError as error:
        return find_all(Seen(feed=feed, now=clock.now(), hops=way, error=error, matches={}))
    now = clock.now()
    validators = validators_of(answer)
    planned = _planned(feed, validators, examined.parsed, now, min_interval_s)
    return find_all(
        Seen(
            feed=feed,
            now=now,
            hops=way,
            body_bytes=len(answer.body),
            etag=answer.etag,
            last_modified=answer.last_modified,
            fresh_s=validators.fresh_s,
            asked_again=await _asked_again(feed, answer, look),
            facts=examined.facts,
            damage=examined.parsed.damage,
            unread_children=examined.parsed.unread_children,
            articles=examined.parsed.articles,
            matches=_matches(examined.parsed.articles, matcher, feed.outlet.country),
            next_poll_at=planned.next_poll_at,
            due_because=planned.due_because,
        )
    )


def _way(hops: Sequence[Hop], feed: Feed) -> tuple[Hop, ...]:
    """The answers on the way to the document, without those of the robots.txt that crawlers ask first."""
    is_crawled = feed.format is not FeedFormat.FEED
    return tuple(hop for hop in hops if not (is_crawled and urlsplit(hop.url).path == "/robots.txt"))


async def _asked_again(feed: Feed, answer: Fetched, look: Look) -> bool | None:
    """Whether a conditional request is answered with 304; None where there is nothing to ask with."""
    if not (answer.etag or answer.last_modified):
        return None
    try:
        return await look.is_unchanged(feed, answer)
    except FeedError:
        return None


def _planned(
    feed: Feed, validators: Validators, parsed: ParsedFeed, now: datetime, min_interval_s: float
) -> FeedState:
    reading = Reading(
        body_fingerprint="",
        hints=parsed.hints,
        listed=len(parsed.articles),
        published=tuple(one.published_at for one in parsed.articles if one.published_at is not None),
        news=len(parsed.articles),
    )
    terms = Terms(now=now, min_interval_s=min_interval_s, jitter=_MIDDLE)
    return after_success(FeedState(next_poll_at=now), feed, validators, terms=terms, reading=reading)


def _matches(articles: Sequence[Article], matcher: Matcher, country: str) -> Mapping[str, int]:
    """How many articles would be told, by watchlist."""
    thresholds = {one.watchlist_id: one.threshold for one in matcher.watchlists}
    return Counter(
        match.watchlist_id
        for article in articles
        for match in matcher.match(article.text, country=country)
        if match.score >= thresholds[match.watchlist_id]
    )
