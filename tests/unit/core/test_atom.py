"""A watchlist's stories as an Atom feed, read back by the library that reads everybody's feeds."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from xml.etree import ElementTree as ET

import feedparser
import pytest

from bot.core.atom import NEVER, atom_feed, index_page, updated_at
from bot.core.feed import Outlet
from bot.core.model import (
    Evidence,
    MatchedStory,
    StoredArticle,
    TextField,
)
from bot.core.watchlist import Watchlist
from tests.builders import NOW, make_article, make_match

SCO = Watchlist(watchlist_id="sco", name="Shanghai Cooperation Organisation", aliases=())
BODY = "The SCO met in Bishkek on Monday to talk about trains. Tea was served."
ATOM = "{http://www.w3.org/2005/Atom}"


def make_story(number=1, *, outlet="Example News", **fields):
    """A story whose only article names the SCO in its body."""
    article = make_article(
        **{"title": "Summit opens", "body": BODY, "lang": "en", "published_at": NOW - timedelta(hours=2)}
        | fields
    )
    seen = Evidence(alias="SCO", field=TextField.BODY, start=4, end=7, text="SCO")
    stored = StoredArticle(
        article_id=number,
        story_id=number,
        article=article,
        feed_url="https://example.org/feed.xml",
        outlet=Outlet(name=outlet),
        seen_at=NOW,
    )
    match = make_match(evidence=(seen,))
    return MatchedStory(stored=stored, match=match, story_at=NOW, matched_at=NOW + timedelta(seconds=number))


def read(document):
    """The feed as feedparser reads it, which must find nothing wrong with it."""
    parsed = feedparser.parse(BytesIO(document), response_headers={"content-type": "application/atom+xml"})
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.version == "atom10"
    return parsed


def test_story_is_an_entry_with_all_that_a_reader_shows():
    parsed = read(atom_feed(SCO, [make_story(url="https://example.org/1?a=1&b=2")]))
    assert parsed.feed.title == "Shanghai Cooperation Organisation · Topicwire"
    assert parsed.feed.updated == "2026-10-01T12:00:01Z"
    assert [(link.rel, link.href) for link in parsed.feed.links] == [("self", "sco.atom")]
    (entry,) = parsed.entries
    assert (entry.title, entry.link) == ("Summit opens", "https://example.org/1?a=1&b=2")
    assert (entry.published, entry.updated) == ("2026-10-01T10:00:00Z", "2026-10-01T12:00:01Z")
    assert (entry.author, entry.summary_detail.type) == ("Example News", "text/plain")
    assert entry.summary.startswith("The SCO met in Bishkek on Monday")
    assert [(tag.term, tag.label) for tag in entry.tags] == [("sco", "Shanghai Cooperation Organisation")]
    assert entry.title_detail.language == "en"
    assert entry.id.startswith("urn:uuid:")


def test_order_is_kept_and_every_story_has_an_id_of_its_own():
    parsed = read(atom_feed(SCO, [make_story(3), make_story(2), make_story(1)]))
    assert [entry.updated[-3:] for entry in parsed.entries] == ["03Z", "02Z", "01Z"]
    assert len({entry.id for entry in parsed.entries} | {parsed.feed.id}) == 4


def test_id_outlives_every_change_of_the_article_and_is_the_same_in_every_watchlist():
    story = make_story()
    changed = make_story(title="Summit closes", url="https://example.org/moved", outlet="Renamed")
    other = Watchlist(watchlist_id="cpec", name="CPEC", aliases=())
    feeds = (atom_feed(SCO, [story]), atom_feed(SCO, [changed]), atom_feed(other, [story]))
    assert len({read(feed).entries[0].id for feed in feeds}) == 1
    assert len({read(feed).feed.id for feed in feeds}) == 2


def test_id_tells_stories_of_two_databases_apart():
    later = replace(make_story(), story_at=NOW + timedelta(days=9))
    first, second = (read(atom_feed(SCO, [story])).entries[0].id for story in (make_story(), later))
    assert first != second


def test_same_stories_give_the_same_bytes():
    story = make_story()
    assert atom_feed(SCO, [story]) == atom_feed(SCO, [story])


def test_empty_feed_is_valid_and_always_the_same():
    parsed = read(atom_feed(SCO, []))
    assert (parsed.entries, parsed.feed.updated) == ([], "1970-01-01T00:00:00Z")
    assert updated_at([]) == NEVER


def test_article_without_a_date_is_dated_when_it_was_seen():
    (entry,) = read(atom_feed(SCO, [make_story(published_at=None)])).entries
    assert entry.published == "2026-10-01T12:00:00Z"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "javascript://example.org/%0aalert(1)",
        "data:text/html,x",
        "/relative",
        "http://[bad",
        "https://bank.example@evil.example/",
        "https://example.org/a b",
        "https://example.org/\x07",
        "https://example.org/" + "x" * 2_000,
    ],
)
def test_entry_without_a_usable_link_holds_its_content_itself(url):
    (entry,) = read(atom_feed(SCO, [make_story(url=url)])).entries
    assert entry.get("links", []) == []
    assert entry.content[0].value.startswith("The SCO met")
    assert entry.content[0].type == "text/plain"
    # Even an article without any text says something.
    (bare,) = read(atom_feed(SCO, [make_story(url=url, title="", body="")])).entries
    assert (bare.title, bare.content[0].value) == ("(untitled)", "(no text)")


HOSTILE = [
    "</title><script>alert(1)</script>&amp;<![CDATA[x]]>",
    "\x00\x01\x08\x0b\x0c\x1f\x7f\x9f control",
    "\ud800 \udfff \ufffe \uffff \U0001fffe no characters",
    "\u202eturned\u2066 round\u200b",
    ']]> <!-- --> <?xml version="1.0"?> &#0; &#xFFFE;',
]


@pytest.mark.parametrize("nasty", HOSTILE)
def test_text_from_a_feed_is_text_wherever_it_stands(nasty):
    story = make_story(
        title=nasty, body=f"The SCO {nasty} met in Bishkek.", outlet=nasty, lang=nasty, url=nasty
    )
    linked = make_story(2, title=nasty, body=f"The SCO {nasty} met in Bishkek.", outlet=nasty, lang=nasty)
    document = atom_feed(replace(SCO, name=f"SCO {nasty}"), [story, linked])
    for entry in ET.fromstring(document).iter(f"{ATOM}entry"):
        assert [child.tag for child in entry.iter() if not child.tag.startswith(ATOM)] == []
        assert {child.tag.removeprefix(ATOM) for child in entry} <= {
            "id", "title", "published", "updated", "author", "category", "link", "summary", "content",
        }  # fmt: skip
    text = document.decode()
    assert not any(char < " " and char != "\n" for char in text)
    for sign in "\u202e\u2066\u200b\ufffe\uffff\x7f\x9f":
        assert sign not in text
    if "script" in nasty:
        assert read(document).entries[0].title == nasty


def test_index_links_to_every_feed_and_escapes_names():
    page = index_page([SCO, Watchlist(watchlist_id="tea", name="<b>Tea</b> & more", aliases=())]).decode()
    assert '<a href="sco.atom">Shanghai Cooperation Organisation</a>' in page
    assert '<a href="tea.atom">&lt;b&gt;Tea&lt;/b&gt; &amp; more</a>' in page
    assert page.count('rel="alternate" type="application/atom+xml"') == 2
    assert page.startswith("<!DOCTYPE html>\n<html")
