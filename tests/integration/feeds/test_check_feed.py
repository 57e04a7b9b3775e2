"""``feeds check`` against a real server: what it finds of good, odd and broken feeds."""

import pytest

from bot.app.commands.feed_check import check_feed
from bot.app.look import Look
from bot.core.feed import FeedFormat, PageSelectors
from bot.core.feed_findings import Level
from bot.feeds.crawl import RobotsFetcher
from bot.feeds.robots import Robots
from bot.infra.clock import SystemClock
from bot.matching.matcher import Matcher
from bot.matching.watchlist import parse_watchlist
from tests.builders import make_feed
from tests.platforms.fakes.feed_server import (
    NOT_WELL_FORMED,
    WRONG_CHARSET,
    Page,
    compressed,
    html_page,
    redirect,
    rss_feed,
    status,
    touched_page,
)

SCO = parse_watchlist(
    'schema = 1\nname = "SCO"\nalias = [{ text = "Shanghai Cooperation Organisation", lang = "en" }]',
    file="sco.toml",
)
GOOD, NOTE, PROBLEM = Level.GOOD, Level.NOTE, Level.PROBLEM


@pytest.fixture
def look(make_fetcher, pool):
    """Findings of a feed by subject."""

    async def at(url, **fields):
        hops, clock = [], SystemClock()
        fetcher = make_fetcher(on_answer=hops.append)
        crawler = RobotsFetcher(fetcher, Robots(fetcher, clock=clock), allow_hosts=["127.0.0.1"])
        findings = await check_feed(
            make_feed(url=url, **fields),
            look=Look(fetcher=fetcher, crawler=crawler, examiner=pool, clock=clock),
            hops=hops,
            matcher=Matcher([SCO]),
            min_interval_s=300,
            clock=clock,
        )
        assert len({one.subject for one in findings}) == len(findings)
        return {one.subject: one for one in findings}

    return at


def dated(server, raw, title="Tea harvest begins"):
    return server.serve("/feed", Page(rss_feed(title, extra=f"<pubDate>{raw}</pubDate>")))


async def test_a_good_feed_is_asked_twice_and_has_no_problem(server, look):
    now = SystemClock().now()
    date = f"<pubDate>{now:%a, %d %b %Y 10:11:12} GMT</pubDate>"
    body = rss_feed("The Shanghai Cooperation Organisation meets", "Rain", extra=date)
    page = Page(body, etag='"1"', headers={"Cache-Control": "max-age=7200"})
    found = await look(server.serve("/feed", page))
    assert [one for one in found.values() if one.level is PROBLEM] == []
    assert [seen.answered_with for seen in server.requests()] == [200, 304]
    assert "ETag; asked with them, the server says 304" in found["validators"].text
    assert found["freshness"].text == "fresh for 2 hours; it is not asked again before"
    assert found["format"].text == "RSS 2.0, well-formed"
    assert found["encoding"].text == "read as utf-8, declared as utf-8"
    assert (found["topics"].level, found["topics"].text) == (GOOD, "of 2 articles would be told: sco 1")
    assert found["polls"].text.startswith("would be asked again in 2 hours")
    assert "more than 7 days ago is stored and not posted" in found["dates"].text
    assert {found[name].level for name in ("age", "dates", "ids", "links")} == {GOOD}


async def test_redirects_are_told_hop_by_hop(server, look):
    server.serve("/one", redirect("/two", code=301))
    server.serve("/two", redirect("/feed", code=308))
    dated(server, "Fri, 20 Nov 2026 08:00:00 GMT")
    found = await look(server.url + "/one")
    assert found["redirects"].text == f"301 to {server.url}/two, then 308 to {server.url}/feed"
    assert found["redirects"].advice == f"put the last address into config.toml: {server.url}/feed"
    server.serve("/two", redirect("/feed", code=302))
    assert "for the time being" in (await look(server.url + "/one"))["redirects"].advice


async def test_a_redirect_that_is_refused_is_told_with_where_it_leads(server, look):
    found = await look(server.serve("/feed", redirect("http://10.0.0.1/feed")))
    assert found["redirects"].text == "302 to http://10.0.0.1/feed"
    assert (found["answer"].level, "not public" in found["answer"].text) == (PROBLEM, True)


@pytest.mark.parametrize(
    ("mood", "words"),
    [
        (status(404), "http-status: the server answered 404"),
        (status(410), "gone: "),
        (Page(html_page(["/rss"]), "text/html"), "not-a-feed: this is a web page, not a feed"),
        (Page(b""), "empty: "),
        (Page(NOT_WELL_FORMED), "not-well-formed: "),
        (compressed(b"x", coding="br"), "broken-transfer: "),
    ],
)
async def test_what_a_poll_would_fail_of_is_a_problem(server, look, mood, words):
    found = await look(server.serve("/feed", mood))
    assert found["answer"].level is PROBLEM
    assert found["answer"].text.startswith(words)


async def test_a_page_gets_the_advice_to_look_for_its_feeds(server, look):
    found = await look(server.serve("/", Page(html_page(), "text/html")))
    assert "feeds discover" in found["answer"].advice


async def test_validators_that_are_ignored_or_missing_cost_a_whole_body_each_poll(server, look):
    ignored = await look(server.serve("/feed", touched_page(rss_feed("Tea"))))
    assert (ignored["validators"].level, "sends all again" in ignored["validators"].text) == (NOTE, True)
    missing = await look(server.serve("/other", Page(rss_feed("Tea"))))
    assert (missing["validators"].level, len(server.requests("/other"))) == (NOTE, 1)


async def test_an_encoding_that_is_not_the_declared_one_is_told(server, look):
    found = await look(server.serve("/feed", Page(WRONG_CHARSET)))
    assert found["encoding"].text == "read as cp1251, declared as utf-8"
    latin = rss_feed("Ürümqi und Kaşgar").replace(b'"utf-8"', b'"iso-8859-1"')
    found = await look(server.serve("/latin", Page(latin)))
    assert (found["encoding"].level, found["encoding"].text) == (
        NOTE,
        "read as utf-8, declared as iso-8859-1",
    )


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("soon", "1 of 1 have one that cannot be read"),
        ("Fri, 20 Nov 2099 08:00:00 GMT", "1 of 1 have one in the future"),
        ("2026-11-20", "1 of 1 name a day and no time"),
        ("Fri, 20 Nov 2026 00:00:00 +0300", "1 of 1 name a day and no time"),
    ],
)
async def test_dates_that_mean_little_are_told(server, look, raw, told):
    found = await look(dated(server, raw))
    assert (found["dates"].level, found["dates"].text) == (NOTE, told)
    assert "more than 7 days ago is stored and not posted" in found["dates"].advice


async def test_undated_articles_are_told_and_times_are_not_taken_for_days(server, look):
    found = await look(server.serve("/feed", Page(rss_feed("Tea", "Rain"))))
    assert found["dates"].text == "2 of 2 have none"
    for raw in ("Fri, 20 Nov 2026 10:00:00 GMT", "2026-11-20T00:00:07Z", "1795766400"):
        assert (await look(dated(server, raw)))["dates"].level is GOOD, raw


async def test_a_feed_long_silent_is_a_problem(server, look):
    found = await look(dated(server, "Fri, 20 Nov 2015 08:00:00 GMT"))
    assert (found["age"].level, "given up" in found["age"].advice) == (PROBLEM, True)


async def test_ids_and_links_that_serve_nobody_are_told(server, look):
    items = (
        "<item><title>A</title><guid>1</guid><link>javascript:alert(1)</link></item>"
        "<item><title>B</title><guid isPermaLink='false'>1</guid></item>"
        "<item><title>C</title><link>https://x.example/</link></item>"
    )
    body = f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>"
    found = await look(server.serve("/feed", Page(body.encode())))
    assert found["ids"].text == "1 of 3 have no id, 2 of 3 share an id with another"
    assert found["links"].text == "1 of 3 have none, 1 of 3 have one that is no web address"
    assert found["links"].level is NOTE


async def test_an_empty_feed_and_a_damaged_one_are_told(server, look):
    assert (await look(server.serve("/empty", Page(rss_feed()))))["articles"].level is PROBLEM
    damaged = rss_feed("Tea").replace(b"</channel>", b"<b></channel>")
    found = await look(server.serve("/feed", Page(damaged)))
    assert (found["format"].level, "damaged and read all the same" in found["format"].text) == (NOTE, True)


async def test_a_password_is_never_in_a_finding(server, look):
    server.serve("/one", redirect("/feed"))
    dated(server, "2026-11-20")
    found = await look(f"{server.url}/one".replace("http://", "http://anna:secret@"))
    assert "secret" not in str(found)


PAGE = {"format": FeedFormat.PAGE, "page": PageSelectors(item="li", date="time")}


async def test_a_page_is_looked_at_as_a_crawler_polls_it(server, look):
    item = '<li><time datetime="2026-11-20T08:00:00Z"></time><a href="/1">Tea harvest begins</a></li>'
    url = server.serve("/news", Page(f"<ul>{item}</ul>".encode(), "text/html"))
    found = await look(url, **PAGE)
    assert [one for one in found.values() if one.level is PROBLEM] == []
    assert (found["format"].text, found["articles"].text) == ("page, well-formed", "1")
    assert [seen.path for seen in server.requests()] == ["/robots.txt", "/news"]
    assert server.requests("/news")[0].headers["Accept"].startswith("text/html")


async def test_a_page_that_robots_txt_forbids_is_a_problem(server, look):
    server.serve("/robots.txt", Page(b"User-agent: *\nDisallow: /news"))
    found = await look(server.url + "/news", **PAGE)
    assert (found["answer"].level, found["answer"].text[:7]) == (PROBLEM, "robots:")
    assert server.requests("/news") == []


async def test_the_articles_of_an_index_are_those_of_its_sitemaps(server, look):
    news = "<urlset><url><loc>https://a.example/tea-harvest-begins</loc></url></urlset>"
    child = server.serve("/today.xml", Page(news.encode()))
    named = f"<sitemap><loc>{child}</loc><lastmod>2026-11-20T08:00Z</lastmod></sitemap>"
    server.serve("/way.xml", redirect("/index.xml"))
    server.serve("/index.xml", Page(f"<sitemapindex>{named}</sitemapindex>".encode(), etag='"1"'))
    found = await look(server.url + "/way.xml", format=FeedFormat.SITEMAP)
    assert [one for one in found.values() if one.level is PROBLEM] == []
    assert found["articles"].text == "1"
    assert found["redirects"].text == f"302 to {server.url}/index.xml"
    assert "304" in found["validators"].text


async def test_a_sitemap_of_an_index_that_cannot_be_read_is_a_problem(server, look):
    news = "<urlset><url><loc>https://a.example/tea-harvest-begins</loc></url></urlset>"
    children = (server.serve("/today.xml", Page(news.encode())), server.serve("/dead.xml", status(404)))
    named = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in children)
    url = server.serve("/index.xml", Page(f"<sitemapindex>{named}</sitemapindex>".encode()))
    found = await look(url, format=FeedFormat.SITEMAP)
    assert (found["sitemaps"].level, found["articles"].text) == (PROBLEM, "1")
    assert found["sitemaps"].text.startswith(
        f"http-status: its sitemap {children[1]}: the server answered 404"
    )
