"""Which channel hears of an article, and with what words."""

from datetime import timedelta

import pytest

from bot.core.alerting import LONG_OUTAGE, AlertPolicy, needs_baseline, plan_alerts
from bot.core.feed import FeedHints, Outlet, OutletKind
from bot.core.model import (
    Channel,
    DigestTime,
    Evidence,
    How,
    TextField,
)
from bot.core.subscription import Subscription
from bot.core.watchlist import Alias, Watchlist
from tests.builders import CONSOLE, NOW, make_article, make_match, make_state, make_subscription

SLACK = Channel(adapter="slack", external_id="C1")
OUTLET = Outlet(name="Example News")


def watchlist(watchlist_id, name, threshold=0.5):
    return Watchlist(watchlist_id=watchlist_id, name=name, aliases=(Alias(text=name),), threshold=threshold)


WATCHLISTS = {"sco": watchlist("sco", "Shanghai"), "cpec": watchlist("cpec", "Corridor")}


def policy(*subscriptions):
    wanted = [
        Subscription(watchlist_id=one, channel=channel, mention="".join(mention))
        for one, channel, *mention in subscriptions
    ]
    return AlertPolicy(watchlists=WATCHLISTS, subscriptions=wanted)


def plan(matches, *subscriptions, **article):
    return plan_for(policy(*subscriptions), matches, **article)


def plan_for(wanted, matches, outlet=OUTLET, **article):
    return plan_alerts(
        make_article(**article),
        matches,
        policy=wanted,
        outlet=outlet,
        seen_at=NOW,
        new_key=iter(f"{number:024x}" for number in range(9)).__next__,
    )


def test_every_subscribed_channel_gets_one_alert_with_a_key_of_its_own():
    alerts = plan([make_match("sco")], ("sco", CONSOLE), ("sco", SLACK))
    assert [alert.channel for alert in alerts] == [CONSOLE, SLACK]
    assert len({alert.delivery_key for alert in alerts}) == 2


def test_channel_subscribed_to_two_topics_of_an_article_gets_one_alert_naming_both():
    (alert,) = plan([make_match("sco"), make_match("cpec", score=0.99)], ("sco", CONSOLE), ("cpec", CONSOLE))
    assert set(alert.watchlist_ids) == {"sco", "cpec"}
    assert [why.split(" · ")[0] for why in alert.message.why] == ["Corridor", "Shanghai"]


def test_alert_calls_the_groups_of_the_subscriptions_that_led_to_it_once_each():
    matches = [make_match("sco"), make_match("cpec")]
    (both,) = plan(matches, ("sco", SLACK, "S1"), ("cpec", SLACK, "S1"))
    (one,) = plan(matches[:1], ("sco", SLACK, "S1"), ("cpec", SLACK, "S2"))
    (nobody,) = plan(matches, ("sco", SLACK))
    assert [alert.message.mentions for alert in (both, one, nobody)] == [("S1",), ("S1",), ()]


def test_topic_nobody_subscribed_to_alerts_nobody():
    assert plan([make_match("cpec")], ("sco", CONSOLE)) == ()


def test_score_below_the_threshold_does_not_alert():
    assert plan([make_match("sco", score=0.49)], ("sco", CONSOLE)) == ()
    assert plan([make_match("sco", score=0.5)], ("sco", CONSOLE)) != ()


@pytest.mark.parametrize(
    ("wish", "does_alert"),
    [
        ({}, True),
        ({"min_score": 0.9}, True),
        ({"min_score": 0.91}, False),
        ({"min_score": 0.1}, True),
        ({"langs": ("zh", "ru")}, True),
        ({"langs": ("zh",)}, False),
        ({"kinds": (OutletKind.STATE, OutletKind.PARTY)}, True),
        ({"kinds": (OutletKind.PRIVATE,)}, False),
        ({"langs": ("ru",), "kinds": (OutletKind.PRIVATE,)}, False),
    ],
)
def test_subscription_hears_of_its_scores_languages_and_kinds_of_outlets_only(wish, does_alert):
    wanted = AlertPolicy(watchlists=WATCHLISTS, subscriptions=[make_subscription(**wish)])
    outlet = Outlet(name="TASS", kind=OutletKind.STATE)
    assert bool(plan_for(wanted, [make_match(score=0.9)], outlet=outlet, lang="ru")) is does_alert


def test_article_of_unknown_language_is_none_of_those_asked_for():
    wanted = AlertPolicy(watchlists=WATCHLISTS, subscriptions=[make_subscription(langs=("en",))])
    assert plan_for(wanted, [make_match()], lang="") == ()


def test_low_minimum_does_not_undercut_the_watchlists_threshold():
    wanted = AlertPolicy(watchlists=WATCHLISTS, subscriptions=[make_subscription(min_score=0.1)])
    assert plan_for(wanted, [make_match(score=0.49)]) == ()


def test_channels_digests_are_apart_from_what_it_hears_at_once():
    nine, ten = DigestTime(hour=9, zone="UTC"), DigestTime(hour=10, zone="UTC")
    topics = {"a": None, "b": nine, "c": None, "d": nine, "e": ten}
    wanted = AlertPolicy(
        watchlists={one: watchlist(one, one) for one in topics},
        subscriptions=[make_subscription(one, digest_at=at) for one, at in topics.items()],
    )
    alerts = plan_for(wanted, [make_match(one) for one in topics])
    told = {alert.digest: alert.watchlist_ids for alert in alerts}
    assert told == {None: ("a", "c"), nine: ("b", "d"), ten: ("e",)}
    assert [alert.message.watchlist_ids for alert in alerts] == [("a", "c"), ("b", "d"), ("e",)]


def test_first_poll_and_first_poll_after_a_long_outage_are_baselines():
    assert needs_baseline(make_state(baseline_at=None, ok_at=None), now=NOW)
    long_ago = NOW - LONG_OUTAGE - timedelta(seconds=1)
    assert needs_baseline(make_state(next_poll_at=long_ago), now=NOW)
    assert needs_baseline(make_state(ok_at=long_ago, failures=9, next_poll_at=NOW), now=NOW)
    assert not needs_baseline(make_state(next_poll_at=NOW - timedelta(days=1)), now=NOW)


def test_poll_that_comes_when_it_was_planned_is_no_baseline_however_long_the_interval():
    weekly = make_state(ok_at=NOW - LONG_OUTAGE - timedelta(hours=9), next_poll_at=NOW)
    assert not needs_baseline(weekly, now=NOW)


BUT_WEDNESDAY = frozenset({0, 1, 3, 4, 5, 6})


@pytest.mark.parametrize(("wait_days", "skip_days"), [(7, frozenset()), (1, BUT_WEDNESDAY)])
def test_feed_polled_seldom_is_not_long_out_after_one_failed_poll(wait_days, skip_days):
    last_wednesday = NOW - timedelta(days=8, hours=12)
    failed = make_state(
        ok_at=last_wednesday,
        wait_s=wait_days * 86_400.0,
        hints=FeedHints(skip_days=skip_days),
        failures=1,
        next_poll_at=NOW,
    )
    assert not needs_baseline(failed, now=NOW)
    assert needs_baseline(failed, now=NOW + LONG_OUTAGE)


def test_message_shows_the_publication_time_or_says_that_it_has_none():
    (dated,) = plan([make_match()], ("sco", CONSOLE), published_at=NOW - timedelta(hours=2))
    assert (dated.message.at, dated.message.is_dated) == (NOW - timedelta(hours=2), True)
    (undated,) = plan([make_match()], ("sco", CONSOLE))
    assert (undated.message.at, undated.message.is_dated) == (NOW, False)


def test_why_line_shows_an_approximate_name_beside_what_it_stands_for():
    found = Evidence(
        alias="Shanghai Cooperation Organisation",
        field=TextField.TITLE,
        start=0,
        end=7,
        text="Shangai",
        how=How.APPROXIMATE,
        similarity=0.9,
    )
    (alert,) = plan([make_match(evidence=(found,))], ("sco", CONSOLE))
    expected = "Shanghai · “Shangai” ≈ Shanghai Cooperation Organisation · score 0.90 · approximate"
    assert alert.message.why == (expected,)


def test_why_line_says_that_a_topic_was_found_by_description():
    found = Evidence(
        alias="its answer to GPS", field=TextField.TITLE, start=0, end=9, text="x" * 200, how=How.DESCRIPTION
    )
    (alert,) = plan([make_match(evidence=(found,))], ("sco", CONSOLE))
    (why,) = alert.message.why
    assert why.endswith("≈ its answer to GPS · score 0.90 · by description")
    assert "x…" in why


def test_why_line_names_the_commonest_spellings_and_counts_the_rest():
    evidence = tuple(
        Evidence(alias="x", field=TextField.TITLE, start=0, end=1, text=text) for text in "aabcdef"
    )
    (alert,) = plan([make_match(evidence=evidence)], ("sco", CONSOLE))
    assert "“a”, “b”, “c”, “d” and 2 more" in alert.message.why[0]


def test_title_fits_every_platform_and_a_link_too_long_is_left_out():
    (alert,) = plan(
        [make_match()], ("sco", CONSOLE), title="word " * 100, url="https://example.org/" + "a" * 2000
    )
    assert len(alert.message.title) <= 240
    assert alert.message.url == ""


def test_article_without_a_title_is_named_by_its_text():
    (alert,) = plan([make_match()], ("sco", CONSOLE), title="", body="The ministers met.")
    assert alert.message.title == "The ministers met."


def test_right_to_left_title_is_marked():
    (alert,) = plan([make_match()], ("sco", CONSOLE), title="شنگھائی تعاون تنظیم کا اجلاس")
    assert alert.message.is_rtl
