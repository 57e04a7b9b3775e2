"""OPML of strangers comes in safely, and ours comes back as it went out."""

from contextlib import suppress
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config_edit import feed_table
from bot.config_file import FeedSettings, PageSettings
from bot.core.feed import Feed, FeedFormat, Outlet, OutletKind, PageSelectors
from bot.core.text import clean
from bot.errors import ConfigError
from bot.feeds.opml import MAX_BYTES, read_opml, write_opml
from tests.builders import NOW, make_feed


def read(text, *configured):
    data = text if isinstance(text, bytes) else text.encode()
    return read_opml(data, file="feeds.opml", configured=configured)


def opml(body, *, head=""):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}<opml version="1.0"><body>\n{body}\n</body></opml>'


def feed(name, url="https://one.example/feed", more=""):
    return f'<outline type="rss" text="{name}" xmlUrl="{url}" {more}/>'


# --- from other readers ---------------------------------------------------------------------------------


def test_nested_outlines_are_groups_and_attributes_of_others_are_passed_over():
    china, dawn = feed("新华社", more="foo:bar='1'"), feed("Dawn", "https://two.example/feed", "unread='5'")
    inner = f'<outline title="State &amp; party">{china}</outline>'
    text = opml(f'<outline text="China">{inner}</outline>{dawn}')
    text = text.replace("<opml ", '<opml xmlns:foo="urn:foo" ')
    assert read(text).feeds == (
        {"url": "https://one.example/feed", "outlet": "新华社", "group": "China / State & party"},
        {"url": "https://two.example/feed", "outlet": "Dawn"},
    )


def test_duplicates_are_left_out_and_told_with_their_line():
    text = opml(
        "\n".join(
            (
                feed("A"),
                feed("A again", "http://one.example/feed?utm_source=x"),
                feed("B", "https://b.example/"),
            )
        )
    )
    brought = read(text, "https://b.example/")
    assert [one["outlet"] for one in brought.feeds] == ["A"]
    assert [(one.where, one.message.partition(" is in ")[2]) for one in brought.duplicates] == [
        ("line 4", "line 3 already"),
        ("line 5", "the configuration already"),
    ]


def test_duplicates_in_a_file_of_one_line_are_left_out_too():
    body = feed("A") + feed("A again") + feed("A by http", "http://one.example/feed?utm_source=x")
    brought = read(f'<opml version="2.0"><body>{body}{feed("B", "https://b.example/")}</body></opml>')
    assert [one["outlet"] for one in brought.feeds] == ["A", "B"]
    assert [str(one) for one in brought.duplicates] == [
        "feeds.opml: line 1: https://one.example/feed is in line 1 already",
        "feeds.opml: line 1: http://one.example/feed?utm_source=x is in line 1 already",
    ]


def test_a_feed_that_was_left_out_is_no_reason_to_leave_out_its_copy():
    own = 'xmlns:t="urn:topicwire:opml" t:format="page"'
    brought = read(opml("\n".join((feed("A", more=own + " t:page.item='li['"), feed("A again")))))
    assert [one["outlet"] for one in brought.feeds] == ["A again"]
    assert (len(brought.problems), brought.duplicates) == (1, ())


def test_bad_addresses_are_told_with_their_line_and_the_rest_is_taken():
    bad = (feed("A", "ftp://a.example/"), feed("B", "javascript:alert(1)"), '<outline type="rss" text="C"/>')
    brought = read(opml("\n".join((*bad, feed("D")))))
    assert [one["outlet"] for one in brought.feeds] == ["D"]
    assert [one.where for one in brought.problems] == ["line 3", "line 4", "line 5"]
    assert "must be a whole http:// or https:// address, not 'ftp://a.example/'" in str(brought.problems[0])
    assert "(no xmlUrl)" in str(brought.problems[2])


def test_own_attributes_that_cannot_be_used_are_told_and_the_feed_is_taken():
    own = (
        'xmlns:t="urn:topicwire:opml" t:kind="tabloid" t:country="Pakistan" t:interval_s="often" '
        't:lang="ur" t:bogus="1"'
    )
    brought = read(opml(feed("A", more=own)))
    assert brought.feeds == ({"url": "https://one.example/feed", "outlet": "A", "lang": "ur"},)
    keys = {one.message.partition(" ")[0] for one in brought.problems}
    assert keys == {"kind", "country", "interval_s", "bogus"}


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ('t:format="page"', 'the feed is left out, for its page: must be { item = "a CSS selector" }'),
        ('t:format="page" t:page.item="li["', "for its page: item: must be a CSS selector, not 'li['"),
        ('t:format="page" t:page="li"', "the feed is left out, for its page"),
        ('t:outlet.x="1"', "outlet.x is left out"),
    ],
)
def test_attributes_that_are_made_up_are_told_in_words(own, words):
    brought = read(opml(feed("A", more=f'xmlns:t="urn:topicwire:opml" {own}')))
    assert words in str(brought.problems[0])
    assert len(brought.feeds) == ("outlet" in own)


@pytest.mark.parametrize(
    ("declared", "charset"),
    [("windows-1251", "windows-1251"), ("windows-1251", "utf-8"), ("utf-8", "utf-16"), ("x-none", "utf-8")],
)
def test_a_file_is_read_in_the_encoding_it_is_really_in(declared, charset):
    text = opml(feed("Российская газета")).replace("UTF-8", declared)
    assert read(text.encode(charset)).feeds[0]["outlet"] == "Российская газета"


def test_a_file_in_no_encoding_that_can_be_told_brings_its_addresses():
    text = opml(feed("Российская газета"))
    assert read(text.encode("windows-1251")).feeds[0]["url"] == "https://one.example/feed"


def test_bare_ampersands_in_addresses_are_mended():
    brought = read(opml(feed("A", "https://one.example/?a=1&b=2&amp;c=3")))
    assert brought.feeds[0]["url"] == "https://one.example/?a=1&b=2&c=3"


def test_names_of_strangers_are_cleaned_and_bounded():
    deep = '<outline text="g">' * 300 + feed("a&#x202e;b\n" + "x" * 500) + "</outline>" * 300
    (one,) = read(opml(deep)).feeds
    assert one["outlet"].startswith("ab x")
    assert len(one["outlet"]) <= 200
    assert len(one["group"]) <= 200


# --- hostile files --------------------------------------------------------------------------------------

BOMB = "".join(f"<!ENTITY a{n} '&a{n - 1};&a{n - 1};'>" for n in range(1, 40))
BOMB = f"<!DOCTYPE opml [<!ENTITY a0 'ha'>{BOMB}]>"
FILE = '<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (opml(feed("&a39;"), head=BOMB), "declares entities"),
        (opml(feed("&x;"), head=FILE), "declares entities"),
        (opml(feed("A"))[:-30], "line .*: not well-formed XML"),
        (b"<opml><body>" + b" " * MAX_BYTES, "larger than 10 MB"),
        (b"<rss><channel/></rss>", "is no OPML: its first tag is 'rss'"),
        (b"\x00\x01\x02", "not well-formed"),
        (b"", "not well-formed"),
    ],
)
def test_a_file_that_is_none_or_made_to_hurt_is_refused(data, words):
    with pytest.raises(ConfigError, match=words):
        read(data)


INSIDE = st.text(max_size=300).map(lambda text: opml(text).encode("utf-8", "replace"))


@given(st.one_of(st.binary(max_size=300), INSIDE))
def test_no_file_raises_anything_but_a_config_error(data):
    with suppress(ConfigError):
        read(data)


# --- there and back -------------------------------------------------------------------------------------

EVERYTHING = Feed(
    url='https://anna:x%40y@p.example/?a=1&b="2"',
    outlet=Outlet(name='The "<Page>" & Co', country="KZ", kind=OutletKind.THINK_TANK),
    lang="kk",
    interval_s=90.5,
    group="Asia / Central / ",
    format=FeedFormat.PAGE,
    page=PageSelectors(
        item="ul > li:has(a[href^='/n'])", title='a[title="«Â¡»"]', link="a.go\\:to", date="time\n, .d"
    ),
    full_text=True,
)


def back(*tables):
    return read(write_opml(tables, now=NOW)).feeds


def test_every_key_of_a_feed_comes_back_the_same():
    table = feed_table(EVERYTHING)
    assert set(table) == set(FeedSettings.model_fields)
    assert set(table["page"]) == set(PageSettings.model_fields)
    assert back(table) == (table,)


def test_a_name_that_looks_encoded_twice_comes_back_the_same():
    table = {"url": "https://one.example/feed", "outlet": "Â¡"}
    assert back(table) == (table,)


def test_a_sitemap_comes_back_as_one():
    table = feed_table(make_feed(format=FeedFormat.SITEMAP))
    assert back(table) == (table,)


def test_an_outlet_that_is_left_out_stays_so():
    assert back({"url": "https://one.example/feed"}) == ({"url": "https://one.example/feed"},)


def test_what_a_page_needs_is_written_under_names_of_its_own():
    page = PageSelectors(item="li > a", date="time")
    table = feed_table(make_feed(format=FeedFormat.PAGE, page=page, full_text=True))
    written = ET.fromstring(write_opml([table], now=NOW)).find("body/outline").attrib
    own = {
        key.partition("}")[2]: value
        for key, value in written.items()
        if key.startswith("{urn:topicwire:opml}")
    }
    assert own == {
        "outlet": "Example News", "format": "page", "full_text": "true",
        "page.item": "li > a", "page.date": "time",
    }  # fmt: skip


def test_feeds_of_a_group_stand_under_one_outline_for_other_readers():
    tables = [
        {"url": f"https://{n}.example/", "group": group} for n, group in enumerate(("A / B", "C", "A / B"))
    ]
    root = ET.fromstring(write_opml(tables, now=NOW))
    assert root.attrib["version"] == "2.0"
    assert [one.attrib["text"] for one in root.findall("body/outline")] == ["A", "C"]
    inner = root.findall("body/outline/outline/outline")
    assert [one.attrib["xmlUrl"] for one in inner] == ["https://0.example/", "https://2.example/"]


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(clean)


@given(name=NAMES, group=st.one_of(NAMES, st.lists(NAMES, max_size=4).map(" / ".join)), path=NAMES)
def test_whatever_stands_in_names_and_groups_comes_back_the_same(name, group, path):
    url = "https://one.example/" + "".join(char for char in path if not char.isspace())
    table = {
        key: value for key, value in {"url": url, "outlet": name, "group": clean(group)}.items() if value
    }
    assert back(table) == (table,)
