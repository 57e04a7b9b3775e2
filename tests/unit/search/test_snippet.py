"""What of an article found is shown: the sentences that hold what was looked for, with that marked."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.entry import Span
from bot.core.model import ArticleText
from bot.core.query import parse_query
from bot.errors import QueryError
from bot.search.finder import Finder
from bot.search.snippet import MOST_CHARS, marked, snippet

NOW = datetime(2026, 10, 15, tzinfo=UTC)


def finder(search: str) -> Finder:
    return Finder(parse_query(search, now=NOW))


def shown(spans: tuple[Span, ...]) -> str:
    return "".join(f"[{span.text}]" if span.is_name else span.text for span in spans)


def shows(search: str, *, summary: str = "", body: str = "") -> str:
    return shown(snippet(ArticleText(title="", summary=summary, body=body), finder(search)))


@pytest.mark.parametrize(
    ("search", "title", "expected"),
    [
        ("beidou", "BeiDou’s satellites", "[BeiDou]’s satellites"),
        ("cafe", "The Café, cafés", "The [Café], cafés"),
        ("sat*", "Two satellites, one sat", "Two [satellites], one [sat]"),
        ('"belt and road"', "The Belt-and-Road belt", "The [Belt-and-Road] belt"),
        ("China-Pakistan", "A China–Pakistan road in China", "A [China–Pakistan] road in China"),
        ("北斗", "中国北斗衛星和北斗", "中国[北斗]衛星和[北斗]"),
        ("卫星", "中国北斗衛星", "中国北斗[衛星]"),
        ("5G网络", "在China的5G网络", "在China的[5G网络]"),
        ("پاكستان", "چین پاکِستان راہداری", "چین [پاکِستان] راہداری"),
        ("все", "Всё о БэйДоу", "[Всё] о БэйДоу"),
        ("beidou OR galileo nav", "Galileo and nav", "[Galileo] and [nav]"),
        ("beidou -nav", "nav beidou", "nav [beidou]"),
        ("lang:en", "beidou", "beidou"),
        ("!!!", "beidou!!!", "beidou!!!"),
    ],
)
def test_what_was_looked_for_is_marked_as_it_is_written(search: str, title: str, expected: str) -> None:
    assert shown(marked(title, finder(search))) == expected


def test_the_sentence_with_most_terms_is_shown_with_the_one_after_it() -> None:
    body = "Tea is hot. BeiDou flies. The BeiDou summit opens today. Many came. Others did not."
    assert shows("beidou summit", body=body) == "The [BeiDou] [summit] opens today. Many came."


def test_the_summary_is_shown_where_it_holds_as_much_as_the_body() -> None:
    assert shows("beidou", summary="On BeiDou.", body="BeiDou. BeiDou again.") == "On [BeiDou]."
    assert shows("beidou nav", summary="On BeiDou.", body="BeiDou nav.") == "[BeiDou] [nav]."


def test_without_a_term_it_is_how_the_text_begins() -> None:
    assert shows("other", summary="First one. Second.", body="Body.") == "First one. Second."
    assert shows("other", body="Body.") == "Body."
    assert shows("other") == ""


@pytest.mark.parametrize("word", ["word ", "字"])
def test_of_a_long_sentence_the_part_round_the_first_term_is_shown(word: str) -> None:
    told = shows("beidou", body=f"{word * 200} beidou {word * 200}")
    assert told.startswith("…")
    assert told.endswith("…")
    assert "[beidou]" in told
    assert 120 < len(told) <= MOST_CHARS + 4
    assert not told.removeprefix("…").startswith(("ord", " "))


@given(
    st.text(alphabet=st.sampled_from("ab .。北斗éё\u200f\u0301\n١پ"), max_size=600),
    st.text(alphabet=st.sampled_from("ab北斗éё*~ "), max_size=12),
)
def test_what_is_shown_stands_so_in_the_text(text: str, search: str) -> None:
    try:
        found = finder(search)
    except QueryError:
        return
    plain = "".join(span.text for span in snippet(ArticleText(title="", body=text), found))
    assert len(plain) <= MOST_CHARS + 2
    assert plain.strip("…") in text
    assert "".join(span.text for span in marked(text, found)) == text
