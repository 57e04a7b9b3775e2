"""Which of the articles that hold the same words come first."""

from datetime import UTC, datetime

from bot.core.query import parse_query
from bot.search.rerank import Candidate, best_first

NOW = datetime(2026, 10, 15, tzinfo=UTC)


def ranked(search: str, *candidates: tuple[str, str]) -> list[int]:
    """Return the places of (title, summary) pairs, best first."""
    given = [
        Candidate(article_id=place, title=one[0], summary=one[1]) for place, one in enumerate(candidates)
    ]
    return best_first(parse_query(search, now=NOW), given)


def test_the_title_counts_more_than_the_summary_and_that_more_than_the_body() -> None:
    assert ranked("sco", ("", ""), ("", "SCO"), ("SCO", "")) == [2, 1, 0]


def test_more_of_the_terms_count_more() -> None:
    assert ranked("sco summit", ("SCO talks of it", ""), ("SCO holds the summit", "")) == [1, 0]


def test_terms_side_by_side_count_more_than_apart() -> None:
    assert ranked("sco summit", ("SCO and its summit", ""), ("a new SCO summit x", "")) == [1, 0]


def test_a_short_title_counts_more_than_a_long_one() -> None:
    assert ranked("sco", ("Much more is in this than the SCO alone", ""), ("On the SCO", "")) == [1, 0]


def test_a_phrase_does_not_reach_from_one_article_into_the_next() -> None:
    assert ranked('"sco summit"', ("a SCO", "the SCO"), ("summit", "summit"), ("the SCO summit", "")) == [
        2,
        0,
        1,
    ]
    assert ranked("北斗卫星", ("中国北斗", ""), ("卫星发射", ""), ("x", "北斗卫星")) == [2, 0, 1]


def test_equal_ones_stay_newest_first() -> None:
    assert ranked("sco", *[("SCO", "")] * 4) == [0, 1, 2, 3]
    assert ranked("lang:en", *[("SCO", "")] * 3) == [0, 1, 2]
    assert ranked("sco") == []
