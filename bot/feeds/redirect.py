"""Where a redirect leads, and whether we go there. Addresses are checked when the connection is made."""

from yarl import URL

from bot.core.urls import public_url
from bot.errors import FeedError, FeedFailure
from bot.feeds.guard import checked_url


def next_hop(current: URL, location: str, *, configured_url: str) -> URL:
    """Return the URL a ``Location`` header leads to from ``current``.

    A login stays with its own scheme, host and port. From https it never goes to plain http, unless the feed
    was configured as plain http.

    Raises: FeedError (URL_REFUSED).
    """
    feed_url = public_url(configured_url)
    try:
        joined = current.with_user(None).join(URL(location))
    except ValueError as error:
        detail = f"the server redirects to something that is no address ({error}); correct the URL"
        raise FeedError(feed_url, FeedFailure.URL_REFUSED, detail) from error
    target = checked_url(str(joined), feed_url=feed_url)
    if current.scheme == "https" and target.scheme == "http" and not configured_url.startswith("http:"):
        detail = (
            f"https redirects to plain http ({public_url(str(target))}), which anyone on the way could "
            "change; if that is right, put the http:// address in the configuration"
        )
        raise FeedError(feed_url, FeedFailure.URL_REFUSED, detail)
    if current.user and target.origin() == current.origin() and not target.user:
        return target.with_user(current.user).with_password(current.password)
    return target
