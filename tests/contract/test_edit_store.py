"""What every store promises about alerts whose text changes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.delivery import BacklogRule, ChannelBlock
from bot.core.edit import EDITABLE_FOR, MOST_EDITS, Edit
from bot.core.model import ChangedArticle, Digest, RevisedAlert
from bot.core.outbox import DeliveryState, Receipt
from bot.ports_store import Store
from tests.builders import CONSOLE, NOW, make_alert, make_article, make_message, make_new, make_record
from tests.contract.steps import SLACK, add_feed, claim_one, save

LATER = NOW + timedelta(minutes=5)
RECEIPT = Receipt(external_id="77")


class Told:
    """One article with one alert, in whatever state its delivery is."""

    def __init__(self, store: Store, feed_id: int, article_id: int) -> None:
        self.store, self.feed_id, self.article_id = store, feed_id, article_id
        self.delivery_id = 0
        self._versions = 0

    async def sent(self, *, at=NOW) -> None:
        delivery = await claim_one(self.store, now=at)
        self.delivery_id = delivery.delivery_id
        await save(self.store, delivery, DeliveryState.SENT, receipt=RECEIPT, last_attempt_at=at)

    async def change(self, title: str, *, at=LATER) -> None:
        """Let the article, and what can still be changed of its alerts, read otherwise."""
        self._versions += 1
        standing = await self.store.standing_alerts([self.article_id], now=at)
        changed = ChangedArticle(
            article_id=self.article_id,
            article=make_article(title=title, content_hash=f"{title}-{self._versions}"),
            revised=tuple(
                RevisedAlert(alert_id=one.alert_id, message=replace(one.message, title=title))
                for one in standing
            ),
        )
        await self.store.commit_poll(make_record(self.feed_id, changed=(changed,)), now=at)

    async def edits(self, *, at=LATER, adapter="console") -> list[Edit]:
        return await self.store.due_edits(adapter, now=at, limit=10)


@pytest.fixture
async def told(store: Store) -> Told:
    feed_id = await add_feed(store)
    article = make_article(title="Old")
    new = make_new(article, alerts=(make_alert(message=make_message(title="Old")),))
    await store.commit_poll(make_record(feed_id, new), now=NOW)
    article_id = (await store.seen_articles(feed_id, article.keys))[article.keys[0]].article_id
    return Told(store, feed_id, article_id)


async def test_alert_that_is_not_sent_yet_goes_out_with_the_new_text_and_needs_no_edit(told: Told) -> None:
    await told.change("New")
    delivery = await claim_one(told.store, now=LATER)
    assert delivery.message.title == "New"
    await save(told.store, delivery, DeliveryState.SENT, receipt=RECEIPT, last_attempt_at=LATER)
    assert await told.edits() == []


async def test_alert_that_was_posted_is_to_be_edited_with_all_that_takes(told: Told) -> None:
    await told.sent()
    await told.change("New")
    (edit,) = await told.edits()
    assert (edit.delivery_id, edit.receipt, edit.channel) == (told.delivery_id, RECEIPT, CONSOLE)
    assert (edit.message.title, edit.due_at, edit.posted_at) == ("New", LATER, NOW)
    assert await told.edits(adapter="slack") == []


async def test_alert_that_changes_on_its_way_is_edited_once_it_is_posted(told: Told) -> None:
    delivery = await claim_one(told.store)
    await told.change("New")
    assert await told.edits() == []
    await save(told.store, delivery, DeliveryState.SENT, receipt=RECEIPT, last_attempt_at=NOW)
    assert [edit.message.title for edit in await told.edits()] == ["New"]


async def test_edit_that_is_done_is_done_and_one_put_off_comes_back(told: Told) -> None:
    await told.sent()
    await told.change("New")
    (edit,) = await told.edits()
    again_at = LATER + timedelta(minutes=1)
    await told.store.save_edit(edit, again_at=again_at)
    assert await told.edits() == []
    (again,) = await told.edits(at=again_at)
    await told.store.save_edit(again, again_at=None)
    assert await told.edits(at=again_at) == []


async def test_change_that_comes_during_an_edit_is_an_edit_of_its_own(told: Told) -> None:
    await told.sent()
    await told.change("New")
    (edit,) = await told.edits()
    await told.change("Newer", at=LATER + timedelta(seconds=1))
    await told.store.save_edit(edit, again_at=None)
    (newer,) = await told.edits(at=LATER + timedelta(seconds=1))
    assert newer.message.title == "Newer"


async def test_message_is_edited_a_few_times_and_then_left(told: Told) -> None:
    await told.sent()
    for number in range(MOST_EDITS):
        await told.change(f"Version {number}")
        (edit,) = await told.edits()
        await told.store.save_edit(edit, again_at=None)
    await told.change("One too many")
    assert await told.edits() == []
    assert await told.store.standing_alerts([told.article_id], now=LATER) == []


async def test_message_of_yesterday_is_left(told: Told) -> None:
    await told.sent()
    assert await told.store.standing_alerts([told.article_id], now=NOW + EDITABLE_FOR) == []


async def test_alert_that_went_out_in_a_digest_is_left(store: Store) -> None:
    feed_id = await add_feed(store)
    article = make_article(title="Old")
    both = (make_alert(channel=SLACK), make_alert("cpec", channel=SLACK))
    await store.commit_poll(make_record(feed_id, make_new(article, alerts=both[:1])), now=NOW)
    article_id = (await store.seen_articles(feed_id, article.keys))[article.keys[0]].article_id
    other = make_new(make_article(), alerts=both[1:])
    await store.commit_poll(make_record(feed_id, other), now=NOW)
    merged = await claim_one(store, now=LATER, backlog=BacklogRule(most=1, older_than_s=0))
    await save(store, merged, DeliveryState.SENT, receipt=RECEIPT, last_attempt_at=LATER)
    assert await store.standing_alerts([article_id], now=LATER) == []


async def test_digest_that_takes_in_a_changed_alert_is_not_edited_into_that_alert(told: Told) -> None:
    on_its_way = await claim_one(told.store)
    await told.change("New")
    await save(told.store, on_its_way, DeliveryState.RETRY, due_at=LATER)
    other = make_new(make_article(), alerts=(make_alert("cpec"),))
    await told.store.commit_poll(make_record(told.feed_id, other), now=NOW)
    merged = await claim_one(told.store, now=LATER, backlog=BacklogRule(most=1, older_than_s=0))
    assert isinstance(merged.message, Digest)
    assert [one.title for one in merged.message.alerts][:1] == ["New"]
    await save(told.store, merged, DeliveryState.SENT, receipt=RECEIPT, last_attempt_at=LATER)
    assert await told.edits() == []


async def test_alert_that_is_sent_after_its_change_needs_no_edit_whatever_became_of_it_before(
    told: Told,
) -> None:
    on_its_way = await claim_one(told.store)
    await told.change("New")
    await save(told.store, on_its_way, DeliveryState.RETRY, due_at=LATER)
    await told.sent(at=LATER)
    assert await told.edits() == []
    for number in range(MOST_EDITS):
        await told.change(f"Version {number}")
        (edit,) = await told.edits()
        await told.store.save_edit(edit, again_at=None)


async def test_alert_that_may_have_been_posted_before_its_change_is_edited(told: Told) -> None:
    lost = await claim_one(told.store)
    await save(told.store, lost, DeliveryState.UNCERTAIN, is_maybe_posted=True)
    await told.change("New")
    found = await claim_one(told.store, now=LATER)
    await save(told.store, found, DeliveryState.SENT, receipt=RECEIPT, last_attempt_at=LATER)
    assert [edit.message.title for edit in await told.edits()] == ["New"]


async def test_alert_that_was_given_up_goes_out_with_the_new_text_when_it_is_sent_again(told: Told) -> None:
    await save(told.store, await claim_one(told.store), DeliveryState.DEAD)
    await told.change("New")
    await told.store.retry_deliveries(None, now=LATER)
    assert (await claim_one(told.store, now=LATER)).message.title == "New"


async def test_held_channel_is_not_edited_in(told: Told) -> None:
    await told.sent()
    await told.change("New")
    until = LATER + timedelta(minutes=10)
    await told.store.block_channel(CONSOLE, ChannelBlock(until=until))
    assert await told.edits() == []
    assert len(await told.edits(at=until)) == 1
