"""What every store promises about the outbox."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core.model import Channel
from bot.core.outbox import DeliveryReport, DeliveryState, Receipt
from bot.ports_store import Store
from tests.builders import CONSOLE, NOW, make_alert, make_new, make_record
from tests.contract.steps import LEASE_S, SLACK, add_feed, claim, claim_one, queue_alerts, save

LAPSED = NOW + timedelta(seconds=LEASE_S)
FINAL = (DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.SUPPRESSED)


# --- order ----------------------------------------------------------------------------------------------


async def test_one_delivery_per_channel_is_in_flight(store: Store) -> None:
    await queue_alerts(store, CONSOLE, CONSOLE, SLACK)
    claimed = await claim(store)
    assert [delivery.channel for delivery in claimed] == [CONSOLE, SLACK]
    assert {delivery.state for delivery in claimed} == {DeliveryState.LEASED}
    assert await claim(store) == []


@pytest.mark.parametrize("final", FINAL)
async def test_the_next_delivery_follows_when_the_head_is_final(store: Store, final: DeliveryState) -> None:
    await queue_alerts(store, CONSOLE, CONSOLE, CONSOLE)
    ids = []
    while claimed := await claim(store):
        ids += [delivery.delivery_id for delivery in claimed]
        await save(store, claimed[0], final)
    assert ids == sorted(ids)
    assert len(ids) == 3


async def test_a_head_that_waits_to_be_tried_again_holds_its_channel(store: Store) -> None:
    await queue_alerts(store, CONSOLE, CONSOLE)
    head = await claim_one(store)
    due_at = NOW + timedelta(minutes=1)
    await save(store, head, DeliveryState.RETRY, due_at=due_at)
    assert await claim(store, now=due_at - timedelta(seconds=1)) == []
    assert (await claim_one(store, now=due_at)).delivery_id == head.delivery_id


async def test_claims_keep_to_their_limit(store: Store) -> None:
    channels = [Channel(adapter="slack", external_id=f"C{number}") for number in range(5)]
    await queue_alerts(store, *channels)
    assert len(await claim(store, limit=3)) == 3
    assert len(await claim(store, limit=3)) == 2


async def test_what_was_saved_comes_back_with_the_next_claim(store: Store) -> None:
    await queue_alerts(store)
    head = await claim_one(store)
    learnt: dict[str, Any] = {
        "attempts": 3,
        "error": "busy",
        "receipt": Receipt(external_id="7"),
        "first_attempt_at": NOW,
        "last_attempt_at": LAPSED,
        "is_maybe_posted": True,
    }
    await save(store, head, DeliveryState.RETRY, **learnt)
    again = await claim_one(store, lease_token="second")
    assert again == replace(head, **learnt, lease_token="second")


# --- leases ---------------------------------------------------------------------------------------------


async def test_only_the_holder_of_the_lease_may_save(store: Store) -> None:
    await queue_alerts(store)
    late = await claim_one(store, lease_token="late")
    taken_over = await claim_one(store, now=LAPSED, lease_token="prompt")
    assert await save(store, late, DeliveryState.SENT) is False
    assert await save(store, taken_over, DeliveryState.SENDING) is True


async def test_a_final_delivery_cannot_be_saved_again(store: Store) -> None:
    await queue_alerts(store)
    delivery = await claim_one(store)
    assert await save(store, delivery, DeliveryState.SENT) is True
    assert await save(store, delivery, DeliveryState.RETRY) is False
    assert (await store.count_deliveries())[DeliveryState.SENT] == 1


async def test_nobody_holds_a_delivery_without_a_lease(store: Store) -> None:
    await queue_alerts(store)
    delivery = await claim_one(store)
    await save(store, delivery, DeliveryState.RETRY)
    assert await save(store, replace(delivery, lease_token=""), DeliveryState.SENT) is False


async def test_sending_keeps_the_lease(store: Store) -> None:
    await queue_alerts(store)
    delivery = await claim_one(store)
    await save(store, delivery, DeliveryState.SENDING, attempts=1)
    assert await claim(store) == []
    assert await save(store, delivery, DeliveryState.SENT) is True


async def test_an_uncertain_delivery_stays_uncertain_while_leased(store: Store) -> None:
    await queue_alerts(store, CONSOLE, CONSOLE)
    await save(store, await claim_one(store), DeliveryState.UNCERTAIN)
    again = await claim_one(store)
    assert again.state is DeliveryState.UNCERTAIN
    assert await claim(store) == []
    assert (await store.count_deliveries())[DeliveryState.UNCERTAIN] == 1


# --- recovery -------------------------------------------------------------------------------------------


async def test_lapsed_leases_are_taken_back(store: Store) -> None:
    await queue_alerts(store, CONSOLE, SLACK)
    sending, _ = await claim(store)
    await save(store, sending, DeliveryState.SENDING)
    assert await store.recover_deliveries(now=LAPSED, is_sole_process=False) == 2
    states = await store.count_deliveries()
    assert (states[DeliveryState.UNCERTAIN], states[DeliveryState.READY]) == (1, 1)
    assert await save(store, sending, DeliveryState.SENT) is False


async def test_leases_that_hold_are_left_alone(store: Store) -> None:
    await queue_alerts(store, CONSOLE, SLACK)
    sending, _ = await claim(store)
    await save(store, sending, DeliveryState.SENDING)
    before_the_end = LAPSED - timedelta(milliseconds=1)
    assert await store.recover_deliveries(now=before_the_end, is_sole_process=False) == 0
    states = await store.count_deliveries()
    assert (states[DeliveryState.SENDING], states[DeliveryState.LEASED]) == (1, 1)


async def test_the_sole_process_takes_back_every_lease(store: Store) -> None:
    await queue_alerts(store)
    await claim(store)
    assert await store.recover_deliveries(now=NOW, is_sole_process=True) == 1
    assert (await claim_one(store)).state is DeliveryState.LEASED


async def test_an_uncertain_delivery_stays_so_when_its_lease_is_taken_back(store: Store) -> None:
    await queue_alerts(store)
    await save(store, await claim_one(store), DeliveryState.UNCERTAIN)
    await claim(store)
    assert await store.recover_deliveries(now=NOW, is_sole_process=True) == 1
    assert (await claim_one(store)).state is DeliveryState.UNCERTAIN


async def test_a_sending_delivery_is_not_claimed_before_it_is_recovered(store: Store) -> None:
    await queue_alerts(store)
    await save(store, await claim_one(store), DeliveryState.SENDING)
    assert await claim(store, now=LAPSED) == []


@pytest.mark.parametrize("final", FINAL)
async def test_final_deliveries_are_never_recovered(store: Store, final: DeliveryState) -> None:
    await queue_alerts(store)
    await save(store, await claim_one(store), final)
    assert await store.recover_deliveries(now=LAPSED, is_sole_process=True) == 0
    assert (await store.count_deliveries())[final] == 1


async def test_every_state_is_counted(store: Store) -> None:
    await queue_alerts(store, CONSOLE, CONSOLE, SLACK)
    await save(store, (await claim(store))[0], DeliveryState.SENT)
    counts = await store.count_deliveries()
    assert set(counts) == set(DeliveryState)
    assert {state: count for state, count in counts.items() if count} == {
        DeliveryState.SENT: 1,
        DeliveryState.LEASED: 1,
        DeliveryState.READY: 1,
    }


# --- alerts and what became of them ---------------------------------------------------------------------


async def test_an_alert_is_found_by_its_delivery_key(store: Store) -> None:
    feed_id = await add_feed(store)
    alert = make_alert(channel=SLACK, watchlist_ids=("sco", "cpec"))
    await store.commit_poll(make_record(feed_id, make_new(alerts=(alert,))), now=NOW)
    found = await store.alert_by_key(alert.delivery_key)
    assert found is not None
    assert (found.channel, found.watchlist_ids) == (SLACK, ("cpec", "sco"))
    article = await store.article_by_id(found.article_id)
    assert article is not None
    assert article.story_id == found.story_id
    assert await store.alert_by_key("f" * 24) is None
    assert await store.alert_by_key("\ud800' OR 1") is None


async def test_where_a_story_was_told_is_listed(store: Store) -> None:
    await queue_alerts(store, SLACK)
    delivery = await claim_one(store)
    alert = await store.alert_by_key(delivery.delivery_key)
    assert alert is not None
    await save(store, delivery, DeliveryState.RETRY, attempts=2, due_at=LAPSED, error="slow down")
    (report,) = await store.deliveries_of_story(alert.story_id)
    assert report == DeliveryReport(
        delivery_id=delivery.delivery_id,
        channel=SLACK,
        title=delivery.message.title,
        state=DeliveryState.RETRY,
        attempts=2,
        created_at=NOW,
        due_at=LAPSED,
        error="slow down",
    )
    assert await store.deliveries_of_story(alert.story_id + 1) == []


async def test_dead_deliveries_are_listed_newest_first_and_go_on_when_asked(store: Store) -> None:
    await queue_alerts(store, CONSOLE, CONSOLE, SLACK)
    while claimed := await claim(store):
        for delivery in claimed:
            await save(store, delivery, DeliveryState.DEAD, attempts=12, is_maybe_posted=True)
    dead = await store.dead_deliveries(limit=2)
    assert [one.channel for one in dead] == [SLACK, CONSOLE]
    assert await store.retry_deliveries([dead[0].delivery_id, 99_999], now=LAPSED) == 1
    going_on = await claim_one(store, now=LAPSED)
    assert (going_on.delivery_id, going_on.state, going_on.attempts) == (
        dead[0].delivery_id,
        DeliveryState.UNCERTAIN,  # it may have been posted: looked up first
        0,
    )
    assert len(await store.dead_deliveries(limit=9)) == 2


async def test_all_dead_deliveries_go_on_when_none_is_named(store: Store) -> None:
    await queue_alerts(store, CONSOLE, SLACK)
    for delivery in await claim(store):
        await save(store, delivery, DeliveryState.DEAD, is_maybe_posted=delivery.channel == SLACK)
    assert await store.retry_deliveries(None, now=NOW) == 2
    assert await store.retry_deliveries(None, now=NOW) == 0
    # Only what may have been posted has to be looked up.
    assert [one.state for one in await claim(store)] == [DeliveryState.LEASED, DeliveryState.UNCERTAIN]


async def test_only_dead_deliveries_go_on_anew(store: Store) -> None:
    await queue_alerts(store)
    sent = await claim_one(store)
    await save(store, sent, DeliveryState.SENT)
    assert await store.retry_deliveries([sent.delivery_id], now=NOW) == 0
    assert await claim(store) == []


# --- ends -----------------------------------------------------------------------------------------------


async def test_open_deliveries_of_channels_nobody_keeps_are_suppressed(store: Store) -> None:
    await queue_alerts(store, CONSOLE, SLACK, SLACK)
    assert await store.suppress_deliveries(keep=[CONSOLE]) == 2
    assert [delivery.channel for delivery in await claim(store)] == [CONSOLE]
    assert (await store.count_deliveries())[DeliveryState.SUPPRESSED] == 2


async def test_delivery_that_is_on_its_way_is_not_suppressed_and_keeps_its_receipt(store: Store) -> None:
    await queue_alerts(store, SLACK)
    sending = await claim_one(store)
    await save(store, sending, DeliveryState.SENDING)
    assert await store.suppress_deliveries(keep=[]) == 0
    assert await save(store, sending, DeliveryState.SENT)


async def test_nothing_is_suppressed_twice_and_what_was_sent_stays_sent(store: Store) -> None:
    await queue_alerts(store, SLACK)
    await save(store, await claim_one(store), DeliveryState.SENT)
    assert await store.suppress_deliveries(keep=[]) == 0
