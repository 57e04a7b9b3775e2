"""Sitemaps as entries, and indexes as the addresses of their newest sitemaps."""

import gzip
from datetime import UTC, datetime

import pytest

from bot.errors import FeedError, FeedFailure
from bot.feeds.sitemap import CHILDREN, MOST_CHILDREN, NEWEST_ENTRIES, read_sitemap, unzipped

URL = "https://daily.example/sitemap.xml"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NEWS = """<?xml version="1.0" encoding="gbk"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://daily.example/1?a=1&amp;b=2 </loc><lastmod>2026-11-22</lastmod>
<image:image><image:loc>https://daily.example/p.jpg</image:loc>
<image:title>A picture</image:title></image:image>
<n:news><n:publication><n:name>Daily</n:name><n:language>ru</n:language></n:publication>
<n:publication_date>2026-11-21T10:00:00Z</n:publication_date><n:title><![CDATA[Саммит & всё]]></n:title>
<n:keywords>ШОС, Астана</n:keywords></n:news></url></urlset>"""


def read(text):
    return read_sitemap(text, feed_url=URL, fetched_at=NOW)


def urlset(*rows):
    return "<urlset>" + "".join(f"<url>{row}</url>" for row in rows) + "</urlset>"


def test_a_news_sitemap_tells_title_date_language_and_keywords():
    (entry,) = read(NEWS).document.entries
    assert entry.link == "https://daily.example/1?a=1&b=2"
    assert entry.title.text == "Саммит & всё"
    assert entry.dates == ("2026-11-21T10:00:00Z", "2026-11-22")
    assert (entry.lang, entry.tags) == ("ru", ("ШОС", "Астана"))


@pytest.mark.parametrize(
    ("link", "title"),
    [
        ("https://a.example/2026/11/sco-summit_opens.html?x=1", "sco summit opens"),
        ("https://a.example/news/sco-summit-opens/", "sco summit opens"),
        ("https://a.example/news/sco-summit/12345", "sco summit"),
        ("https://a.example/%D1%88%D0%BE%D1%81-2026", "шос 2026"),
        ("https://a.example/", ""),
    ],
)
def test_an_entry_without_a_title_takes_the_words_of_its_address(link, title):
    (entry,) = read(urlset(f"<loc>{link}</loc>")).document.entries
    assert entry.title.text == title


def test_an_archive_that_does_not_say_which_are_the_newest_is_refused():
    rows = [f"<loc>https://a.example/{number}</loc>" for number in range(NEWEST_ENTRIES + 1)]
    assert len(read(urlset(*rows[1:])).document.entries) == NEWEST_ENTRIES
    home = "<loc>https://a.example/</loc><lastmod>2026-10-01</lastmod>"
    for listed in (rows, [home, *rows]):
        with pytest.raises(FeedError, match=r"lists 100\d addresses and does not say which are the newest"):
            read(urlset(*listed))


def test_of_a_whole_archive_the_newest_entries_are_taken():
    rows = [
        f"<loc>https://a.example/{number}</loc><lastmod>{2000 + number % 20}-01-01</lastmod>"
        for number in range(NEWEST_ENTRIES * 2)
    ]
    entries = read(urlset("<loc>https://a.example/undated</loc>", *rows)).document.entries
    assert len(entries) == NEWEST_ENTRIES
    assert min(entry.dates[0] for entry in entries) == "2010-01-01"


def dated(link, at):
    return f"<loc>https://a.example/{link}</loc><lastmod>{at}</lastmod>"


@pytest.mark.parametrize("home", [(), (dated("home", "2026-11-22T11:00Z"),)])
def test_an_archive_that_gives_all_the_date_it_was_written_is_refused(home):
    rows = [dated(number, "2026-11-22") for number in range(NEWEST_ENTRIES + 1)]
    assert len(read(urlset(*rows[1:])).document.entries) == NEWEST_ENTRIES
    with pytest.raises(FeedError, match=r"does not say which are the newest: 1001 have one and the same"):
        read(urlset(*home, *rows))


@pytest.mark.parametrize("moved", ["2024-05-01", "2026-11-19"])
def test_an_archive_that_moved_days_ago_and_has_news_since_is_read(moved):
    rows = [dated(number, moved) for number in range(NEWEST_ENTRIES * 2)]
    entries = read(urlset(*rows, dated("news", "2026-11-22"))).document.entries
    assert (len(entries), entries[0].link) == (NEWEST_ENTRIES, "https://a.example/news")


def test_a_day_on_which_the_cut_falls_is_no_reason_to_refuse():
    rows = [dated(number, f"2026-11-{22 - number // 600}") for number in range(NEWEST_ENTRIES * 2)]
    assert len(read(urlset(*rows)).document.entries) == NEWEST_ENTRIES


def test_entries_with_a_date_to_come_hide_no_news():
    rows = [dated(number, "2099-05-01") for number in range(NEWEST_ENTRIES)]
    entries = read(urlset(*rows, dated("news", "2026-11-22T11:00Z"))).document.entries
    assert (len(entries), entries[0].link) == (NEWEST_ENTRIES, "https://a.example/news")


def test_an_address_listed_twice_is_one_entry_and_takes_no_other_ones_place():
    old = [dated(number, f"{2000 + number % 20}-01-01") for number in range(NEWEST_ENTRIES)]
    assert len(read(urlset(*old, *old[:500])).document.entries) == NEWEST_ENTRIES


def test_a_lone_ampersand_in_an_address_is_mended():
    (entry,) = read(urlset("<loc>https://a.example/?a=1&b=2</loc>")).document.entries
    assert entry.link == "https://a.example/?a=1&b=2"


def test_an_empty_sitemap_has_no_entries_and_is_no_error():
    assert read("<urlset/>").document.entries == ()


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("", FeedFailure.EMPTY),
        ("<sitemapindex/>", FeedFailure.EMPTY),
        ("<html><body>Not found", FeedFailure.NOT_A_FEED),
        ("{}", FeedFailure.NOT_A_FEED),
        ("<rss/>", FeedFailure.NOT_A_FEED),
        ("<urlset><url><loc>https://a.example/1", FeedFailure.NOT_WELL_FORMED),
        ("<urlset>" + "<a>" * 20_000, FeedFailure.NOT_WELL_FORMED),
    ],
)
def test_what_is_no_sitemap_is_an_error_of_ours(text, failure):
    with pytest.raises(FeedError) as raised:
        read(text)
    assert raised.value.failure is failure


ENTITIES = '<!DOCTYPE urlset [<!ENTITY a "x"><!ENTITY f SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("reference", ["&a;", "&f;"])
def test_an_address_that_an_entity_is_a_part_of_is_dropped_and_not_cut_short(reference):
    told = f"<loc>https://a.example/{reference}/1</loc>"
    (entry,) = read(ENTITIES + urlset(told, "<loc>https://a.example/2</loc>")).document.entries
    assert entry.link == "https://a.example/2"


def test_a_title_is_the_whole_text_of_its_element_and_entities_are_not_unfolded():
    title = "<news><title>SCO <b>summit</b> opens &amp; &a;&f; ends</title></news>"
    (entry,) = read(ENTITIES + urlset(f"<loc>https://a.example/1</loc>{title}")).document.entries
    assert entry.title.text == "SCO summit opens & &a;&f; ends"


def index(*rows):
    return "<sitemapindex>" + "".join(f"<sitemap>{row}</sitemap>" for row in rows) + "</sitemapindex>"


def children(*rows):
    return [url.removeprefix("https://a.example/") for url in read(index(*rows)).children]


def test_an_index_names_its_three_newest_sitemaps():
    rows = [dated(day, f"2026-11-{day}T10:00Z") for day in range(10, 20)]
    assert children(*rows) == ["19", "18", "17"]
    assert read(index(*rows)).tells_changes


@pytest.mark.parametrize("day", ["2026-11-20", "2026-11-20T00:00:00Z", "2026-11-20T00:00+08:00"])
def test_an_index_that_names_days_only_does_not_tell_when_it_has_news(day):
    assert not read(index(dated(1, day))).tells_changes


def test_sitemaps_that_changed_at_one_moment_are_all_named():
    rows = [dated(number, "2026-11-22T11:00Z") for number in range(MOST_CHILDREN)]
    assert children(*rows, dated("old", "2026-11-21T11:00Z")) == [str(one) for one in range(MOST_CHILDREN)]


def test_sitemaps_that_changed_at_one_moment_long_ago_are_not():
    rows = [dated(number, "2024-05-01T11:00Z") for number in range(MOST_CHILDREN + 1)]
    assert children(*rows, dated("news", "2026-11-22T11:00Z")) == ["news", "0", "1"]


def test_a_sitemap_without_a_date_is_named_beside_the_three_newest():
    archives = [dated(number, f"2020-01-0{number}T10:00Z") for number in range(1, 6)]
    assert children("<loc>https://a.example/news</loc>", *archives) == ["5", "4", "3", "news"]
    assert not read(index("<loc>https://a.example/news</loc>", *archives)).tells_changes


def test_a_sitemap_with_a_date_to_come_hides_none_of_today():
    rows = [dated(number, "2099-01-01T10:00Z") for number in range(CHILDREN)]
    today = [dated(f"today-{hour}", f"2026-11-22T0{hour}:10Z") for hour in range(5)]
    assert children(*rows, *today) == ["today-4", "today-3", "today-2", "0", "1", "2"]
    assert not read(index(*rows, *today)).tells_changes


def test_what_is_left_out_of_sitemaps_that_may_be_as_new_as_the_third_is_said():
    rows = [dated(number, "2026-11-22T04:00Z") for number in range(40)]
    found = read(index(*rows, dated("news", "2026-11-22T11:00Z")))
    assert [url.rpartition("/")[2] for url in found.children] == ["news", *map(str, range(9))]
    assert found.unread == (
        "31 more of its sitemaps may have news; set url to the one with the news, such as: "
        "https://a.example/9 https://a.example/10 https://a.example/11"
    )


def test_of_many_sitemaps_without_a_date_those_are_read_that_have_news_in_their_names():
    undated = [f"<loc>https://a.example/{number}</loc>" for number in range(20)]
    archives = [dated(f"archive-{number}", f"2020-01-0{number}T10:00Z") for number in range(1, 4)]
    found = children(*undated, "<loc>https://a.example/News.xml</loc>", *archives)
    assert found[:5] == ["archive-3", "archive-2", "archive-1", "News.xml", "0"]
    assert len(found) == MOST_CHILDREN


@pytest.mark.parametrize("date", ["", "<lastmod>2026-11-22T11:00Z</lastmod>"])
def test_an_index_that_does_not_say_which_are_the_newest_is_refused_with_the_choice(date):
    rows = [f"<loc>https://a.example/{number}</loc>{date}" for number in range(MOST_CHILDREN)]
    assert len(children(*rows)) == MOST_CHILDREN
    named = (
        r"does not say which of 11 are .* https://a\.example/news https://a\.example/0 https://a\.example/1"
    )
    with pytest.raises(FeedError, match=named):
        read(index(*rows, f"<loc>https://a.example/news</loc>{date}"))


def test_a_packed_sitemap_is_unpacked_and_another_left_alone():
    assert unzipped(gzip.compress(b"<urlset/>"), feed_url=URL) == b"<urlset/>"
    assert unzipped(b"<urlset/>", feed_url=URL) == b"<urlset/>"


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (gzip.compress(b" " * 60_000_000, mtime=0), FeedFailure.TOO_LARGE),
        (gzip.compress(b"<urlset/>", mtime=0)[:-9], FeedFailure.BROKEN_TRANSFER),
        (b"\x1f\x8bnot gzip", FeedFailure.BROKEN_TRANSFER),
    ],
)
def test_a_bomb_or_damaged_gzip_is_an_error_of_ours(body, failure):
    with pytest.raises(FeedError) as raised:
        unzipped(body, feed_url=URL)
    assert raised.value.failure is failure
