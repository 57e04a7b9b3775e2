"""FetchRequest -> Fetched for what we look at as a crawler: the host's robots.txt is asked first.

Whoever writes a feed can name any address in it. So an address that a document led to is refused where its
host is private, unless the document came from a private host as well: ``allow_hosts`` is for what an admin
configured, and no stranger reaches it through us. What redirects lead to is asked about in the same way.
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
        """Raises: FeedError, with ROBOTS where the host asks crawlers to stay away, or does not say."""

        async def ask_on(target: str) -> None:
            await self._ask(target, "the page it redirects to", request=request, led_from=request.url)

        await self._ask(request.url, "this page", request=request, led_from=led_from)
        return await self._fetcher.fetch(request, on_redirect=ask_on)

    async def _ask(self, url: str, named: str, *, request: FetchRequest, led_from: str) -> None:
        """Ask whether we may have ``url`` on behalf of a request. Raises: FeedError where not."""
        shown, target = public_url(request.url), public_url(url)
        if led_from and self._is_allowed(url) and not self._is_allowed(led_from):
            detail = f"a public host leads to a private one ({target}), which was not asked"
            raise FeedError(shown, FeedFailure.ADDRESS_REFUSED, detail)
        try:
            is_welcome = await self._robots.allows(url)
        except FeedError as error:
            raise FeedError(
                shown,
                error.failure,
                error.detail,
                retry_after_s=error.retry_after_s,
                status=error.status,
                host_key=error.host_key,
            ) from error
        if not is_welcome:
            detail = (
                f"the host's robots.txt keeps {PRODUCT} from {named} ({target}), or cannot be read; "
                "look for a feed of the site, or ask its owner"
            )
            raise FeedError(shown, FeedFailure.ROBOTS, detail)

    def _is_allowed(self, url: str) -> bool:
        try:
            return self._allowed.has(URL(url))
        except ValueError:
            return False
