"""Whatever a feed looks like, the fast reader gives what feedparser gives, or declines."""

from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.feed_farm import make_feed as make_body
from bot.errors import FeedError
from bot.feeds.decode import decode
from bot.feeds.fast.fallback import Fallback
from bot.feeds.fast.reader import read_fast
from bot.feeds.parse import DECLARATION, LEADING, parse_document, root_at
from tests.property.made_feeds import feeds

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "feeds"
REAL = sorted(path for path in FOLDER.glob("[0-9]*") if path.suffix != ".json") if FOLDER.is_dir() else []
quick = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def read_both(text: str):
    """(the fast reader's document, feedparser's), None where one declines."""
    trimmed = text.lstrip(LEADING)
    root = root_at(trimmed)
    fast = slow = None
    if root is not None and "<!ENTITY" not in trimmed[:root]:
        with suppress(Fallback):
            data = (DECLARATION + trimmed[root:]).encode("utf-8", "replace")
            fast = read_fast(data, charset="utf-8").document
    if fast is not None:
        with suppress(FeedError):
            slow = parse_document(text, feed_url="https://news.example/feed")
    return fast, slow


@quick
@given(feeds)
def test_any_feed_is_read_as_feedparser_reads_it_or_declined(text):
    fast, slow = read_both(text)
    if fast is not None:
        assert fast == slow


@quick
@given(st.integers(2_000, 6_000), st.data())
def test_a_damaged_document_is_read_as_feedparser_reads_it_or_declined(size, data):
    check_mutated(own_body()[:size].rpartition("<item>")[0] + "</channel></rss>", data)


@pytest.mark.skipif(not REAL, reason=f"the real documents are not here: there is no folder {FOLDER}")
@quick
@given(st.sampled_from(REAL or [FOLDER]), st.data())
def test_a_damaged_real_document_is_read_as_feedparser_reads_it_or_declined(path, data):
    check_mutated(shortened(path), data)


@cache
def own_body() -> str:
    return make_body(7, 0).decode()


@cache
def shortened(path: Path) -> str:
    """A real document without the entries in its middle: what is left of it is well-formed still."""
    text = decode(path.read_bytes()).text
    first = max(text.find(end, 4_000) + len(end) for end in ("</item>", "</entry>"))
    last = max(text.rfind(end) + len(end) for end in ("</item>", "</entry>"))
    return text[:first] + text[last:] if 0 < first < last else text


SWAPS = [
    ("title>", "summary>"), ("description>", "content:encoded>"), ("<link>", "<link rel='self'>"),
    ("dc:", "DC:"), ("<item>", "<item lang='fr'>"), ("guid", "id"), ("pubDate", "updated"),
    ("author", "contributor"), ("<title>", "<title type='html'>"), ("media:", "itunes:"),
    ("http://", "http:///"), ("&amp;", "&amp;amp;"), ("<description>", "<description><p>in</p>"),
    ("<![CDATA[", ""), ("utf-8", "utf-16"), ("content:", "media:"), ("<id>", "<id xml:base='http://x/'>"),
    ("<entry>", "<entry><source><title>S</title></source>"), ("<", "< "),
    ("<item>", "<item><title>First</title>"), ("<channel>", "<channel><image><title>I</title></image>"),
    ("xmlns:dc=", "xmlns:content="), ("/>", ">"), ("</title>", "&nbsp;</title>"),
    ("</title>", "&#133;</title>"),
]  # fmt: skip


def check_mutated(text: str, data) -> None:
    for _ in range(data.draw(st.integers(0, 2))):
        old, new = data.draw(st.sampled_from(SWAPS))
        text = text.replace(old, new, data.draw(st.sampled_from([1, 3, -1])))
    if data.draw(st.booleans()):
        at = data.draw(st.integers(0, max(0, len(text) - 1)))
        text = (
            text[:at] + data.draw(st.sampled_from(["", "<", "\x00", "é", "]]>", "&", '"'])) + text[at + 1 :]
        )
    fast, slow = read_both(text)
    if fast is not None:
        assert fast == slow


def test_plain_feeds_are_not_declined():
    fast, slow = read_both(own_body())
    assert fast is not None
    assert fast == slow


@pytest.mark.skipif(not REAL, reason=f"the real documents are not here: there is no folder {FOLDER}")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_real_documents_are_read_as_feedparser_reads_them_or_declined(path):
    fast, slow = read_both(decode(path.read_bytes()).text)
    declined = {"08", "12", "52", "66"}  # Atom 0.3 twice, XHTML, not well-formed
    assert (fast is None) == (path.name[:2] in declined)
    if fast is not None:
        assert fast == slow
