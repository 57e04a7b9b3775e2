"""Articles' own pages are read before matching: politely, once, in time, used where an article is there."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from bot.app.full_text import FullText
from bot.core.feed import FeedFormat, PageSelectors
from bot.core.identity import content_hash
from bot.core.model import ArticleText
from bot.feeds.crawl import RobotsFetcher
from bot.feeds.robots import Robots
from tests.builders import make_article, make_feed
from tests.integration.feeds.crawling import ALLOWED, Reader
from tests.platforms.fakes.feed_server import Page, stall, status

SCO = "The Shanghai Cooperation Organisation will finance it, its secretary said. "
TITLES = ["Railway through the mountains to open in spring", "New bridge over the river is finished at last"]


def story(title, about=SCO):
    said = f"<p>{title}, the ministry of transport said on Monday after two years of work on it. {about}</p>"
    return f"<html><body><article><h1>{title}</h1>{said * 3}</article></body></html>"


def html(text):
    return Page(text.encode(), content_type="text/html")


@pytest.fixture
def feed(server, reader):
    """Serves a feed with these articles, newest first; each has a page of its own, ``/1`` the last one's."""
    versions = count(1)

    async def serve(*titles, **fields):
        items = list(enumerate(titles[::-1], start=1))[::-1]
        body = "".join(
            f"<item><title>{title}</title><link>{server.url}/{number}</link><guid>{number}</guid></item>"
            for number, title in items
        )
        # Never twice the same bytes, so that the articles are compared each time.
        document = f"<rss><channel><!-- {next(versions)} -->{body}</channel></rss>"
        url = server.serve("/feed", Page(document.encode()))
        await reader.configure(**{"url": url, "full_text": True} | fields)

    return serve


@pytest.fixture
def full_text(reader, pool, store):
    """The step alone, on the reader's clock and database."""
    fetcher = reader.fetcher
    crawler = RobotsFetcher(fetcher, Robots(fetcher, clock=reader), allow_hosts=ALLOWED)
    return FullText(crawler=crawler, reader=pool, store=store, clock=reader, limit_s=10)


async def first_poll_then(feed, reader, *titles, **fields):
    await feed("Something else happened long ago", **fields)
    await reader.poll()
    await feed(*titles, "Something else happened long ago", **fields)
    return await reader.poll()


async def stored(reader, title):
    (found,) = [one for one in await reader.articles() if one.article.text.title == title]
    return found.article


async def body_of(reader, title):
    return (await stored(reader, title)).text.body


async def test_a_topic_that_only_the_page_names_is_found_and_the_feed_is_not_changed(server, reader, feed):
    server.serve("/2", html(story(TITLES[0])))
    result = await first_poll_then(feed, reader, TITLES[0])
    assert (result.new, result.alerts) == (1, 1)
    (alert,) = await reader.posted()
    assert "Shanghai Cooperation Organisation" in "".join(span.text for span in alert.excerpt)
    assert SCO.strip() in await body_of(reader, TITLES[0])
    article = await stored(reader, TITLES[0])
    assert article.content_hash == content_hash(ArticleText(title=TITLES[0]), link=article.canonical_url)
    assert server.requests("/1") == []  # a first poll reads no pages
    await feed(TITLES[0], "Something else happened long ago")
    again = await reader.poll()
    assert (again.new, again.changed, again.alerts) == (0, 0, 0)
    assert len(server.requests("/2")) == 1
    assert server.requests("/2")[0].headers["Accept"].startswith("text/html")


async def test_a_feed_that_did_not_ask_for_it_has_no_pages_read(server, reader, feed):
    server.serve("/2", html(story(TITLES[0])))
    assert (await first_poll_then(feed, reader, TITLES[0], full_text=False)).alerts == 0
    assert server.requests("/2") == []


async def test_an_edited_article_keeps_the_text_of_its_page(server, reader, feed):
    server.serve("/2", html(story(TITLES[0])))
    await first_poll_then(feed, reader, TITLES[0])
    edited = TITLES[0] + ", at last"
    await feed(edited, "Something else happened long ago")
    assert (await reader.poll()).changed == 1
    assert SCO.strip() in await body_of(reader, edited)
    assert len(server.requests("/2")) == 1


async def test_robots_txt_keeps_pages_from_being_fetched_and_the_feeds_text_counts(server, reader, feed):
    server.serve("/robots.txt", Page(b"User-agent: Topicwire\nDisallow: /2"))
    server.serve("/2", html(story(TITLES[0])))
    server.serve("/3", html(story(TITLES[1])))
    result = await first_poll_then(feed, reader, TITLES[1], TITLES[0])
    assert (result.new, result.alerts) == (2, 1)
    assert server.requests("/2") == []
    assert len(server.requests("/robots.txt")) == 1


async def test_a_page_that_hangs_costs_no_more_than_the_limit(server, make_fetcher, pool, store, feed):
    reader = Reader(store=store, make_fetcher=make_fetcher, pool=pool, limit_s=4, timeout_s=60)
    server.serve("/3", stall())
    server.serve("/2", html(story(TITLES[1])))
    await feed("Something else happened long ago")
    await reader.poll()
    await feed(
        "Shanghai Cooperation Organisation summit opens", TITLES[1], "Something else happened long ago"
    )
    async with asyncio.timeout(20):
        result = await reader.poll()
    assert (result.new, result.alerts) == (2, 2)  # the one by its title, the other by its page
    assert len(server.requests("/2")) == 1


@pytest.mark.parametrize(
    "page",
    [
        html(story(TITLES[0]).replace("</article>", "<p>Subscribe to continue reading</p></article>")),
        html(story(TITLES[0]).replace("<html>", '<html><script>{"isAccessibleForFree": false}</script>')),
        html("<html><body><p>" + f"We use cookies. {SCO}" * 5 + "</p></body></html>"),
        html(story("Please enter your user name and password", SCO)),
        Page(story(TITLES[0]).encode(), content_type="application/pdf"),
        status(403),
        status(429),
        status(304),
    ],
    ids=["paywall", "not-for-free", "cookies", "login", "pdf", "forbidden", "slow-down", "not-modified"],
)
async def test_what_is_no_article_is_not_used_and_not_asked_for_again(server, reader, feed, page):
    server.serve("/2", page)
    result = await first_poll_then(feed, reader, TITLES[0])
    assert (result.new, result.alerts) == (1, 0)
    assert await body_of(reader, TITLES[0]) == ""
    (kept,) = (
        await reader.store.page_texts([f"https://127.0.0.1:{server.url.rpartition(':')[2]}/2"])
    ).values()
    assert kept.text == ""
    assert len(server.requests("/2")) == 1


async def test_a_host_that_asks_for_fewer_requests_is_asked_for_no_further_page(server, reader, feed):
    for path in "23456":
        server.serve(f"/{path}", status(429))
    await first_poll_then(feed, reader, *(f"{TITLES[0]}, day {day}" for day in range(5)))
    assert sum(len(server.requests(f"/{path}")) for path in "23456") <= 2


async def test_a_page_that_asks_for_time_holds_all_requests_to_its_host_back(server, reader, feed, full_text):
    server.serve("/2", status(429, **{"Retry-After": str(6 * 3600)}))
    server.serve("/3", html(story(TITLES[1])))
    await first_poll_then(feed, reader, TITLES[0])
    asked_at = reader.time
    (report,) = await reader.store.list_feeds()
    assert report.blocked_until == asked_at + timedelta(hours=6)
    later = asked_at + timedelta(hours=5, minutes=59)
    assert await reader.store.claim_due_feeds(now=later, limit=9, lease_s=60, busy={}) == []
    # What another feed leads to is left alone as well.
    elsewhere = make_feed(url="http://127.0.0.1:1/feed", full_text=True)
    url = server.url + "/3"
    article = make_article(title=TITLES[1], keys=("link:x",), url=url, canonical_url=url)
    assert await full_text.of_new(elsewhere, [article]) == (article,)
    assert server.requests("/3") == []
    reader.time = asked_at + timedelta(hours=6)
    (read,) = await full_text.of_new(elsewhere, [article])
    assert SCO.strip() in read.text.body


async def test_a_text_that_every_page_shows_is_no_article(server, reader, feed):
    same = html(story("Railway bridge mountains river open finished spring"))
    server.serve("/2", same)
    server.serve("/3", same)
    assert (await first_poll_then(feed, reader, *TITLES)).alerts == 0
    server.serve("/4", same)
    await feed("The mountains and the river in spring", *TITLES, "Something else happened long ago")
    assert (await reader.poll()).alerts == 0


async def test_of_many_new_articles_the_ten_newest_have_their_pages_read(server, reader, feed):
    await first_poll_then(feed, reader, *(f"Day {day:02} of the works on the railway" for day in range(12)))
    asked = {seen.path for seen in server.requests()} - {"/feed", "/robots.txt"}
    assert asked == {f"/{number}" for number in range(4, 14)}


async def test_a_list_of_headlines_becomes_articles_with_full_text(server, reader):
    async def serve(*titles):
        items = "".join(f'<li><a href="/{title[:3]}">{title}</a></li>' for title in titles)
        url = server.serve("/list", html(f"<ul>{items}</ul>"))
        await reader.configure(url=url, format=FeedFormat.PAGE, page=PageSelectors(item="li"), full_text=True)

    await serve("Old news")
    await reader.poll()
    server.serve("/Rai", html(story(TITLES[0])))
    await serve(TITLES[0], "Old news")
    assert (await reader.poll()).alerts == 1


async def test_a_page_that_stands_in_two_feeds_is_read_once(server, reader, feed):
    server.serve("/2", html(story(TITLES[0])))
    await first_poll_then(feed, reader, TITLES[0])
    server.serve(
        "/other", Page(b"<rss><channel><item><title>Old</title><guid>0</guid></item></channel></rss>")
    )
    await reader.configure(url=server.url + "/other", full_text=True)
    await reader.poll()
    item = f"<item><title>{TITLES[0]}</title><link>{server.url}/2</link></item>"
    server.serve("/other", Page(f"<rss><channel>{item}</channel></rss>".encode()))
    assert (await reader.poll()).new == 1
    assert [SCO.strip() in one.article.text.body for one in await reader.articles()].count(True) == 2
    assert len(server.requests("/2")) == 1


async def test_a_public_feed_has_no_private_page_read(server, full_text):
    url = server.serve("/2", html(story(TITLES[0])))
    article = make_article(title=TITLES[0], keys=("link:x",), url=url, canonical_url=url)
    feed = make_feed(url="https://news.example/feed", full_text=True)
    assert await full_text.of_new(feed, [article]) == (article,)
    assert server.requests() == []
    (read,) = await full_text.of_new(
        replace(feed, url=server.url), [replace(article, canonical_url=url + "?")]
    )
    assert SCO.strip() in read.text.body
