"""Which feed is meant by a part of its address, and what a pause does to the next poll."""

from datetime import timedelta

import pytest

from bot.core.feed import Outlet, Stop
from bot.core.feed_reference import find_feed
from bot.core.feed_stop import LONG_PAUSE, needs_new_start
from bot.errors import NotFound
from tests.builders import NOW, make_feed, make_state

TASS_RU = make_feed(url="https://tass.ru/rss/v2.xml", outlet=Outlet(name="TASS"))
TASS_EN = make_feed(url="https://tass.com/rss/v2.xml", outlet=Outlet(name="TASS"))
DAWN = make_feed(url="https://anna:secret@www.dawn.com/feeds/home/", outlet=Outlet(name="Dawn"))
FEEDS = (TASS_RU, TASS_EN, DAWN)


@pytest.mark.parametrize(
    ("reference", "feed"),
    [
        ("https://tass.ru/rss/v2.xml", TASS_RU),
        ("http://TASS.ru/rss/v2.xml?utm_source=x", TASS_RU),
        ("tass.com", TASS_EN),
        ("dawn", DAWN),
        ("DAWN.COM", DAWN),
    ],
)
def test_a_feed_is_found_by_its_address_or_by_a_part_that_only_it_has(reference, feed):
    assert find_feed(FEEDS, reference) is feed


def test_a_part_that_two_feeds_have_names_them_both():
    with pytest.raises(NotFound, match="could be any of 2 feeds") as raised:
        find_feed(FEEDS, "tass")
    assert "TASS: https://tass.ru/rss/v2.xml" in str(raised.value)
    assert "TASS: https://tass.com/rss/v2.xml" in str(raised.value)


def test_a_password_is_neither_searched_nor_shown():
    with pytest.raises(NotFound, match='no configured feed has "secret"'):
        find_feed(FEEDS, "secret")
    with pytest.raises(NotFound) as raised:
        find_feed(FEEDS, "a")
    assert "secret" not in str(raised.value)


def test_many_candidates_are_counted():
    feeds = [make_feed(url=f"https://one.example/{number}") for number in range(40)]
    with pytest.raises(NotFound, match="and 30 more"):
        find_feed(feeds, "one.example")


@pytest.mark.parametrize(
    ("stop", "paused_for", "is_needed"),
    [
        (Stop.PAUSED, LONG_PAUSE, False),
        (Stop.PAUSED, LONG_PAUSE + timedelta(seconds=1), True),
        (Stop.GONE, timedelta(minutes=1), True),
    ],
)
def test_a_new_start_is_needed_after_a_long_pause_and_for_what_was_gone(stop, paused_for, is_needed):
    state = make_state(stop=stop, stopped_at=NOW - paused_for)
    assert needs_new_start(state, now=NOW) is is_needed
