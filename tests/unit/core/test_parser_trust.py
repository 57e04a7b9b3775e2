"""When the fast reader may read a feed's documents alone, and how it loses that."""

from datetime import timedelta

from bot.core.parser_trust import (
    DEMOTED_FOR,
    MAX_SHAPES,
    NO_TRUST,
    PROOFS,
    SAMPLE,
    may_read_alone,
    read_alone,
    read_by_feedparser,
    read_equal,
    read_unequal,
    trust_in,
)
from tests.builders import NOW

PLAIN = f"{1:08x}"
SAMPLED = f"{SAMPLE * 7:08x}"


def proven(shape="a", *, entries=20, times=PROOFS):
    trust = trust_in(NO_TRUST, "1", now=NOW)
    for _ in range(times):
        trust = read_equal(trust, shape, entries=entries)
    return trust


def may(trust, shape="a", *, entries=20, body_fingerprint=PLAIN):
    return may_read_alone(trust, shape, entries=entries, body_fingerprint=body_fingerprint)


def test_a_shape_is_trusted_after_three_equal_bodies_and_not_before():
    assert [may(proven(times=times)) for times in range(5)] == [False, False, False, True, True]


def test_another_shape_of_the_same_feed_starts_its_own_proof():
    trust = proven("a")
    assert not may(trust, "b")
    assert may(read_equal(trust, "b", entries=20), "a")


def test_one_body_in_fifty_is_checked_always_the_same_ones():
    assert not may(proven(), body_fingerprint=SAMPLED)
    alone = [may(proven(), body_fingerprint=f"{number:08x}") for number in range(1_000)]
    assert alone.count(False) == 1_000 // SAMPLE


def test_a_body_with_less_than_half_the_entries_is_checked():
    assert may(proven(entries=20), entries=10)
    assert not may(proven(entries=20), entries=9)
    assert may(read_alone(proven(entries=20), "a", entries=12), entries=6)


def test_the_first_difference_ends_all_trust_for_a_month():
    trust = read_unequal(read_equal(proven("a"), "b", entries=3), "entries.title", now=NOW)
    assert (trust.demoted_at, trust.difference, trust.shapes) == (NOW, "entries.title", ())
    assert not may(trust)
    almost = NOW + DEMOTED_FOR - timedelta(seconds=1)
    assert trust_in(trust, "1", now=almost) == trust
    assert trust_in(trust, "1", now=NOW + DEMOTED_FOR) == trust_in(NO_TRUST, "1", now=NOW)


def test_a_new_version_of_the_reader_starts_without_proofs_and_without_blame():
    fresh = trust_in(NO_TRUST, "2", now=NOW)
    assert trust_in(proven(), "2", now=NOW) == fresh
    assert trust_in(read_unequal(proven(), "title", now=NOW), "2", now=NOW) == fresh
    assert trust_in(proven(), "1", now=NOW) == proven()


def test_only_the_shapes_used_last_are_kept():
    trust = proven("a")
    for number in range(MAX_SHAPES - 1):
        trust = read_equal(trust, f"b{number}", entries=20)
    assert may(trust, "a")
    assert not may(read_equal(trust, "c", entries=20), "a")


def test_the_fast_reader_is_asked_after_the_first_body_whatever_was_empty_in_between():
    first = trust_in(NO_TRUST, "1", now=NOW)
    assert not first.is_asked
    assert read_by_feedparser(first, entries=20).is_asked
    assert read_equal(proven(), "a", entries=0).is_asked
    assert not read_unequal(proven(), "entries.title", now=NOW).is_asked
