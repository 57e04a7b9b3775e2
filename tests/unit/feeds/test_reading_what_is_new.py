"""A feed's next document: which entries are read again, and which are taken as they were."""

import zlib
from datetime import timedelta

import pytest

from bot.core.parser_knowledge import NO_KNOWLEDGE
from bot.feeds.document import read_document
from bot.feeds.memory import FORM, Memory, dump_memory, load_memory
from bot.feeds.pieces import cut
from bot.ports import Fetched
from tests.builders import NOW, make_feed

URL = "https://news.example/feed"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
HEAD = "<title>News</title><link>https://news.example/</link>"


def item(name: str, more: str = "") -> str:
    return f"<item><title>{name}</title><guid>{name}</guid><link>/{name}</link>{more}</item>"


def rss(*entries: str, head: str = HEAD) -> str:
    return f"<rss version='2.0'><channel>{head}{''.join(entries)}</channel></rss>"


class Reader:
    """Reads a feed's documents, one after the other, an hour apart."""

    def __init__(self) -> None:
        self.time = NOW
        self.knowledge = NO_KNOWLEDGE

    def read(self, text: str, *, url: str = URL) -> list[str]:
        """The titles of what was read; the articles are those that reading all of it gives."""
        self.time += timedelta(hours=1)
        fetched = Fetched(url=url, body=text.encode())
        parsed = read_document(fetched, make_feed(), fetched_at=self.time, knowledge=self.knowledge)
        whole = read_document(fetched, make_feed(), fetched_at=self.time)
        assert [(one.keys, one.content_hash, one.published_at) for one in parsed.listed] == [
            (one.keys, one.content_hash, one.published_at) for one in whole.articles
        ]
        assert set(parsed.articles) <= set(whole.articles)
        self.knowledge = parsed.knowledge
        return [one.text.title for one in parsed.articles]


A, B, C, D = map(item, "ABCD")


def read_after(before: str, text: str) -> list[str]:
    reader = Reader()
    reader.read(before)
    return reader.read(text)


def test_only_new_and_edited_entries_are_read_and_the_first_and_the_one_that_was_it():
    reader = Reader()
    assert reader.read(rss(A, B, C)) == ["A", "B", "C"]
    assert reader.read(rss(D, A, B, C)) == ["D", "A"]
    assert reader.read(rss(D, A, B, C)) == ["D"]
    assert reader.read(rss(D, A, item("B", "<description>More</description>"), C)) == ["D", "B"]
    assert reader.read(rss(C, B)) == ["C", "B"]


@pytest.mark.parametrize(
    "more", ["<image><link>/picture</link></image>", "<textInput><link>/q</link></textInput>"]
)
def test_an_entry_that_is_read_as_its_channel_is_told_is_always_read(more: str) -> None:
    channels = HEAD + "<image/><textInput/>"
    reader = Reader()
    for _ in range(2):
        assert reader.read(rss(A, item("B", more), C, head=channels))[:2] == ["A", "B"]


@pytest.mark.parametrize(
    "text",
    [
        rss(D, A, B, C, head=HEAD.replace("news.example", "other.example")),
        rss(D, A, B, C).replace("<rss", "<rss xml:base='https://other.example/'"),
        rss(D, A, B, item("C", "<link xml:base='https://other.example/'>/C</link>")),
        rss(D, A, B, C, "<title>a < b</title>"),
        "<!DOCTYPE rss [<!ENTITY title 'x'>]>" + rss(D, A, B, C),
    ],
)
def test_all_is_read_where_what_stands_around_an_entry_may_change_it(text):
    assert len(read_after(rss(A, B, C), text)) == 4


def test_an_entry_is_read_anew_when_it_comes_first_and_when_another_does():
    twice = "<description>one</description><description>two</description>"
    a, b, c = (item(name, twice) for name in "ABC")
    head = "<itunes:summary>A podcast</itunes:summary><description>A podcast</description>"
    reader = Reader()
    for listed, read in (((a, b, c), "ABC"), ((b, a, c), "BA"), ((c, b, a), "CB"), ((c, b, a), "C")):
        text = rss(*listed, head=head).replace("<rss", f"<rss xmlns:itunes='{ITUNES}'")
        assert reader.read(text) == list(read)


def test_all_is_read_where_the_document_comes_from_elsewhere():
    reader = Reader()
    reader.read(rss(A, B, C))
    assert reader.read(rss(D, A, B, C), url="https://other.example/feed") == ["D", "A", "B", "C"]


def test_entries_that_share_an_id_or_a_link_are_read_each_time():
    twin = item("D").replace("/D", "/C")
    assert read_after(rss(A, B, C), rss(twin, A, B, C)) == ["D", "A", "B", "C"]
    assert read_after(rss(A, B, C, twin), rss(A, B, C)) == ["A", "C"]


def test_an_entry_that_only_its_title_tells_from_others_makes_all_be_read():
    nameless = "<item><title>B</title><pubDate>Thu, 01 Oct 2026 08:00:00 GMT</pubDate></item>"
    assert read_after(rss(A, B, C), rss(A, nameless, B, C)) == ["A", "B", "B", "C"]
    assert read_after(rss(A, nameless, C), rss(A, nameless, C)) == ["A", "B", "C"]


def test_an_entry_from_the_future_is_read_until_its_day_has_come():
    ahead = item("B", "<pubDate>Fri, 02 Oct 2026 14:30:00 GMT</pubDate>")
    reader = Reader()
    assert reader.read(rss(A, ahead, C)) == ["A", "B", "C"]
    assert reader.read(rss(A, ahead, C)) == ["A", "B"]
    reader.time += timedelta(hours=1)
    assert reader.read(rss(A, ahead, C)) == ["A", "B"]
    assert reader.read(rss(A, ahead, C)) == ["A"]


def test_what_another_version_remembers_counts_for_nothing():
    reader = Reader()
    reader.read(rss(A, B))
    memory = load_memory(reader.knowledge.memory)
    assert (len(memory.articles), load_memory(dump_memory(memory))) == (1, memory)
    stored = zlib.decompress(reader.knowledge.memory).replace(FORM.encode(), b"0/" + FORM.encode())
    assert load_memory(zlib.compress(stored)) == Memory()


@pytest.mark.parametrize(
    "text",
    [
        '{"items": []}',
        "plain text",
        rss(),
        rss(*map(item, "ABCDEFGHIJK")),
        rss(A, "text", B),
        rss(A, "<title>between</title>", B),
        rss("<item><title>never closed</title>"),
        rss(A, "<item><title><![CDATA[</item>", B, "]]></title></item>"),
        rss(A, "<item><!-- </item>", B, "--></item>"),
        rss(A, "<item><?x </item>", B, "?></item>"),
        "<RSS><channel><item></item></channel></RSS>",
    ],
)
def test_a_document_that_is_not_one_entry_after_the_other_is_not_cut(text):
    assert cut(text, most=10) is None


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        (rss(A, "\n ", B), (A, B)),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry a='b'>x</entry></feed>",
            ("<entry a='b'>x</entry>",),
        ),
        ("<rdf:RDF x='y'><items/><item\n>x</item></rdf:RDF>", ("<item\n>x</item>",)),
        ("\ufeff<?xml version='1.0'?><rss><item>x</item></rss>", ("<item>x</item>",)),
    ],
)
def test_a_document_is_cut_at_its_entries(text, entries):
    pieces = cut(text, most=10)
    assert pieces is not None
    assert pieces.entries == entries
    assert pieces.without({0}) == pieces.head + "".join(entries[1:]) + pieces.tail
