"""A backup is put in the place of the database: what was posted since is not posted again."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.digests import send_due
from bot.app.subscriptions import Subscriptions
from bot.core.model import DigestTime
from bot.core.outbox import DeliveryState
from bot.feeds.fetch import HttpFetcher
from bot.feeds.pool import ParserPool
from bot.store.open import open_store
from tests.builders import make_subscription
from tests.contract.steps import claim
from tests.integration.feeds.newsroom import Newsroom, items
from tests.platforms.fakes.feed_server import FeedServer

OLD, NEW, LATER = items("Summit opens"), items("Charter signed"), items("Bank founded")
TITLE = "The database was restored"

NINE = DigestTime(hour=9, zone="UTC")

Begin = Callable[..., Awaitable[Newsroom]]


@pytest.fixture
async def begin(
    tmp_path: Path, server: FeedServer, fetcher: HttpFetcher, pool: ParserPool
) -> AsyncIterator[Begin]:
    """Starts the bot's polling anew on the database of this folder; what ran before is stopped first."""
    running: list[Newsroom] = []

    async def start(*, digest_at: DigestTime | None = None) -> Newsroom:
        for earlier in running:
            await earlier.store.close()
        store = await open_store("sqlite:///topicwire.db", base_dir=tmp_path)
        newsroom = Newsroom(store=store, server=server, fetcher=fetcher, pool=pool, digest_at=digest_at)
        if running:
            newsroom.time = running[-1].time + timedelta(minutes=1)
        running.append(newsroom)
        await newsroom.configure()
        await newsroom.poller.begin()
        return newsroom

    yield start
    await running[-1].store.close()


async def backed_up(newsroom: Newsroom, folder: Path) -> Path:
    await newsroom.store.close()
    return Path(shutil.copy(folder / "topicwire.db", folder / "backup.db"))


async def restore(newsroom: Newsroom, backup: Path) -> None:
    await newsroom.store.close()
    shutil.copy(backup, backup.with_name("topicwire.db"))


async def test_what_was_posted_since_the_backup_is_not_posted_again(begin: Begin, tmp_path: Path) -> None:
    newsroom = await begin()
    await newsroom.poll(OLD)
    backup = await backed_up(newsroom, tmp_path)
    newsroom = await begin()
    await newsroom.poll([*NEW, *OLD])
    assert await newsroom.posted() == ["Charter signed"]
    await restore(newsroom, backup)
    await begin()
    newsroom = await begin()  # restarted before its first poll: told once all the same
    assert (await newsroom.poll([*NEW, *OLD])).new == 1
    assert (await newsroom.posted(), await newsroom.told()) == ([], [TITLE])
    await newsroom.poll([*LATER, *NEW, *OLD])
    assert (await newsroom.posted(), await newsroom.told()) == (["Bank founded"], [])


async def test_what_waited_in_the_backup_may_have_been_posted_since(begin: Begin, tmp_path: Path) -> None:
    newsroom = await begin()
    await newsroom.poll(OLD)
    await newsroom.poll([*NEW, *OLD])
    backup = await backed_up(newsroom, tmp_path)
    newsroom = await begin()
    posted_at = newsroom.time
    assert await newsroom.posted() == ["Charter signed"]
    await newsroom.poll([*NEW, *OLD, *LATER])
    await restore(newsroom, backup)
    newsroom = await begin()
    waiting = [one for one in await claim(newsroom.store, now=newsroom.time) if one.state != "leased"]
    assert [(one.state, one.is_maybe_posted) for one in waiting] == [(DeliveryState.UNCERTAIN, True)]
    [first_at, last_at] = [waiting[0].first_attempt_at, waiting[0].last_attempt_at]
    assert first_at is not None
    assert last_at is not None
    assert first_at <= posted_at <= last_at


async def digest_of(newsroom: Newsroom) -> list[str]:
    """What the channel reads when the digests that are due now are sent."""
    subscribed = Subscriptions([make_subscription(digest_at=NINE)])
    await send_due(newsroom.store, newsroom, subscriptions=subscribed, command="watch")
    return await newsroom.posted()


@pytest.mark.parametrize(("hours", "titles"), [(19, []), (2, ["Charter signed"])])
async def test_digest_that_was_posted_since_the_backup_is_not_posted_again(
    begin: Begin, tmp_path: Path, hours: int, titles: list[str]
) -> None:
    newsroom = await begin(digest_at=NINE)
    await newsroom.poll(OLD)
    await newsroom.poll([*NEW, *OLD])
    backup = await backed_up(newsroom, tmp_path)
    newsroom = await begin(digest_at=NINE)
    await newsroom.poll([*NEW, *OLD], after=timedelta(hours=hours))
    assert (await digest_of(newsroom))[1:] == ["Charter signed"] * (not titles)
    await restore(newsroom, backup)
    newsroom = await begin(digest_at=NINE)
    newsroom.time += timedelta(days=1)
    assert (await digest_of(newsroom))[1:] == titles


async def test_a_restart_is_no_restore(begin: Begin) -> None:
    newsroom = await begin()
    await newsroom.poll(OLD)
    await newsroom.poll([*NEW, *OLD], after=timedelta(days=3))
    newsroom = await begin()
    await newsroom.poll([*LATER, *NEW, *OLD])
    assert await newsroom.posted() == ["Charter signed", "Bank founded"]
    assert await newsroom.told() == []


async def test_a_new_database_in_the_place_of_one_that_was_deleted_is_no_restore(
    begin: Begin, tmp_path: Path
) -> None:
    newsroom = await begin()
    await newsroom.poll(OLD)
    await newsroom.store.close()
    (tmp_path / "topicwire.db").unlink()
    newsroom = await begin()
    await newsroom.poll([*NEW, *OLD])
    assert (await newsroom.posted(), await newsroom.told()) == ([], [])


@pytest.mark.parametrize("damage", [b"", b"garbage", b"\xff" * 16, b"9" * 40])
async def test_a_mark_that_cannot_be_read_says_nothing(begin: Begin, tmp_path: Path, damage: bytes) -> None:
    newsroom = await begin()
    await newsroom.poll(OLD)
    await newsroom.store.close()
    (tmp_path / "topicwire.db.polled").write_bytes(damage)
    newsroom = await begin()
    assert await newsroom.told() == []


async def test_after_two_weeks_away_the_admins_are_told_once_of_all_baselines(begin: Begin) -> None:
    newsroom = await begin()
    await newsroom.poll(OLD)
    newsroom.time += timedelta(days=14)
    newsroom = await begin()
    await newsroom.poll([*NEW, *OLD])
    assert (await newsroom.posted(), await newsroom.told()) == ([], ["No feed was polled for 14 days"])
