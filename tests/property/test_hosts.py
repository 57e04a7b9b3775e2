"""Whoever asks whatever hosts in whatever order: two connections, a pause, and everyone's turn."""

import asyncio
import selectors
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.hosts import PER_HOST
from bot.feeds.hosts import Hosts, Origin

PAUSE_S = 1.0
CLOSING_S = 0.375
"""How long a connection stays open for the server after we began to close it."""


class Sleepless(selectors.DefaultSelector):
    """Where the loop would wait for a timer, the clock jumps to it."""

    now = 0.0

    def select(self, timeout=None):
        if timeout:
            self.now += timeout
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        self._sleepless = Sleepless()
        super().__init__(self._sleepless)

    def time(self):
        return self._sleepless.now


class Session:
    """Stands for a connection: open from its first request until it is closed."""

    def __init__(self, server, origin):
        self.server, self.origin, self.keys = server, origin, frozenset()

    async def close(self):
        await asyncio.sleep(CLOSING_S)
        self.server.open.discard(self)


class Server:
    """The far end: what is open, what runs, and when each request began."""

    def __init__(self):
        self.open, self.running, self.starts = set(), [], []

    def session(self, origin):
        return Session(self, origin)

    async def serve(self, session, origin, keys, lasts_s):
        assert session.origin == origin
        session.keys = keys
        self.open.add(session)
        self.running.append(session)
        self.starts.append((asyncio.get_running_loop().time(), keys))
        for key in keys:
            assert sum(key in one.keys for one in self.open) <= PER_HOST
        assert self.running.count(session) == 1
        try:
            await asyncio.sleep(lasts_s)
        finally:
            self.running.remove(session)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request. ``at``, ``lasts`` and ``patience`` in quarters of a second."""

    at: int = 0
    lasts: int = 1
    domain: str = "a"
    addresses: AbstractSet[str] = frozenset({"1"})
    name: int = 0
    patience: int | None = None


requests = st.builds(
    Asked,
    at=st.integers(0, 40),
    lasts=st.integers(0, 12),
    domain=st.sampled_from(["a", "b", "c"]),
    addresses=st.sets(st.sampled_from(["1", "2", "3"]), min_size=1, max_size=2),
    name=st.integers(0, 1),
    patience=st.none() | st.integers(0, 16),
)


def run(coroutine):
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(coroutine)


async def ask(hosts, server, asked):
    keys = frozenset({asked.domain, *asked.addresses})
    origin = Origin(f"http://{asked.name}.{asked.domain}", is_guarded=True)
    await asyncio.sleep(asked.at / 4)
    with suppress(TimeoutError):
        async with asyncio.timeout(None if asked.patience is None else asked.patience / 4):
            line = await hosts.take(origin, keys)
            try:
                await server.serve(line.session, origin, keys, asked.lasts / 4)
            finally:
                hosts.give_back(line)


@settings(max_examples=200, deadline=None)
@given(st.lists(requests, max_size=15))
def test_no_key_has_more_than_two_connections_nor_two_starts_within_a_pause(asked):
    server = Server()

    async def all_of_them():
        hosts = Hosts(pause_s=PAUSE_S, open_session=server.session)
        async with asyncio.timeout(1_000):  # of virtual time: nobody waits for ever
            await asyncio.gather(*(ask(hosts, server, one) for one in asked))
        assert hosts.waiting == 0
        await hosts.close()

    run(all_of_them())
    assert server.open == set()
    for (one, its_keys), (other, other_keys) in combinations(server.starts, 2):
        assert not its_keys & other_keys or abs(other - one) >= PAUSE_S


def test_requests_of_a_host_start_in_the_order_they_came():
    server = Server()

    async def in_order():
        hosts = Hosts(pause_s=PAUSE_S, open_session=server.session)
        await asyncio.gather(
            *(ask(hosts, server, Asked(lasts=0, addresses={str(number)})) for number in range(6))
        )
        await hosts.close()

    run(in_order())
    assert [min(keys) for _, keys in server.starts] == list("012345")
    assert all(later - sooner == PAUSE_S for (sooner, _), (later, _) in pairwise(server.starts))


def test_nobody_is_overtaken_at_a_host_that_has_room():
    server = Server()

    async def scene():
        hosts = Hosts(pause_s=0, open_session=server.session)
        await asyncio.gather(
            *(ask(hosts, server, Asked(lasts=8)) for _ in range(PER_HOST)),
            ask(hosts, server, Asked(at=1, domain="b")),
            ask(hosts, server, Asked(at=2, domain="b", addresses={"2"})),
        )
        await hosts.close()

    run(scene())
    assert [at >= 2.0 for at, _ in server.starts] == [False, False, True, True]


def test_who_gives_up_in_the_moment_a_place_is_free_leaves_it_to_the_next():
    server, ended = Server(), asyncio.Event()

    async def hold(hosts):
        line = await hosts.take(Origin("http://a", is_guarded=True), frozenset("a"))
        await ended.wait()
        hosts.give_back(line)

    async def scene():
        hosts = Hosts(pause_s=0, open_session=server.session)
        async with asyncio.timeout(10), asyncio.TaskGroup() as group:
            for _ in range(PER_HOST):
                group.create_task(hold(hosts))
            await asyncio.sleep(1)
            impatient = group.create_task(hold(hosts))
            group.create_task(hold(hosts))
            await asyncio.sleep(1)
            ended.set()
            impatient.cancel()
        await hosts.close()

    run(scene())


def test_a_connection_serves_the_next_feed_of_its_server_and_lingers_for_no_later_one():
    server = Server()

    async def three():
        hosts = Hosts(pause_s=0, open_session=server.session)
        await ask(hosts, server, Asked())
        await ask(hosts, server, Asked(at=8))
        assert len(server.open) == 1
        await ask(hosts, server, Asked(at=40, lasts=4, domain="b", addresses={"2"}))
        assert {one.origin.name for one in server.open} == {"http://0.b"}
        await hosts.close()

    run(three())


def test_nothing_is_remembered_of_hosts_that_are_long_done():
    async def many():
        hosts = Hosts(pause_s=PAUSE_S, open_session=server.session)
        for number in range(200):
            await ask(hosts, server, Asked(at=4, domain=f"d{number}", addresses={f"a{number}"}))
        assert len(hosts._hosts) < 20
        await hosts.close()

    server = Server()
    run(many())
