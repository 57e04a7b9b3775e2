"""The sample server speaks HTTP as a well-kept feed server does."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest

from bot.demo.server import SampleServer, ServedCount

NOW = datetime(2024, 5, 14, 9, 30, tzinfo=UTC)


@pytest.fixture
async def server() -> AsyncIterator[SampleServer]:
    async with SampleServer(now=NOW, interval_s=3) as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_feeds_carry_loopback_address_outlet_language_and_interval(server: SampleServer) -> None:
    assert len({feed.url for feed in server.feeds}) == 6
    for feed in server.feeds:
        assert feed.url.startswith("http://127.0.0.1:")
        assert feed.outlet.name
        assert feed.outlet.country
        assert feed.lang in {"en", "zh", "ru", "ur"}
        assert feed.interval_s == 3


async def test_first_request_is_answered_with_body_type_and_validators(
    server: SampleServer, http: aiohttp.ClientSession
) -> None:
    types = set()
    for feed in server.feeds:
        async with http.get(feed.url) as answer:
            assert answer.status == 200
            assert answer.headers["ETag"].strip('"')
            assert answer.headers["Last-Modified"].endswith("GMT")
            assert answer.charset == ("gb18030" if feed.lang == "zh" else "utf-8")
            types.add(answer.content_type)
            assert await answer.read()
    assert types == {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
    }


@pytest.mark.parametrize(
    ("sent", "given"), [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")]
)
async def test_known_validator_is_answered_304_without_a_body(
    server: SampleServer, http: aiohttp.ClientSession, sent: str, given: str
) -> None:
    url = server.feeds[0].url
    async with http.get(url) as first:
        validator = first.headers[given]
    async with http.get(url, headers={sent: validator}) as second:
        assert second.status == 304
        assert second.headers["ETag"] == first.headers["ETag"]
        assert await second.read() == b""
    assert server.counts[url] == ServedCount(requests=2, not_modified=1)


async def test_unknown_etag_wins_over_a_matching_date(
    server: SampleServer, http: aiohttp.ClientSession
) -> None:
    url = server.feeds[0].url
    async with http.get(url) as first:
        date = first.headers["Last-Modified"]
    async with http.get(url, headers={"If-None-Match": '"old"', "If-Modified-Since": date}) as second:
        assert second.status == 200


async def test_publishing_a_round_changes_what_is_served(
    server: SampleServer, http: aiohttp.ClientSession
) -> None:
    statuses = {}
    for round_ in (1, 2):
        validators = {}
        for feed in server.feeds:
            async with http.get(feed.url) as before:
                validators[feed.url] = before.headers["ETag"], before.headers["Last-Modified"]
        server.publish(round_)
        assert server.round == round_
        for feed in server.feeds:
            etag, date = validators[feed.url]
            async with http.get(
                feed.url, headers={"If-None-Match": etag, "If-Modified-Since": date}
            ) as after:
                statuses[round_, feed.lang, feed.url] = after.status

    assert {status for (round_, _, _), status in statuses.items() if round_ == 1} == {200}
    assert {lang for (_, lang, _), status in statuses.items() if status == 304} == {"zh"}


async def test_unknown_path_is_404_and_counts_nothing(
    server: SampleServer, http: aiohttp.ClientSession
) -> None:
    async with http.get(server.feeds[0].url + "x") as answer:
        assert answer.status == 404
    assert all(count == ServedCount() for count in server.counts.values())


async def test_addresses_are_unknown_before_the_server_listens() -> None:
    with pytest.raises(RuntimeError, match="async with"):
        _ = SampleServer(now=NOW).feeds


async def test_unknown_round_is_refused_and_changes_nothing(server: SampleServer) -> None:
    with pytest.raises(ValueError, match="round 9"):
        server.publish(9)
    assert server.round == 0
