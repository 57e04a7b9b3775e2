"""What admins are told of a feed, once, in words to act on."""

from bot.core.feed import Feed
from bot.core.model import Notice
from bot.core.urls import public_url


def tell_gone(feed: Feed) -> Notice:
    """Return what to say when a server declared a feed ended."""
    return Notice(
        title=f"{feed.outlet.name}: the feed is gone and is not polled any more",
        lines=(
            f"The server answered 410 (gone) for {public_url(feed.url)}.",
            "Its articles stay and can be searched. Look for the outlet's new feed, or remove the entry.",
        ),
    )


def tell_moved(feed: Feed, url: str) -> Notice:
    """Return what to say when a feed's new address is polled from now on."""
    return Notice(
        title=f"{feed.outlet.name}: the feed has moved",
        lines=(
            f"{public_url(feed.url)} leads to {url} for good, says its server; that is polled from now on.",
            "Put the new address in config.toml in the place of the old one: no article is posted again.",
        ),
    )


def tell_same_feed(feed: Feed, url: str) -> Notice:
    """Return what to say when a feed has moved to where another configured one is."""
    return Notice(
        title=f"{feed.outlet.name}: two entries are the same feed now",
        lines=(
            f"{public_url(feed.url)} redirects for good to {url}, which is in config.toml as well.",
            "Remove the first: both are polled until then, and no story is posted twice.",
        ),
    )
