"""Feeds of all formats with whatever elements, attributes and texts, as hypothesis draws them."""

from hypothesis import strategies as st

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
