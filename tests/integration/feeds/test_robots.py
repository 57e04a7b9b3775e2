"""robots.txt over a real socket: fetched once a day, and what stands for an answer that is none."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import FeedError, FeedFailure
from bot.feeds.robots import MAX_BYTES, Robots
from tests.builders import NOW
from tests.platforms.fakes.feed_server import Page, drip, redirect, status, truncated


class HandClock:
    def __init__(self):
        self.time = NOW

    def now(self):
        return self.time


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def robots(make_fetcher, clock):
    return Robots(make_fetcher(clock=clock), clock=clock)


def rules(text: str) -> Page:
    return Page(text.encode(), content_type="text/plain")


NO_NEWS = rules("User-agent: *\nDisallow: /news")


async def test_its_rules_are_followed_and_text_is_asked_for(server, robots):
    server.serve("/robots.txt", NO_NEWS)
    assert not await robots.allows(server.url + "/news/1?a=b")
    assert await robots.allows(server.url + "/feed")
    [seen] = server.requests()
    assert seen.headers["Accept"].startswith("text/plain")


async def test_many_questions_at_once_are_one_request(server, robots):
    server.serve("/robots.txt", NO_NEWS)
    answers = await asyncio.gather(*(robots.allows(f"{server.url}/{n}") for n in range(20)))
    assert all(answers)
    assert len(server.requests()) == 1


async def test_it_is_read_again_after_a_day(server, robots, clock):
    server.serve("/robots.txt", NO_NEWS)
    await robots.allows(server.url + "/news")
    server.serve("/robots.txt", rules(""))
    clock.time += timedelta(hours=23)
    assert not await robots.allows(server.url + "/news")
    clock.time += timedelta(hours=1)
    assert await robots.allows(server.url + "/news")


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410])
async def test_a_host_without_one_forbids_nothing(server, robots, code):
    server.serve("/robots.txt", status(code))
    assert await robots.allows(server.url + "/news")


@pytest.mark.parametrize("mood", [status(500), status(503), status(429), status(304), truncated(b" " * 99)])
async def test_a_host_that_cannot_say_is_closed_for_an_hour(server, robots, clock, mood):
    server.serve("/robots.txt", mood)
    assert not await robots.allows(server.url + "/feed")
    server.serve("/robots.txt", rules(""))
    clock.time += timedelta(minutes=59)
    assert not await robots.allows(server.url + "/feed")
    clock.time += timedelta(minutes=1)
    assert await robots.allows(server.url + "/feed")


async def test_a_host_that_asks_for_time_is_closed_as_long(server, robots, clock):
    server.serve("/robots.txt", status(429, **{"Retry-After": "7200"}))
    for left_s in (7_200, 60):
        with pytest.raises(FeedError) as raised:
            await robots.allows(server.url + "/feed")
        assert (raised.value.failure, raised.value.retry_after_s) == (FeedFailure.RATE_LIMITED, left_s)
        server.serve("/robots.txt", rules(""))
        clock.time += timedelta(minutes=119)
    assert len(server.requests()) == 1
    assert await robots.allows(server.url + "/feed")


async def test_a_slow_host_is_closed(server, make_fetcher, clock):
    server.serve("/robots.txt", drip())
    assert not await Robots(make_fetcher(timeout_s=0.3), clock=clock).allows(server.url + "/")


async def test_redirects_are_followed_and_too_many_forbid_nothing(server, robots, make_fetcher, clock):
    server.serve("/robots.txt", redirect("/there"))
    server.serve("/there", NO_NEWS)
    assert not await robots.allows(server.url + "/news")
    server.serve("/there", redirect("/there"))
    assert await Robots(make_fetcher(), clock=clock).allows(server.url + "/news")


async def test_a_private_host_is_closed_and_gets_no_request(server, make_fetcher, clock):
    with pytest.raises(FeedError) as raised:
        await Robots(make_fetcher(allow_hosts=[]), clock=clock).allows(server.url + "/")
    assert raised.value.failure is FeedFailure.ADDRESS_REFUSED
    assert server.requests() == []


async def test_what_stands_behind_500_kib_is_not_read(server, robots):
    padding = "#" * (MAX_BYTES - 40)
    server.serve(
        "/robots.txt", rules(f"User-agent: *\nDisallow: /a\n{padding}\n\n\n\n{'#' * 40}\nDisallow: /b")
    )
    assert [await robots.allows(server.url + path) for path in ("/a", "/b")] == [False, True]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://[", "", "//a.example/", "ftp://a.example/"])
async def test_what_is_no_web_address_is_not_allowed(robots, url):
    assert not await robots.allows(url)
