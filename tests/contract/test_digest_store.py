"""What every store promises about digests: each window's once, never an empty one, nothing lost."""

from datetime import datetime, timedelta

import pytest

from bot.core.delivery import BacklogRule
from bot.core.digest import MOST, DueDigest, WaitingDigest
from bot.core.digest_window import last_window
from bot.core.model import AlertMessage, Channel, Digest, DigestTime
from bot.core.outbox import Delivery, DeliveryState
from bot.ports_store import Store
from tests.builders import CONSOLE, NOW, make_alert, make_match, make_message, make_new, make_record
from tests.contract.steps import SLACK, add_feed, claim, claim_one, queue_alerts, save

NINE = DigestTime(hour=9, zone="UTC")
MONDAYS = DigestTime(hour=9, zone="UTC", weekday=0)
TOMORROW = NOW + timedelta(days=1)


async def wait(
    store: Store,
    *titles: str,
    at: DigestTime = NINE,
    channel: Channel = CONSOLE,
    now: datetime = NOW,
    scores: tuple[float, ...] = (),
) -> None:
    """Make alerts that wait for a digest, each about a story of its own."""
    feed_id = await add_feed(store)
    news = [
        make_new(
            matches=(make_match("sco", score=score),),
            alerts=(make_alert(message=make_message(title=title), digest=at, channel=channel),),
        )
        for title, score in zip(titles, scores or (0.9,) * len(titles), strict=True)
    ]
    await store.commit_poll(make_record(feed_id, *news), now=now)


async def send(
    store: Store,
    *,
    at: DigestTime = NINE,
    channel: Channel = CONSOLE,
    now: datetime = TOMORROW,
    topics: tuple[str, ...] = ("sco",),
) -> int:
    due = DueDigest(
        channel=channel, at=at, window=last_window(at, now), watchlist_ids=topics, command="watch"
    )
    return await store.send_digest(due, now=now)


async def sent(store: Store, *, now: datetime = TOMORROW) -> list[Delivery]:
    """Take all that is queued, in order, as if the platforms took it."""
    found = []
    while claimed := await claim(store, now=now):
        for one in claimed:
            found.append(one)
            await save(store, one, DeliveryState.SENT)
    return found


def shown(delivery: Delivery) -> tuple[str, list[str]]:
    assert isinstance(delivery.message, Digest)
    return delivery.message.title, [alert.title for alert in delivery.message.alerts]


async def test_alert_that_waits_is_not_delivered(store: Store) -> None:
    await wait(store, "one")
    assert await claim(store, now=TOMORROW) == []
    assert await store.waiting_digests() == [WaitingDigest(channel=CONSOLE, at=NINE, oldest_at=NOW)]


async def test_digest_has_what_waited_oldest_first(store: Store) -> None:
    await wait(store, "one", "two")
    assert await send(store) == 1
    (delivery,) = await sent(store)
    assert shown(delivery) == ("Daily digest · 2026-10-02 · 2 alerts", ["one", "two"])
    assert await store.waiting_digests() == []


async def test_digest_of_one_alert_is_a_digest(store: Store) -> None:
    await wait(store, "one", at=MONDAYS)
    await send(store, at=MONDAYS, now=NOW + timedelta(days=7))
    (delivery,) = await sent(store, now=NOW + timedelta(days=7))
    assert shown(delivery) == ("Weekly digest · 2026-10-05 · 1 alert", ["one"])


async def test_window_has_its_digest_once(store: Store) -> None:
    await wait(store, "one")
    assert await send(store) == 1
    await wait(store, "late")  # found before the window ended, stored after its digest was made
    assert await send(store) == 0
    assert await send(store, now=TOMORROW + timedelta(days=1)) == 1
    assert [shown(one)[1] for one in await sent(store, now=TOMORROW + timedelta(days=1))] == [
        ["one"],
        ["late"],
    ]


async def test_nothing_waits_and_nothing_is_sent(store: Store) -> None:
    assert await send(store) == 0
    assert await claim(store, now=TOMORROW) == []


async def test_digest_is_of_topics_that_the_channel_still_gets(store: Store) -> None:
    feed_id = await add_feed(store)
    for topics in (("sco",), ("sco", "cpec"), ("beidou", "cpec")):
        alert = make_alert(*topics, digest=NINE, message=make_message(title=" and ".join(topics)))
        await store.commit_poll(make_record(feed_id, make_new(alerts=(alert,))), now=NOW)
    assert await send(store, topics=("cpec", "tea-road")) == 1
    assert [shown(one)[1] for one in await sent(store)] == [["sco and cpec", "beidou and cpec"]]
    assert await store.waiting_digests() == []


async def test_what_was_found_after_the_window_ended_waits_for_the_next_one(store: Store) -> None:
    ended_at = last_window(NINE, TOMORROW).ended_at
    await wait(store, "before", now=ended_at - timedelta(milliseconds=1))
    await wait(store, "after", now=ended_at)
    await send(store)
    assert [shown(one)[1] for one in await sent(store)] == [["before"]]
    assert await store.waiting_digests() == [WaitingDigest(channel=CONSOLE, at=NINE, oldest_at=ended_at)]


async def test_schedules_and_channels_have_digests_of_their_own(store: Store) -> None:
    await wait(store, "daily")
    await wait(store, "weekly", at=MONDAYS)
    await wait(store, "elsewhere", channel=SLACK)
    assert {(one.channel, one.at) for one in await store.waiting_digests()} == {
        (CONSOLE, NINE),
        (CONSOLE, MONDAYS),
        (SLACK, NINE),
    }
    await send(store)
    await send(store, channel=SLACK)
    assert [shown(one)[1] for one in await sent(store)] == [["daily"], ["elsewhere"]]


async def test_long_digest_is_several_messages_in_order(store: Store) -> None:
    titles = [f"story {number}" for number in range(23)]
    await wait(store, *titles)
    assert await send(store) == 3
    parts = await sent(store)
    assert [title for part in parts for title in shown(part)[1]] == titles
    assert [shown(part)[0][-8:] for part in parts] == ["(1 of 3)", "(2 of 3)", "(3 of 3)"]
    assert len({part.delivery_key for part in parts}) == 3


async def test_more_than_anybody_reads_are_the_strongest_and_the_title_says_so(store: Store) -> None:
    titles = [f"story {number}" for number in range(MOST + 3)]
    scores = [0.9] * len(titles)
    scores[0], scores[20], scores[-1] = 0.5, 0.6, 0.55
    await wait(store, *titles, scores=tuple(scores))
    await send(store)
    parts = await sent(store)
    told = [title for part in parts for title in shown(part)[1]]
    assert told == [one for one in titles if one not in (titles[0], titles[20], titles[-1])]
    assert shown(parts[0])[0] == (
        "Daily digest · 2026-10-02 · 53 alerts, here the 50 strongest; the others: /watch latest (1 of 5)"
    )
    assert await store.waiting_digests() == []


async def test_story_that_waits_counts_as_heard(store: Store) -> None:
    feed_id = await add_feed(store)
    for digest in (NINE, None):
        new = make_new(story_keys=("k",), alerts=(make_alert(digest=digest),))
        await store.commit_poll(make_record(feed_id, new), now=NOW)
    assert await claim(store) == []
    assert len(await store.waiting_digests()) == 1


async def test_digest_is_never_merged_with_a_backlog(store: Store) -> None:
    await wait(store, "one")
    await send(store)
    await queue_alerts(store, CONSOLE, CONSOLE, CONSOLE)
    backlog = BacklogRule(most=2, older_than_s=0)
    much_later = TOMORROW + timedelta(days=1)
    first = await claim_one(store, now=much_later, backlog=backlog)
    assert shown(first)[0].startswith("Daily digest")
    await save(store, first, DeliveryState.SENT)
    second = await claim_one(store, now=much_later, backlog=backlog)
    assert shown(second)[0] == "3 alerts that had to wait"


async def test_refused_digest_goes_out_as_single_alerts(store: Store) -> None:
    await wait(store, "one", "two")
    await send(store)
    digest = await claim_one(store, now=TOMORROW)
    keys = iter(["a" * 24])
    assert await store.split_digest(digest, new_key=keys.__next__, now=TOMORROW) == 2
    messages = [one.message for one in await sent(store)]
    assert [one.title for one in messages if isinstance(one, AlertMessage)] == ["one", "two"]


async def test_report_names_a_digest_by_its_title(store: Store) -> None:
    await wait(store, "one", "two")
    await send(store)
    await save(store, await claim_one(store, now=TOMORROW), DeliveryState.DEAD, error="no")
    (report,) = await store.dead_deliveries(limit=9)
    assert report.title == "Daily digest · 2026-10-02 · 2 alerts"


@pytest.mark.parametrize("kept", [(), (SLACK,)])
async def test_channel_that_nobody_subscribes_any_more_waits_for_no_digest(
    store: Store, kept: tuple[Channel, ...]
) -> None:
    await wait(store, "one")
    await wait(store, "two", channel=SLACK)
    await store.suppress_deliveries(keep=kept)
    assert tuple(one.channel for one in await store.waiting_digests()) == kept
