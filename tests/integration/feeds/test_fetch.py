"""Fetching over a real socket: what is asked for, what comes back, and what is refused."""

import asyncio
import gzip
import socket
import zlib

import pytest
import uvloop

from bot.errors import FeedError, FeedFailure
from bot.feeds.fetch import HttpFetcher
from bot.infra.clock import SystemClock
from bot.ports import Fetched, FetchRequest, NotModified
from tests.platforms.fakes.feed_faults import (
    bomb_behind_a_member,
    deflate_bomb,
    endless_headers,
    raw,
    raw_after,
    reset,
    slow_headers,
)
from tests.platforms.fakes.feed_server import (
    Loopback,
    Page,
    compressed,
    drip,
    gzip_bomb,
    huge,
    redirect,
    rss_feed,
    stall,
    status,
    touched_page,
    truncated,
)

FEED = rss_feed("One", "Two")


async def failure_of(fetcher, url):
    with pytest.raises(FeedError) as raised:
        await fetcher.fetch(FetchRequest(url=url))
    return raised.value


# --- what is asked for ----------------------------------------------------------------------------------


async def test_first_request_is_unconditional_and_names_us_and_the_feed_types(server, fetcher):
    await fetcher.fetch(FetchRequest(url=server.serve("/feed", Page(FEED))))
    [seen] = server.requests("/feed")
    assert seen.headers["User-Agent"] == "Topicwire/test"
    assert "application/atom+xml" in seen.headers["Accept"]
    assert {"If-None-Match", "If-Modified-Since", "Cookie", "Referer"}.isdisjoint(seen.headers)


async def test_each_request_names_us_as_we_are_then(server, make_fetcher):
    names = iter(["Topicwire/1 (1 subscriber)", "Topicwire/1 (2 subscribers)"])
    fetcher = make_fetcher(user_agent=lambda: next(names))
    url = server.serve("/feed", Page(FEED))
    for _ in range(2):
        await fetcher.fetch(FetchRequest(url=url))
    assert [seen.headers["User-Agent"] for seen in server.requests()] == [
        "Topicwire/1 (1 subscriber)",
        "Topicwire/1 (2 subscribers)",
    ]


async def test_both_validators_come_back_byte_for_byte(server, fetcher):
    page = Page(FEED, etag='W/"a,b "', last_modified="Fri, 20 Nov 2026 08:00:00 GMT")
    url = server.serve("/feed", page)
    first = await fetcher.fetch(FetchRequest(url=url))
    second = await fetcher.fetch(FetchRequest(url=url, etag=first.etag, last_modified=first.last_modified))
    assert isinstance(second, NotModified)
    assert server.requests("/feed")[1].headers["If-None-Match"] == 'W/"a,b "'
    assert server.requests("/feed")[1].headers["If-Modified-Since"] == "Fri, 20 Nov 2026 08:00:00 GMT"


async def test_cookies_are_never_sent_back(server, fetcher):
    url = server.serve("/feed", Page(FEED, headers={"Set-Cookie": "id=1; Path=/"}))
    for _ in range(2):
        await fetcher.fetch(FetchRequest(url=url))
    assert all("Cookie" not in seen.headers for seen in server.requests())


async def test_a_host_sees_at_most_two_requests_at_a_time(server, fetcher):
    running = peak = 0

    async def mood(_request):
        nonlocal running, peak
        running += 1
        peak = max(peak, running)
        await asyncio.sleep(0.02)
        running -= 1
        return await Page(FEED)(_request)

    url = server.serve("/feed", mood)
    await asyncio.gather(*(fetcher.fetch(FetchRequest(url=url)) for _ in range(8)))
    assert peak == 2


# --- what comes back ------------------------------------------------------------------------------------


async def test_answer_carries_body_type_charset_validators_and_freshness(server, fetcher):
    page = Page(
        FEED,
        content_type="text/xml; charset=KOI8-R",
        etag='"1"',
        headers={"Cache-Control": "public, max-age=600", "Age": "100"},
    )
    url = server.serve("/feed", page)
    assert await fetcher.fetch(FetchRequest(url=url)) == Fetched(
        url=url,
        body=FEED,
        content_type="text/xml",
        charset="KOI8-R",
        etag='"1"',
        max_age_s=600,
        age_s=100,
    )


async def test_not_modified_carries_the_servers_newest_validators(server, fetcher):
    async def mood(request):
        page = Page(b"", etag='"old"', headers={"Cache-Control": "max-age=60"})
        response = await page(request)
        response.headers["ETag"] = '"new"'
        return response

    url = server.serve("/feed", mood)
    answer = await fetcher.fetch(FetchRequest(url=url, etag='"old"'))
    assert answer == NotModified(url=url, etag='"new"', max_age_s=60)


async def test_same_body_under_a_new_etag_is_fetched_with_the_new_etag(server, fetcher):
    url = server.serve("/feed", touched_page(FEED))
    first = await fetcher.fetch(FetchRequest(url=url))
    second = await fetcher.fetch(FetchRequest(url=url, etag=first.etag))
    assert (first.body, first.etag, second.etag) == (second.body, '"1"', '"2"')


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(FEED, mtime=0)),
        ("gzip", gzip.compress(FEED[:50], mtime=0) + gzip.compress(FEED[50:], mtime=0)),
        ("deflate", zlib.compress(FEED)),
        ("deflate", zlib.compress(FEED, wbits=-15)),
        ("identity", FEED),
    ],
    ids=["gzip", "gzip in two members", "zlib", "bare deflate", "identity"],
)
async def test_compressed_body_is_unfolded(server, fetcher, coding, body):
    url = server.serve("/feed", Page(body, headers={"Content-Encoding": coding}))
    assert (await fetcher.fetch(FetchRequest(url=url))).body == FEED


async def test_redirects_are_followed_and_the_last_address_is_named(server, fetcher):
    last = server.serve("/c", Page(FEED))
    server.serve("/b", redirect("/c", code=301))
    answer = await fetcher.fetch(FetchRequest(url=server.serve("/a", redirect("b"))))
    assert answer.url == last


async def test_validators_go_along_with_a_redirect(server, fetcher):
    server.serve("/b", Page(FEED, etag='"1"'))
    url = server.serve("/a", redirect("/b"))
    assert isinstance(await fetcher.fetch(FetchRequest(url=url, etag='"1"')), NotModified)


async def test_validators_go_to_nobody_but_who_sent_them(server, fetcher):
    for path in ("/b", "/c"):
        server.serve(path, Page(FEED, etag='"1"'))
    url = server.serve("/a", redirect("/b#fragment"))
    asked = FetchRequest(url=url, etag='"1"', validated_url=server.url + "/b")
    assert isinstance(await fetcher.fetch(asked), NotModified)
    server.serve("/a", redirect("/c"))
    assert isinstance(await fetcher.fetch(asked), Fetched)
    sent = [(seen.path, seen.headers.get("If-None-Match")) for seen in server.requests()]
    assert sent == [("/a", None), ("/b", '"1"'), ("/a", None), ("/c", None)]


def test_the_same_works_in_a_uvloop(server):
    url = server.serve("/feed", Page(FEED))

    async def run():
        fetcher = HttpFetcher(
            user_agent=str,
            timeout_s=5,
            max_bytes=10**6,
            host_pause_s=0,
            clock=SystemClock(),
            allow_hosts=["127.0.0.1"],
        )
        fetched = await fetcher.fetch(FetchRequest(url=url))
        refused = await failure_of(fetcher, url.replace("127.0.0.1", "localhost"))
        await fetcher.close()
        return fetched.body, refused.failure

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(run()) == (FEED, FeedFailure.ADDRESS_REFUSED)


# --- what fails -----------------------------------------------------------------------------------------

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
MOODS = {
    "stall": (stall(), FeedFailure.TIMEOUT, "timeout_s"),
    "drip": (drip(), FeedFailure.TIMEOUT, "timeout_s"),
    "truncated": (truncated(FEED * 100), FeedFailure.BROKEN_TRANSFER, "again"),
    "huge": (huge(), FeedFailure.TOO_LARGE, "[fetch] max_bytes"),
    "gzip bomb": (gzip_bomb(), FeedFailure.TOO_LARGE, "as only attacks do"),
    "declared too large": (Page(b" " * 5_000_001), FeedFailure.TOO_LARGE, "5000000 bytes"),
    "unknown coding": (compressed(FEED, coding="br"), FeedFailure.BROKEN_TRANSFER, "'br'"),
    "damaged gzip": (
        Page(b"no", headers={"Content-Encoding": "gzip"}),
        FeedFailure.BROKEN_TRANSFER,
        "damaged",
    ),
    "cut gzip": (
        Page(gzip.compress(FEED, mtime=0)[:-12], headers={"Content-Encoding": "gzip"}),
        FeedFailure.BROKEN_TRANSFER,
        "too early",
    ),
    "deflate bomb": (deflate_bomb(), FeedFailure.TOO_LARGE, "as only attacks do"),
    "bomb in a second gzip member": (bomb_behind_a_member(), FeedFailure.TOO_LARGE, "as only attacks do"),
    "slow headers": (slow_headers(), FeedFailure.TIMEOUT, "timeout_s"),
    "endless headers": (endless_headers(), FeedFailure.BROKEN_TRANSFER, "again"),
    "interim answers without end": (
        raw_after(b"", b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" * 3_000, every_s=0),
        FeedFailure.TOO_LARGE,
        "as only attacks do",
    ),
    "a chunk whose size has no end": (
        raw_after(CHUNKED, b"0" * 65_536, every_s=0),
        FeedFailure.TOO_LARGE,
        "as only attacks do",
    ),
    "a chunk extension without end": (
        raw_after(CHUNKED + b"5", b";aaaaaaaa" * 8_000, every_s=0),
        FeedFailure.TOO_LARGE,
        "as only attacks do",
    ),
    "a header without end": (
        raw_after(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 4_000, every_s=0),
        FeedFailure.BROKEN_TRANSFER,
        "again",
    ),
    "reset": (reset(), FeedFailure.BROKEN_TRANSFER, "again"),
    "no HTTP": (raw(b"220 mail.example ESMTP\r\n"), FeedFailure.BROKEN_TRANSFER, "again"),
    "not found": (status(404), FeedFailure.HTTP_STATUS, "404"),
    "gone": (status(410), FeedFailure.GONE, "gone for good (410); remove it"),
    "server error": (status(500), FeedFailure.HTTP_STATUS, "500"),
    "too many requests": (status(429), FeedFailure.RATE_LIMITED, "it wants to be asked again later"),
    "redirect without address": (status(302), FeedFailure.HTTP_STATUS, "302"),
    "redirect to itself": (redirect("/feed"), FeedFailure.TOO_MANY_REDIRECTS, "5 redirects"),
    "redirect to a file": (redirect("file:///etc/passwd"), FeedFailure.URL_REFUSED, "http://"),
    "redirect to nonsense": (redirect("http://[::1"), FeedFailure.URL_REFUSED, "address"),
    "redirect to 10.0.0.1": (redirect("http://10.0.0.1/"), FeedFailure.ADDRESS_REFUSED, "10.0.0.1"),
    "redirect to metadata": (
        redirect("http://169.254.169.254/latest/"),
        FeedFailure.ADDRESS_REFUSED,
        "169.254.169.254",
    ),
    "redirect to loopback v6": (redirect("http://[::1]:1/"), FeedFailure.ADDRESS_REFUSED, "::1"),
    "redirect to mapped v4": (
        redirect("http://[::ffff:127.0.0.1]:1/"),
        FeedFailure.ADDRESS_REFUSED,
        "::ffff:7f00:1",
    ),
    "redirect to a decimal number": (
        redirect("http://2130706433:1/"),
        FeedFailure.URL_REFUSED,
        "correct",
    ),
    "redirect to an octal number": (redirect("http://0177.0.0.1/"), FeedFailure.URL_REFUSED, "correct"),
    "redirect to wide digits": (redirect("http://１０.0.0.1/"), FeedFailure.ADDRESS_REFUSED, "10.0.0.1"),
    "redirect to a trailing dot": (redirect("http://localhost./"), FeedFailure.ADDRESS_REFUSED, "localhost"),
    "redirect to nowhere": (redirect("http://0.0.0.0/"), FeedFailure.ADDRESS_REFUSED, "0.0.0.0"),
    "redirect to 6to4": (redirect("http://[2002:7f00:1::]/"), FeedFailure.ADDRESS_REFUSED, "2002:7f00:1::"),
    "redirect to NAT64": (redirect("http://[64:ff9b::7f00:1]/"), FeedFailure.ADDRESS_REFUSED, "64:ff9b::"),
    "redirect to multicast": (redirect("http://224.0.0.1/"), FeedFailure.ADDRESS_REFUSED, "224.0.0.1"),
    "redirect to a mail server": (redirect("http://8.8.8.8:25/"), FeedFailure.URL_REFUSED, "port 25"),
    "redirect to hex": (redirect("http://0x7f.1:1/"), FeedFailure.ADDRESS_REFUSED, "127.0.0.1"),
}


@pytest.mark.parametrize("name", MOODS)
async def test_each_failure_has_its_class_and_words_and_no_neighbour_suffers(server, make_fetcher, name):
    mood, expected, words = MOODS[name]
    # What is too large takes its time to be so where the machine is busy.
    fetcher = make_fetcher(timeout_s=8.0 if expected is FeedFailure.TOO_LARGE else 1.0)
    url, neighbour = server.serve("/feed", mood), server.serve("/other", Page(FEED))
    failed, *neighbours = await asyncio.gather(
        failure_of(fetcher, url), *(fetcher.fetch(FetchRequest(url=neighbour)) for _ in range(4))
    )
    assert (failed.failure, failed.url) == (expected, url)
    assert words in failed.detail
    assert [answer.body for answer in neighbours] == [FEED] * 4


async def test_each_answer_of_a_kept_connection_may_be_as_large_as_allowed(server, make_fetcher):
    fetcher, url = make_fetcher(max_bytes=1_000_000), server.serve("/feed", Page(b" " * 1_000_000))
    for _ in range(4):
        assert len((await fetcher.fetch(FetchRequest(url=url))).body) == 1_000_000


async def test_waiting_for_a_place_at_a_slow_host_is_not_the_feeds_fault(server, make_fetcher):
    fetcher = make_fetcher(timeout_s=0.4)
    slow = [failure_of(fetcher, server.serve(f"/slow{n}", drip())) for n in range(4)]
    good = fetcher.fetch(FetchRequest(url=server.serve("/good", Page(FEED))))
    *_, answer = await asyncio.gather(*slow, good)
    assert answer.body == FEED


@pytest.mark.parametrize(("code", "value", "seconds"), [(429, "120", 120), (503, "7", 7)])
async def test_retry_after_is_handed_on(server, fetcher, code, value, seconds):
    error = await failure_of(fetcher, server.serve("/feed", status(code, Retry_After=value)))
    assert (error.failure, error.retry_after_s) == (FeedFailure.RATE_LIMITED, seconds)


async def test_loopback_is_refused_unless_allowed_and_the_error_says_how(server, make_fetcher):
    url = server.serve("/feed", Page(FEED))
    error = await failure_of(make_fetcher(allow_hosts=[]), url)
    assert error.failure is FeedFailure.ADDRESS_REFUSED
    assert '"127.0.0.1" to [fetch] allow_hosts' in error.detail
    assert server.requests() == []


async def test_an_allowed_name_opens_no_door_for_another_name_of_the_same_address(server, make_fetcher):
    by_name = server.url.replace("127.0.0.1", "localhost")
    server.serve("/feed", Page(FEED))
    server.serve("/turn", redirect(server.url + "/feed"))
    fetcher = make_fetcher(allow_hosts=["localhost"])
    assert (await fetcher.fetch(FetchRequest(url=by_name + "/feed"))).body == FEED
    error = await failure_of(fetcher, by_name + "/turn")
    assert error.failure is FeedFailure.ADDRESS_REFUSED


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "::ffff:169.254.1.1", "fe80::1", "::", "ff02::1"]
)
async def test_a_name_that_leads_to_a_private_address_is_refused_before_anything_is_sent(
    server, make_fetcher, address
):
    fetcher = make_fetcher(allow_hosts=[], resolver=Loopback(**{"news.example.org": [address]}))
    error = await failure_of(fetcher, server.serve("/", Page(FEED), host="news.example.org"))
    assert (error.failure, server.requests()) == (FeedFailure.ADDRESS_REFUSED, [])
    assert '"news.example.org" to [fetch] allow_hosts' in error.detail


async def test_an_allowed_name_opens_no_door_for_a_name_beside_it(server, make_fetcher):
    fetcher = make_fetcher(allow_hosts=["ours.example.org"], resolver=Loopback())
    door = redirect(server.serve("/", Page(FEED), host="other.example.org"))
    error = await failure_of(fetcher, server.serve("/", door, host="ours.example.org"))
    assert error.failure is FeedFailure.ADDRESS_REFUSED


async def test_nobody_listening_is_a_connection_failure(fetcher):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        error = await failure_of(fetcher, f"http://127.0.0.1:{unused.getsockname()[1]}/")
    assert error.failure is FeedFailure.CONNECTION


async def test_a_name_without_an_address_is_a_dns_failure(fetcher):
    error = await failure_of(fetcher, "http://feed.invalid/")
    assert error.failure is FeedFailure.DNS
    assert "feed.invalid" in error.detail


async def test_a_server_without_tls_is_a_tls_failure(server, fetcher):
    server.serve("/feed", Page(FEED))
    error = await failure_of(fetcher, server.url.replace("http:", "https:") + "/feed")
    assert error.failure is FeedFailure.TLS


@pytest.mark.parametrize(
    "url", ["ftp://example.org/feed", "feed", "http:///feed", "http://[::1/", "file:///etc"]
)
async def test_an_address_that_is_none_is_refused_before_anything_is_sent(fetcher, url):
    assert (await failure_of(fetcher, url)).failure is FeedFailure.URL_REFUSED


async def test_user_info_is_sent_and_never_shown(server, fetcher):
    server.serve("/feed", Page(FEED))
    server.serve("/bad", status(401))
    login = server.url.replace("//", "//reader:secret@")
    fetched = await fetcher.fetch(FetchRequest(url=login + "/feed"))
    error = await failure_of(fetcher, login + "/bad")
    assert server.requests("/feed")[0].headers["Authorization"].startswith("Basic ")
    assert fetched.url == server.url + "/feed"
    assert "secret" not in str(error)
    assert "secret" not in repr(error)


async def test_a_fetcher_can_be_closed_twice_and_before_use(make_fetcher):
    fetcher = make_fetcher()
    await fetcher.close()
    await fetcher.close()
