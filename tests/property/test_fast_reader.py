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

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "feeds"
REAL = sorted(path for path in FOLDER.glob("[0-9]*") if path.suffix != ".json") if FOLDER.is_dir() else []
quick = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)

ATOM = "http://www.w3.org/2005/Atom"
NAMESPACES = {
    "atom": ATOM,
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "georss": "http://www.georss.org/georss",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "own": "https://example.org/own",
}
NAMES = [
    "title", "link", "guid", "id", "description", "summary", "content", "content:encoded", "pubDate",
    "published", "updated", "created", "date", "author", "dc:creator", "dc:title", "dc:date", "dc:subject",
    "dc:description", "dc:language", "dc:identifier", "dcterms:modified", "category", "enclosure",
    "source", "comments", "image", "language", "media:title", "media:description", "media:content",
    "media:group", "media:thumbnail", "media:keywords", "itunes:summary", "itunes:author",
    "itunes:keywords", "itunes:image", "itunes:subtitle", "feedburner:origLink", "atom:link",
    "atom:updated", "slash:comments", "thr:total", "own:note", "georss:point", "name", "email", "uri",
    "contributor", "rights", "subtitle", "textInput", "url", "ttl", "authors", "tags", "links", "keywords",
    "lastBuildDate", "managingEditor", "body", "fullitem", "div", "item", "entry",
]  # fmt: skip
TEXTS = [
    "", " ", "Plain words", " spaced ", "&lt;p&gt;Bold&lt;/p&gt;", "a &amp; b", "&amp;amp; twice",
    "1 &lt; 2", "<![CDATA[<b>x</b> &nbsp;]]>", "<![CDATA[&copy; all]]>", "http://a.example/1?x=1&amp;y=2",
    "https:////a/b", "/3", "javascript:x", "Fri, 20 Nov 2026 08:00:00 GMT", "2026-11-20T08:00:00Z",
    "上合组织", "Саммит ШОС", "\x85 \x92", "caf\xc3\xa9", "Ann", "ann@a.example", "ann@a.example (Ann)",
    "Ann (ann@a.example)", "one, two,,three", "en-GB", "text<!-- a comment -->goes on", "true", "#1",
]  # fmt: skip
ATTRIBUTES = [
    'type="html"', 'type="text"', 'type="xhtml"', 'type="text/html"', 'type="image/png"', 'type="HTML"',
    'href="http://a.example/2"', 'href="/2"', 'href=""', 'rel="self"', 'rel="alternate"',
    'rel="enclosure"', 'isPermaLink="false"', 'isPermaLink="true"', 'ispermalink="False"', 'term="x"',
    'label="y"', 'scheme="z"', 'domain="d"', 'url="http://a.example/3"', 'xml:lang="ru_RU"', 'xml:lang=""',
    'lang="fr"', 'src="http://a/s"', 'xml:base="http://b.example/"', 'base="http://b.example/"',
    'mode="base64"', 'own:type="html"', 'own:href="http://c.example/"', 'thr:count="3"', 'text="t"',
    'length="12"',
]  # fmt: skip
WRAPPERS = [
    "media:group",
    "media:content",
    "author",
    "source",
    "contributor",
    "image",
    "own:box",
    "textInput",
]


def element(name: str, attributes: list[str], inner: str) -> str:
    once = {attribute.split("=")[0]: attribute for attribute in attributes}
    return f"<{' '.join((name, *once.values()))}>{inner}</{name}>"


attributes = st.lists(st.sampled_from(ATTRIBUTES), max_size=2) | st.just([])
leaves = st.builds(element, st.sampled_from(NAMES), attributes, st.sampled_from(TEXTS))
nodes = leaves | st.builds(
    element, st.sampled_from(WRAPPERS), attributes, st.lists(leaves, max_size=3).map("".join)
)
bodies = st.lists(nodes, max_size=7).map("".join)
entries = st.lists(st.tuples(attributes, bodies), max_size=3)
declared = st.sampled_from(
    [
        NAMESPACES,
        NAMESPACES | {"dc": "https://example.org/not-dc"},
        NAMESPACES | {"DC": NAMESPACES["dc"]},
        {**NAMESPACES, "media": "http://search.yahoo.com/mrss", "m": "http://search.yahoo.com/mrss/"},
        {**NAMESPACES, "itunes": NAMESPACES["dc"], "dc": NAMESPACES["itunes"]},
    ]
)


def feed(
    kind: str, namespaces: dict[str, str], head: str, items: list[tuple[list[str], str]], tail: str
) -> str:
    uses = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in namespaces.items())
    if kind == "atom":
        inner = "".join(element("entry", given, body) for given, body in items)
        return f'<feed xmlns="{ATOM}" {uses} xml:lang="de">{head}{inner}{tail}</feed>'
    inner = "".join(element("item", given, body) for given, body in items)
    if kind == "rss":
        return f'<rss version="2.0" {uses}><channel>{head}{inner}{tail}</channel></rss>'
    rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
    uses = uses.replace(f'xmlns:atom="{ATOM}"', 'xmlns:atom="https://example.org/not-atom"')
    return f"<rdf:RDF {rdf} {uses}><channel rdf:about='http://a'>{head}</channel>{inner}{tail}</rdf:RDF>"


feeds = st.builds(feed, st.sampled_from(["rss", "rdf", "atom"]), declared, bodies, entries, bodies)


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
