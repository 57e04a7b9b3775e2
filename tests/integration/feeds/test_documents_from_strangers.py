"""Hostile and broken documents from a server through to a parser process: each has its own clear answer."""

import asyncio
import json

import pytest

from bot.core.feed import Feed
from bot.errors import FeedError, FeedFailure
from bot.ports import FetchRequest
from tests.builders import NOW, make_feed
from tests.platforms.fakes.feed_server import (
    ENTITY_BOMB,
    EXTERNAL_ENTITY,
    NOT_WELL_FORMED,
    WRONG_CHARSET,
    Page,
    html_page,
    rss_feed,
)


async def poll(fetcher, pool, url):
    """Fetch and parse, as a poll does."""
    return await pool.parse(await fetcher.fetch(FetchRequest(url=url)), make_feed(url=url), fetched_at=NOW)


REFUSED = {
    "web page": (html_page(["/feed.xml"]), FeedFailure.NOT_A_FEED, "it names these feeds: http://127.0.0.1:"),
    "challenge page": (html_page(), FeedFailure.NOT_A_FEED, "may block feed readers"),
    "other XML": (b"<urlset><url/></urlset>", FeedFailure.NOT_A_FEED, "urlset"),
    "plain text": (b"Service unavailable", FeedFailure.NOT_A_FEED, "plain text"),
    "other JSON": (json.dumps({"error": "no"}).encode(), FeedFailure.NOT_A_FEED, "JSON"),
    "damaged JSON": (b'{"items": [', FeedFailure.NOT_A_FEED, "JSON"),
    "nothing": (b"", FeedFailure.EMPTY, "empty"),
    "only spaces": (b" \n\xef\xbb\xbf", FeedFailure.EMPTY, "empty"),
    "not well-formed": (NOT_WELL_FORMED, FeedFailure.NOT_WELL_FORMED, "damaged"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_no_feed_is_called_by_its_name_and_neighbours_are_read(server, fetcher, pool, name):
    body, expected, words = REFUSED[name]
    urls = [server.serve("/feed", Page(body)), server.serve("/good", Page(rss_feed("One")))]
    failed, good = await asyncio.gather(*(poll(fetcher, pool, url) for url in urls), return_exceptions=True)
    assert isinstance(failed, FeedError)
    assert (failed.failure, failed.url) == (expected, urls[0])
    assert words in failed.detail
    assert [article.text.title for article in good.articles] == ["One"]


async def test_an_entity_bomb_stays_folded(server, fetcher, pool):
    parsed = await poll(fetcher, pool, server.serve("/feed", Page(ENTITY_BOMB)))
    assert [len(article.text.title) < 50 for article in parsed.articles] == [True]


RSS, END = (
    b"<rss version='2.0'><channel><item><title>One</title><description>",
    b"</description></item></channel></rss>",
)
HOSTILE = {
    "20,000 nested tags": b"<a>" * 20_000,
    "2,000 nested items": RSS * 2_000,
    "20,000 nested tags in a text": RSS + b"&lt;div&gt;" * 20_000 + END,
    "tags that never close": RSS + b"&lt;a " * 200_000 + END,
    "comments that never close": RSS + b"&lt;!--" * 200_000 + END,
    "quotes that never close": RSS + b"&lt;a href='" * 100_000 + END,
    "ampersands": RSS + b"&amp;" * 200_000 + END,
    "spaces": RSS + b" " * 2_000_000 + END,
    "line ends": RSS + b"\n" * 300_000 + END,
    "stacked marks": RSS + "e\u0301\u0327".encode() * 200_000 + END,
    "open brackets": RSS + b"[" * 500_000 + END,
    "one attribute of megabytes": b"<rss a='"
    + b"x" * 3_000_000
    + b"'><channel><item><title>One</title>"
    + END,
    "40,000 namespaces": b"<rss " + b" ".join(b"xmlns:n%d='u%d'" % (n, n) for n in range(40_000)) + b"/>",
    "a date of digits": RSS + END.replace(b"</item>", b"<pubDate>" + b"1" * 500_000 + b"</pubDate></item>"),
    "a declaration without end": b"<?xml version='1.0' encoding='" + b"u" * 1_000_000,
    "a doctype without end": b"<!DOCTYPE rss [" + b"<!ENTITY a 'b'>" * 50_000,
    "deep JSON": b'{"items":' + b"[" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_document_is_read_or_refused_and_needs_no_killing(server, fetcher, pool, name):
    url = server.serve("/feed", Page(HOSTILE[name]))
    (answer,) = await asyncio.gather(poll(fetcher, pool, url), return_exceptions=True)
    if isinstance(answer, FeedError):
        assert answer.failure in {FeedFailure.NOT_A_FEED, FeedFailure.NOT_WELL_FORMED}
    else:
        assert all(article.keys for article in answer.articles)


async def test_an_external_entity_reads_no_file(server, fetcher, pool):
    parsed = await poll(fetcher, pool, server.serve("/feed", Page(EXTERNAL_ENTITY)))
    assert [article.text.title for article in parsed.articles] == ["Read &file;"]


async def test_a_body_that_names_a_file_reads_no_file(server, fetcher, pool):
    url = server.serve("/feed", Page(__file__.encode()))
    with pytest.raises(FeedError, match="plain text"):
        await poll(fetcher, pool, url)


async def test_a_wrong_charset_declaration_costs_no_letter(server, fetcher, pool):
    parsed = await poll(fetcher, pool, server.serve("/feed", Page(WRONG_CHARSET)))
    assert parsed.articles[0].text.title == "Саммит ШОС прошёл в Астане, день 1"
    assert len(parsed.articles) == 12


async def test_a_header_that_names_the_charset_is_believed(server, fetcher, pool):
    body = "<rss><channel><item><title>Новости</title></item></channel></rss>".encode("koi8-r")
    page = Page(body, content_type="text/xml; charset=koi8-r")
    parsed = await poll(fetcher, pool, server.serve("/feed", page))
    assert parsed.articles[0].text.title == "Новости"


async def test_a_damaged_feed_keeps_the_articles_that_can_be_read(server, fetcher, pool):
    whole = rss_feed("One", "Two", "Three")
    parsed = await poll(fetcher, pool, server.serve("/feed", Page(whole[: whole.index(b"Three")])))
    assert [article.text.title for article in parsed.articles][:2] == ["One", "Two"]


async def test_languages_an_admin_configured_are_final(pool, server, fetcher):
    url = server.serve("/feed", Page(rss_feed("A headline in English about roads")))
    feed: Feed = make_feed(url=url, lang="ur")
    parsed = await pool.parse(await fetcher.fetch(FetchRequest(url=url)), feed, fetched_at=NOW)
    assert parsed.articles[0].lang == "ur"
