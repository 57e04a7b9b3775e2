"""An edit tried on a real database by real processes, which end when nobody waits for them any more."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.effect import Tally
from bot.core.watchlist import Alias, Watchlist
from bot.errors import MeasureFailed, StoreError
from bot.matching.both_rules import BothRules
from bot.measuring.meter import ProcessMeter
from tests.builders import NOW, make_article, make_feed, make_new, make_record

ROOT = Path(__file__).parents[2]
TEA = Watchlist(watchlist_id="tea", name="Tea", aliases=(Alias(text="Darjeeling"),))
MORE_TEA = replace(TEA, aliases=(*TEA.aliases, Alias(text="пуэр")))
FILLER = "The harvest was late this year and the market waited for the first ships from the coast. " * 25
MANY = 2_000
"""So many articles take a process a second or more, even where nothing else runs."""


class SetClock:
    def now(self):
        return NOW


def meter(folder, **changes):
    plain = {"base_dir": folder, "clock": SetClock(), "days": 30, "workers": 2}
    return ProcessMeter("sqlite:///store.db", **plain | changes)


async def store_articles(store, *titles, at=NOW, body="Short.", outlet="TASS", lang="ru"):
    feed = make_feed(url=f"https://{outlet}.example/feed", outlet=replace(make_feed().outlet, name=outlet))
    await store.sync_feeds([feed], now=at)
    feed_id = next(one.stored.feed_id for one in await store.list_feeds() if one.stored.feed.url == feed.url)
    articles = [make_new(make_article(title=title, body=body, lang=lang)) for title in titles]
    await store.commit_poll(make_record(feed_id, *articles), now=at)


@pytest.fixture
async def many(store, tmp_path):
    """A folder with a database whose articles it takes a while to read."""
    await store_articles(store, *(f"Number {number}" for number in range(MANY)), body=FILLER)
    return tmp_path


def children(pid: int) -> set[int]:
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return {int(child) for listed in lists for child in listed.read_text().split()}


@pytest.fixture
def ours():
    """The processes that this one has started since, beside those of tests before."""
    others = children(os.getpid())
    return lambda: children(os.getpid()) - others


@pytest.fixture
def started(ours):
    return lambda then=lambda pids: None: Started(ours, then)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] not in "ZX"
    except FileNotFoundError:
        return False


async def until(is_so, *, within_s):
    async with asyncio.timeout(within_s):
        while not is_so():  # noqa: ASYNC110 - another process has no event to wait for
            await asyncio.sleep(0.01)


class Started:
    """Is told of progress; by then the processes work, and are remembered."""

    def __init__(self, ours, then):
        self.event = asyncio.Event()
        self._ours = ours
        self.pids = set()
        self._then = then

    def __call__(self, done, total):
        if not self.event.is_set():
            self.pids = self._ours()
            self._then(self.pids)
            self.event.set()


async def test_an_effect_is_what_one_reading_of_all_articles_says(store, tmp_path, ours):
    titles = [f"Darjeeling {number}" for number in range(300)]
    await store_articles(store, *titles)
    await store_articles(store, "пуэр", "Darjeeling", "Nothing", outlet="BBC", lang="en")
    await store_articles(store, "пуэр of long ago", at=NOW - timedelta(days=31))
    seen = []
    effect = await meter(tmp_path, on_progress=lambda *counts: seen.append(counts)).measure([TEA], [MORE_TEA])
    since = NOW - timedelta(days=30)
    past = await store.past_articles(lowest_id=1, highest_id=999, since=since, limit=999)
    rules = BothRules([TEA], [MORE_TEA])
    assert effect == rules.effect(rules.tally(past), {one.article_id: one for one in past}, days=30)
    (one,) = effect.watchlists
    assert (effect.articles, one.alerts, one.gained) == (303, Tally(before=301, after=302), 1)
    assert [(gain.title, gain.outlet) for gain in one.gains] == [("пуэр", "BBC")]
    assert seen[-1] == (303, 303)
    assert not ours()


async def test_one_process_does_as_well_as_two(store, tmp_path):
    await store_articles(store, *("Darjeeling" for _ in range(5)))
    effects = [await meter(tmp_path, workers=count).measure([], [TEA]) for count in (1, 2)]
    assert effects[0] == effects[1]
    assert effects[0].watchlists[0].gained == 5


async def test_nothing_is_started_for_an_edit_that_says_nothing_or_without_articles(store, tmp_path, started):
    begun = started()
    assert (await meter(tmp_path, on_progress=begun).measure([TEA], [MORE_TEA])).articles == 0
    await store_articles(store, "Darjeeling")
    effect = await meter(tmp_path, on_progress=begun).measure([TEA], [TEA])
    assert (effect.watchlists, begun.pids) == ((), set())


async def test_without_a_database_the_reason_is_told(tmp_path):
    with pytest.raises(StoreError, match="there is no database yet"):
        await meter(tmp_path).measure([TEA], [MORE_TEA])


async def test_a_database_found_damaged_is_told_as_such(many, ours, started):
    file = many / "store.db"

    def damage(_):
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        half = file.stat().st_size // 2
        with file.open("r+b") as raw:
            raw.seek(half)
            raw.write(b"\x55" * half)

    with pytest.raises(StoreError, match=r"store\.db: the file is damaged: restore a backup"):
        await meter(many, on_progress=started(damage)).measure([TEA], [MORE_TEA])
    assert not ours()


async def test_what_nobody_foresaw_is_told_with_its_place(many, started):
    def take_away(_):
        with closing(sqlite3.connect(many / "store.db")) as connection:
            connection.execute("ALTER TABLE article_text RENAME TO gone")

    told = r"could not be tried on stored articles: OperationalError in past_articles .*; please report it"
    with pytest.raises(MeasureFailed, match=told):
        await meter(many, on_progress=started(take_away)).measure([TEA], [MORE_TEA])


async def test_a_killed_process_fails_the_measure_in_words_and_takes_the_other_along(many, started):
    begun = started(lambda pids: os.kill(min(pids), signal.SIGKILL))
    with pytest.raises(MeasureFailed, match=r"tried on stored articles: a process was killed, as .* memory"):
        await meter(many, on_progress=begun).measure([TEA], [MORE_TEA])
    assert len(begun.pids) == 2
    assert not any(map(is_running, begun.pids))


async def test_whoever_stops_waiting_ends_the_processes_within_a_second(many, started):
    begun = started()
    measuring = asyncio.create_task(meter(many, on_progress=begun).measure([TEA], [MORE_TEA]))
    await begun.event.wait()
    measuring.cancel()
    async with asyncio.timeout(1):
        with pytest.raises(asyncio.CancelledError):
            await measuring
    assert len(begun.pids) == 2
    assert not any(map(is_running, begun.pids))


async def test_processes_give_way_and_get_no_secrets(many, started, monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-secret")
    facts = []

    def look(pids):
        for pid in pids:
            environment = Path(f"/proc/{pid}/environ").read_bytes()
            facts.append((os.getpriority(os.PRIO_PROCESS, pid), b"xoxb-secret" in environment))

    await meter(many, on_progress=started(look)).measure([TEA], [MORE_TEA])
    assert facts == [(19, False), (19, False)]


async def test_the_journal_can_be_emptied_while_articles_are_tried(store, many):
    emptied = []

    def write(_done, _total):
        with closing(sqlite3.connect(many / "store.db", isolation_level=None)) as connection:
            connection.execute("PRAGMA busy_timeout = 1000")
            emptied.append(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)

    await meter(many, on_progress=write).measure([TEA], [MORE_TEA])
    assert len(emptied) > 10
    assert all(emptied)


MEASURE = """
import asyncio, sys
from pathlib import Path
from bot.infra.clock import SystemClock
from bot.measuring.meter import ProcessMeter
from tests.integration.test_measuring import MORE_TEA, TEA, meter
told = []
def tell(done, total):
    if not told:
        told.append(done)
        print("started", flush=True)
asyncio.run(meter(Path(sys.argv[1]), on_progress=tell).measure([TEA], [MORE_TEA]))
"""


async def test_processes_do_not_outlive_a_killed_parent(many):
    with subprocess.Popen(  # noqa: ASYNC220 - started in no time
        [sys.executable, "-c", MEASURE, str(many)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert await asyncio.to_thread(parent.stdout.readline) == "started\n"
        pids = children(parent.pid)
        parent.kill()
    assert len(pids) == 2
    await until(lambda: not any(map(is_running, pids)), within_s=1)
