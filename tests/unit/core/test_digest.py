"""Alerts that wait become messages that fit, with titles that say what they are."""

from datetime import timedelta

from bot.core.digest import (
    ALERTS,
    CHARS,
    DueDigest,
    WaitingAlert,
    plan_burst,
    plan_digest,
    plan_past,
    plan_release,
)
from bot.core.digest_window import last_window
from bot.core.model import DigestTime
from tests.builders import CONSOLE, NOW, make_message

NINE = DigestTime(hour=9, zone="Asia/Karachi")


def due(at=NINE, now=NOW):
    return DueDigest(
        channel=CONSOLE, at=at, window=last_window(at, now), watchlist_ids=("sco",), command="watch"
    )


def waiting(*scores, **fields):
    return [
        WaitingAlert(alert_id=number, message=make_message(**fields), score=score)
        for number, score in enumerate(scores, start=1)
    ]


def test_digest_says_how_often_it_comes_which_day_it_is_and_how_much_it_holds():
    assert plan_digest(due(), waiting(0.9, 0.9))[0].title == "Daily digest · 2026-10-01 · 2 alerts"
    weekly = due(DigestTime(hour=9, zone="UTC", weekday=0))
    assert plan_digest(weekly, waiting(0.9))[0].title == "Weekly digest · 2026-09-28 · 1 alert"


def test_digest_of_nothing_is_no_message():
    assert plan_digest(due(), []) == ()
    assert plan_release(CONSOLE, []) == ()


def test_long_alerts_share_more_messages():
    long = waiting(*[0.9] * ALERTS, url="https://example.org/" + "a" * (CHARS // 4))
    sizes = [len(part.alert_ids) for part in plan_digest(due(), long)]
    assert sizes == [3, 3, 3, 1]


def test_key_of_a_part_is_the_same_in_every_version():
    (part,) = plan_digest(due(), waiting(0.9))
    assert part.delivery_key == "8d83810c0b25a1a44e0ad399"


def test_keys_tell_windows_schedules_and_parts_apart():
    made = [
        plan_digest(due(), waiting(*[0.9] * 11)),
        plan_digest(due(now=NOW + timedelta(days=1)), waiting(0.9)),
        plan_digest(due(DigestTime(hour=9, zone="UTC")), waiting(0.9)),
        plan_release(CONSOLE, waiting(0.9)),
    ]
    keys = [part.delivery_key for parts in made for part in parts]
    assert len(set(keys)) == 5
    assert {len(key) for key in keys} == {24}


def test_alerts_are_shown_in_the_order_they_were_found_in_whatever_they_score():
    (part,) = plan_digest(due(), waiting(0.6, 0.9, 0.7))
    assert part.alert_ids == (1, 2, 3)


def test_of_equally_strong_alerts_the_oldest_are_shown():
    parts = plan_digest(due(), waiting(*[0.9] * 60))
    assert [one for part in parts for one in part.alert_ids] == list(range(1, 51))


def burst(*scores, most=5, **fields):
    return plan_burst(CONSOLE, waiting(*scores, **fields), outlet="Dawn", most=most)


def test_the_strongest_alerts_of_a_poll_go_out_by_themselves_and_the_newest_of_equals():
    made = burst(0.5, 0.9, 0.5, 0.5, 0.7, most=2)
    assert made.single_ids == (2, 5)
    (part,) = made.parts
    assert (part.title, part.alert_ids) == ("3 more from Dawn", (1, 3, 4))
    assert burst(0.5, 0.5, 0.5, 0.5, most=2).single_ids == (3, 4)


def test_a_poll_within_the_limit_or_one_above_it_makes_no_digest():
    for alerts in (1, 5, 6):
        assert burst(*[0.9] * alerts).single_ids == tuple(range(1, alerts + 1))
        assert burst(*[0.9] * alerts).parts == ()
    assert burst(*[0.9] * 40, most=None).parts == ()


def test_what_a_burst_leaves_out_is_counted_and_the_weakest():
    made = burst(*[0.9] * 5, *[0.8] * 50, *[0.6] * 32)
    assert made.parts[0].title == (
        "82 more from Dawn, here the 50 strongest; searching finds the others (1 of 5)"
    )
    assert [one for part in made.parts for one in part.alert_ids] == list(range(6, 56))


def test_a_burst_of_long_alerts_is_cut_into_messages_that_fit_and_leaves_none_out():
    made = burst(*[0.9] * 15, url="https://example.org/" + "a" * (CHARS // 4))
    assert [part.title for part in made.parts] == [
        f"10 more from Dawn ({number} of 4)" for number in range(1, 5)
    ]
    assert [one for part in made.parts for one in part.alert_ids] == list(range(1, 11))


def test_a_digest_of_the_past_says_of_what_how_far_back_and_what_it_leaves_out():
    (part,) = plan_past(CONSOLE, waiting(0.9), topic="Kites", days=1, more=0)
    assert part.title == "Kites · the last 1 day · 1 alert"
    (part,) = plan_past(CONSOLE, waiting(0.9, 0.8), topic="Kites", days=30, more=70)
    assert part.title == "Kites · the last 30 days · 72 alerts, here the 2 strongest"
    assert plan_past(CONSOLE, [], topic="Kites", days=30, more=0) == ()


def test_two_digests_of_the_past_have_keys_of_their_own():
    (one,) = plan_past(CONSOLE, waiting(0.9), topic="Kites", days=30, more=0)
    (other,) = plan_past(CONSOLE, waiting(0.9, 0.9)[1:], topic="Kites", days=30, more=0)
    (released,) = plan_release(CONSOLE, waiting(0.9))
    assert len({one.delivery_key, other.delivery_key, released.delivery_key}) == 3
