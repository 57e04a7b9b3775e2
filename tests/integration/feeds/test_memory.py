"""Polls that read only what is new of a document leave what polls leave that read all of it."""

import random
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from bot.feeds.fetch import HttpFetcher
from bot.feeds.pool import ParserPool
from bot.ports import Fetched, ParsedFeed
from bot.store.open import open_store
from tests.builders import NOW
from tests.integration.feeds.newsroom import Item, Newsroom, items, rss
from tests.platforms.fakes.feed_server import FeedServer

STORED = (
    "feeds", "feed_state", "stories", "story_keys", "articles", "article_text", "article_keys", "matches",
    "channels", "alerts", "alert_topics", "deliveries", "host_blocks", "terms",
)  # fmt: skip
DRAWN = ("delivery_key", "lease_token")
POLLS = 30
LEFT_OUT = 209
"""Among others two articles of one document turn out to be the same stored one, and say different things."""


class Watched:
    """The pool; counts the articles that were left unread. Where it ``forgets``, none are."""

    def __init__(self, pool: ParserPool, *, forgets: bool) -> None:
        self._pool = pool
        self._forgets = forgets
        self.unread = 0

    async def parse(self, fetched: Fetched, feed, *, fetched_at, knowledge) -> ParsedFeed:
        if self._forgets:
            knowledge = replace(knowledge, memory=b"")
        parsed = await self._pool.parse(fetched, feed, fetched_at=fetched_at, knowledge=knowledge)
        self.unread += len(parsed.unread)
        return parsed


class Room:
    """A newsroom with a database and a parser of its own."""

    def __init__(self, newsroom: Newsroom, parser: Watched, path: Path) -> None:
        self.newsroom = newsroom
        self.parser = parser
        self._path = path

    def stored(self) -> dict[str, list[dict[str, object]]]:
        """All that polls have stored, but for what the parser knows and what is drawn."""
        with closing(sqlite3.connect(self._path)) as connection:
            connection.row_factory = sqlite3.Row
            return {
                table: [
                    {name: value for name, value in dict(row).items() if name not in DRAWN}
                    for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2")
                ]
                for table in STORED
            }


@pytest.fixture
async def rooms(
    tmp_path: Path, server: FeedServer, fetcher: HttpFetcher, pool: ParserPool
) -> AsyncIterator[tuple[Room, Room]]:
    """The same feed, polled by one who remembers and by one who does not."""
    opened = []
    for name in ("remembering", "forgetting"):
        store = await open_store(f"sqlite:///{name}.db", base_dir=tmp_path)
        parser = Watched(pool, forgets=name == "forgetting")
        newsroom = Newsroom(store=store, server=server, fetcher=fetcher, pool=parser)
        await newsroom.configure()
        opened.append(Room(newsroom, parser, tmp_path / f"{name}.db"))
    yield opened[0], opened[1]
    for room in opened:
        await room.newsroom.store.close()


def ahead(listed: list[Item], name: str, _: random.Random) -> None:
    at = NOW + timedelta(hours=36)
    listed[0] = replace(listed[0], title=f"Ahead {name}", date=format_datetime(at, usegmt=True))


def anew(listed: list[Item], name: str, _: random.Random) -> None:
    listed[:] = [replace(one, guid=f"{name}-{one.title}") for one in listed]


def counted(listed: list[Item], name: str, _: random.Random) -> None:
    listed[:] = [replace(one, body=f"{one.body} {name} comments") for one in listed]


def edited(listed: list[Item], name: str, drawn: random.Random) -> None:
    place = drawn.randrange(len(listed))
    listed[place] = replace(listed[place], body=f"Edited in {name}")


def id_twice(listed: list[Item], _: str, drawn: random.Random) -> None:
    listed.append(replace(drawn.choice(listed), title="The same id again"))


def link_twice(listed: list[Item], _: str, __: random.Random) -> None:
    listed[1] = replace(listed[1], link=listed[2].link)


def relative(listed: list[Item], _: str, __: random.Random) -> None:
    listed[1] = replace(listed[1], link="/here")


def shorter(listed: list[Item], _: str, __: random.Random) -> None:
    del listed[5:]


def shuffled(listed: list[Item], _: str, drawn: random.Random) -> None:
    drawn.shuffle(listed)


def nameless(listed: list[Item], name: str, _: random.Random) -> None:
    listed.insert(0, Item(title=f"Neither id nor link {name}"))


CHANGES = (ahead, anew, counted, edited, id_twice, link_twice, relative, shorter, shuffled, nameless)


def editions(seed: int) -> Iterator[bytes]:
    """A feed's documents, one after the other, with what feeds do in between."""
    drawn = random.Random(seed)
    listed = items(*(f"Old {number}" for number in range(8)))
    for edition in map(str, range(POLLS)):
        listed[:0] = items(*(f"News {edition} {number}" for number in range(drawn.randint(0, 2))))
        if drawn.random() < 0.6:
            drawn.choice(CHANGES)(listed, edition, drawn)
        body = rss([] if drawn.random() < 0.05 else listed)
        home = "http://b.org/" if drawn.random() < 0.1 else "http://a.org/"
        head = f"<link>{home}</link><lastBuildDate>{edition}</lastBuildDate>"
        yield body.replace(b"<link>http://a.org/</link>", head.encode(), 1)


@pytest.mark.parametrize("seed", [0, 1, 2, LEFT_OUT])
async def test_nothing_that_is_stored_or_told_depends_on_what_the_parser_remembers(
    rooms: tuple[Room, Room], seed: int
) -> None:
    remembering, forgetting = rooms
    for edition in editions(seed):
        results = [await room.newsroom.poll(edition, after=timedelta(hours=3)) for room in rooms]
        assert results[0] == results[1]
        assert await remembering.newsroom.posted() == await forgetting.newsroom.posted()
        assert await remembering.newsroom.told() == await forgetting.newsroom.told()
        assert remembering.stored() == forgetting.stored()
    assert remembering.parser.unread > 0
    assert forgetting.parser.unread == 0


async def test_an_article_that_is_not_stored_as_it_was_listed_is_read_again_once_it_is_looked_up(
    rooms: tuple[Room, Room], tmp_path: Path
) -> None:
    room, _ = rooms
    old = items("Summit opens", "Envoys meet", "Rail link agreed", "Bank founded")
    await room.newsroom.poll(old)
    with closing(sqlite3.connect(tmp_path / "remembering.db")) as connection, connection:
        connection.execute("UPDATE articles SET content_hash = 'another' WHERE title = 'Envoys meet'")
    result = await room.newsroom.poll([*items("Charter signed"), *old])
    assert (result.new, result.changed) == (1, 0)
    old[-1] = replace(old[-1], body="An edit: what becomes of it hangs on the others.")
    result = await room.newsroom.poll([*items("Charter signed"), *old])
    assert (result.new, result.changed) == (0, 2)
    await room.newsroom.poll([*items("Talks end", "Charter signed"), *old])
    assert room.parser.unread == 3 + 3 + 4


# --- documents of which a part decides on the rest --------------------------------------------------------

LONG = "Ministers met in the capital on Monday to talk about rail, trade and water at some length. "


def bodied(*titles: str, **fields: str) -> list[Item]:
    """Entries that can be known again by their texts."""
    return [replace(one, body=LONG + one.title, **fields) for one in items(*titles)]


def timed(*titles: str, minute: int = 0) -> list[Item]:
    """Entries of one page, each dated an hour after the one before it."""
    listed = bodied(*titles, link="http://a.org/")
    at = NOW - timedelta(days=1, minutes=minute)
    dates = [format_datetime(at + timedelta(hours=number), usegmt=True) for number in range(len(listed))]
    return [replace(one, date=date) for one, date in zip(listed, dates, strict=True)]


def placed(*titles: str) -> list[Item]:
    """Entries whose ids are places in the list."""
    return [replace(one, guid=str(place)) for place, one in enumerate(bodied(*titles))]


def moved(listed: list[Item]) -> list[Item]:
    """The same under new ids and links, with a word more."""
    return [
        replace(one, guid=f"new-{place}", link=f"http://a.org/new-{place}", body=f"{one.body} (more)")
        for place, one in enumerate(listed)
    ]


TOP, *FOUR = bodied("Top", "Summit opens", "Envoys meet", "Rail link agreed", "Bank founded")
EIGHT = timed(*(f"Old story {number}" for number in range(8)))
OTHERS = bodied(*(f"Other story {number}" for number in range(14)))
RENAMED = [replace(one, guid=f"renamed {one.guid}") for one in EIGHT]
LATER = [replace(one, guid=f"later {one.guid}") for one in timed(*(one.title for one in EIGHT), minute=30)]
BRIEFING, ZED = bodied("Daily briefing", "Zed")
BRIEFING = replace(BRIEFING, date="Thu, 01 Oct 2026 08:00:00 GMT")
SAME_ID = [
    replace(ZED, title=BRIEFING.title, date=BRIEFING.date, body=LONG + text) for text in ("two", "three")
]


@pytest.mark.parametrize(
    "documents",
    [
        (placed(*"ABCD"), placed(*"ANBCD"), placed(*"ANBCDEFGHIJ"), placed(*"ANBCDEFGHIX")),
        ([TOP, *FOUR, *FOUR, *OTHERS[:8]], [TOP, *FOUR, *FOUR, *moved(OTHERS[:8])]),
        ([TOP, *EIGHT, *OTHERS], [TOP, *RENAMED, *OTHERS], [TOP, *EIGHT, *RENAMED, *moved(OTHERS)]),
        ([TOP, BRIEFING], [TOP, BRIEFING, SAME_ID[0], ZED], [TOP, BRIEFING, SAME_ID[1], ZED]),
        (
            EIGHT,
            LATER,
            [TOP, *LATER],
            [TOP, *LATER[:5], *(replace(one, guid=f"z{one.guid}") for one in LATER[5:7])],
        ),
        (
            EIGHT,
            [*EIGHT[:3], RENAMED[3], *EIGHT[4:], RENAMED[3]],
            [*EIGHT[:3], replace(RENAMED[3], body="Edited")],
        ),
    ],
    ids=[
        "ids are places",
        "listed twice",
        "under two ids",
        "one title and date",
        "new ids twice",
        "renamed twice",
    ],
)
async def test_what_a_part_of_a_document_decides_does_not_depend_on_what_is_remembered_of_the_rest(
    rooms: tuple[Room, Room], documents: tuple[list[Item], ...]
) -> None:
    remembering, forgetting = rooms
    for document in documents:
        results = [await room.newsroom.poll(document, after=timedelta(hours=7)) for room in rooms]
        assert results[0] == results[1]
        assert await remembering.newsroom.posted() == await forgetting.newsroom.posted()
        assert await remembering.newsroom.told() == await forgetting.newsroom.told()
        assert remembering.stored() == forgetting.stored()
