"""Where feed requests may go: which URLs, and which addresses a connection may really be made to.

The address is checked when the socket is made, not when the name is looked up, so that literal addresses,
odd spellings (``0x7f.1``), every redirect and a name that changes its answer are all seen. No exception is
made here: hosts an admin allows are fetched through another, unguarded connection pool (``bot.feeds.fetch``).
"""

import functools
import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

from yarl import URL

from bot.core.urls import public_url
from bot.errors import FeedError, FeedFailure

AddrInfo = tuple[int, int, int, str, tuple[Any, ...]]
"""Family, type, protocol, canonical name and socket address, as ``socket.getaddrinfo`` gives them."""

# Prefixes whose last 32 bits are an IPv4 address: NAT64 (RFC 6052) and the deprecated IPv4-compatible form.
# ``ipaddress`` calls 64:ff9b::7f00:1 global although it is 127.0.0.1 behind a gateway.
_IPV4_IN_LAST_BITS = (
    IPv6Network("64:ff9b::/96"),
    IPv6Network("::/96"),
    IPv6Network("::ffff:0:0:0/96"),  # stateless translation (RFC 7915)
)
_LOCAL_NAT64 = IPv6Network("64:ff9b:1::/48")
_ISATAP = (0x00005EFE, 0x02005EFE)
"""The third quarter of an address that ends in an IPv4 address (RFC 5214)."""

_NOT_PUBLIC = (
    IPv4Network("192.0.0.0/24"),  # protocol assignments; Oracle's cloud answers there for its machines
    IPv4Network("192.88.99.0/24"),  # 6to4 relays (RFC 7526)
    IPv4Network("168.63.129.16/32"),  # what Azure's machines are served from, a public address or not
    IPv6Network("fec0::/10"),  # site-local, deprecated and still routed in places
    IPv6Network("5f00::/16"),  # segment routing (RFC 9602)
    IPv6Network("3fff::/20"),  # documentation (RFC 9637)
)
"""What this Python's ``ipaddress`` calls global, and nobody's feed is served from."""


_MOST_KEPT, _LONGEST_KEPT = 4096, 500

PORTS = frozenset({80, 443, 8080, 8443})
"""Where the web is served. What listens elsewhere is some other service, which a stranger's feed must not
make us talk to."""


class Refused(OSError):
    """A connection that is not made. ``address`` and ``port`` are what it would have gone to."""

    def __init__(self, address: str, port: int) -> None:
        super().__init__(f"{address} port {port} is not connected to")
        self.address = address
        self.port = port


class AddressRefused(Refused):
    """The address is not on the public internet."""


class PortRefused(Refused):
    """The address is public and the port is none of the web's."""


def is_public(address: str) -> bool:
    """Whether an IP address, and every address wrapped in it, is on the public internet."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return all(
        one.is_global and not one.is_multicast and not any(one in network for network in _NOT_PUBLIC)
        for one in _unwrapped(parsed)
    )


def _unwrapped(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    found: list[IPv4Address | IPv6Address] = [address]
    if address.sixtofour is not None:
        found.append(address.sixtofour)
    if address.teredo is not None:
        found.extend(address.teredo)
    if any(address in prefix for prefix in _IPV4_IN_LAST_BITS):
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    if address in _LOCAL_NAT64:
        found.append(IPv4Address("127.0.0.1"))
    return found


def guarded_socket(addr_info: AddrInfo) -> socket.socket:
    """Make the socket for one connection attempt.

    Raises: Refused before anything is sent where the address is not public, or the port not the web's.
    """
    family, kind, protocol, _, sockaddr = addr_info
    address, port = str(sockaddr[0]), int(sockaddr[1])
    if family not in (socket.AF_INET, socket.AF_INET6) or not is_public(address):
        raise AddressRefused(address, port)
    if port not in PORTS:
        raise PortRefused(address, port)
    return socket.socket(family=family, type=kind, proto=protocol)


def checked_url(url: str, *, feed_url: str) -> URL:
    """Return a parsed http(s) URL with a host.

    Raises: FeedError (URL_REFUSED) for ``feed_url`` where it is anything else.
    """
    try:
        parsed = (_kept if len(url) <= _LONGEST_KEPT else URL)(url)
        is_usable = parsed.scheme in ("http", "https") and bool(parsed.host) and parsed.port != 0
    except ValueError as error:
        raise FeedError(
            feed_url,
            FeedFailure.URL_REFUSED,
            f"the address {_shown(url)} cannot be read ({error}); correct the URL",
        ) from error
    if not is_usable:
        raise FeedError(
            feed_url,
            FeedFailure.URL_REFUSED,
            f"only http:// and https:// addresses with a host are fetched, not {_shown(url)}; "
            "correct the URL",
        )
    return parsed


# A URL remembers its parts once they were asked for: to parse a feed's anew at each poll was a seventh of all
# that a poll without news cost.
_kept = functools.lru_cache(maxsize=_MOST_KEPT)(URL)


def _shown(url: str) -> str:
    return public_url(url)[:200]
