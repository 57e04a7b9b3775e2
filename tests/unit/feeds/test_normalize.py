"""Entries as articles: what matching, search and readers will see."""

from datetime import UTC, datetime

import pytest

from bot.feeds.entry import Document, Entry, RichText
from bot.feeds.normalize import MAX_TEXT_CHARS, MAX_TITLE_CHARS, Source, normalize
from tests.builders import NOW

SOURCE = Source(url="https://feeds.example/news.xml", lang="", fetched_at=NOW)


def html(text):
    return RichText(text=text, is_html=True)


def article(document=None, **entry):
    document = document or Document()
    fields = {"title": RichText(text="A title"), "link": "https://a.org/1"} | entry
    [only] = normalize(
        Document(home=document.home, base=document.base, entries=(Entry(**fields),)), SOURCE
    ).articles
    return only


def test_the_richest_text_is_the_body_and_a_different_summary_is_kept():
    found = article(summary=html("<p>In short.</p>"), contents=(html("<p>The</p><p>whole story, told.</p>"),))
    assert (found.text.body, found.text.summary) == ("The\nwhole story, told.", "In short.")


@pytest.mark.parametrize("tail", ["", "…", "...", " [&#8230;]", " [...]"])
def test_a_summary_that_is_the_start_of_the_body_is_left_out(tail):
    found = article(summary=html("The whole" + tail), contents=(html("<p>The</p><p>whole story, told.</p>"),))
    assert (found.text.body, found.text.summary) == ("The\nwhole story, told.", "")


def test_a_summary_alone_is_the_body():
    found = article(summary=html("<b>Only</b> this"))
    assert (found.text.body, found.text.summary) == ("Only this", "")


def test_a_short_caption_does_not_replace_the_text():
    found = article(summary=html("The text of the article, long."), contents=(RichText(text="Photo: AP"),))
    assert found.text.body == "The text of the article, long."


@pytest.mark.parametrize(
    ("base", "link", "url"),
    [
        ("", "https://a.org/1", "https://a.org/1"),
        ("https://site.org/blog/", "post", "https://site.org/blog/post"),
        ("/blog/", "post", "https://feeds.example/blog/post"),
        ("", "post", "https://feeds.example/post"),
        ("", "//b.org/x y", "https://b.org/x%20y"),
        ("", " \n https://a.org/1 ", "https://a.org/1"),
        ("", "https://u:p@a.org/1", "https://a.org/1"),
        ("", "javascript:alert(1)", ""),
        ("", "data:text/html,x", ""),
        ("", "mailto:a@b.c", ""),
        ("", "http://[::1", ""),
        ("", "https://a.org/" + "x" * 3000, ""),
        ("javascript:x", "post", "https://feeds.example/post"),
    ],
)
def test_links_are_absolute_and_lead_to_the_web_or_nowhere(base, link, url):
    assert article(Document(base=base), link=link).url == url


def test_the_link_is_kept_and_its_canonical_form_added():
    found = article(link="http://a.org/1?utm_source=rss#top")
    assert (found.url, found.canonical_url) == ("http://a.org/1?utm_source=rss#top", "https://a.org/1")
    assert found.keys == ("link:https://a.org/1",)


def test_names_are_plain_unique_and_few():
    found = article(authors=("Ann &amp; Bob", "Ann & Bob", " "), tags=tuple(map(str, range(99))))
    assert found.authors == ("Ann & Bob",)
    assert len(found.tags) == 50


def test_titles_are_one_line_of_visible_text():
    assert article(title=html("<b>A\u202e</b>\n&amp; B")).text.title == "A & B"


def test_endless_texts_are_cut():
    found = article(title=RichText(text="a " * 9_000), summary=RichText(text="b " * 900_000))
    assert len(found.text.title) <= MAX_TITLE_CHARS
    assert len(found.text.body) <= MAX_TEXT_CHARS


def test_a_touched_date_is_no_change_of_content():
    first, second = (article(dates=(date,)) for date in ("2026-09-01", "2026-09-02"))
    assert first.published_at == datetime(2026, 9, 1, tzinfo=UTC)
    assert first.content_hash == second.content_hash


@pytest.mark.parametrize(
    "change", [{"title": RichText(text="B")}, {"tags": ("x",)}, {"summary": RichText(text="B")}]
)
def test_an_edit_is_a_change_of_content(change):
    assert article().content_hash != article(**change).content_hash


def test_an_empty_entry_is_an_article_all_the_same():
    found = article(title=RichText(text=""), link="")
    assert (found.url, found.text.title, found.lang) == ("", "", "")
    assert found.keys[0].startswith("text:")
