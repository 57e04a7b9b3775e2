"""Feed documents of every format, whole and damaged, as entries."""

import json

import pytest

from bot.errors import FeedError, FeedFailure
from bot.feeds.entry import RichText
from bot.feeds.parse import parse_document

URL = "https://news.example/feed"


def parse(text):
    return parse_document(text, feed_url=URL)


def rss(items, *, head="", attributes=""):
    return f"<rss version='2.0' {attributes}><channel><title>News</title>{head}{items}</channel></rss>"


def only_entry(text):
    [entry] = parse(text).entries
    return entry


def test_rss_gives_every_field():
    document = parse(
        rss(
            "<item><title>T</title><link>/1</link><guid isPermaLink='false'>g1</guid>"
            "<description>&lt;p>Short&lt;/p></description><content:encoded><![CDATA[<p>Long</p>]]></content:encoded>"
            "<dc:creator>Ann</dc:creator><category>Roads</category>"
            "<pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate></item>",
            head="<link>https://news.example/</link><language>en-gb</language>",
            attributes="xmlns:content='http://purl.org/rss/1.0/modules/content/'"
            " xmlns:dc='http://purl.org/dc/elements/1.1/'",
        )
    )
    [entry] = document.entries
    assert (document.title.text, document.home, document.lang) == ("News", "https://news.example/", "en-gb")
    assert (entry.guid, entry.link, entry.title) == ("g1", "/1", RichText(text="T"))
    assert entry.summary == RichText(text="<p>Short</p>", is_html=True)
    assert entry.contents == (RichText(text="<p>Long</p>", is_html=True),)
    assert (entry.authors, entry.tags, entry.lang) == (("Ann",), ("Roads",), "en-gb")
    assert entry.dates == ("Fri, 20 Nov 2026 08:00:00 GMT",)


def test_atom_gives_every_field():
    entry = only_entry(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='ru'><title>N</title><link rel='self' href='https://a/f'/>"
        "<entry><id>urn:1</id><title type='html'>A &amp;amp; B</title><link href='https://a/1'/>"
        "<author><name>Ann</name></author><author><name>Bob</name></author><category term='x'/>"
        "<published>2026-11-20T08:00:00Z</published><updated>2026-11-21T08:00:00Z</updated>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Text</p></div></content></entry></feed>"
    )
    assert (entry.guid, entry.link, entry.lang) == ("urn:1", "https://a/1", "ru")
    assert entry.title == RichText(text="A &amp; B", is_html=True)
    assert (entry.authors, entry.tags) == (("Ann", "Bob"), ("x",))
    assert entry.dates == ("2026-11-20T08:00:00Z", "2026-11-21T08:00:00Z")
    assert entry.contents[0].text == "<p>Text</p>"


def test_rdf_entries_are_known_by_their_address():
    entry = only_entry(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
        "<channel><title>N</title></channel><item rdf:about='http://a/1'><title>T</title><link>http://a/1</link>"
        "</item></rdf:RDF>"
    )
    assert (entry.guid, entry.link, entry.title.text) == ("http://a/1", "http://a/1", "T")


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1"])
def test_json_feed_gives_every_field(version):
    item = {
        "id": 7, "url": "/1", "title": "T", "summary": "S", "content_html": "<p>H</p>", "content_text": "P",
        "date_published": "2026-11-20T08:00:00Z", "tags": ["x", 1], "language": "ur",
    }  # fmt: skip
    item |= {"authors": [{"name": "Ann"}]} if version.endswith("1.1") else {"author": {"name": "Ann"}}
    feed = {"version": version, "title": "N", "home_page_url": "https://a/", "items": [item, "junk", None]}
    document = parse(json.dumps(feed) + "\n\ntrailing")
    [entry] = document.entries
    assert (document.title.text, document.home, document.base) == ("N", "https://a/", "https://a/")
    assert (entry.guid, entry.link, entry.title.text, entry.summary.text) == ("7", "/1", "T", "S")
    assert entry.contents == (RichText(text="<p>H</p>", is_html=True), RichText(text="P"))
    assert (entry.authors, entry.tags, entry.lang) == (("Ann",), ("x",), "ur")
    assert entry.dates == ("2026-11-20T08:00:00Z",)


def test_a_json_feeds_authors_are_those_of_its_items_without_any():
    items = [{"id": 1}, {"id": 2, "authors": []}, {"id": 3, "author": {"name": "Bob"}}]
    feed = {"authors": [{"name": "Ann"}, {"url": "https://a/"}], "items": items}
    authors = [entry.authors for entry in parse(json.dumps(feed)).entries]
    assert authors == [("Ann", "https://a/"), ("Ann", "https://a/"), ("Bob",)]


def test_an_id_stays_as_written_whatever_the_base():
    entry = only_entry(rss("<item xml:base='http://a.org/'><guid>abc</guid><link>one</link></item>"))
    assert (entry.guid, entry.link) == ("abc", "http://a.org/one")


def test_an_atom_id_stays_as_written_whatever_the_base():
    entry = only_entry(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://a.org/'><entry><id>abc</id></entry></feed>"
    )
    assert entry.guid == "abc"


def test_feedburner_links_lead_to_the_original():
    entry = only_entry(
        rss(
            "<item><link>http://feedproxy.example/x</link><fb:origLink>https://a.org/1</fb:origLink></item>",
            attributes="xmlns:fb='http://rssnamespace.org/feedburner/ext/1.0'",
        )
    )
    assert entry.link == "https://a.org/1"


def test_an_empty_feed_is_a_feed_without_entries():
    assert parse(rss("")).entries == ()


@pytest.mark.parametrize(
    ("damaged", "title"),
    [
        ("AT&T & friends", "AT&T & friends"),
        ("caf&eacute;&nbsp;bar", "café\u00a0bar"),
        ("a&#0;b&#x1F;c&#xD800;d", "abcd"),
        ("a\x00b\x0bc\ufffed", "abcd"),
        ("a\ud800b", "a?b"),
        ("<![CDATA[R&D\x0b]]>", "R&D"),
    ],
)
def test_common_damage_is_mended_and_costs_no_letter(damaged, title):
    items = f"<item><title>{damaged}</title></item><item><title>ok</title></item>"
    [first, second] = parse(rss(items)).entries
    assert (first.title.text, second.title.text) == (title, "ok")


@pytest.mark.parametrize(
    "before",
    [
        "\n\n  ",
        "\ufeff",
        "<br />\n<b>Warning</b>: something in <b>/var/www/x.php</b> on line 3<br />\n<?xml version='1.0'?>",
        "<!-- made by hand --> <?xml-stylesheet href='a'?>",
        "<!-- <html> --><!-- <feed> <channel> -->\n",
        "<!-- never closed ",
    ],
)
def test_what_stands_before_the_root_does_no_harm(before):
    assert only_entry(before + rss("<item><title>T</title></item>")).title.text == "T"


@pytest.mark.parametrize(
    "name",
    [
        *("authors", "links", "tags", "contributors", "enclosures", "content"),
        *("title_detail", "summary_detail", "author_detail", "entries", "feed", "language"),
    ],
)
def test_an_element_that_is_called_like_a_note_of_feedparser_does_no_harm(name):
    stray = f"<{name}>Plain words</{name}>"
    item = f"<item><title>Beidou</title><link>https://a.example/1</link>{stray}</item>"
    entry = only_entry(rss(item, head=stray))
    assert (entry.title.text, entry.link) == ("Beidou", "https://a.example/1")


def test_a_cut_document_keeps_its_whole_entries():
    text = rss("<item><title>One</title></item><item><title>Two</title></item><item><title>Three")
    entries = parse(text[: text.index("Three")]).entries
    assert [entry.title.text for entry in entries][:2] == ["One", "Two"]


def test_short_entities_of_the_document_are_known_and_long_ones_are_not():
    text = f"<!DOCTYPE rss [<!ENTITY co 'Company'><!ENTITY long '{'x' * 99}'>]>"
    entry = only_entry(text + rss("<item><title>&co; &long;</title></item>"))
    assert "Company" in entry.title.text
    assert "xxx" not in entry.title.text


CHAPTER_WITHOUT_START = (
    "<rss version='2.0' xmlns:psc='http://podlove.org/simple-chapters'><channel><item><psc:chapters>"
    "<psc:chapter title='x'/></psc:chapters></item></channel></rss>"
)


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("", FeedFailure.EMPTY),
        ("<!doctype html><html><body>rss</body></html>", FeedFailure.NOT_A_FEED),
        ("<html><rss/></html>", FeedFailure.NOT_A_FEED),
        ("<opml/>", FeedFailure.NOT_A_FEED),
        ("hello", FeedFailure.NOT_A_FEED),
        ("[]", FeedFailure.NOT_A_FEED),
        ('{"items": 1}', FeedFailure.NOT_A_FEED),
        ("[" * 100_000, FeedFailure.NOT_A_FEED),
        ("<rss><channel><title>x", FeedFailure.NOT_WELL_FORMED),
        ("<rss><channel><item><link></item></link>", FeedFailure.NOT_WELL_FORMED),
        (CHAPTER_WITHOUT_START, FeedFailure.NOT_WELL_FORMED),
    ],
)
def test_what_cannot_be_read_has_its_class(text, failure):
    with pytest.raises(FeedError) as raised:
        parse(text)
    assert (raised.value.url, raised.value.failure) == (URL, failure)


def test_a_web_page_names_the_feeds_it_announces():
    page = (
        "<html><head><link rel='alternate' type='application/atom+xml' href='/a.atom'>"
        "<link rel='alternate' type='application/rss+xml' href='javascript:x'>"
        "<link rel='alternate' type='application/rss+xml' href='//me:secret@b.example/r'></head></html>"
    )
    with pytest.raises(FeedError, match=r"these feeds: https://news\.example/a\.atom https://b\.example/r$"):
        parse(page)
    with pytest.raises(FeedError, match=r"these feeds: https://moved\.example/a\.atom "):
        parse_document(page, feed_url=URL, base="https://moved.example/x/y")


def test_a_list_of_feeds_is_called_so_with_the_command_that_reads_it():
    outlines = "<outline text='News' xmlUrl='https://news.example/rss'/>"
    for before in ("", "<?xml version='1.0'?>\n", "<!-- <rss> made by a <html> page -->"):
        with pytest.raises(FeedError, match=r"feeds \(OPML\).* `topicwire feeds import FILE`") as raised:
            parse(f"{before}<opml version='2.0'><head/><body>{outlines}</body></opml>")
        assert raised.value.failure is FeedFailure.NOT_A_FEED


def test_a_feed_that_is_only_shown_on_a_page_is_none():
    with pytest.raises(FeedError, match="this is a web page"):
        parse("<!-- <rss> --><html><body>Nothing here</body></html>")


@pytest.mark.parametrize(
    "before",
    [
        "<!--->",
        "<!-->",
        "<!-- never closed ",
        "<!DOCTYPE rss [<!ENTITY open '<!-- '>]>",
        "<!--[if !IE]><!-->",
    ],
)
@pytest.mark.parametrize("attributes", ["", "xmlns:dc='http://purl.org/dc/elements/1.1/'"])
def test_a_comment_without_an_end_hides_no_feed_with_comments_of_its_own(before, attributes):
    item = "<!-- an item --><item><title>T</title><dc:creator>Aidana</dc:creator></item>"
    entry = only_entry(before + rss(item, attributes=attributes) + "<!-- 0.2 s -->")
    assert (entry.title.text, entry.authors) == ("T", ("Aidana",))


def test_a_comment_that_ends_in_a_title_hides_no_feed():
    entry = only_entry("<!-- never closed " + rss("<item><title>Almaty --> Astana</title></item>"))
    assert entry.title.text == "Almaty --> Astana"


def test_comments_opened_and_never_closed_take_no_quadratic_time():
    assert only_entry("<!--" * 20_000 + rss("<item><title>T</title></item>")).title.text == "T"


def test_sections_opened_and_never_closed_take_no_quadratic_time():
    entry = only_entry("<rss><channel><item><title>" + "<![CDATA[" * 200_000)
    assert entry.guid == ""
