"""What readers type into a search, and what they are told when it is not understood."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.query import Query, parse_query
from bot.errors import QueryError

NOW = datetime(2026, 10, 15, 12, 0, tzinfo=UTC)


def parse(text: str) -> Query:
    return parse_query(text, now=NOW)


def complaint(text: str) -> str:
    with pytest.raises(QueryError) as raised:
        parse(text)
    return str(raised.value)


def test_words_phrases_and_exclusions_are_told_apart() -> None:
    assert parse('satellite "belt and road" -football -"world cup"') == Query(
        words=("satellite",), phrases=("belt and road",), excluded=("football", "world cup")
    )


def test_nothing_typed_asks_for_everything() -> None:
    assert parse("  ") == Query()


@pytest.mark.parametrize("text", ["“一带一路”", "「一带一路」", "«一带一路»", '"一带一路', "“一带一路"])
def test_any_quotes_make_a_phrase_even_where_the_last_is_missing(text: str) -> None:
    assert parse(text) == Query(phrases=("一带一路",))


@pytest.mark.parametrize("dash", ["-", "−", "–"])
def test_dashes_that_chat_programs_put_for_a_hyphen_exclude_too(dash: str) -> None:
    assert parse(f"sco {dash}football") == Query(words=("sco",), excluded=("football",))


def test_a_hyphen_inside_a_word_belongs_to_the_word() -> None:
    assert parse("China-Pakistan") == Query(words=("China-Pakistan",))


def test_a_dash_by_itself_is_nothing() -> None:
    assert parse("sco - football -") == Query(words=("sco", "football"))


def test_filters_take_several_values_and_quoted_names() -> None:
    assert parse('topic:BeiDou,sco lang:zh lang:EN outlet:"Global Times"') == Query(
        watchlist_ids=("beidou", "sco"), langs=("zh", "en"), outlets=("Global Times",)
    )


def test_a_space_or_a_wide_colon_after_a_filter_is_forgiven() -> None:
    assert parse("lang: zh 北斗 topic：sco") == Query(words=("北斗",), langs=("zh",), watchlist_ids=("sco",))


def test_addresses_times_and_headlines_are_text() -> None:
    assert parse("https://example.org/a 10:30 China: rocket").words == (
        "https://example.org/a",
        "10:30",
        "China",
        "rocket",
    )


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("since:2026-10-01", datetime(2026, 10, 1, tzinfo=UTC)),
        ("since:2026-10", datetime(2026, 10, 1, tzinfo=UTC)),
        ("since:2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("since:7d", datetime(2026, 10, 8, 12, 0, tzinfo=UTC)),
        ("since:2W", datetime(2026, 10, 1, 12, 0, tzinfo=UTC)),
        ("since:36h", datetime(2026, 10, 14, 0, 0, tzinfo=UTC)),
    ],
)
def test_dates_are_days_months_years_or_spans_back_from_now(text: str, since: datetime) -> None:
    assert parse(text) == Query(since=since)


def test_before_is_the_start_of_what_it_names() -> None:
    assert parse("before:2026-10") == Query(before=datetime(2026, 10, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("since:2026/10/1", "since:2026-10-01"),
        ("since:2026.10", "since:2026-10"),
        ("since:1.10.2026", "since:2026-10-01"),
        ("since:10/25/2026", "since:2026-10-25"),
        ("since:20261001", "since:2026-10-01"),
        ("before:2026-02-30", "before:2026-02-28"),
        ("since:2026-13", "since:2026-12"),
        ("since:0000-00-00", "since:0001-01-01"),
        ("since:3months", "since:90d"),
        ("since:7days", "since:7d"),
        ("since:9999999w", "since:2026-10-15"),
        ("since:soon", "since:2026-10-15"),
    ],
)
def test_a_bad_date_is_answered_with_the_nearest_good_one(text: str, nearest: str) -> None:
    assert f"did you mean {nearest}?" in complaint(text)


@pytest.mark.parametrize(
    ("text", "filter_name"),
    [("source:xinhua", "outlet:"), ("after:7d", "since:"), ("topics:sco", "topic:"), ("lng:zh", "lang:")],
)
def test_an_unknown_filter_is_answered_with_the_one_meant(text: str, filter_name: str) -> None:
    assert f"did you mean {filter_name}?" in complaint(text)


def test_an_unknown_filter_like_no_other_is_answered_with_all_of_them() -> None:
    assert "topic:, lang:, outlet:, since:, before:" in complaint("zzz:1")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("topic:", "needs a value, like topic:beidou"),
        ("topic: lang:zh", "needs a value"),
        ("-lang:zh", "only words and phrases can be excluded"),
        ("lang:chinese", "write lang:zh"),
        ("lang:1", "two letters"),
        ("since:7d since:8d", "2 times"),
        ("since:2026-10 before:2026-09", "swap them"),
        ("since:2026-10 before:2026-10", "swap them"),
        ("x" * 501, "at most 500"),
        ("x " * 33, "at most 32"),
    ],
)
def test_other_mistakes_are_said_in_words(text: str, part: str) -> None:
    assert part in complaint(text)


@given(st.text(alphabet=st.sampled_from('ab -–:"“,：/since2026 7d\n北'), max_size=60) | st.text(max_size=80))
def test_any_text_is_a_query_or_a_query_error(text: str) -> None:
    try:
        query = parse(text)
    except QueryError:
        return
    assert all(piece.strip() for piece in (*query.words, *query.phrases, *query.excluded))
