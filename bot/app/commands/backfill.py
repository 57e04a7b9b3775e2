"""``backfill``: where a topic's past may be posted, and what was found, for readers and for programs."""

from collections.abc import Sequence
from typing import Any

from bot.app.backfill import Past
from bot.app.subscriptions import Subscriptions
from bot.config import PLATFORM_TOKENS, Settings
from bot.core.backfill import MatchedArticle, PastDigest, Posted
from bot.core.entry import Entry
from bot.core.languages import language_name
from bot.core.message import compose_alert
from bot.core.model import AlertMessage, Channel
from bot.core.subscription import StoredSubscription, Subscription
from bot.core.watchlist import Watchlist
from bot.errors import NotFound
from bot.ports_installations import Installations

SHOWN_CHANNELS = 10


async def find_target(
    channel: Channel,
    watchlist: Watchlist,
    *,
    settings: Settings,
    stored: Sequence[StoredSubscription],
    installations: Installations,
) -> Subscription:
    """Return how a channel hears of a topic: as it subscribed to it, else all of it.

    Raises: NotFound where nothing can be posted to it: no token, or a channel that nothing else is posted
        to, whose deliveries the bot would drop as soon as it starts. StoreError.
    """
    subscriptions = Subscriptions(settings.subscriptions(), stored=stored)
    known = tuple(dict.fromkeys((*subscriptions.channels(), *settings.admin_channels())))
    if channel not in known:
        shown = ", ".join(map(str, known[:SHOWN_CHANNELS])) or "none yet"
        raise NotFound(
            f"{channel} gets nothing from Topicwire: subscribe it first, in config.toml or in the chat "
            f"(channels that get something: {shown})"
        )
    token = PLATFORM_TOKENS.get(channel.adapter)
    if token is not None and token not in settings.secrets:
        raise NotFound(f"nothing can be posted to {channel}: {token} is not set")
    team, slash, _ = channel.external_id.partition("/")
    if slash and await installations.find_installation(team) is None:
        raise NotFound(f"nothing can be posted to {channel}: the workspace {team} has not added the app")
    return subscriptions.find(channel, watchlist.watchlist_id) or Subscription(
        watchlist_id=watchlist.watchlist_id, channel=channel
    )


def past_title(past: Past) -> str:
    """Say how much was found in how much."""
    articles = _count(past.articles, "stored article")
    where = f"{articles} of the last {_count(past.days, 'day')}"
    return f"{past.watchlist.name}: {_counted_stories(past)} in {past.matched:,} of {where}"


def past_entries(past: Past) -> list[Entry]:
    """Return the newest stories, newest first, as a channel would read them."""
    return [_entry(_message(one, past.watchlist)) for one in past.newest]


def past_row(past: Past) -> dict[str, Any]:
    """Return all of it for programs."""
    return {
        "watchlist": past.watchlist.watchlist_id,
        "days": past.days,
        "articles": past.articles,
        "matched": past.matched,
        "stories": past.stories,
        "newest": [_row(one, past.watchlist) for one in past.newest],
    }


def posted_row(digest: PastDigest, posted: Posted | None) -> dict[str, Any]:
    """Return what became of the digest for programs; ``posted`` is None where it was not wanted."""
    return {
        "channel": str(digest.channel),
        "stories": posted.stories if posted else 0,
        "messages": posted.messages if posted else 0,
        "more": digest.more + len(digest.alerts) - (posted.stories if posted else 0),
    }


def _message(found: MatchedArticle, watchlist: Watchlist) -> AlertMessage:
    return compose_alert(
        found.stored.article,
        [found.match],
        watchlists={watchlist.watchlist_id: watchlist},
        outlet=found.stored.outlet,
        seen_at=found.stored.seen_at,
    )


def _entry(message: AlertMessage) -> Entry:
    return Entry(
        title=message.title,
        url=message.url,
        at=message.at,
        is_dated=message.is_dated,
        facts=(message.outlet, language_name(message.lang), *message.why),
        excerpt=message.excerpt,
    )


def _row(found: MatchedArticle, watchlist: Watchlist) -> dict[str, Any]:
    message = _message(found, watchlist)
    return {
        "id": found.stored.article_id,
        "story": found.stored.story_id,
        "title": message.title,
        "url": message.url,
        "outlet": message.outlet,
        "lang": message.lang,
        "at": message.at,
        "score": round(found.match.score, 4),
        "why": message.why[0],
        "excerpt": [{"text": span.text, "is_name": span.is_name} for span in message.excerpt],
    }


def _counted_stories(past: Past) -> str:
    return "1 story" if past.stories == 1 else f"{past.stories:,} stories"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
