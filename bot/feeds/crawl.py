"""FetchRequest -> Fetched for what we look at as a crawler: the host's robots.txt is asked first.

Whoever writes a feed can name any address in it. So an address that a document led to is refused where its
host is private, unless the document came from a private host as well: ``allow_hosts`` is for what an admin
configured, and no stranger reaches it through us.
"""

from collections.abc import Iterable

from yarl import URL

from bot.core.urls import public_url
from bot.errors import FeedError, FeedFailure
from bot.feeds.allowed import AllowedHosts
from bot.feeds.robots import PRODUCT, Robots
from bot.ports import Fetched, Fetcher, FetchRequest, NotModified


class RobotsFetcher:
    """Implements ``bot.ports.Crawler`` on a guarded fetcher. ``allow_hosts``: those of that fetcher."""

    def __init__(self, fetcher: Fetcher, robots: Robots, *, allow_hosts: Iterable[str] = ()) -> None:
        self._fetcher = fetcher
        self._robots = robots
        self._allowed = AllowedHosts(allow_hosts)

    async def fetch(self, request: FetchRequest, *, led_from: str = "") -> Fetched | NotModified:
        """Raises: FeedError, with ROBOTS where the host asks crawlers to stay away."""
        shown = public_url(request.url)
        if led_from and self._is_allowed(request.url) and not self._is_allowed(led_from):
            detail = "a feed of a public host leads to this private one; it was not asked"
            raise FeedError(shown, FeedFailure.ADDRESS_REFUSED, detail)
        if not await self._robots.allows(request.url):
            detail = (
                f"the host's robots.txt keeps {PRODUCT} from this page, or cannot be read; "
                "look for a feed of the site, or ask its owner"
            )
            raise FeedError(shown, FeedFailure.ROBOTS, detail)
        return await self._fetcher.fetch(request)

    def _is_allowed(self, url: str) -> bool:
        try:
            return self._allowed.has(URL(url))
        except ValueError:
            return False
