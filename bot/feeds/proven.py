"""A decoded document -> Document, by the fast reader where it has proved itself, else by feedparser.

Whenever both have read a document, feedparser's result is the one that counts.
"""

from collections.abc import Callable
from dataclasses import fields
from datetime import datetime

from bot.core.parser_trust import (
    ParserTrust,
    may_read_alone,
    read_alone,
    read_by_feedparser,
    read_equal,
    read_unequal,
    trust_in,
)
from bot.feeds.decode import Decoded
from bot.feeds.entry import Document, Entry
from bot.feeds.fast.fallback import Fallback
from bot.feeds.fast.reader import READER, FastReading, read_fast
from bot.feeds.jsonfeed import looks_like_json
from bot.feeds.parse import DECLARATION, LEADING, parse_document, root_at

FastReader = Callable[..., FastReading]
"""``read_fast``, or what stands in for it."""


def read_proven(
    decoded: Decoded,
    *,
    body_fingerprint: str,
    feed_url: str,
    base: str = "",
    trust: ParserTrust,
    left_out: int = 0,
    now: datetime,
    reader: FastReader = read_fast,
) -> tuple[Document, ParserTrust]:
    """Read a document and return with it what the fast reader has proved after it.

    Args:
        feed_url, base: as ``parse_document`` takes them.
        trust: what it had proved before; comes back as it is where the fast reader has no say.
        left_out: how many entries the feed's document has besides those of this one.

    Raises: FeedError, as ``parse_document`` does.
    """
    held = trust_in(trust, READER, now=now)
    if not held.is_asked:
        document = parse_document(decoded.text, feed_url=feed_url, base=base)
        return document, read_by_feedparser(held, entries=len(document.entries) + left_out)
    reading = _read_fast(decoded, reader)
    if reading is None:
        return parse_document(decoded.text, feed_url=feed_url, base=base), trust
    shape_key, entries = reading.shape_key, len(reading.document.entries) + left_out
    if may_read_alone(held, shape_key, entries=entries, body_fingerprint=body_fingerprint):
        return reading.document, read_alone(held, shape_key, entries=entries)
    document = parse_document(decoded.text, feed_url=feed_url, base=base)
    if difference := first_difference(document, reading.document):
        return document, read_unequal(held, difference, now=now)
    return document, read_equal(held, shape_key, entries=entries)


def _read_fast(decoded: Decoded, reader: FastReader) -> FastReading | None:
    text = decoded.text.lstrip(LEADING)
    root = None if looks_like_json(text) else root_at(text)
    if root is None or "<!ENTITY" in text[:root]:
        return None
    try:
        return reader((DECLARATION + text[root:]).encode("utf-8", "replace"), charset=decoded.charset)
    except Fallback:
        return None


def first_difference(one: Document, other: Document) -> str:
    """Return the name of the first field in which two documents differ, or empty."""
    if one == other:
        return ""
    differing = [
        field.name for field in fields(Document) if getattr(one, field.name) != getattr(other, field.name)
    ]
    if differing != ["entries"] or len(one.entries) != len(other.entries):
        return differing[0]
    return next(
        f"entries.{field.name}"
        for mine, theirs in zip(one.entries, other.entries, strict=True)
        for field in fields(Entry)
        if getattr(mine, field.name) != getattr(theirs, field.name)
    )
