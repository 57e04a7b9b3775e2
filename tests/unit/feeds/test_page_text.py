"""The main text of an article's page, as a parser process finds it."""

import pytest

from bot.errors import FeedError, FeedFailure
from bot.feeds.page_text import MAX_HTML_CHARS, read_page_text
from bot.ports import Fetched

SENTENCE = "Der Präsident sprach in Astana über die neue Eisenbahn durch die Berge, Tag {}. "
STORY = "".join(f"<p>{SENTENCE.format(day) * 3}</p>" for day in range(4))
CHROME = "<nav><ul>" + "<li><a href='/x'>BeiDou launches</a></li>" * 20 + "</ul></nav>"


def read(html, **fields):
    body = html if isinstance(html, bytes) else html.encode()
    return read_page_text(
        Fetched(**{"url": "https://news.example/1", "body": body, "content_type": "text/html"} | fields)
    )


def page(story=STORY, head=""):
    body = f"{CHROME}<article><h1>Bahn</h1>{story}</article>{CHROME}"
    return f"<html><head>{head}</head><body>{body}</body></html>"


def test_the_article_is_read_and_what_stands_around_it_is_not():
    found = read(page())
    assert "neue Eisenbahn durch die Berge, Tag 3." in found.text
    assert "BeiDou" not in found.text
    assert not found.is_closed


def test_a_page_is_read_in_the_charset_of_its_head():
    html = page(head='<meta charset="windows-1251">').replace("Präsident", "Президент")
    assert "Президент" in read(html.encode("cp1251", "replace")).text


@pytest.mark.parametrize("value", ["false", '"False"', "'false'"])
def test_structured_data_says_that_an_article_is_paid_for(value):
    data = f'<script type="application/ld+json">{{"isAccessibleForFree" : {value}}}</script>'
    assert read(page(head=data)).is_closed
    assert not read(page(head=data.replace("alse", "oo"))).is_closed


@pytest.mark.parametrize("html", ["", "x", "<html></html>", "<body><p></p>", "\x00\x01"])
def test_a_page_without_text_has_no_article(html):
    assert read(html).text == ""


def test_what_is_no_page_or_too_large_is_an_error_of_ours():
    with pytest.raises(FeedError) as raised:
        read(page(), content_type="application/pdf")
    assert raised.value.failure is FeedFailure.NOT_A_FEED
    with pytest.raises(FeedError) as raised:
        read("<p>" + "x" * MAX_HTML_CHARS)
    assert raised.value.failure is FeedFailure.TOO_LARGE
