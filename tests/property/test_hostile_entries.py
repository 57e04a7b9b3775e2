"""Whatever a feed's fields hold: links lead to the web or nowhere, and no text hides or turns anything."""

import unicodedata
from urllib.parse import urlsplit

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.feeds.entry import Document, Entry, RichText
from bot.feeds.normalize import Source, normalize
from tests.builders import NOW

SOURCE = Source(url="https://news.example/feed", lang="", fetched_at=NOW)
PIECES = [
    "javascript:", "JavaScript:", "java\tscript:", "java\nscript:", "\x01javascript:",
    " javascript:",
    "&#106;avascript:", "java&Tab;script:", "jav\u200bascript:", "data:text/html,", "vbscript:", "file:///",
    "blob:", "view-source:", "alert(1)", "//", "/", "http://", "https://", "http:", "a.example",
    "@", "me:pw@", "%0a",
    "\\", "?", "#", "\u202e", "\u2066", "\u2069", "\x00", "\x1b[31m", "\x7f", "\x9b", "\ufeff", "\ud800",
    "\ufffe", "\U000e0041", "<b>", "&lt;script&gt;", "&#8238;",
    "&#x202e;", "&#0;", "上合组织", "خبر", " ", "\n",
]  # fmt: skip
hostile = st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(max_size=30)
rich = st.builds(RichText, text=hostile, is_html=st.booleans())
names = st.lists(hostile, max_size=3).map(tuple)
entries = st.builds(
    Entry,
    guid=hostile,
    link=hostile,
    title=rich,
    summary=rich,
    contents=st.lists(rich, max_size=2).map(tuple),
    authors=names,
    tags=names,
    dates=names,
    lang=hostile,
)
documents = st.builds(
    Document,
    title=rich,
    home=hostile,
    base=hostile,
    lang=hostile,
    entries=st.lists(entries, max_size=3).map(tuple),
)


def one(**fields) -> Document:
    return Document(entries=(Entry(title=RichText(text="One"), **fields),))


def is_harmless(text: str) -> bool:
    return all(
        char in "\n\u200c\u200d" or unicodedata.category(char) not in {"Cc", "Cf", "Cs"} for char in text
    )


@settings(max_examples=60)
@given(documents)
@example(one(link="java\tscript:alert(1)"))
@example(one(link="\x01java\nscript:alert(1)"))
def test_every_stored_field_is_harmless(document):
    for article in normalize(document, SOURCE).articles:
        assert article.url == "" or urlsplit(article.url).scheme in {"http", "https"}
        assert article.url == "" or urlsplit(article.url).hostname
        assert "@" not in urlsplit(article.url).netloc
        text = article.text
        for stored in (
            text.title, text.summary, text.body, article.url, article.canonical_url, article.lang,
            *article.authors, *article.tags, *article.keys,
        ):  # fmt: skip
            assert is_harmless(stored), ascii(stored)
        for line in (text.title, article.url, article.canonical_url, *article.authors, *article.tags):
            assert "\n" not in line


@given(st.sampled_from(["javascript", "data", "vbscript", "file", "blob"]), st.data())
def test_a_link_that_a_browser_would_run_is_dropped_however_it_is_broken(scheme, data):
    place = data.draw(st.integers(0, len(scheme)))
    broken = (
        scheme[:place] + data.draw(st.sampled_from(["", "\t", "\n", "\r", "\x01", "\u200b"])) + scheme[place:]
    )
    [article] = normalize(one(link=f" {broken}:alert(1)"), SOURCE).articles
    assert article.url == ""
