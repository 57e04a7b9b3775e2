"""The hosts that may be fetched although their address is private, as an admin named them."""

from collections.abc import Iterable

from yarl import URL


class AllowedHosts:
    """``hosts``: names or addresses as they stand in a URL, without a port."""

    def __init__(self, hosts: Iterable[str]) -> None:
        self._hosts = frozenset(host.lower().strip("[]") for host in hosts)

    def has(self, url: URL) -> bool:
        """Whether the URL's host, as it stands there, is one of them."""
        return (url.raw_host or "").lower() in self._hosts or (url.host or "").lower() in self._hosts
