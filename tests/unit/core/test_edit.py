"""What becomes of a posted alert when its article changes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.alerting import AlertPolicy
from bot.core.delivery import ChannelBlock
from bot.core.edit import EDIT_AGAIN_AFTER, EDITABLE_FOR, Edit, StandingAlert, is_editable, next_try, revise
from bot.core.feed import Outlet
from bot.core.message import compose_alert
from bot.core.outbox import Receipt
from bot.core.watchlist import Alias, Watchlist
from bot.errors import (
    AdapterFailed,
    ChannelRejected,
    CredentialsRejected,
    MessageRejected,
    PlatformUnavailable,
    RetryableDelivery,
    UncertainDelivery,
)
from tests.builders import CONSOLE, NOW, make_article, make_match, make_message

OUTLET = Outlet(name="Example News")
POSTED_AT = NOW - timedelta(hours=1)


def policy(*topics: Watchlist) -> AlertPolicy:
    return AlertPolicy(watchlists={one.watchlist_id: one for one in topics}, subscriptions=())


def watchlist(name: str) -> Watchlist:
    return Watchlist(watchlist_id=name.lower(), name=name, aliases=(Alias(text=name),), threshold=0.5)


SCO, CPEC = watchlist("SCO"), watchlist("CPEC")
BOTH = policy(SCO, CPEC)
ARTICLE = make_article(title="SCO summit: 12 ministers came")


def standing(*topics: str, **fields) -> StandingAlert:
    message = compose_alert(
        ARTICLE,
        [make_match(topic) for topic in topics or ("sco",)],
        watchlists=BOTH.watchlists,
        outlet=OUTLET,
        seen_at=POSTED_AT,
        mentions=("S1",),
    )
    return StandingAlert(alert_id=7, article_id=1, message=replace(message, **fields))


def changed(title: str):
    return replace(ARTICLE, text=replace(ARTICLE.text, title=title))


def test_alert_of_a_changed_article_reads_like_a_new_one_and_keeps_its_time_and_mentions() -> None:
    revised = revise(standing(), changed("SCO summit: 2 came"), [make_match()], policy=BOTH, outlet=OUTLET)
    assert revised is not None
    assert (revised.alert_id, revised.message.title) == (7, "SCO summit: 2 came")
    assert (revised.message.at, revised.message.mentions) == (POSTED_AT, ("S1",))


def test_alert_that_would_read_the_same_is_left() -> None:
    assert revise(standing(), ARTICLE, [make_match()], policy=BOTH, outlet=OUTLET) is None


def test_topics_that_the_channel_did_not_ask_for_stay_out_of_the_edited_alert() -> None:
    revised = revise(
        standing(), changed("SCO and CPEC"), [make_match("cpec"), make_match()], policy=BOTH, outlet=OUTLET
    )
    assert revised is not None
    assert revised.message.watchlist_ids == ("sco",)


@pytest.mark.parametrize("matches", [[], [make_match("cpec")], [make_match(score=0.01)]])
def test_alert_whose_article_is_about_something_else_now_stays_as_it_was(matches) -> None:
    assert revise(standing(), changed("Tea"), matches, policy=BOTH, outlet=OUTLET) is None


def edit(**fields) -> Edit:
    plain = {
        "delivery_id": 1,
        "delivery_key": "0" * 24,
        "channel": CONSOLE,
        "receipt": Receipt(external_id="1"),
        "message": make_message(),
        "due_at": NOW,
        "posted_at": POSTED_AT,
    }
    return Edit(**plain | fields)


@pytest.mark.parametrize("failure", [UncertainDelivery("no answer"), RetryableDelivery("busy")])
def test_edit_that_may_work_later_is_tried_again(failure) -> None:
    assert next_try(edit(), failure, NOW) == (NOW + EDIT_AGAIN_AFTER, None)


def test_edit_comes_back_no_earlier_than_it_was_asked_to() -> None:
    until = NOW + timedelta(seconds=90)
    assert next_try(edit(), RetryableDelivery("slow", retry_after_s=90), NOW) == (
        until,
        ChannelBlock(until=until, is_for_workspace=False),
    )
    assert next_try(edit(), PlatformUnavailable("down", retry_after_s=90), NOW) == (
        until,
        ChannelBlock(until=until, is_for_workspace=True),
    )


@pytest.mark.parametrize("kind", [MessageRejected, ChannelRejected, CredentialsRejected])
def test_edit_that_needs_a_person_is_given_up(kind) -> None:
    assert next_try(edit(), kind("no"), NOW) == (None, None)


def test_edit_is_given_up_when_its_message_has_grown_old() -> None:
    posted_at = NOW - EDITABLE_FOR + EDIT_AGAIN_AFTER
    assert next_try(edit(posted_at=posted_at), AdapterFailed("bug"), NOW) == (None, None)
    assert is_editable(edit(posted_at=posted_at), NOW)
    assert not is_editable(edit(posted_at=NOW - EDITABLE_FOR), NOW)
