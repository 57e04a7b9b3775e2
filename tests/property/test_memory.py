"""Whatever a feed lists, document after document: what the parser remembers changes nothing but the work."""

from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from bot.core.parser_knowledge import NO_KNOWLEDGE
from bot.errors import FeedError
from bot.feeds.decode import decode
from bot.feeds.document import read_document
from bot.feeds.pieces import cut
from bot.ports import Fetched
from tests.builders import NOW, make_feed
from tests.property.made_feeds import NAMESPACES, attributes, feed, nodes

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "feeds"
REAL = sorted(path for path in FOLDER.glob("[0-9]*") if path.suffix != ".json") if FOLDER.is_dir() else []
URL = "https://news.example/feed"
quick = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


ODD = [
    "",
    "<guid isPermaLink='false'>g1</guid><link>/3</link>",
    "<guid>http://news.example/</guid><link>http://news.example/2</link>",
    "<link>http://news.example/1</link>",
    "<id>tag:1</id><link href='http://news.example/1'/>",
    "<title>Told by its title</title><pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate>",
    "<guid>g5</guid><pubDate>Sat, 05 Dec 2026 08:00:00 GMT</pubDate>",
    "<guid>g6</guid><description>&copy; not well-formed &nbsp;</description>",
]
few = st.just("") | st.just("") | nodes


def entry(number: int, given: list[str], before: str, odd: str | None, after: str) -> tuple[list[str], str]:
    plain = f"<guid isPermaLink='false'>g{number}</guid><link>http://news.example/{number}</link>"
    return given, before + (plain if odd is None else odd) + after


own_entries = st.tuples(
    *(
        st.builds(
            entry, st.just(number), st.just([]) | attributes, few, st.sampled_from([None] * 100 + ODD), few
        )
        for number in range(7)
    )
)
HEADS = [
    "<title>News</title><link>http://news.example/</link>",
    "<title>News</title><link>http://news.example/</link><lastBuildDate>today</lastBuildDate>",
    "<title>News</title><link>http://other.example/</link>",
    "<itunes:summary>S</itunes:summary><description>D</description>",
    "<title>News</title><atom:link rel='self' href='http://self.example/feed'/><!-- <item> -->",
    "<title>News</title><language xml:base='http://b.example/'>ru</language>",
]
listed = st.permutations(range(7)).map(lambda places: places[:5]) | st.integers(0, 3).map(
    lambda news: [6 - news, *range(6 - news)]
)
steps = st.lists(
    st.tuples(
        st.sampled_from(HEADS[:1] * 10 + HEADS) | nodes.map(HEADS[0].__add__),
        listed,
        st.sampled_from([""] * 10 + ["<item>", "text", "<![CDATA[</item>"]),
    ),
    min_size=3,
    max_size=5,
)


def outcome(body: bytes, *, knowledge, at):
    """What a poll would do with the document, and what the parser knows then."""
    try:
        parsed = read_document(
            Fetched(url=URL, body=body), make_feed(url=URL), fetched_at=at, knowledge=knowledge
        )
    except FeedError as error:
        return (error.failure, error.detail), knowledge, {}
    except (AttributeError, IndexError, KeyError) as error:
        return (type(error), str(error)), knowledge, {}  # feedparser's: the worker answers for it
    listed = [(one.keys, one.content_hash, one.published_at) for one in parsed.listed]
    read = {one.keys: one for one in parsed.articles}
    return (listed, parsed.damage, parsed.hints, read), parsed.knowledge, parsed.unread


def check_all_the_same(documents: list[str]) -> None:
    knowledge, at = NO_KNOWLEDGE, NOW
    for text in documents:
        at += timedelta(days=2)
        body = text.encode("utf-8", "replace")
        (whole, *_), (quick_one, knowledge, unread) = (
            outcome(body, knowledge=NO_KNOWLEDGE, at=at),
            outcome(body, knowledge=knowledge, at=at),
        )
        event(f"left unread: {len(unread)}")
        if len(whole) == 2:
            assert quick_one == whole
            continue
        assert quick_one[:3] == whole[:3]
        assert quick_one[3].items() <= whole[3].items()


@quick
@given(st.sampled_from(["rss", "rdf", "atom"]), own_entries, steps)
def test_documents_of_any_elements(kind, entries, drawn):
    check_all_the_same(
        [
            feed(kind, NAMESPACES, head, [entries[place] for place in places], tail)
            for head, places, tail in drawn
        ]
    )


@cache
def real_text(path: Path) -> str:
    return decode(path.read_bytes()).text


@pytest.mark.skipif(not REAL, reason=f"the real documents are not here: there is no folder {FOLDER}")
@quick
@given(st.sampled_from(REAL or [FOLDER]), st.data())
def test_real_documents_that_grow_shrink_and_turn_around(path, data):
    text = real_text(path)
    pieces = cut(text, most=10_000)
    if pieces is None:
        check_all_the_same([text, text + " "])
        return
    count = min(len(pieces.entries), 12)
    orders = st.lists(st.integers(0, count - 1), min_size=1, max_size=8, unique=True)
    check_all_the_same(
        [
            "".join((pieces.head, *(pieces.entries[place] for place in data.draw(orders)), pieces.tail))
            for _ in range(3)
        ]
    )
