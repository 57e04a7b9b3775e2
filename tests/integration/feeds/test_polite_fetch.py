"""What the servers see of many fetches: few connections, pauses, moves and deltas; all by host."""

import asyncio
from time import monotonic

import pytest

from bot.errors import FeedError, FeedFailure
from bot.ports import FetchRequest
from tests.platforms.fakes.feed_faults import delta
from tests.platforms.fakes.feed_server import FeedServer, Loopback, Page, drip, redirect, rss_feed, status
from tests.platforms.fakes.listening import HandClock, until

FEED = rss_feed("One", "Two")
NAMES = ["a.large.org", "b.large.org", "c.large.org", "small.org", "other.net"]


@pytest.fixture
def slow():
    """A server that takes a moment, so that requests meet there."""
    with FeedServer(latency_s=0.02) as running:
        yield running


async def fetch_all(fetcher, urls):
    return await asyncio.gather(*(fetcher.fetch(FetchRequest(url=url)) for url in urls))


# --- hosts ----------------------------------------------------------------------------------------------


async def test_an_address_sees_two_connections_whatever_the_names_are(slow, make_fetcher):
    fetcher = make_fetcher(allow_hosts=NAMES, resolver=Loopback())
    urls = [slow.serve(f"/{n}", Page(FEED), host=name) for n in range(4) for name in NAMES]
    answers = await fetch_all(fetcher, urls)
    assert [answer.body for answer in answers] == [FEED] * len(urls)
    assert slow.most_connections() == 2


async def test_a_domain_sees_two_connections_whatever_its_addresses_are(slow, make_fetcher):
    names = {"a.large.org": ["127.0.0.1"], "b.large.org": ["127.0.0.2"]}
    fetcher = make_fetcher(allow_hosts=names, resolver=Loopback(**names))
    await fetch_all(fetcher, [slow.serve("/", Page(FEED), host=name) for name in names for _ in range(4)])
    assert slow.most_connections() == 2


async def test_requests_to_a_host_start_a_pause_apart(server, make_fetcher):
    fetcher = make_fetcher(host_pause_s=0.1, allow_hosts=NAMES, resolver=Loopback())
    started = monotonic()
    await fetch_all(fetcher, [server.serve("/", Page(FEED), host=name) for name in NAMES])
    assert monotonic() - started >= 0.1 * (len(NAMES) - 1)
    assert fetcher.waiting == 0


async def test_who_waits_for_a_turn_at_a_host_does_not_ask_it_when_it_asked_to_be_left_alone(
    server, make_fetcher
):
    clock = HandClock()
    fetcher = make_fetcher(host_pause_s=0.1, clock=clock)
    url = server.serve("/feed", status(429, Retry_After="60"))
    fetches = (fetcher.fetch(FetchRequest(url=url)) for _ in range(5))
    failures = await asyncio.gather(*fetches, return_exceptions=True)
    assert [one.retry_after_s for one in failures] == [60] * 5
    assert {(one.failure, one.host_key) for one in failures} == {(FeedFailure.RATE_LIMITED, "127.0.0.1")}
    assert len(server.requests()) == 1
    server.serve("/feed", Page(FEED))
    clock.forward(60)
    assert (await fetcher.fetch(FetchRequest(url=url))).body == FEED


async def test_a_redirect_waits_its_turn_at_the_host_it_leads_to(server, make_fetcher):
    fetcher = make_fetcher(host_pause_s=0.1)
    server.serve("/b", Page(FEED))
    started = monotonic()
    await fetcher.fetch(FetchRequest(url=server.serve("/a", redirect("/b"))))
    assert monotonic() - started >= 0.1


async def test_waiting_for_a_turn_costs_a_feed_none_of_its_time(server, make_fetcher):
    fetcher = make_fetcher(host_pause_s=0.15, timeout_s=0.3)
    answers = await fetch_all(fetcher, [server.serve("/", Page(FEED))] * 5)
    assert len(answers) == 5


async def test_who_is_given_up_while_waiting_leaves_no_trace(server, make_fetcher):
    fetcher = make_fetcher(timeout_s=0.5)
    slow = [asyncio.create_task(fetcher.fetch(FetchRequest(url=server.serve("/slow", drip())))) for _ in "12"]
    waiting = asyncio.create_task(fetcher.fetch(FetchRequest(url=server.serve("/feed", Page(FEED)))))
    await until(lambda: fetcher.waiting)
    waiting.cancel()
    failures = await asyncio.gather(*slow, waiting, return_exceptions=True)
    assert [type(one) for one in failures] == [FeedError, FeedError, asyncio.CancelledError]
    assert (await fetcher.fetch(FetchRequest(url=server.url + "/feed"))).body == FEED


async def test_a_name_is_looked_up_once_for_many_fetches(server, make_fetcher):
    resolver = Loopback()
    fetcher = make_fetcher(allow_hosts=["small.org"], resolver=resolver)
    await fetch_all(fetcher, [server.serve("/", Page(FEED), host="small.org")] * 5)
    assert resolver.asked == ["small.org"]


# --- moves ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codes", "is_move"),
    [([301], True), ([308], True), ([301, 308], True), ([302], False), ([301, 307], False), ([], False)],
)
async def test_only_a_way_of_permanent_redirects_is_a_move(server, fetcher, codes, is_move):
    last = server.serve("/last", Page(FEED, etag='"1"'))
    url = last
    for number, code in enumerate(codes):
        url = server.serve(f"/{number}", redirect(url, code=code))
    fetched = await fetcher.fetch(FetchRequest(url=url))
    unchanged = await fetcher.fetch(FetchRequest(url=url, etag='"1"'))
    assert fetched.moved_to == unchanged.moved_to == (last if is_move else "")


async def test_a_feed_with_a_login_does_not_move(server, fetcher):
    server.serve("/last", Page(FEED))
    url = server.serve("/a", redirect("/last", code=301)).replace("//", "//me:secret@")
    assert (await fetcher.fetch(FetchRequest(url=url))).moved_to == ""


async def test_a_feed_does_not_move_to_an_address_with_a_login(server, fetcher):
    last = server.serve("/last", Page(FEED)).replace("//", "//me:secret@")
    url = server.serve("/a", redirect(last, code=301))
    assert (await fetcher.fetch(FetchRequest(url=url))).moved_to == ""


@pytest.mark.parametrize(("code", "failure"), [(301, FeedFailure.GONE), (302, FeedFailure.HTTP_STATUS)])
async def test_a_feed_is_not_gone_because_a_page_is_that_it_leads_to_for_now(server, fetcher, code, failure):
    server.serve("/gone", status(410))
    with pytest.raises(FeedError) as raised:
        await fetcher.fetch(FetchRequest(url=server.serve("/a", redirect("/gone", code=code))))
    assert (raised.value.failure, raised.value.status) == (failure, 410)


# --- deltas ---------------------------------------------------------------------------------------------

NEWS = rss_feed("Three")


async def test_what_is_new_since_a_version_may_come_alone(server, fetcher):
    url = server.serve("/feed", delta(FEED, NEWS))
    first = await fetcher.fetch(FetchRequest(url=url))
    second = await fetcher.fetch(FetchRequest(url=url, etag=first.etag))
    assert (first.body, first.is_delta) == (FEED, False)
    assert (second.body, second.is_delta, second.etag) == (NEWS, True, '"2"')
    assert [seen.headers.get("A-IM") for seen in server.requests()] == [None, "feed"]


async def test_a_226_that_was_not_asked_for_is_the_whole_feed(server, fetcher):
    async def mood(_request):
        return await delta(FEED, FEED)(_request.clone(headers={"If-None-Match": "x", "A-IM": "feed"}))

    fetched = await fetcher.fetch(FetchRequest(url=server.serve("/feed", mood)))
    assert (fetched.body, fetched.is_delta) == (FEED, False)


async def test_a_226_in_a_form_we_did_not_ask_for_is_refused(server, fetcher):
    url = server.serve("/feed", delta(FEED, b"\xd6\xc3\xc4", im="vcdiff, gzip"))
    with pytest.raises(FeedError, match="226"):
        await fetcher.fetch(FetchRequest(url=url, etag='"1"'))


# --- pages and texts ------------------------------------------------------------------------------------


async def test_a_page_is_asked_for_as_a_page(server, fetcher):
    url = server.serve("/", Page(b"<html>", content_type="text/html; charset=koi8-r"))
    fetched = await fetcher.fetch(FetchRequest(url=url, accept="text/html"))
    assert (fetched.content_type, fetched.charset) == ("text/html", "koi8-r")
    assert server.requests("/")[0].headers["Accept"] == "text/html"
