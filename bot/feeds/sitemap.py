"""A sitemap -> Document, or the child sitemaps an index names; news sitemaps tell titles, others only links.

Sitemaps list up to 50,000 addresses, whole archives among them: only the newest are taken. An entry without a
title gets the words of its address.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from operator import attrgetter
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import etree

from bot.core.moment import is_day
from bot.core.text import clean
from bot.errors import FeedError, FeedFailure
from bot.feeds.body import BodyBomb, BodyCollector, BodyCorrupt, BodyTooLarge
from bot.feeds.dates import first_valid
from bot.feeds.entry import Document, Entry, RichText
from bot.feeds.normalize import MAX_URL_CHARS

NEWEST_ENTRIES = 1_000
"""What is taken of one sitemap. Source: a news sitemap holds at most 1,000 articles (Google)."""
MAX_UNZIPPED_BYTES = 50_000_000
"""Source: sitemaps.org, "no larger than 50MB (52,428,800 bytes)" unpacked."""
CHILDREN = 3
"""How many of an index's sitemaps are read, the newest ones: today's, and yesterday's around midnight."""
MOST_CHILDREN = 10
"""Of those and all that may be as new: changed at the moment of the third, or without a date."""
RECENT = timedelta(days=2)
"""News may come under such a date though many share it: a sitemap is written anew and dates all of them so.
An older one is that of the archive of a site that moved.
"""
MAX_FIELD_CHARS = MAX_URL_CHARS + 1
"""Of an address as well: normalising drops one that is so long."""
_ZIPPED = b"\x1f\x8b"
_UNDATED = datetime.min.replace(tzinfo=UTC)
_ROOTS = frozenset({"urlset", "sitemapindex"})
_PLACES = {
    "loc": ("url", "sitemap"), "lastmod": ("url", "sitemap"), "title": ("news",), "keywords": ("news",),
    "publication_date": ("news",), "language": ("publication",),
}  # fmt: skip
"""Field -> the elements it stands in: pictures and videos have titles and addresses of their own."""
_BARE_AMPERSAND = re.compile(r"&(?!#\d+;|#[xX][0-9a-fA-F]+;|[A-Za-z_][\w.-]{0,40};)")
_EXTENSION = re.compile(r"\.(?:[sx]?html?|php\d?|aspx?|jspx?|amp)$", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[-_+.~\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What one sitemap holds: entries, or, in an index, its newest children.

    These are URLs, each with when it changed, None where only a day is told or nothing. ``tells_changes``:
    all are told to the minute, so that an index that is as it was has no news. ``unread`` says what is left
    out of its children that may be as new.
    """

    document: Document = field(default_factory=Document)
    children: Mapping[str, datetime | None] = field(default_factory=dict)
    tells_changes: bool = True
    unread: str = ""


def unzipped(body: bytes, *, feed_url: str) -> bytes:
    """Return the body, unpacked where it is a gzip file. Raises: FeedError (TOO_LARGE, BROKEN_TRANSFER)."""
    if not body.startswith(_ZIPPED):
        return body
    collector = BodyCollector(coding="gzip", max_bytes=MAX_UNZIPPED_BYTES)
    try:
        collector.add(body)
        return collector.finish()
    except (BodyTooLarge, BodyBomb):
        detail = (
            f"the sitemap unpacks to more than {MAX_UNZIPPED_BYTES} bytes or is an attack; it was not read"
        )
        raise FeedError(feed_url, FeedFailure.TOO_LARGE, detail) from None
    except BodyCorrupt as error:
        detail = f"the sitemap cannot be unpacked: {error}; it will be tried again"
        raise FeedError(feed_url, FeedFailure.BROKEN_TRANSFER, detail) from None


def read_sitemap(text: str, *, feed_url: str, fetched_at: datetime) -> Sitemap:
    """Read one decoded sitemap. ``feed_url`` is only named in errors.

    Raises: FeedError (EMPTY, NOT_A_FEED, NOT_WELL_FORMED).
    """
    text = text.strip("\ufeff \t\r\n\0")
    if not text:
        raise FeedError(feed_url, FeedFailure.EMPTY, "the answer is empty; it will be tried again")
    reader, reason = _read(text)
    if reason and reader.root in _ROOTS:
        # An address with a lone ampersand is the common slip.
        reader, reason = _read(_BARE_AMPERSAND.sub("&amp;", text))
    if reason and reader.root in _ROOTS:
        detail = f"the sitemap is damaged ({reason}); its owner must mend it"
        raise FeedError(feed_url, FeedFailure.NOT_WELL_FORMED, detail)
    if reader.root not in _ROOTS:
        detail = "this is not a sitemap: its first tag is neither urlset nor sitemapindex; check the URL"
        raise FeedError(feed_url, FeedFailure.NOT_A_FEED, detail)
    if reader.root == "sitemapindex":
        return _index(reader.rows, feed_url, fetched_at)
    entries = tuple(map(_entry, _entries(reader.rows, feed_url, fetched_at)))
    return Sitemap(document=Document(entries=entries))


def _read(text: str) -> tuple["_Reader", str]:
    """What could be read, and why no more could, in words; empty where all of it was."""
    reader = _Reader()
    try:
        reader.read(text)
    except etree.XMLSyntaxError as error:
        return reader, str(error).splitlines()[0][:120]
    return reader, ""


Row = dict[str, str]


class _Reader:
    """Collects the fields of each ``url`` or ``sitemap`` element, whatever its namespace, as it is read."""

    def __init__(self) -> None:
        self.root = ""
        self.rows: list[Row] = []
        self._row: Row = {}

    def read(self, text: str) -> None:
        """Raises: etree.XMLSyntaxError."""
        # Characters, not the bytes that were sent: what the declaration says of them is no longer true.
        stream = BytesIO(re.sub(r"^<\?xml[^>]*\?>", "", text).encode("utf-8", "replace"))
        events: Iterator[tuple[str, Any]] = etree.iterparse(
            stream,
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        for event, element in events:
            name = _name(element)
            if not self.root:
                self.root = name
                if name not in _ROOTS:
                    return
            elif event == "end":
                self._end(name, element)

    def _end(self, name: str, element: Any) -> None:
        if name in {"url", "sitemap"}:
            self.rows.append(self._row)
            self._row = {}
            # Read and done with: an archive of 50,000 would else stand in memory as a tree.
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
        elif (
            name in _PLACES
            and name not in self._row
            and (parent := element.getparent()) is not None
            and _name(parent) in _PLACES[name]
        ):
            self._row[name] = "" if name == "loc" and _has_entity(element) else _text(element)


def _has_entity(element: Any) -> bool:
    """Whether a reference stands in it that is not unfolded: an address without it would be another one."""
    return next(element.iter(etree.Entity), None) is not None


def _text(element: Any) -> str:
    return clean("".join(element.itertext()))[:MAX_FIELD_CHARS]


def _name(element: Any) -> str:
    """Without its namespace, or the prefix of one that was never declared."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def _entries(rows: Iterable[Row], feed_url: str, fetched_at: datetime) -> list[Row]:
    """The newest rows. Raises: FeedError where any of too many could be the newest."""
    found = _newest_first(rows, fetched_at)
    newest = found[:NEWEST_ENTRIES]
    cut_at = newest[-1].at if newest else _UNDATED
    alike = sum(one.at == cut_at for one in found)
    if alike > NEWEST_ENTRIES and _may_be_of_news(cut_at, fetched_at):
        shared = "no believable date" if cut_at == _UNDATED else "one and the same"
        detail = (
            f"this sitemap lists {len(found)} addresses and does not say which are the newest: {alike} have "
            f"{shared}; set url to the site's news sitemap, or to a feed"
        )
        raise FeedError(feed_url, FeedFailure.NOT_A_FEED, detail)
    return [one.row for one in newest]


def _index(rows: Iterable[Row], feed_url: str, fetched_at: datetime) -> Sitemap:
    found = _newest_first(rows, fetched_at)
    if not found:
        raise FeedError(feed_url, FeedFailure.EMPTY, "the sitemap index names no sitemap; check the URL")
    cut_at = found[:CHILDREN][-1].at
    alike = {_UNDATED, cut_at} if _may_be_of_news(cut_at, fetched_at) else {_UNDATED}
    newest = [one for place, one in enumerate(found) if place < CHILDREN or one.at in alike]
    newest.sort(key=lambda one: (one.at, "news" in one.row["loc"].lower()), reverse=True)
    unread = newest[MOST_CHILDREN:]
    if unread and found[MOST_CHILDREN].at == found[0].at:
        detail = (
            f"this is an index of sitemaps that does not say which of {len(newest)} are the newest; "
            f"{_choice(newest)}"
        )
        raise FeedError(feed_url, FeedFailure.NOT_A_FEED, detail)
    return Sitemap(
        children={one.row["loc"]: one.at if one.tells_time else None for one in newest[:MOST_CHILDREN]},
        tells_changes=all(one.tells_time for one in newest),
        unread=f"{len(unread)} more of its sitemaps may have news; {_choice(unread)}" if unread else "",
    )


def _choice(found: Sequence["_Dated"]) -> str:
    named = " ".join(one.row["loc"] for one in found[:CHILDREN])
    return f"set url to the one with the news, such as: {named}"


class _Dated(NamedTuple):
    at: datetime
    row: Row

    @property
    def tells_time(self) -> bool:
        return self.at != _UNDATED and not is_day(self.at)


def _newest_first(rows: Iterable[Row], fetched_at: datetime) -> list[_Dated]:
    """One row for each address; those of one moment in the document's order, undated ones last."""
    dated = [_Dated(_at(row, fetched_at), row) for row in rows if row.get("loc")]
    dated.sort(key=attrgetter("at"), reverse=True)
    by_address: dict[str, _Dated] = {}
    for one in dated:
        by_address.setdefault(one.row["loc"], one)
    return list(by_address.values())


def _at(row: Row, fetched_at: datetime) -> datetime:
    """When it was published or changed; a date that is not believed, such as one to come, is none."""
    dates = (row.get("publication_date", ""), row.get("lastmod", ""))
    return first_valid(dates, fetched_at=fetched_at) or _UNDATED


def _may_be_of_news(at: datetime, fetched_at: datetime) -> bool:
    return at == _UNDATED or at > fetched_at - RECENT


def _entry(row: Row) -> Entry:
    dates = (row.get("publication_date", ""), row.get("lastmod", ""))
    return Entry(
        link=row["loc"],
        title=RichText(text=row.get("title") or _title_of(row["loc"])),
        dates=tuple(filter(None, dates)),
        tags=tuple(filter(None, (word.strip() for word in row.get("keywords", "").split(",")))),
        lang=row.get("language", ""),
    )


def _title_of(link: str) -> str:
    """The words of an address: ``/2026/sco-summit-opens.html`` -> sco summit opens."""
    try:
        parts = urlsplit(link).path.split("/")
    except ValueError:
        return ""
    words = (_BETWEEN_WORDS.sub(" ", _EXTENSION.sub("", unquote(part))).strip() for part in reversed(parts))
    return next((part for part in words if any(map(str.isalpha, part))), "")
