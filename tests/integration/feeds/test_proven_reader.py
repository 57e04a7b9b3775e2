"""The fast reader earns a feed's trust through the parser processes, and loses it at the first difference."""

from dataclasses import replace

import feedparser
import pytest

from bot.core.parser_knowledge import NO_KNOWLEDGE
from bot.core.parser_trust import DEMOTED_FOR, NO_TRUST, PROOFS
from bot.feeds.decode import decode
from bot.feeds.entry import Document, Entry, RichText
from bot.feeds.fast.reader import READER, read_fast
from bot.feeds.proven import first_difference, read_proven
from bot.ports import Fetched
from tests.builders import NOW, make_feed
from tests.platforms.fakes.feed_server import rss_feed

URL = "https://news.example/feed"
CHECKED, ALONE = "0" * 8, f"{1:08x}"


def read(body, trust, *, body_fingerprint=ALONE, now=NOW, **options):
    return read_proven(
        decode(body), body_fingerprint=body_fingerprint, feed_url=URL, trust=trust, now=now, **options
    )


def proven(*titles):
    _, trust = read(rss_feed(*titles), NO_TRUST)
    for number in range(PROOFS):
        _, trust = read(rss_feed(*titles, f"Number {number}"), trust)
    return trust


@pytest.fixture
def feedparser_runs(monkeypatch):
    """How often the library was asked."""
    runs = []
    parse = feedparser.parse
    monkeypatch.setattr(
        feedparser, "parse", lambda *args, **options: runs.append(1) or parse(*args, **options)
    )
    return runs


def test_feedparser_rests_once_a_shape_is_proven(feedparser_runs):
    trust = proven("One")
    assert len(feedparser_runs) == 1 + PROOFS
    document, after = read(rss_feed("One", "New"), trust)
    assert [entry.title.text for entry in document.entries] == ["One", "New"]
    assert (len(feedparser_runs), after) == (1 + PROOFS, trust)


def test_a_first_body_is_feedparsers_alone():
    def fail(data, *, charset):
        raise AssertionError

    document, trust = read(rss_feed("One", "Two"), NO_TRUST, reader=fail)
    assert [entry.title.text for entry in document.entries] == ["One", "Two"]
    assert (trust.reader, trust.shapes, trust.entries) == (READER, (), 2)


def test_a_sampled_body_and_one_with_few_entries_are_read_by_both(feedparser_runs):
    trust = proven("One", "Two", "Three")
    read(rss_feed("One", "Two", "New"), trust, body_fingerprint=CHECKED)
    read(rss_feed("One"), trust)
    assert len(feedparser_runs) == 1 + PROOFS + 2


def test_a_document_that_the_fast_reader_declines_changes_no_trust():
    trust = proven("One")
    damaged = rss_feed("One").replace(b"</title>", b"&nbsp;</title>")
    document, after = read(damaged, trust)
    assert len(document.entries) == 1
    assert after == trust


@pytest.mark.parametrize(
    "root", ["<rss/>", '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>']
)
def test_a_feed_without_a_channel_is_feedparsers_to_judge(root):
    trust = proven("One")
    document, after = read(root.encode(), trust)
    assert (document.entries, after) == ((), trust)


def test_another_version_of_the_reader_proves_everything_anew(feedparser_runs):
    old = proven("One")
    assert old.reader == READER
    _, first = read(rss_feed("One"), replace(old, reader="0"))
    _, second = read(rss_feed("One"), first)
    assert len(feedparser_runs) == 1 + PROOFS + 2
    assert (first.reader, first.shapes, [one.equal for one in second.shapes]) == (READER, (), [1])


def read_wrongly(data, *, charset):
    """A fast reader that loses what stands behind an ampersand."""
    reading = read_fast(data, charset=charset)
    entries = tuple(
        replace(entry, title=RichText(text=entry.title.text.partition("&")[0]))
        for entry in reading.document.entries
    )
    return replace(reading, document=replace(reading.document, entries=entries))


def test_the_first_difference_gives_feedparsers_result_and_demotes_the_feed(feedparser_runs):
    trust = proven("One")
    document, demoted = read(rss_feed("Tea & cake"), trust, body_fingerprint=CHECKED, reader=read_wrongly)
    assert document.entries[0].title.text == "Tea & cake"
    assert (demoted.demoted_at, demoted.difference) == (NOW, "entries.title")
    runs = len(feedparser_runs)
    _, after = read(rss_feed("One"), demoted)
    assert (len(feedparser_runs), after) == (runs + 1, demoted)
    _, first = read(rss_feed("One"), demoted, now=NOW + DEMOTED_FOR)
    _, second = read(rss_feed("One"), first, now=NOW + DEMOTED_FOR)
    assert (first.shapes, [one.equal for one in second.shapes]) == ((), [1])


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"title": RichText(text="x")}, "title"),
        ({"home": "x"}, "home"),
        ({"entries": ()}, "entries"),
        ({"entries": (Entry(guid="g"),)}, "entries.guid"),
        ({}, ""),
    ],
)
def test_a_difference_is_named_by_its_field(change, name):
    document = Document(entries=(Entry(),))
    assert first_difference(document, replace(document, **change)) == name


async def test_trust_grows_through_the_parser_processes(pool):
    knowledge, now = NO_KNOWLEDGE, NOW
    for number in range(1 + PROOFS + 1):
        fetched = Fetched(url=URL, body=rss_feed(f"Number {number}"))
        parsed = await pool.parse(fetched, make_feed(url=URL), fetched_at=now, knowledge=knowledge)
        knowledge = parsed.knowledge
    assert [one.equal for one in knowledge.trust.shapes] == [PROOFS]
    assert [article.text.title for article in parsed.articles] == [f"Number {PROOFS + 1}"]


async def test_json_feeds_need_no_trust(pool):
    body = b'{"version": "https://jsonfeed.org/version/1.1", "title": "N", "items": [{"id": "1"}]}'
    parsed = await pool.parse(Fetched(url=URL, body=body), make_feed(url=URL), fetched_at=NOW)
    assert (len(parsed.articles), parsed.knowledge.trust.shapes) == (1, ())
