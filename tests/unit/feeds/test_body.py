"""Bodies unfold within limits while they stream."""

import gzip
import tracemalloc
import zlib

import pytest

from bot.feeds.body import BodyBomb, BodyCollector, BodyCorrupt, BodyTooLarge


def collect(data, *, coding="", max_bytes=10_000_000, piece=1000):
    collector = BodyCollector(coding=coding, max_bytes=max_bytes)
    for start in range(0, len(data), piece):
        collector.add(data[start : start + piece])
    return collector.finish()


@pytest.mark.parametrize("piece", [1, 7, 100_000])
def test_pieces_of_any_size_give_the_same_body(piece):
    text = b"one two three " * 100
    assert collect(gzip.compress(text), coding="gzip", piece=piece) == text
    assert collect(zlib.compress(text), coding="deflate", piece=piece) == text
    assert collect(text, piece=piece) == text


def test_bytes_behind_the_compressed_stream_are_padding():
    assert collect(gzip.compress(b"a") + b"\0" * 8, coding="x-gzip") == b"a"


def test_an_empty_body_is_empty_in_any_coding():
    assert collect(b"", coding="gzip") == b""


def test_a_body_one_byte_over_the_limit_is_too_large():
    assert collect(b"x" * 10, max_bytes=10) == b"x" * 10
    with pytest.raises(BodyTooLarge):
        collect(b"x" * 11, max_bytes=10)


def test_a_declared_length_over_the_limit_is_refused_unread():
    with pytest.raises(BodyTooLarge):
        BodyCollector(coding="", max_bytes=10, declared_bytes=11)


@pytest.mark.parametrize("piece", [1_000, 64 << 10])
def test_a_bomb_is_recognised_by_its_ratio_and_costs_little_memory(piece):
    bomb = gzip.compress(b" " * (50 << 20), compresslevel=9)
    tracemalloc.start()
    with pytest.raises(BodyBomb):
        collect(bomb, coding="gzip", max_bytes=100 << 20, piece=piece)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 << 20


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "compress"])
def test_a_coding_we_did_not_ask_for_is_refused(coding):
    with pytest.raises(BodyCorrupt, match="not asked for"):
        BodyCollector(coding=coding, max_bytes=10)


@pytest.mark.parametrize(
    "data", [b"plain", gzip.compress(b"text", mtime=0)[:-9], gzip.compress(b"a", mtime=0)[:-8] + bytes(8)]
)
def test_a_damaged_or_cut_stream_is_corrupt(data):
    with pytest.raises(BodyCorrupt):
        collect(data, coding="gzip")


def test_a_body_of_many_empty_members_is_a_bomb_and_one_compressed_in_parallel_is_not():
    text = b"one two three " * 100
    assert collect(gzip.compress(text) * 900, coding="gzip") == text * 900
    with pytest.raises(BodyBomb):
        collect(gzip.compress(b"") * 1_001, coding="gzip")


@pytest.mark.parametrize("size", [1, 2, 7, 1_000])
def test_members_are_read_whole_wherever_the_network_cuts_them(size):
    texts = [f"part {number} ".encode() * 50 for number in range(20)]
    body = b"".join(map(gzip.compress, texts))
    collector = BodyCollector(coding="gzip", max_bytes=100_000)
    for start in range(0, len(body), size):
        collector.add(body[start : start + size])
    assert collector.finish() == b"".join(texts)


def test_bytes_that_unfold_to_nothing_count_as_well():
    padded = gzip.compress(b"a") + b"\0" * 2_000
    assert collect(padded, coding="gzip") == b"a"
    with pytest.raises(BodyTooLarge):
        collect(padded, coding="gzip", max_bytes=1_000)
