"""An edition -> the bytes of a feed document: RSS 2.0, Atom 1.0, RDF (RSS 1.0) or JSON Feed 1.1.

Pure, and built with an XML library throughout, so that no text can break the document. Each format carries
the text in the element its real users use: escaped HTML in RSS and Atom, plain text in RDF.
"""

import json
from collections.abc import Callable, Mapping
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree as ET

from bot.demo.edition import Edition, EditionArticle, FeedFormat

ATOM_NS = "http://www.w3.org/2005/Atom"
CONTENT_NS = "http://purl.org/rss/1.0/modules/content/"
DC_NS = "http://purl.org/dc/elements/1.1/"
RDF_NS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS1_NS = "http://purl.org/rss/1.0/"

CONTENT_TYPES: Mapping[FeedFormat, str] = {
    FeedFormat.RSS: "application/rss+xml",
    FeedFormat.ATOM: "application/atom+xml",
    FeedFormat.RDF: "application/rdf+xml",
    FeedFormat.JSON: "application/feed+json",
}
FILE_NAMES: Mapping[FeedFormat, str] = {
    FeedFormat.RSS: "rss.xml",
    FeedFormat.ATOM: "atom.xml",
    FeedFormat.RDF: "index.rdf",
    FeedFormat.JSON: "feed.json",
}


def render(edition: Edition) -> bytes:
    """Return the feed document in its feed's format and charset."""
    return _RENDERERS[edition.feed.format](edition)


def _rss(edition: Edition) -> bytes:
    feed = edition.feed
    rss = ET.Element("rss", {"version": "2.0", "xmlns:content": CONTENT_NS, "xmlns:dc": DC_NS})
    channel = ET.SubElement(rss, "channel")
    _add(channel, "title", feed.outlet.name)
    _add(channel, "link", feed.site)
    _add(channel, "description", feed.tagline)
    _add(channel, "language", feed.lang)
    _add(channel, "lastBuildDate", format_datetime(edition.changed_at, usegmt=True))
    for article in edition.articles:
        item = ET.SubElement(channel, "item")
        _add(item, "title", article.title)
        _add(item, "link", article.link)
        guid = _add(item, "guid", article.guid)
        if not article.guid.startswith("http"):
            guid.set("isPermaLink", "false")
        _add(item, "pubDate", format_datetime(article.published_at, usegmt=True))
        _add_if(item, "dc:creator", article.author)
        if article.teaser:
            _add(item, "description", article.teaser)
            _add(item, "content:encoded", _html(article))
        else:
            _add(item, "description", _html(article))
    return _document(rss, feed.charset)


def _atom(edition: Edition) -> bytes:
    feed = edition.feed
    root = ET.Element("feed", {"xmlns": ATOM_NS, "xml:lang": feed.lang})
    _add(root, "title", feed.outlet.name)
    _add(root, "subtitle", feed.tagline)
    _add(root, "id", f"{feed.site}/")
    _add(root, "link").set("href", feed.site)
    _add(root, "updated", edition.changed_at.isoformat())
    _add(_add(root, "author"), "name", feed.outlet.name)
    for article in edition.articles:
        entry = ET.SubElement(root, "entry")
        _add(entry, "title", article.title)
        _add(entry, "id", article.guid)
        link = _add(entry, "link")
        link.set("rel", "alternate")
        link.set("href", article.link)
        _add(entry, "published", article.published_at.isoformat())
        _add(entry, "updated", article.updated_at.isoformat())
        if article.author:
            _add(_add(entry, "author"), "name", article.author)
        _add_if(entry, "summary", article.teaser)
        _add(entry, "content", _html(article)).set("type", "html")
    return _document(root, feed.charset)


def _rdf(edition: Edition) -> bytes:
    feed = edition.feed
    rdf = ET.Element("rdf:RDF", {"xmlns:rdf": RDF_NS, "xmlns": RSS1_NS, "xmlns:dc": DC_NS})
    channel = ET.SubElement(rdf, "channel", {"rdf:about": f"{feed.site}/{FILE_NAMES[feed.format]}"})
    _add(channel, "title", feed.outlet.name)
    _add(channel, "link", feed.site)
    _add(channel, "description", feed.tagline)
    _add(channel, "dc:language", feed.lang)
    _add(channel, "dc:date", edition.changed_at.isoformat())
    contents = ET.SubElement(ET.SubElement(channel, "items"), "rdf:Seq")
    for article in edition.articles:
        ET.SubElement(contents, "rdf:li", {"rdf:resource": article.guid})
        item = ET.SubElement(rdf, "item", {"rdf:about": article.guid})
        _add(item, "title", article.title)
        _add(item, "link", article.link)
        _add(item, "description", article.paragraph)
        _add(item, "dc:date", article.published_at.isoformat())
        _add_if(item, "dc:creator", article.author)
    return _document(rdf, feed.charset)


def _json(edition: Edition) -> bytes:
    feed = edition.feed
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.outlet.name,
        "home_page_url": feed.site,
        "description": feed.tagline,
        "language": feed.lang,
        "items": [_json_item(article) for article in edition.articles],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode(feed.charset)


def _json_item(article: EditionArticle) -> dict[str, object]:
    item: dict[str, object] = {
        "id": article.guid,
        "url": article.link,
        "title": article.title,
        "content_html": _html(article),
        "date_published": article.published_at.isoformat(),
        "date_modified": article.updated_at.isoformat(),
    }
    if article.teaser:
        item["summary"] = article.teaser
    if article.author:
        item["authors"] = [{"name": article.author}]
    return item


_RENDERERS: Mapping[FeedFormat, Callable[[Edition], bytes]] = {
    FeedFormat.RSS: _rss,
    FeedFormat.ATOM: _atom,
    FeedFormat.RDF: _rdf,
    FeedFormat.JSON: _json,
}


def _html(article: EditionArticle) -> str:
    return f"<p>{escape(article.paragraph, quote=False)}</p>"


def _add(parent: ET.Element, tag: str, text: str | None = None) -> ET.Element:
    child = ET.SubElement(parent, tag)
    child.text = text
    return child


def _add_if(parent: ET.Element, tag: str, text: str) -> None:
    if text:
        _add(parent, tag, text)


def _document(root: ET.Element, charset: str) -> bytes:
    ET.indent(root, space=" ")
    text = f'<?xml version="1.0" encoding="{charset}"?>\n{ET.tostring(root, encoding="unicode")}\n'
    return text.encode(charset)
