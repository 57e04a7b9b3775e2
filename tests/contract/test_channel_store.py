"""What every store promises about channels that are held back, and about what waits for them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bot.core.button import AnswerButton, Button
from bot.core.delivery import BacklogRule, ChannelBlock, ChannelPause
from bot.core.model import AlertMessage, Channel, Digest, Notice, OutgoingNotice
from bot.core.outbox import ChannelReport, DeliveryState
from bot.ports_store import Store
from tests.builders import (
    CONSOLE,
    NOW,
    make_alert,
    make_entry,
    make_message,
    make_new,
    make_notice,
    make_record,
)
from tests.contract.steps import LEASE_S, SLACK, add_feed, claim, claim_one, queue_alerts, save

LAPSED = NOW + timedelta(seconds=LEASE_S)


async def pause(
    store: Store,
    channel: Channel,
    *,
    reason: str = "archived",
    is_for_workspace: bool = False,
    now: datetime = NOW,
    notice: OutgoingNotice | None = None,
) -> bool:
    why = ChannelPause(reason=reason, is_for_workspace=is_for_workspace)
    return await store.pause_channel(channel, why, now=now, notice=notice)


async def resume(store: Store, channel: Channel, *, notice: OutgoingNotice | None = None) -> bool:
    return await store.resume_channel(channel, now=NOW, notice=notice)


async def test_held_channels_are_listed_with_their_reason(store: Store) -> None:
    await queue_alerts(store, CONSOLE, SLACK)
    assert await store.held_channels(now=NOW) == []
    await pause(store, SLACK)
    await store.block_channel(CONSOLE, ChannelBlock(until=LAPSED))
    assert await store.held_channels(now=NOW) == [
        ChannelReport(channel=CONSOLE, paused_reason="", blocked_until=LAPSED),
        ChannelReport(channel=SLACK, paused_reason="archived", blocked_until=NOW + timedelta(minutes=1)),
    ]
    assert [one.channel for one in await store.held_channels(now=LAPSED)] == [SLACK]


async def test_a_blocked_channel_waits_and_its_neighbour_goes_on(store: Store) -> None:
    await queue_alerts(store, CONSOLE, SLACK)
    until = NOW + timedelta(seconds=30)
    await store.block_channel(CONSOLE, ChannelBlock(until=until))
    assert (await claim_one(store)).channel == SLACK
    assert (await claim_one(store, now=until)).channel == CONSOLE


async def test_a_block_is_never_shortened(store: Store) -> None:
    await queue_alerts(store)
    until = NOW + timedelta(seconds=30)
    await store.block_channel(CONSOLE, ChannelBlock(until=until))
    await store.block_channel(CONSOLE, ChannelBlock(until=NOW))
    assert await claim(store, now=until - timedelta(seconds=1)) == []


async def test_a_block_of_a_workspace_holds_all_of_its_channels_and_no_other(store: Store) -> None:
    there, elsewhere = (Channel(adapter="slack", external_id=f"{team}/C1") for team in ("T1", "T2"))
    also_there = Channel(adapter="slack", external_id="T1/C2")
    await queue_alerts(store, there, also_there, elsewhere, SLACK)
    await store.block_channel(there, ChannelBlock(until=LAPSED, is_for_workspace=True))
    assert {one.channel for one in await claim(store)} == {elsewhere, SLACK}
    assert {one.channel for one in await claim(store, now=LAPSED)} >= {there, also_there}


async def test_a_paused_channel_is_probed_ever_more_rarely(store: Store) -> None:
    await queue_alerts(store)
    paused = {"reason": "archived"}
    assert await pause(store, CONSOLE, **paused) is True
    assert await claim(store, now=NOW + timedelta(seconds=59)) == []
    probe = await claim_one(store, now=NOW + timedelta(seconds=60))
    assert probe.is_probe
    later = NOW + timedelta(minutes=30)
    assert await pause(store, CONSOLE, now=later, **paused) is False
    await save(store, probe, DeliveryState.READY)
    assert await claim(store, now=later + timedelta(minutes=14)) == []
    assert len(await claim(store, now=later + timedelta(minutes=15))) == 1


async def test_a_channel_that_is_resumed_goes_on_at_once(store: Store) -> None:
    await queue_alerts(store)
    await pause(store, CONSOLE)
    assert await resume(store, CONSOLE) is True
    assert await resume(store, CONSOLE) is False
    assert (await claim_one(store)).is_probe is False
    assert await pause(store, CONSOLE, reason="archived again") is True


async def test_all_paused_channels_are_probed_when_asked(store: Store) -> None:
    await queue_alerts(store, CONSOLE, SLACK)
    await pause(store, CONSOLE)
    await store.probe_paused()
    assert [(one.channel, one.is_probe) for one in await claim(store)] == [(CONSOLE, True), (SLACK, False)]
    assert await pause(store, CONSOLE) is False


async def test_a_refused_token_pauses_its_workspace_once_and_one_success_resumes_it(store: Store) -> None:
    more, there = (Channel(adapter="slack", external_id=one) for one in ("C2", "T2/C1"))
    await queue_alerts(store, SLACK, more, there, CONSOLE)
    assert await pause(store, SLACK, is_for_workspace=True) is True
    assert await pause(store, more, is_for_workspace=True) is False
    assert {one.channel for one in await claim(store)} == {there, CONSOLE}
    assert [one.channel for one in await store.held_channels(now=NOW)] == [SLACK, more]
    assert await resume(store, more) is True
    assert {one.channel for one in await claim(store)} == {SLACK, more}


async def test_a_channel_that_appears_during_a_pause_of_its_workspace_is_no_news(store: Store) -> None:
    await queue_alerts(store, SLACK)
    await pause(store, SLACK, is_for_workspace=True)
    an_hour_on, new = NOW + timedelta(hours=1), Channel(adapter="slack", external_id="C9")
    assert await pause(store, new, is_for_workspace=True, now=an_hour_on) is False
    (first, second) = await store.held_channels(now=an_hour_on)
    assert first.blocked_until == second.blocked_until == an_hour_on + timedelta(minutes=30)


async def test_a_pause_never_shortens_a_block(store: Store) -> None:
    await queue_alerts(store, SLACK)
    await store.block_channel(SLACK, ChannelBlock(until=NOW + timedelta(minutes=10), is_for_workspace=True))
    await pause(store, SLACK, is_for_workspace=True)
    assert await claim(store, now=NOW + timedelta(minutes=9)) == []


async def test_a_channel_refused_after_its_workspace_is_news(store: Store) -> None:
    await queue_alerts(store, SLACK)
    await pause(store, SLACK, is_for_workspace=True)
    assert await pause(store, SLACK, reason="archived") is True


async def test_pauses_of_channels_that_are_not_kept_are_forgotten(store: Store) -> None:
    await queue_alerts(store, SLACK, CONSOLE)
    await pause(store, SLACK)
    await pause(store, CONSOLE)
    await store.forget_pauses(keep=[CONSOLE])
    assert [one.channel for one in await store.held_channels(now=NOW)] == [CONSOLE]


async def test_a_channel_paused_for_itself_stays_so_when_its_workspace_goes_on(store: Store) -> None:
    more = Channel(adapter="slack", external_id="C2")
    await queue_alerts(store, SLACK, more)
    await pause(store, SLACK)
    await pause(store, more)
    assert await resume(store, more) is True
    assert [one.channel for one in await store.held_channels(now=NOW)] == [SLACK]


async def test_a_channel_can_be_held_before_it_has_an_alert(store: Store) -> None:
    await pause(store, CONSOLE)
    await resume(store, SLACK)
    await queue_alerts(store)
    assert await claim(store) == []


async def test_an_alert_for_a_paused_channel_is_kept(store: Store) -> None:
    feed_id = await add_feed(store)
    await pause(store, CONSOLE)
    await store.commit_poll(make_record(feed_id, make_new(alerts=(make_alert(),))), now=NOW)
    await resume(store, CONSOLE)
    assert len(await claim(store)) == 1


async def test_a_notice_is_queued_once_for_a_pause_and_once_for_its_end(store: Store) -> None:
    for number in (1, 2):
        await pause(store, SLACK, notice=make_notice(f"paused {number}"))
    for number in (1, 2):
        await resume(store, SLACK, notice=make_notice(f"resumed {number}"))
    told = []
    while claimed := await claim(store):
        told += [delivery.message for delivery in claimed]
        await save(store, claimed[0], DeliveryState.SENT)
    assert told == [Notice(title="paused 1"), Notice(title="resumed 1")]


# --- backlogs -------------------------------------------------------------------------------------------

BACKLOG = BacklogRule(most=3, older_than_s=60)
OUTAGE_OVER = NOW + timedelta(seconds=60)


async def digests(store: Store) -> list[list[str]]:
    """Deliver everything; the titles of each message."""
    told = []
    while claimed := await claim(store, now=OUTAGE_OVER, backlog=BACKLOG):
        for delivery in claimed:
            message = delivery.message
            told.append(
                [one.title for one in message.alerts] if isinstance(message, Digest) else message.title
            )
            await save(store, delivery, DeliveryState.SENT)
    return told


async def queue_titles(store: Store, *titles: str, **message: Any) -> None:
    feed_id = await add_feed(store)
    alerts = [make_alert(message=make_message(title=title, **message)) for title in titles]
    await store.commit_poll(make_record(feed_id, *(make_new(alerts=(one,)) for one in alerts)), now=NOW)


async def test_a_backlog_goes_out_merged_oldest_first_with_nothing_dropped(store: Store) -> None:
    await queue_titles(store, *(f"{number:02}" for number in range(25)))
    told = await digests(store)
    assert [len(titles) for titles in told[:2]] == [10, 10]
    assert [title for titles in told[:2] for title in titles] == [f"{number:02}" for number in range(20)]
    assert told[2] == [f"{number:02}" for number in range(20, 25)]


async def test_what_is_no_backlog_goes_out_one_by_one(store: Store) -> None:
    await queue_titles(store, "1", "2", "3")
    assert await digests(store) == ["1", "2", "3"]
    await queue_titles(store, "4", "5", "6", "7")
    (head,) = await claim(store, now=OUTAGE_OVER - timedelta(seconds=1), backlog=BACKLOG)
    assert isinstance(head.message, AlertMessage)


async def test_a_digest_never_holds_more_than_its_room(store: Store) -> None:
    await queue_titles(store, "1", "2", "3", "4", url="https://example.org/" + "x" * 1_500)
    assert await digests(store) == [["1", "2"], "3", "4"]


async def test_an_alert_that_may_have_been_posted_is_never_merged(store: Store) -> None:
    await queue_titles(store, "1", "2", "3", "4", "5")
    head = await claim_one(store)
    await save(store, head, DeliveryState.UNCERTAIN)
    again = await claim_one(store, now=OUTAGE_OVER, backlog=BACKLOG)
    assert (again.delivery_id, again.message) == (head.delivery_id, head.message)


async def test_an_alert_of_which_nobody_knows_is_never_merged_even_when_tried_again(store: Store) -> None:
    await queue_titles(store, "1", "2", "3", "4", "5")
    head = await claim_one(store)
    await save(store, head, DeliveryState.RETRY, is_maybe_posted=True)
    assert await digests(store) == ["1", ["2", "3", "4", "5"]]


async def test_a_refused_digest_goes_out_one_by_one(store: Store) -> None:
    await queue_titles(store, "1", "2", "3", "4")
    digest = await claim_one(store, now=OUTAGE_OVER, backlog=BACKLOG)
    assert await store.split_digest(digest, new_key=new_keys().__next__, now=OUTAGE_OVER) == 4
    assert await store.split_digest(digest, new_key=new_keys().__next__, now=OUTAGE_OVER) == 0
    assert await digests(store) == ["1", "2", "3", "4"]


def new_keys() -> Iterator[str]:
    return (f"split-{number}" for number in range(99))


async def test_a_notice_keeps_its_buttons(store: Store) -> None:
    revert = AnswerButton(button=Button.REVERT, label="Revert “sco”", value="1a2b3c")
    told = Notice(title="sco changed", lines=("41 alerts before, 57 now",), buttons=(revert,))
    await store.add_notice(make_notice("", notice=told), now=NOW)
    assert (await claim_one(store)).message == told


async def test_a_notice_keeps_its_articles(store: Store) -> None:
    entries = (make_entry(title="上合组织 😀"), make_entry(url="", is_dated=False, facts=(), excerpt=()))
    told = Notice(title="2 articles just missed an alert", entries=entries)
    await store.add_notice(make_notice("", notice=told), now=NOW)
    assert (await claim_one(store)).message == told


async def test_a_notice_in_between_keeps_its_place(store: Store) -> None:
    await queue_titles(store, "1", "2")
    await store.add_notice(make_notice("paused", channel=CONSOLE), now=NOW)
    await queue_titles(store, "3", "4")
    assert await digests(store) == [["1", "2"], "paused", "3", "4"]


async def test_a_merged_alert_is_reported_with_its_digest(store: Store) -> None:
    await queue_titles(store, "1", "2", "3", "4")
    digest = await claim_one(store, now=OUTAGE_OVER, backlog=BACKLOG)
    await save(store, digest, DeliveryState.DEAD, error="refused", is_maybe_posted=False)
    (dead,) = await store.dead_deliveries(limit=9)
    assert dead.title == "1 (and 3 more)"
    alert = await store.alert_by_key(digest.delivery_key)
    assert alert is not None
    for story_id in range(alert.story_id, alert.story_id + 4):
        assert await store.deliveries_of_story(story_id) == [dead]
    assert await store.retry_deliveries(None, now=OUTAGE_OVER) == 1
    again = await claim_one(store, now=OUTAGE_OVER, backlog=BACKLOG)
    assert again.message == digest.message


async def test_a_claim_names_its_own_channel_alone(store: Store) -> None:
    await queue_alerts(store, CONSOLE, SLACK)
    assert await store.due_channels("slack", now=NOW, limit=9, but=()) == [SLACK]
    assert await store.due_channels("slack", now=NOW, limit=9, but=(SLACK,)) == []
