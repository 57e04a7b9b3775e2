"""Host names -> addresses, asked once for a while: politeness and the connection go by the same answer.

What an address may be is not decided here but when the socket is made (``bot.feeds.guard``).
"""

import asyncio
import socket
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from ipaddress import ip_address
from typing import Protocol
from weakref import WeakValueDictionary

from aiohttp.abc import AbstractResolver, ResolveResult

KEPT_S = 300.0
MAX_NAMES = 10_000
MAX_ADDRESSES = 8
"""Of one name; whoever names hundreds gets no hundred places to queue at."""


class Resolver(Protocol):
    """Asks the network for a name's addresses."""

    async def addresses(self, host: str) -> Sequence[str]:
        """Return the IP addresses of a host name, the best first. Raises: OSError."""
        ...


class SystemResolver:
    """Asks the operating system."""

    async def addresses(self, host: str) -> Sequence[str]:
        found = await asyncio.get_running_loop().getaddrinfo(
            host, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
        )
        return [str(sockaddr[0]) for *_, sockaddr in found]


class Names(AbstractResolver):
    """Remembers a resolver's answers, and hands them to aiohttp as well."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._known: OrderedDict[str, tuple[float, tuple[str, ...]]] = OrderedDict()
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def known(self, host: str) -> tuple[str, ...] | None:
        """Return what ``addresses`` would without asking the network, None where that has to be asked."""
        if (literal := _literal(host)) is not None:
            return (literal,)
        until, addresses = self._known.get(_plain(host), (0.0, ()))
        return addresses if asyncio.get_running_loop().time() < until else None

    async def addresses(self, host: str) -> tuple[str, ...]:
        """Return the addresses of a host as it stands in a URL; an address is its own. Raises: OSError."""
        if (known := self.known(host)) is not None:
            return known
        host = _plain(host)
        lock = self._asking.setdefault(host, asyncio.Lock())
        async with lock:  # one asks, the others wait for its answer
            if (known := self.known(host)) is not None:
                return known
            now = asyncio.get_running_loop().time()
            addresses = tuple(dict.fromkeys(await self._resolver.addresses(host)))[:MAX_ADDRESSES]
            if not addresses:
                raise socket.gaierror(socket.EAI_NONAME, "no address")
            self._known[host] = (now + KEPT_S, addresses)
            self._known.move_to_end(host)
            if len(self._known) > MAX_NAMES:
                self._known.popitem(last=False)
            return addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Implements aiohttp's AbstractResolver."""
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address in await self.addresses(host)
        ]

    async def close(self) -> None:
        """Implements aiohttp's AbstractResolver; nothing is open."""


def _plain(host: str) -> str:
    return host.rstrip(".").lower()


@lru_cache(maxsize=MAX_NAMES)
def _literal(host: str) -> str | None:
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
