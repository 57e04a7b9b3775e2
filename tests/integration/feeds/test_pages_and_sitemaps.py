"""Sites without a feed: a page or a sitemap is polled as a feed is, where the host's robots.txt lets us."""

import gzip

import pytest
from structlog.testing import capture_logs

from bot.core.feed import DueReason, FeedFormat, PageSelectors
from bot.errors import FeedError, FeedFailure
from bot.feeds.crawl import RobotsFetcher
from bot.feeds.robots import Robots
from bot.ports import FetchRequest
from tests.builders import NOW
from tests.integration.feeds.crawling import index, sitemap
from tests.platforms.fakes.feed_server import Loopback, Page, redirect, status

SUMMIT = "Shanghai Cooperation Organisation summit opens"
SELECTORS = PageSelectors(item="li.news", date="time")


def page(*titles, extra=""):
    date = '<time datetime="2026-09-30">30 Sept</time>'
    items = "".join(
        f'<li class="news">{date} <a href="/{title.replace(" ", "-")}">{title}</a></li>' for title in titles
    )
    return Page(f"<html lang=en><ul>{items}</ul>{extra}</html>".encode(), content_type="text/html")


async def page_feed(server, reader, *titles, **changes):
    url = server.serve("/news/", page(*titles))
    await reader.configure(**{"url": url, "format": FeedFormat.PAGE, "page": SELECTORS} | changes)


async def test_a_pages_first_list_is_stored_and_what_comes_later_is_posted_once(server, reader):
    await page_feed(server, reader, "Budget passed", "Roads mended")
    assert (await reader.poll()).new == 2
    assert await reader.posted() == []
    server.serve("/news/", page(SUMMIT, "Budget passed", "Roads mended"))
    assert (await reader.poll()).new == 1
    (alert,) = await reader.posted()
    assert alert.title == SUMMIT
    assert alert.url == server.url + "/Shanghai-Cooperation-Organisation-summit-opens"
    server.serve("/news/", page(SUMMIT, "Budget passed", extra="<p>Now with a banner</p>"))
    assert (await reader.poll()).new == 0
    assert await reader.posted() == []
    assert server.requests("/news/")[0].headers["Accept"].startswith("text/html")


async def test_a_page_whose_links_are_others_each_time_posts_what_has_a_new_title(server, reader):
    old = ("Budget passed", "Roads mended", "School opened", "Bridge closed", SUMMIT)

    def visit(number, *titles):
        links = "".join(f'<li class="news"><a href="/{one}?visit={number}">{one}</a></li>' for one in titles)
        return server.serve("/news/", Page(f"<ul>{links}</ul>".encode(), content_type="text/html"))

    await reader.configure(url=visit(1, *old), format=FeedFormat.PAGE, page=SELECTORS)
    await reader.poll()
    for number in (2, 3):
        visit(number, *old)
        assert (await reader.poll()).new == 0
    visit(4, f"{SUMMIT} again", *old)
    assert (await reader.poll()).new == 1
    visit(5, f"{SUMMIT} again", *old)
    assert (await reader.poll()).new == 0
    assert [alert.title for alert in await reader.posted()] == [f"{SUMMIT} again"]


async def test_a_page_that_was_redesigned_fails_in_words_and_posts_nothing(server, reader):
    await page_feed(server, reader, "Budget passed")
    await reader.poll()
    server.serve("/news/", Page(b"<html><div class=card>Shanghai Cooperation Organisation</div></html>"))
    await reader.poll()
    state = await reader.state()
    assert state.failure == FeedFailure.NOT_A_FEED
    assert 'no element fits the item selector "li.news"' in state.error
    assert await reader.posted() == []


@pytest.mark.parametrize("format_", [FeedFormat.PAGE, FeedFormat.SITEMAP])
async def test_what_robots_txt_forbids_is_not_fetched(server, reader, format_):
    server.serve("/robots.txt", Page(b"User-agent: *\nDisallow: /news"))
    await page_feed(
        server,
        reader,
        "Budget passed",
        format=format_,
        page=SELECTORS if format_ is FeedFormat.PAGE else None,
    )
    await reader.poll()
    assert (await reader.state()).failure == FeedFailure.ROBOTS
    assert server.requests("/news/") == []


async def test_a_feed_is_fetched_without_asking_robots_txt(server, reader):
    server.serve("/robots.txt", Page(b"User-agent: *\nDisallow: /"))
    await page_feed(server, reader, "Budget passed", format=FeedFormat.FEED, page=None)
    await reader.poll()
    assert server.requests("/robots.txt") == []
    assert len(server.requests("/news/")) == 1


async def test_other_selectors_start_the_feed_anew(server, reader):
    await page_feed(server, reader, "Budget passed", SUMMIT, page=PageSelectors(item="li.news:first-child"))
    assert (await reader.poll()).new == 1
    await reader.configure(
        url=server.url + "/news/", format=FeedFormat.PAGE, page=PageSelectors(item="li.news")
    )
    assert (await reader.poll()).new == 1
    assert await reader.posted() == []


async def test_a_packed_news_sitemap_brings_titles_and_dates(server, reader):
    url = server.serve(
        "/news.xml.gz", Page(gzip.compress(sitemap("https://a.example/old")), "application/gzip")
    )
    await reader.configure(url=url, format=FeedFormat.SITEMAP)
    await reader.poll()
    news = (
        "<news:news xmlns:news='n'><news:publication_date>2026-10-01T09:00:00Z</news:publication_date>"
        f"<news:title>{SUMMIT}</news:title></news:news>"
    )
    server.serve(
        "/news.xml.gz", Page(gzip.compress(sitemap("https://a.example/1", dated=news)), "application/gzip")
    )
    assert (await reader.poll()).new == 1
    (alert,) = await reader.posted()
    assert (alert.title, alert.url, alert.at) == (SUMMIT, "https://a.example/1", NOW.replace(hour=9))


async def test_a_link_that_is_too_long_is_no_article_and_not_cut_short(server, reader):
    long = "x" * 3_000
    links = "".join(f'<li class=news><a href="/{long}/{number}">Rail</a></li>' for number in range(2))
    url = server.serve("/list", Page(f"<ul>{links}<li class=news><a href=/1>Rail</a></ul>".encode()))
    await reader.configure(url=url, format=FeedFormat.PAGE, page=SELECTORS)
    assert (await reader.poll()).new == 1
    url = server.serve("/map.xml", Page(sitemap(f"https://a.example/{long}", "https://a.example/1")))
    await reader.configure(url=url, format=FeedFormat.SITEMAP)
    assert (await reader.poll()).new == 1


async def test_an_indexs_newest_sitemaps_are_read_and_an_unchanged_index_costs_one_request(server, reader):
    child = server.serve("/today.xml", Page(sitemap("https://a.example/old")))
    days = {f"{server.url}/{day}.xml": f"2026-09-{day}T20:00Z" for day in range(10, 20)}
    for day in days:
        server.serve(day.removeprefix(server.url), Page(sitemap(day + "/article")))
    url = server.serve("/index.xml", Page(index(**days, **{child: "2026-09-30T10:00Z"}), etag='"1"'))
    await reader.configure(url=url, format=FeedFormat.SITEMAP)
    assert (await reader.poll()).new == 3
    assert [seen.path for seen in server.requests()] == [
        "/robots.txt", "/index.xml", "/today.xml", "/19.xml", "/18.xml",
    ]  # fmt: skip
    await reader.poll()
    assert [seen.answered_with for seen in server.requests("/index.xml")] == [200, 304]
    assert len(server.requests("/today.xml")) == 1
    server.serve("/today.xml", Page(sitemap("https://a.example/shanghai-cooperation-organisation-meets")))
    server.serve("/index.xml", Page(index(**days, **{child: "2026-09-30T11:00Z"}), etag='"2"'))
    assert (await reader.poll()).alerts == 1


async def test_an_index_that_names_only_days_is_read_each_time(server, reader):
    child = server.serve("/today.xml", Page(sitemap("https://a.example/old")))
    url = server.serve("/index.xml", Page(index(**{child: "2026-09-30"}), etag='"1"'))
    await reader.configure(url=url, format=FeedFormat.SITEMAP)
    await reader.poll()
    server.serve("/today.xml", Page(sitemap("https://a.example/old", "https://a.example/new")))
    assert (await reader.poll()).new == 1


async def test_an_index_whose_sitemap_fails_is_a_failed_poll(server, reader):
    child = server.serve("/today.xml", status(500))
    url = server.serve("/index.xml", Page(index(**{child: "2026-09-30T10:00Z"})))
    await reader.configure(url=url, format=FeedFormat.SITEMAP)
    await reader.poll()
    state = await reader.state()
    assert state.failure == FeedFailure.HTTP_STATUS
    assert child in state.error


@pytest.mark.parametrize(("code", "reason"), [(500, "http-status"), (429, "rate-limited")])
async def test_a_sitemap_that_fails_for_the_moment_fails_the_poll_with_its_siblings(
    server, reader, code, reason
):
    first = server.serve("/1.xml", Page(sitemap("https://a.example/1")))
    second = server.serve("/2.xml", status(code, Retry_After="9000"))
    url = server.serve("/index.xml", Page(index(**{first: "2026-09-30T10:00Z", second: "2026-09-30T09:00Z"})))
    await reader.configure(url=url, format=FeedFormat.SITEMAP)
    assert (await reader.poll()).new == 0
    state = await reader.state()
    assert (state.failure, state.due_because) == (reason, DueReason.RETRY_AFTER)
    server.serve("/2.xml", Page(sitemap("https://a.example/2")))
    assert (await reader.poll()).new == 2


@pytest.mark.parametrize("dead", [status(404), status(410), Page(b"<html>Not found</html>"), Page(b"")])
async def test_a_dead_sitemap_hides_no_news_of_its_siblings_and_is_asked_again(server, reader, dead):
    first = server.serve("/1.xml", Page(sitemap("https://a.example/1")))
    second = server.serve("/2.xml", Page(sitemap("https://a.example/0")))
    named = index(**{second: "2026-09-30T10:00Z", first: "2026-09-30T09:00Z"})
    url = server.serve("/index.xml", Page(named, etag='"1"'))
    await reader.configure(url=url, format=FeedFormat.SITEMAP)
    with capture_logs() as logged:
        assert (await reader.poll()).new == 2
        server.serve("/2.xml", dead)
        server.serve("/1.xml", Page(sitemap("https://a.example/1", "https://a.example/sco-news")))
        changed = index(**{second: "2026-09-30T10:00Z", first: "2026-09-30T11:00Z"})
        server.serve("/index.xml", Page(changed, etag='"2"'))
        assert (await reader.poll()).new == 1
        assert (await reader.poll()).new == 0
    state = await reader.state()
    assert (state.failure, second in state.error, first in state.error) == ("", True, False)
    assert [one["detail"] for one in logged if one["event"] == "feed.sitemap_unread"] == [state.error]
    server.serve("/2.xml", Page(sitemap("https://a.example/2")))
    assert (await reader.poll()).new == 1
    assert (await reader.state()).error == ""


async def test_sitemaps_that_may_have_news_and_are_left_out_are_noted(server, reader):
    urls = [
        server.serve(f"/{number}.xml", Page(sitemap(f"https://a.example/{number}"))) for number in range(12)
    ]
    days = dict.fromkeys(urls, "2026-09-30T10:00Z") | {urls[5]: "2026-09-30T11:00Z"}
    await reader.configure(
        url=server.serve("/index.xml", Page(index(**days), etag='"1"')), format=FeedFormat.SITEMAP
    )
    for new in (10, 0):
        assert (await reader.poll()).new == new
        state = await reader.state()
        assert (state.failure, state.error[:36]) == ("", "2 more of its sitemaps may have news")
    assert [seen.answered_with for seen in server.requests("/index.xml")] == [200, 304]


async def test_a_sitemap_that_is_gone_does_not_end_the_polls_of_its_index(server, reader):
    child = server.serve("/today.xml", status(410))
    url = server.serve("/index.xml", Page(index(**{child: "2026-09-30T10:00Z"})))
    await reader.configure(url=url, format=FeedFormat.SITEMAP)
    await reader.poll()
    state = await reader.state()
    assert (state.stop, state.failure) == (None, FeedFailure.HTTP_STATUS)
    server.serve("/today.xml", Page(sitemap("https://a.example/1")))
    assert (await reader.poll()).new == 1


async def test_a_public_document_does_not_lead_to_a_private_host(server, fetcher):
    crawler = RobotsFetcher(fetcher, Robots(fetcher, clock=Noon()), allow_hosts=["127.0.0.1"])
    url = server.serve("/inner", page("x"))
    with pytest.raises(FeedError) as raised:
        await crawler.fetch(FetchRequest(url=url), led_from="https://news.example/feed")
    assert raised.value.failure is FeedFailure.ADDRESS_REFUSED
    assert server.requests() == []
    await crawler.fetch(FetchRequest(url=url), led_from=server.url)


async def test_a_private_address_is_called_so_and_not_blamed_on_its_robots_txt(server, make_fetcher):
    fetcher = make_fetcher(allow_hosts=[])
    crawler = RobotsFetcher(fetcher, Robots(fetcher, clock=Noon()))
    url = server.serve("/sitemap.xml", page("x"))
    with pytest.raises(FeedError) as raised:
        await crawler.fetch(FetchRequest(url=url))
    assert (raised.value.url, raised.value.failure) == (url, FeedFailure.ADDRESS_REFUSED)
    assert "the address of 127.0.0.1 is not public" in raised.value.detail
    assert server.requests() == []


async def test_a_redirect_leads_a_crawler_to_nothing_that_robots_txt_forbids(server, fetcher):
    crawler = RobotsFetcher(fetcher, Robots(fetcher, clock=Noon()), allow_hosts=["127.0.0.1"])
    server.serve("/robots.txt", Page(b"User-agent: *\nDisallow: /shut"))
    server.serve("/shut", page("x"))
    url = server.serve("/open", redirect("/way", code=301))
    server.serve("/way", redirect("/shut"))
    with pytest.raises(FeedError) as raised:
        await crawler.fetch(FetchRequest(url=url))
    assert raised.value.failure is FeedFailure.ROBOTS
    assert f"{server.url}/shut" in raised.value.detail
    assert [seen.path for seen in server.requests()] == ["/robots.txt", "/open", "/way"]


async def test_a_redirect_of_a_public_host_leads_to_no_robots_txt_of_a_private_one(server, make_fetcher):
    fetcher = make_fetcher(allow_hosts=["127.0.0.1", "news.example"], resolver=Loopback())
    crawler = RobotsFetcher(fetcher, Robots(fetcher, clock=Noon()), allow_hosts=["127.0.0.1"])
    url = server.serve("/news", redirect(f"{server.url}/inner"), host="news.example")
    with pytest.raises(FeedError) as raised:
        await crawler.fetch(FetchRequest(url=url))
    assert raised.value.failure is FeedFailure.ADDRESS_REFUSED
    assert {seen.host for seen in server.requests()} == {"news.example"}


class Noon:
    def now(self):
        return NOW
