"""Finding feeds on a real server: what is found, in which order, and what the server saw of the search."""

import pytest

from bot.errors import FeedError, FeedFailure
from bot.feeds.discover import COMMON_PATHS, How, discover
from bot.infra.clock import SystemClock
from tests.platforms.fakes.feed_server import FeedServer, Page, html_page, redirect, rss_feed, status

ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Gazette</title><id>g</id>
<entry><id>1</id><title>Bridge over the river reopens after repairs</title>
<updated>2026-10-01T10:00:00Z</updated>
<link href="https://g.example/1"/></entry>
<entry><id>2</id><title>The harvest festival draws many visitors</title>
<updated>2026-10-02T10:00:00Z</updated>
<link href="https://g.example/2"/></entry></feed>"""
JSON = (
    b'{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [{"id": "1", "title": "One"}]}'
)


@pytest.fixture
def look(make_fetcher, pool):
    """Looks around from an address on the loopback; other hosts must be public."""
    own, others = make_fetcher(), make_fetcher(allow_hosts=())

    async def at(url):
        return await discover(
            url,
            own=own,
            others=others,
            allow_hosts=["127.0.0.1"],
            examiner=pool,
            clock=SystemClock(),
        )

    return at


def page(head="", body=""):
    return Page(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), "text/html")


def announced(href, kind="application/rss+xml"):
    return f'<link rel="alternate" type="{kind}" href="{href}">'


def paths(server):
    return [seen.path for seen in server.requests()]


def found(discovery, server):
    return [one.url.removeprefix(server.url) for one in discovery.candidates]


async def test_a_feed_is_its_own_answer_and_is_fetched_once(server, look):
    discovery = await look(server.serve("/feed", Page(ATOM)))
    [one] = discovery.candidates
    assert discovery.is_feed
    assert (one.how, one.title, one.form, one.articles) == (How.TYPED, "Gazette", "Atom 1.0", 2)
    assert (f"{one.newest_at:%Y-%m-%d}", one.lang) == ("2026-10-02", "en")
    assert paths(server) == ["/feed"]


async def test_announced_feeds_come_before_linked_ones_and_comments_last(server, look):
    head = (
        announced("/comments/feed/")
        + announced("atom.xml", "application/atom+xml")
        + announced("/news.json", "application/feed+json")
    )
    url = server.serve("/blog/", page(head, '<a href="/rss/all">RSS</a><a href="/feedback">Write to us</a>'))
    for path, body in {
        "/comments/feed/": rss_feed("A"), "/blog/atom.xml": ATOM,
        "/news.json": JSON, "/rss/all": rss_feed("B"),
    }.items():  # fmt: skip
        server.serve(path, Page(body))
    discovery = await look(url)
    assert found(discovery, server) == ["/blog/atom.xml", "/news.json", "/rss/all", "/comments/feed/"]
    assert [one.form for one in discovery.candidates] == ["Atom 1.0", "JSON Feed 1.1", "RSS 2.0", "RSS 2.0"]
    assert not discovery.is_feed
    assert sorted(set(paths(server))) == sorted(
        ["/blog/", "/robots.txt", "/comments/feed/", "/blog/atom.xml", "/news.json", "/rss/all"]
    )


async def test_addresses_count_from_the_base_of_the_page(server, look):
    url = server.serve("/a/b/", page('<base href="/c/">' + announced("feed.xml")))
    server.serve("/c/feed.xml", Page(ATOM))
    assert found(await look(url), server) == ["/c/feed.xml"]


async def test_usual_places_are_tried_only_where_the_page_names_none(server, look):
    url = server.serve("/", page())
    server.serve("/feed.xml", Page(ATOM))
    discovery = await look(url)
    assert [(one.how, one.url) for one in discovery.candidates] == [(How.GUESSED, server.url + "/feed.xml")]
    assert discovery.notes == ()
    assert sorted(paths(server)) == sorted(["/", "/robots.txt", *(f"/{path}" for path in COMMON_PATHS)])


async def test_usual_places_below_the_typed_folder_come_first(server, look):
    url = server.serve("/blog/", page())
    server.serve("/blog/feed", Page(ATOM))
    server.serve("/rss", Page(rss_feed("One")))
    assert found(await look(url), server) == ["/blog/feed", "/rss"]


async def test_robots_txt_is_honoured_for_all_but_the_typed_address(server, look):
    server.serve("/robots.txt", Page(b"User-agent: *\nDisallow: /\nAllow: /open/", "text/plain"))
    url = server.serve("/", page(announced("/shut/feed") + announced("/open/feed")))
    for path in ("/shut/feed", "/open/feed"):
        server.serve(path, Page(ATOM))
    discovery = await look(url)
    assert found(discovery, server) == ["/open/feed"]
    assert "/shut/feed" not in paths(server)
    (note,) = discovery.notes
    assert note.startswith(f"{server.url}/shut/feed: the host's robots.txt keeps Topicwire from this page")


async def test_no_redirect_leads_around_robots_txt(server, look):
    server.serve("/robots.txt", Page(b"User-agent: *\nDisallow: /shut", "text/plain"))
    url = server.serve("/", page(announced("/feed")))
    server.serve("/feed", redirect("/shut"))
    server.serve("/shut", Page(ATOM))
    discovery = await look(url)
    assert discovery.candidates == ()
    assert "/shut" not in paths(server)


async def test_two_addresses_of_one_feed_are_one_candidate(server, look):
    url = server.serve("/", page(announced("/old") + announced("/feed") + announced("/feed?utm_source=x")))
    server.serve("/old", redirect("/feed"))
    server.serve("/feed", Page(ATOM))
    assert found(await look(url), server) == ["/old"]
    assert paths(server).count("/feed") == 1


async def test_a_dead_candidate_is_a_note_and_the_others_are_tried(server, look):
    url = server.serve("/", page(announced("/dead") + announced("/page") + announced("/feed")))
    server.serve("/page", Page(html_page(), "text/html"))
    server.serve("/feed", Page(ATOM))
    discovery = await look(url)
    assert found(discovery, server) == ["/feed"]
    assert "/dead: the server answered 404" in discovery.notes[0]
    assert "/page: this is a web page" in discovery.notes[1]


async def test_a_server_that_wants_fewer_requests_ends_the_search(server, look):
    url = server.serve("/", page(announced("/one") + announced("/two")))
    server.serve("/one", status(429, Retry_After="60"))
    server.serve("/two", Page(ATOM))
    discovery = await look(url)
    assert discovery.candidates == ()
    assert "asked for fewer requests" in discovery.notes[-1]
    assert not {"/two", "/feed"} & set(paths(server))


async def test_links_to_other_hosts_private_addresses_and_scripts_are_not_followed(server, look):
    hostile = (
        "javascript:alert(1)",
        "http://[::1]:1/feed",
        "http://10.0.0.1/feed",
        "ftp://x/feed",
        "http://[/feed",
    )
    elsewhere = ("https://elsewhere.example", "https://elsewhere127.0.0.1")
    links = "".join(f'<a href="{href}/rss">x</a>' for href in (*elsewhere, *hostile))
    url = server.serve("/", page("".join(map(announced, hostile)), links))
    discovery = await look(url)
    assert discovery.candidates == ()
    assert all("address" in note or "robots" in note for note in discovery.notes)
    assert not any("elsewhere" in note for note in discovery.notes)


async def test_a_page_leads_to_no_private_host_even_where_it_could_be_typed(server, look):
    with FeedServer() as other:
        named = other.serve("/feed", Page(ATOM))
        discovery = await look(server.serve("/", page(announced(named))))
        assert discovery.candidates == ()
        assert other.requests() == []


async def test_no_redirect_of_a_page_leads_to_another_port_of_its_private_host(server, look):
    with FeedServer() as other:
        url = server.serve("/", page(announced("/away") + announced("/stay")))
        server.serve("/away", redirect(other.serve("/feed", Page(ATOM))))
        server.serve("/stay", redirect("/feed"))
        server.serve("/feed", Page(ATOM))
        discovery = await look(url)
        assert found(discovery, server) == ["/stay"]
        assert [note.partition(" (")[0] for note in discovery.notes] == [
            f"{server.url}/away: it redirects to another private address"
        ]
        assert other.requests() == []


async def test_no_redirect_of_robots_txt_leads_to_another_port_of_its_private_host(server, look):
    with FeedServer() as other:
        server.serve("/robots.txt", redirect(other.serve("/robots.txt", Page(b"", "text/plain"))))
        url = server.serve("/", page(announced("/feed")))
        server.serve("/feed", Page(ATOM))
        discovery = await look(url)
        assert discovery.candidates == ()
        assert "redirects to another private address" in discovery.notes[0]
        assert other.requests() == []


async def test_the_typed_address_may_redirect_between_ports_as_a_poll_may(server, look):
    with FeedServer() as other:
        url = server.serve("/", redirect(other.serve("/feed", Page(ATOM))))
        [one] = (await look(url)).candidates
        assert one.final_url == f"{other.url}/feed"


async def test_a_page_that_cannot_be_fetched_is_an_error(server, look):
    with pytest.raises(FeedError) as raised:
        await look(server.serve("/", status(500)))
    assert raised.value.failure is FeedFailure.HTTP_STATUS


async def test_a_file_of_feeds_is_told_from_a_page_and_nothing_is_guessed(server, look):
    body = "<opml version='2.0'><head/><body><outline xmlUrl='https://a.example/rss'/></body></opml>"
    with pytest.raises(FeedError, match="topicwire feeds import FILE"):
        await look(server.serve("/feeds.opml", Page(body.encode(), "text/x-opml")))
    assert paths(server) == ["/feeds.opml"]


async def test_a_page_full_of_links_costs_a_bounded_number_of_requests(server, look):
    url = server.serve("/", page("".join(announced(f"/feed/{number}") for number in range(500))))
    await look(url)
    assert sum(path.startswith("/feed/") for path in paths(server)) == 12
