"""Pages that list articles, as entries: links, titles and dates, and the words when nothing fits."""

import time

import pytest

from bot.core.feed import PageSelectors
from bot.errors import FeedError, FeedFailure
from bot.feeds.page import MAX_ITEMS, page_charset, read_page

URL = "https://ministry.example/news/"


NO_PAGES = ("#top", "JavaScript:x()", "java\tscript:x()", "mailto:a@b", "whatsapp://send?x", "tg:x", "")


def read(html, **selectors):
    document = read_page(html, PageSelectors(**{"item": "li"} | selectors), feed_url=URL)
    return [(one.link, one.title.text, one.dates) for one in document.entries]


def test_an_item_with_one_link_needs_no_other_selector():
    html = (
        '<ul><li><a href="/1">Rail &amp; road</a><p>A teaser</p></li><li><a href="2.html">Ports</a></li></ul>'
    )
    assert read(html) == [("/1", "Rail & road", ()), ("2.html", "Ports", ())]


def test_the_item_may_be_the_link_itself():
    assert read('<a class="card" href="/1"><b>Rail</b> opens</a>', item="a.card") == [
        ("/1", "Rail opens", ())
    ]


def test_title_and_link_are_found_where_the_selectors_say():
    html = (
        '<li><a href="/tag">Tag</a><h3>Rail opens</h3><div class="more"><a href="/1">Read on</a></div></li>'
    )
    assert read(html, title="h3", link=".more") == [("/1", "Rail opens", ())]


def test_a_picture_and_a_headline_that_lead_to_one_page_are_one_article():
    html = '<li><a href="/1"><img alt="A train"></a><a href="/1">Rail opens</a></li>'
    assert read(html) == [("/1", "Rail opens", ())]
    assert read(html.replace("<li>", "").replace("</li>", ""), item="a") == [("/1", "Rail opens", ())]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/1" title="Rail opens"><img></a>',
        '<a href="/1" aria-label="Rail opens"></a>',
        '<a href="/1"><img alt="Rail opens"></a>',
    ],
)
def test_a_link_around_a_picture_is_named_by_its_description(link):
    assert read(f"<li>{link}</li>") == [("/1", "Rail opens", ())]


@pytest.mark.parametrize(
    "date",
    [
        '<time datetime="2026-11-20T08:30Z">an hour ago</time>',
        '<span class="date"><time datetime="2026-11-20T08:30Z">an hour ago</time></span>',
        '<span class="date" title="2026-11-20T08:30Z">an hour ago</span>',
        '<span class="date">[2026-11-20T08:30Z]</span>',
        '<span class="date">（2026-11-20T08:30Z）</span>',
    ],
)
def test_a_date_is_an_attribute_or_the_text_without_its_brackets(date):
    html = f'<li><a href="/1">Rail opens</a> {date}</li>'
    assert read(html, date="time, .date") == [("/1", "Rail opens", ("2026-11-20T08:30Z",))]


@pytest.mark.parametrize(
    "inner",
    [
        "<i>[2026-11-20]</i> 铁路开通",
        "铁路开通<i>[2026-11-20]</i>",
        "<i>2026-11-20</i>铁路开通",
        "<i>2026-11-20</i> 铁路开通 2026-11-20",
    ],
)
def test_a_date_inside_the_link_is_no_part_of_the_title(inner):
    assert read(f'<li><a href="/1">{inner}</a></li>', date="i") == [("/1", "铁路开通", ("2026-11-20",))]


@pytest.mark.parametrize("title", ["铁路开通", "SCO峰会召开"])
def test_a_chinese_date_is_told_from_the_word_beside_it(title):
    html = f'<li><a href="/1"><i>2026年11月20日</i>{title}</a></li>'
    assert read(html, date="i") == [("/1", title, ("2026年11月20日",))]


@pytest.mark.parametrize(
    "href", ["news:1.html", "http://a.example/1", "HTTPS://a.example/1", "1:2", "/x:y", "?a:b"]
)
def test_a_link_of_another_scheme_than_the_webs_leads_to_no_page(href):
    html = f'<li><a href="{href}">Share</a><a href="/1">Rail opens</a></li>'
    assert read(html)[0][0] == ("/1" if href == "news:1.html" else href)


@pytest.mark.parametrize(
    ("title", "date"),
    [
        ("20 dead in crash in 20", "20"),
        ("2026 budget passed", "2026"),
        ("(20) dead in a crash", "(20)"),
        ("Nov 2026 budget passed", "Nov 20"),
        ("5 Mayors meet", "5 May"),
        ("Rail opens 12011.2026", "011.2026"),
        ("Plans of 20 May for rail", "20 May"),
        ("Today's news", "Today"),
        ("May 5G rollout", "May 5"),
        ("Rail opens mid-May", "May"),
        ("12月1日铁路开通", "12月"),
    ],
)
def test_words_of_a_title_that_are_like_its_date_stay(title, date):
    assert read(f'<li><a href="/1">{title}</a><i>{date}</i></li>', date="i")[0][1] == title


def test_links_that_lead_to_no_page_are_passed_over():
    html = "".join(f'<li><a href="{href}">Rail</a></li>' for href in (*NO_PAGES, "/1"))
    assert read(html) == [("/1", "Rail", ())]


@pytest.mark.parametrize("href", NO_PAGES)
def test_a_button_before_the_link_is_passed_over(href):
    html = f'<li><a class="x" href="{href}">Share</a><a class="x" href="/1">Rail opens</a></li>'
    assert read(html) == [("/1", "Rail opens", ())]
    assert read(html, link="a.x") == [("/1", "Rail opens", ())]


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ('<map><area href="/1"></map><h3>Rail opens</h3>', "Rail opens"),
        ('<map><area href="/1" alt="Rail opens"></map><h3>More</h3>', "Rail opens"),
        ('<div href="/1">Rail opens</div><p>A teaser</p>', "Rail opens"),
        ('<div href="/1"><a href="/tag"></a>Rail opens</div>', "Rail opens"),
    ],
)
def test_a_link_that_is_no_anchor_is_named_by_its_own_words_or_its_items(item, title):
    html = f'<li class="card">{item}</li><li class="card"><a href="/2">Ports close</a></li>'
    assert read(html, item=".card", link="[href]") == [("/1", title, ()), ("/2", "Ports close", ())]


def test_an_item_without_a_word_ends_nothing_for_its_neighbours():
    html = '<div href="/1"></div><div href="/2">Ports close</div><div href="/3"><h3>Rail</h3></div>'
    assert read(html, item="div") == [("/2", "Ports close", ()), ("/3", "Rail", ())]


def test_scripts_in_a_title_are_not_read():
    assert read('<li><a href="/1">Rail<script>alert(1)</script></a></li>') == [("/1", "Rail", ())]


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Nothing</p>", 'no element fits the item selector "li"'),
        ("<li>No link</li>", "none has a link with a title"),
        ('<li><a href="/1"></a></li>', "none has a link with a title"),
        ("<li><a href='/1'>x</a></li>" * (MAX_ITEMS + 1), f"more than {MAX_ITEMS} elements"),
    ],
)
def test_a_page_on_which_the_selectors_find_nothing_is_an_error_in_words(html, words):
    with pytest.raises(FeedError, match=words) as raised:
        read(html)
    assert raised.value.failure is FeedFailure.NOT_A_FEED
    assert "may have changed" in raised.value.detail


@pytest.mark.parametrize(
    "inner",
    [
        '<a href="#">Share</a>' * 10_000 + '<a href="/1">Rail</a>',
        '<a href="/1">Rail</a>' * 10_000,
        '<area href="/1">' + "word " * 200_000,
    ],
)
def test_items_that_stand_in_each_other_hundreds_deep_are_refused_soon(inner):
    started = time.perf_counter()
    with pytest.raises(FeedError, match="stand in each other too deep"):
        read("<div>" * 300 + inner, item="div", link="[href]")
    assert time.perf_counter() - started < 2


def test_items_that_stand_in_each_other_some_levels_deep_are_read():
    rows = "".join(f'<div><a href="/{at}">Rail {at}</a></div>' for at in range(500))
    assert len(read("<div>" * 20 + rows, item="div")) == 500


def test_a_date_that_is_a_row_of_marks_takes_no_quadratic_time():
    started = time.perf_counter()
    html = f'<li><a href="/1">Rail</a><i>{"!" * 1_990}a</i></li>' * 200
    assert read(html, date="i") == [("/1", "Rail", ("!" * 1_990 + "a",))]
    assert time.perf_counter() - started < 2


def test_an_empty_page_is_an_error():
    with pytest.raises(FeedError) as raised:
        read(" \n")
    assert raised.value.failure is FeedFailure.EMPTY


def test_the_page_tells_its_title_language_and_base():
    html = (
        '<html lang="kk"><head><title>A &amp; B</title><base href="/n/"></head><li><a href="1">x</a></html>'
    )
    document = read_page(html, PageSelectors(item="li"), feed_url=URL)
    assert (document.title.text, document.lang, document.base) == ("A & B", "kk", "/n/")


@pytest.mark.parametrize(
    ("head", "charset"),
    [
        (b'<html><meta charset="gb2312">', "gb2312"),
        (b"<meta http-equiv='Content-Type' content='text/html; charset=windows-1251'>", "windows-1251"),
        (b"<title>charset=koi8-r</title>", ""),
    ],
)
def test_the_charset_of_a_page_stands_in_its_head(head, charset):
    assert page_charset(head) == charset
