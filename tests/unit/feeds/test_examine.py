"""What a parser process says of a document beside its articles."""

import pytest

from bot.core.feed import FeedFormat
from bot.core.feed_facts import DocumentFacts
from bot.feeds.examine import examine_document
from bot.ports import Fetched
from tests.builders import NOW, make_feed
from tests.platforms.fakes.feed_server import rss_feed

ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom" {}><title>T</title>'
    "<entry><id>1</id><title>A</title></entry></feed>"
)
RDF = "<rdf:RDF xmlns:rdf='r' xmlns='http://purl.org/rss/1.0/'><item><title>A</title></item></rdf:RDF>"


def facts(body, **fields):
    feed = make_feed(**fields)
    fetched = Fetched(url=feed.url, body=body if isinstance(body, bytes) else body.encode())
    return examine_document(fetched, feed, fetched_at=NOW).facts


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (rss_feed("A"), "RSS 2.0"),
        (rss_feed("A").replace(b' version="2.0"', b""), "RSS"),
        (ATOM.format(""), "Atom 1.0"),
        (ATOM.format('version="0.3"'), "Atom 0.3"),
        (b"<!-- <feed> -->" + rss_feed("One"), "RSS 2.0"),
        (RDF, "RSS 1.0 (RDF)"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1"}]}', "JSON Feed 1.1"),
        ('{"items": [{"id": "1"}]}', "JSON Feed"),
    ],
)
def test_a_format_is_named_by_its_own_words(body, form):
    assert facts(body).form == form


def test_a_page_or_sitemap_has_no_ids_and_no_feed_format():
    sitemap = (
        "<urlset><url><loc>https://a.example/1</loc></url><url><loc>https://a.example/2</loc></url></urlset>"
    )
    assert facts(sitemap, format=FeedFormat.SITEMAP) == DocumentFacts(form="sitemap", entries=2, undated=2)
