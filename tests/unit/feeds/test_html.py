"""HTML as a reader sees it."""

import pytest

from bot.feeds.html import feed_links, plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Bei<b>Dou</b>-3", "BeiDou-3"),
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("<ul><li>a</li><li>b</li></ul>c", "a\nb\nc"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\nb"),
        ("a <a href='x'>link</a>, b", "a link, b"),
        ("a<!-- x -->b<script>c()</script><style>d{}</style>", "ab"),
        ("<img src=x alt=y>text", "text"),
        ("x<wbr>y", "xy"),
        ("AT&amp;T &lt;b&gt; caf&eacute; &#8217;", "AT&T <b> café ’"),
        ("<div>&lt;b&gt; shown</div>", "<b> shown"),
        ("&lt;p&gt;escaped&lt;/p&gt; &amp;amp; twice", "escaped\n& twice"),
        ("<p>unclosed <b>tags", "unclosed tags"),
        ("<ruby>漢<rt>かん</rt></ruby>", "漢かん"),
        ("", ""),
    ],
)
def test_html_becomes_what_is_seen(html, text):
    assert plain_text(html, is_html=True) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 < 6 & 7 > 3", "5 < 6 & 7 > 3"),
        ("I <3 feeds", "I <3 feeds"),
        ("use <unknown> here", "use <unknown> here"),
        ("<b>Bold</b> claim", "Bold claim"),
        ("AT&amp;T", "AT&T"),
        ("a&b;c", "a&b;c"),
    ],
)
def test_plain_text_is_read_as_html_only_where_it_is(text, expected):
    assert plain_text(text, is_html=False) == expected


def test_one_line_texts_have_no_line_ends():
    assert plain_text("<p>a</p><p>b</p>", is_html=True, keep_lines=False) == "a b"


def test_deep_nesting_is_read_without_recursion():
    assert plain_text("<div>" * 50_000 + "deep", is_html=True) == "deep"


def test_feed_links_are_those_of_feed_types():
    page = (
        "<link rel='alternate' type='application/rss+xml' href='/a'><link rel='stylesheet' href='/b'>"
        "<link rel='alternate' hreflang='de' href='/c'>"
        "<link rel='ALTERNATE home' type='application/atom+xml' href='/d'>"
    )
    assert feed_links(page) == ["/a", "/d"]
