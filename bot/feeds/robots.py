"""Whether a host lets crawlers fetch a page: its robots.txt, fetched once a day through the guarded fetcher.

A feed that an admin configured is polled without asking: a person chose it. This is for what we look for by
ourselves: pages of articles, and addresses where a feed may be.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from yarl import URL

from bot.core.robots import ALLOW_ALL, DISALLOW_ALL, RobotRules, read_robots
from bot.errors import FeedError, FeedFailure
from bot.ports import Clock, Fetched, Fetcher, FetchRequest

PRODUCT = "Topicwire"
ACCEPT = "text/plain, */*;q=0.1"
MAX_BYTES = 500 * 1024
"""RFC 9309 §2.5: at least this much is to be read; what stands behind it is not."""
KEPT = timedelta(hours=24)
KEPT_AFTER_FAILURE = timedelta(hours=1)
"""A host that cannot be reached is closed to us, and asked again well before a day is over, if it may be."""
MAX_CHARS = 4_000_000
ORIGIN_CHARS = 1_000
"""What is remembered in all, and what an origin counts beside its rules: some 4,000 origins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Remembered:
    rules: RobotRules
    until: datetime
    chars: int


class Robots:
    """Answers for URLs of any host; remembers each host's rules for a while, the least used are forgotten."""

    def __init__(self, fetcher: Fetcher, *, clock: Clock) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._remembered: OrderedDict[str, _Remembered] = OrderedDict()
        self._chars = 0
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def allows(self, url: str) -> bool:
        """Whether the host of an http(s) URL lets us fetch it; never where that cannot be found out.

        Raises: FeedError, with ADDRESS_REFUSED where it is we who do not ask there, with RATE_LIMITED where
            the host says for how long it is not to be asked.
        """
        try:
            parsed = URL(url)
            origin = str(parsed.origin())
        except ValueError:
            return False
        if parsed.scheme not in ("http", "https"):
            return False
        rules = await self._rules(origin)
        # A file may hold tens of thousands of patterns.
        return await asyncio.to_thread(rules.allows, parsed.raw_path_qs)

    async def _rules(self, origin: str) -> RobotRules:
        lock = self._asking.setdefault(origin, asyncio.Lock())
        async with lock:  # one asks, the others wait for its answer
            known = self._remembered.get(origin)
            if known is not None and self._clock.now() < known.until:
                self._remembered.move_to_end(origin)
                return known.rules
            rules, kept = await self._ask(origin)
            self._remember(origin, rules, kept)
            return rules

    async def _ask(self, origin: str) -> tuple[RobotRules, timedelta]:
        try:
            answer = await self._fetcher.fetch(FetchRequest(url=f"{origin}/robots.txt", accept=ACCEPT))
        except FeedError as error:
            if _has_no_rules(error):
                return ALLOW_ALL, KEPT
            # How long a host is left alone is the fetcher's and the store's to know, which outlive a restart.
            asks_for_time = error.failure is FeedFailure.RATE_LIMITED and error.retry_after_s
            if error.failure is FeedFailure.ADDRESS_REFUSED or asks_for_time:
                raise
            return DISALLOW_ALL, KEPT_AFTER_FAILURE
        assert isinstance(answer, Fetched)  # nothing was asked conditionally
        text = answer.body[:MAX_BYTES].decode(errors="replace")
        return await asyncio.to_thread(read_robots, text, product=PRODUCT), KEPT

    def _remember(self, origin: str, rules: RobotRules, kept: timedelta) -> None:
        if (before := self._remembered.pop(origin, None)) is not None:
            self._chars -= before.chars
        one = _Remembered(
            rules=rules, until=self._clock.now() + kept, chars=rules.chars + len(origin) + ORIGIN_CHARS
        )
        self._remembered[origin] = one
        self._chars += one.chars
        while self._chars > MAX_CHARS:
            _, forgotten = self._remembered.popitem(last=False)
            self._chars -= forgotten.chars


def _has_no_rules(error: FeedError) -> bool:
    """RFC 9309 §2.3.1: no file (4xx), or one behind too many redirects, forbids nothing.

    A host that asks for fewer requests (429) is taken at its word.
    """
    if error.failure is FeedFailure.TOO_MANY_REDIRECTS:
        return True
    return 400 <= error.status < 500 and error.status != 429
