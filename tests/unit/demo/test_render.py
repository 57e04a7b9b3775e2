"""The sample documents are what real parsers expect of their formats."""

import io
import json
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import feedparser
import pytest

from bot.core.feed import Outlet
from bot.demo.edition import ROUNDS, FeedFormat, SampleArticle, SampleFeed, edition
from bot.demo.render import render
from bot.demo.samples import SAMPLE_FEEDS

NOW = datetime(2024, 5, 14, 9, 30, tzinfo=UTC)
XML_FEEDS = [feed for feed in SAMPLE_FEEDS if feed.format is not FeedFormat.JSON]
VERSIONS = {FeedFormat.RSS: "rss20", FeedFormat.ATOM: "atom10", FeedFormat.RDF: "rss10"}


def by_slug(feed: SampleFeed) -> str:
    return feed.slug


@pytest.mark.parametrize("round_", ROUNDS)
@pytest.mark.parametrize("feed", XML_FEEDS, ids=by_slug)
def test_feedparser_reads_every_article_of_an_xml_edition(feed: SampleFeed, round_: int) -> None:
    stand = edition(feed, round_, NOW)

    parsed = feedparser.parse(io.BytesIO(render(stand)))

    assert not parsed.bozo
    assert parsed.version == VERSIONS[feed.format]
    assert parsed.feed.title == feed.outlet.name
    assert [(entry.title, entry.link) for entry in parsed.entries] == [
        (article.title, article.link) for article in stand.articles
    ]
    assert [entry.id for entry in parsed.entries] == [article.guid for article in stand.articles]
    # An RDF item has one date, dc:date, which feedparser calls "updated".
    dates = [entry.get("published_parsed") or entry.updated_parsed for entry in parsed.entries]
    assert [datetime(*date[:6], tzinfo=UTC) for date in dates] == [
        article.published_at for article in stand.articles
    ]


@pytest.mark.parametrize("feed", XML_FEEDS, ids=by_slug)
def test_feedparser_reads_the_whole_text_of_an_xml_edition(feed: SampleFeed) -> None:
    stand = edition(feed, 1, NOW)
    parsed = feedparser.parse(io.BytesIO(render(stand)))
    for entry, article in zip(parsed.entries, stand.articles, strict=True):
        bodies = [content.value for content in entry.get("content", [])] or [entry.summary]
        assert bodies[0].removeprefix("<p>").removesuffix("</p>") == article.paragraph


def test_json_edition_has_the_fields_of_json_feed() -> None:
    (feed,) = [each for each in SAMPLE_FEEDS if each.format is FeedFormat.JSON]
    stand = edition(feed, 1, NOW)

    document = json.loads(render(stand))

    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["language"] == "ur"
    assert [(item["id"], item["url"], item["title"]) for item in document["items"]] == [
        (article.guid, article.link, article.title) for article in stand.articles
    ]
    assert all(datetime.fromisoformat(item["date_published"]).tzinfo for item in document["items"])


def test_the_chinese_edition_can_be_read_as_gb18030_only() -> None:
    (feed,) = [each for each in SAMPLE_FEEDS if each.charset == "gb18030"]

    body = render(edition(feed, 1, NOW))

    assert body.startswith(b'<?xml version="1.0" encoding="gb18030"?>')
    text = body.decode("gb18030")
    assert "㛃" in text
    assert len("㛃".encode("gb18030")) == 4
    for other in ("gbk", "gb2312", "utf-8"):
        with pytest.raises(UnicodeDecodeError):
            body.decode(other)


def test_texts_cannot_break_their_document() -> None:
    hostile = "</title><script>alert(1)</script> & ]]> \"'"
    article = SampleArticle(
        guid=hostile, link="https://x.example/?a=1&b=2", title=hostile, text=(hostile,), age_min=1
    )
    for format_ in FeedFormat:
        feed = SampleFeed(
            slug="x",
            outlet=Outlet(name=hostile),
            lang="en",
            format=format_,
            site="https://x.example",
            tagline=hostile,
            articles=(article,),
        )
        body = render(edition(feed, 0, NOW))
        if format_ is FeedFormat.JSON:
            assert json.loads(body)["items"][0]["title"] == hostile
        else:
            titles = [each.text for each in ET.fromstring(body).iterfind(".//{*}title")]
            assert titles == [hostile, hostile]


def test_the_same_round_and_now_give_the_same_bytes() -> None:
    for feed in SAMPLE_FEEDS:
        assert render(edition(feed, 1, NOW)) == render(edition(feed, 1, NOW))


def test_only_the_chinese_feed_stays_unchanged_in_the_last_round() -> None:
    unchanged = [
        feed.slug for feed in SAMPLE_FEEDS if render(edition(feed, 1, NOW)) == render(edition(feed, 2, NOW))
    ]
    assert unchanged == ["yunqiao-daily"]
