"""A fetched body -> its articles, and what the document is like: for reports on one feed, never for a poll.

Reads the document twice, once as a poll would and once for what normalising drops. Slow and fed by strangers,
so it runs in a parser process.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from bot.core.feed import Feed, FeedFormat
from bot.core.feed_facts import DocumentFacts
from bot.core.text import clean
from bot.core.urls import public_url
from bot.feeds.dates import MAX_AHEAD, parse_date
from bot.feeds.decode import decode
from bot.feeds.document import read_document
from bot.feeds.entry import Entry
from bot.feeds.jsonfeed import looks_like_json
from bot.feeds.parse import parse_document, root_at
from bot.ports import Examined, Fetched, ParsedFeed

_XML_ENCODING = re.compile(r"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']\s*([A-Za-z0-9._:-]{1,40})""")
_ROOT = re.compile(r"<(?:[A-Za-z][\w.-]*:)?(rss|feed|rdf|channel)(?=[\s/>])([^>]{0,2000})", re.IGNORECASE)
_VERSION = re.compile(r"""\bversion\s*=\s*["']([\d.]{1,8})["']""")
_NO_CLOCK = re.compile(r"^[^:]*$|(?<![\d:])0?0:00(?::00(?:\.0+)?)?(?!:?\d)")
_UNIX = re.compile(r"\d{9,}")


def examine_document(fetched: Fetched, feed: Feed, *, fetched_at: datetime) -> Examined:
    """Read one document and say what it is like. Raises: FeedError as ``read_document`` does."""
    parsed = read_document(fetched, feed, fetched_at=fetched_at)
    if feed.format is not FeedFormat.FEED:
        return Examined(parsed=parsed, facts=_other_facts(parsed, feed))
    decoded = decode(fetched.body, http_charset=fetched.charset)
    entries = parse_document(decoded.text, feed_url=public_url(feed.url)).entries
    declared = _XML_ENCODING.search(decoded.text[:1_000])
    ids = Counter(guid for entry in entries if (guid := entry.guid.strip()))
    facts = DocumentFacts(
        form=_form(decoded.text),
        charset=decoded.charset,
        http_charset=fetched.charset,
        xml_charset=declared[1] if declared else "",
        replaced=decoded.replaced,
        entries=len(entries),
        without_id=sum(not entry.guid.strip() for entry in entries),
        repeated_id=sum(count for count in ids.values() if count > 1),
        without_link=sum(not entry.link.strip() for entry in entries),
        refused_link=sum(
            bool(entry.link.strip()) and not article.url
            for entry, article in zip(entries, parsed.articles, strict=False)
        ),
        **_date_facts(entries, fetched_at),
    )
    return Examined(parsed=parsed, facts=facts)


def _other_facts(parsed: ParsedFeed, feed: Feed) -> DocumentFacts:
    """What can be said of a page or a sitemap: links are all the identity its articles have."""
    undated = sum(article.published_at is None for article in parsed.articles)
    return DocumentFacts(form=feed.format.value, entries=len(parsed.articles), undated=undated)


def _date_facts(entries: Sequence[Entry], fetched_at: datetime) -> dict[str, int]:
    facts = Counter[str](undated=0, unread_date=0, future_date=0, day_only=0)
    for entry in entries:
        read = [(raw, moment) for raw in entry.dates if (moment := parse_date(raw)) is not None]
        if not entry.dates:
            facts["undated"] += 1
        elif not read:
            facts["unread_date"] += 1
        elif read[0][1] > fetched_at + MAX_AHEAD:
            facts["future_date"] += 1
        elif _NO_CLOCK.search(read[0][0]) and not _UNIX.search(read[0][0]):
            facts["day_only"] += 1
    return dict(facts)


def _form(text: str) -> str:
    """The format by its own words; ``feed`` where they say nothing."""
    text = text.lstrip("\ufeff \t\r\n\0")
    if looks_like_json(text):
        try:
            version = str(json.JSONDecoder(strict=False).raw_decode(text)[0].get("version", ""))
        except (ValueError, RecursionError, AttributeError):
            version = ""
        return f"JSON Feed {clean(version).rpartition('/')[2][:8]}".strip()
    at = root_at(text)
    root = None if at is None else _ROOT.match(text, at)
    if root is None:
        return "feed"
    found = _VERSION.search(root[2])
    number = found[1] if found else ""
    match root[1].lower():
        case "feed":
            return "Atom 0.3" if number == "0.3" else "Atom 1.0"
        case "rdf":
            return "RSS 1.0 (RDF)"
        case _:
            return f"RSS {number}".strip()
