"""Whatever bytes a stranger sends: our own errors or articles, in time, and text that can be stored."""

import gzip
import json
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.feed import FeedFormat, PageSelectors
from bot.core.page_text import judged
from bot.errors import FeedError
from bot.feeds.body import BodyBomb, BodyCollector, BodyCorrupt, BodyTooLarge
from bot.feeds.dates import EARLIEST, first_valid
from bot.feeds.decode import decode
from bot.feeds.document import read_document
from bot.feeds.html import plain_text
from bot.feeds.page_text import read_page_text
from bot.ports import Fetched
from tests.builders import NOW, make_article, make_feed

PIECES = [
    "<rss>", "</rss>", "<channel>", "</channel>", "<item>", "</item>", "<title>", "</title>", "<link>",
    "</link>", "<guid isPermaLink='false'>", "</guid>", "<description>", "</description>", "<pubDate>",
    "</pubDate>",     "<feed xmlns='http://www.w3.org/2005/Atom'>", "</feed>", "<entry>", "</entry>", "<id>",
    "</id>", "<content type='html'>", "</content>", "<![CDATA[", "]]>", "<!--", "-->",
    "<!DOCTYPE rss [<!ENTITY a 'b'>]>",
    "&a;", "&amp;", "&", "&#0;", "&#x1F600;", "&nbsp;", "<b>", "</b>", "<br>", "<script>", "<html>", "<div",
    "http://a.org/1", "javascript:x", "Fri, 20 Nov 2026 08:00:00 GMT", "2026年11月20日", "上合组织", "Саммит",
    "\x00", "\ud800", "\u202e", "<?xml version='1.0' encoding='koi8-r'?>", "xml:base='http://b/'", " ", "\n",
]  # fmt: skip
soups = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
documents = st.tuples(st.sampled_from(["", "<rss><channel><item>", "<feed><entry>"]), soups).map("".join)
JSON_KEYS = ["items", "id", "url", "title", "tags", "authors", "author", "name"]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(JSON_KEYS), inner, max_size=4)
    ),
    max_leaves=12,
)
quick = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def read(body: bytes, charset: str = "", **feed):
    """The articles, or none where the document was refused with an error of ours."""
    fetched = Fetched(url="https://news.example/feed", body=body, charset=charset)
    try:
        return read_document(fetched, make_feed(**feed), fetched_at=NOW).articles
    except FeedError:
        return ()


def assert_storable(articles):
    for article in articles:
        assert article.keys
        assert article.url == "" or article.url.startswith(("http://", "https://"))
        text = "".join(
            (article.text.title, article.text.summary, article.text.body, *article.tags, *article.keys)
        )
        text.encode()
        assert not set(text) & set("\x00\x0b\u202e\uffff")


@quick
@given(documents, st.sampled_from(["utf-8", "utf-16", "koi8-r", "gb18030"]))
def test_markup_in_any_order_is_read_or_refused(text, charset):
    assert_storable(read(text.encode(charset, "replace")))


@quick
@given(st.binary(max_size=200), st.sampled_from(["", "utf-16", "gb2312", "iso-2022-jp", "idna"]))
def test_any_bytes_are_read_or_refused(body, charset):
    assert_storable(read(body, charset))
    assert_storable(read(b"<rss><channel><item><title>" + body, charset))


@quick
@given(json_values)
def test_any_json_is_read_or_refused(value):
    assert_storable(read(json.dumps({"items": [value, {"title": value, "id": value}]}).encode()))


@given(st.text(max_size=100), st.sampled_from(["utf-8", "koi8-r", "gb18030", "cp1251", "euc_jp"]))
def test_decoding_gives_text_for_any_bytes(text, charset):
    assert isinstance(decode(text.encode(charset, "replace"), http_charset=charset).text, str)


@given(st.text(min_size=1, max_size=100))
def test_utf8_is_decoded_exactly_unless_it_was_encoded_twice(text):
    body = ("шос " + text).encode("utf-8", "replace")
    assert decode(body).text == body.decode()


@given(st.text(alphabet="0123456789-:/., TZ+GMTFriNov年月日ноя", max_size=30))
def test_any_date_is_believable_or_none(raw):
    moment = first_valid([raw], fetched_at=NOW)
    assert moment is None or EARLIEST <= moment <= NOW + timedelta(hours=24)


@given(st.datetimes(datetime(1996, 1, 1), datetime(2026, 9, 30)))  # noqa: DTZ001 - hypothesis adds the zone
def test_every_machine_written_date_is_read_exactly(moment):
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    for raw in (
        moment.isoformat(),
        moment.strftime("%a, %d %b %Y %H:%M:%S GMT"),
        str(int(moment.timestamp())),
    ):
        if len(raw) > 8:
            assert first_valid([raw], fetched_at=NOW) == moment


@given(documents, st.booleans())
def test_plain_text_has_no_markup_left_that_was_markup(text, is_html):
    shown = plain_text(text, is_html=is_html)
    assert "\x00" not in shown
    assert shown == shown.strip()


@given(st.lists(st.binary(max_size=50), max_size=5), st.sampled_from(["gzip", "deflate", ""]))
def test_any_stream_is_collected_or_refused(chunks, coding):
    collector = BodyCollector(coding=coding, max_bytes=100)
    try:
        for chunk in chunks:
            collector.add(chunk)
        assert len(collector.finish()) <= 100
    except (BodyBomb, BodyCorrupt, BodyTooLarge):
        pass


PAGE_PIECES = [
    "<li>", "</li>", "<a href='/1'>", "<a href=//b.org/2>", "<a href='java\tscript:x'>",
    "<a href='http://[::'>", "<a href='http://a:99999/'>", "</a>", "<time datetime='2026-11-20'>",
    "</time>", "<table>", "<svg>", "<!--", "<base href='ftp://x'>", "<base href='http://['>",
    "<template>", "<frameset>", "<img alt='x'>", "2026年11月20日", "Саммит", "&#0;",
    "\x00", "\u202e", "<html lang='xx-'>", "<select>", "<plaintext>", " ",
]  # fmt: skip
SITEMAP_PIECES = [
    "<urlset>", "</urlset>", "<sitemapindex>", "</sitemapindex>", "<url>", "</url>", "<sitemap>",
    "</sitemap>", "<loc>", "</loc>", "http://a.org/1", "http://[::", "/2",
    "<lastmod>2026-11-20</lastmod>", "<lastmod>9999</lastmod>", "<n:news xmlns:n='n'>", "</n:news>",
    "<news>", "</news>", "<title>", "</title>", "&a;", "&", "<!--", "-->", "<?x?>", "<![CDATA[",
    "]]>", "\x00", "\ud800", " ",
]  # fmt: skip
EVERYTHING = PageSelectors(item="li, a, table", title="a, time", link="a", date="time")


@quick
@given(st.lists(st.sampled_from(PAGE_PIECES), max_size=40).map("".join))
def test_any_page_becomes_articles_with_links_or_an_error_of_ours(soup):
    articles = read(soup.encode("utf-8", "replace"), format=FeedFormat.PAGE, page=EVERYTHING)
    assert_storable(articles)
    assert all(article.url for article in articles)


@quick
@given(
    st.sampled_from(["<urlset><url>", "<sitemapindex><sitemap>", "<urlset>", ""]),
    st.lists(st.sampled_from(SITEMAP_PIECES), max_size=30).map("".join),
    st.booleans(),
)
def test_any_sitemap_becomes_articles_with_links_or_an_error_of_ours(start, soup, is_packed):
    body = (start + soup).encode("utf-8", "replace")
    articles = read(gzip.compress(body) if is_packed else body, format=FeedFormat.SITEMAP)
    assert_storable(articles)
    assert all(article.url for article in articles)


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.sampled_from([*PAGE_PIECES, *PIECES, "<p>", "слово " * 40]), max_size=40).map("".join))
def test_the_text_of_any_page_can_be_judged(soup):
    found = read_page_text(Fetched(url="https://news.example/1", body=soup.encode("utf-8", "replace")))
    found.text.encode()
    assert not set(found.text) & set("\x00\x0b\u202e\uffff")
    page = judged(found, make_article(title="слово и дело"), host_key="news.example")
    assert (page.text == "") is (page.refusal is not None)
