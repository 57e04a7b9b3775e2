"""Feeds whose server sends what is new alone (226, RFC 3229): read like a whole feed that says less."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from tests.integration.feeds.newsroom import PATH, Item, Newsroom, items, rss
from tests.platforms.fakes.feed_faults import delta
from tests.platforms.fakes.feed_server import FeedServer, Mood

OLD = items("Summit opens", "Envoys meet", "Rail link agreed", "Ministers talk", "Bank founded", "Talks end")
FIRST = delta(rss(OLD), b"")


def only(news: Sequence[Item], *, etag: str) -> Mood:
    return delta(rss(OLD), rss(news), etag=etag)


async def test_what_a_delta_brings_is_news_and_what_it_leaves_out_stays(
    newsroom: Newsroom, server: FeedServer
) -> None:
    await newsroom.poll(FIRST)
    whole = (await newsroom.state()).state
    assert (await newsroom.poll(only(items("Charter signed"), etag='"2"'))).new == 1
    assert (await newsroom.poll(only([], etag='"3"'))).new == 0
    state = (await newsroom.state()).state
    assert await newsroom.posted() == ["Charter signed"]
    assert (state.failure, state.etag, state.listed) == ("", '"3"', len(OLD))
    assert (state.body_fingerprint, state.hints) == (whole.body_fingerprint, whole.hints)
    assert [seen.headers.get("If-None-Match") for seen in server.requests(PATH)] == [None, '"1"', '"2"']


async def test_the_whole_feed_after_deltas_brings_nothing_again(newsroom: Newsroom) -> None:
    await newsroom.poll(FIRST)
    for number, title in enumerate(("Charter signed", "Fleet sails"), start=2):
        await newsroom.poll(only(items(title), etag=f'"{number}"'))
    assert await newsroom.posted() == ["Charter signed", "Fleet sails"]
    assert (await newsroom.poll([*items("Fleet sails", "Charter signed"), *OLD])).new == 0
    assert await newsroom.posted() == []


async def test_changes_that_come_alone_are_all_stored(newsroom: Newsroom) -> None:
    await newsroom.poll(FIRST)
    for number in (2, 3):
        edited = [replace(one, body=f"{one.body} Version {number}.") for one in OLD[:5]]
        polled = await newsroom.poll(only(edited, etag=f'"{number}"'), after=timedelta(hours=1))
        assert polled.changed == 5
