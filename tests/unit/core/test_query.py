"""What readers type into a search, and what they are told when it is not understood."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.query import Clause, Order, Query, Term, Way, parse_query
from bot.errors import QueryError
from tests.builders import make_query

NOW = datetime(2026, 10, 15, 12, 0, tzinfo=UTC)


def parse(text: str) -> Query:
    return parse_query(text, now=NOW)


def one(text: str, how: Way = Way.WORD) -> Clause:
    return Clause(alternatives=(Term(text=text, how=how),))


def words_of(query: Query) -> tuple[str, ...]:
    return tuple(term.text for clause in query.clauses for term in clause.alternatives)


def complaint(text: str) -> str:
    with pytest.raises(QueryError) as raised:
        parse(text)
    return str(raised.value)


def test_words_phrases_and_exclusions_are_told_apart() -> None:
    assert parse('satellite "belt and road" -football -"world cup"') == Query(
        clauses=(one("satellite"), one("belt and road", Way.PHRASE)),
        excluded=(Term(text="football"), Term(text="world cup", how=Way.PHRASE)),
    )


def test_nothing_typed_asks_for_everything() -> None:
    assert parse("  ") == Query()


@pytest.mark.parametrize("text", ["“一带一路”", "「一带一路」", "«一带一路»", '"一带一路"', "„一带一路“"])
def test_any_quotes_make_a_phrase(text: str) -> None:
    assert parse(text) == make_query(phrases=("一带一路",))


@pytest.mark.parametrize("dash", ["-", "−", "–"])
def test_dashes_that_chat_programs_put_for_a_hyphen_exclude_too(dash: str) -> None:
    assert parse(f"sco {dash}football") == Query(clauses=(one("sco"),), excluded=(Term(text="football"),))


def test_a_hyphen_inside_a_word_belongs_to_the_word() -> None:
    assert parse("China-Pakistan") == make_query(words=("China-Pakistan",))


def test_a_dash_by_itself_is_nothing() -> None:
    assert parse("sco - football -") == make_query(words=("sco", "football"))


def test_filters_take_several_values_and_quoted_names() -> None:
    assert parse('topic:BeiDou,sco lang:zh lang:EN outlet:"Global Times"') == Query(
        watchlist_ids=("beidou", "sco"), langs=("zh", "en"), outlets=("Global Times",)
    )


@pytest.mark.parametrize(
    "text",
    [
        "lang:zh, ru beidou",
        "beidou lang:zh ,ru",
        "lang: zh , ru beidou",
        'lang:"zh, ru" beidou',
        "lang:zh、ru beidou",
    ],
)
def test_a_list_goes_on_after_a_comma_however_it_is_spaced(text: str) -> None:
    query = parse(text)
    assert (query.langs, query.clauses) == (("zh", "ru"), (one("beidou"),))


@pytest.mark.parametrize(
    ("text", "outlets", "others"),
    [
        ('outlet:"Xinhua, Beijing" tea', ("Xinhua, Beijing",), ("tea",)),
        ("outlet:Xinhua,Dawn tea", ("Xinhua", "Dawn"), ("tea",)),
        ("outlet:Xinhua, Pakistan talks", ("Xinhua",), ("Pakistan", "talks")),
        ('outlet:"Global Times", rail', ("Global Times",), ("rail",)),
    ],
)
def test_names_that_may_be_words_go_no_list_on_after_a_blank(
    text: str, outlets: tuple[str, ...], others: tuple[str, ...]
) -> None:
    query = parse(text)
    assert query.outlets == outlets
    assert tuple(one.rstrip(",") for one in words_of(query) if one != ",") == others


def test_kinds_in_quotes_stand_in_a_list() -> None:
    query = parse('kind:state, "think tank", party tea')
    assert (query.kinds, words_of(query)) == (("state", "party", "think-tank"), ("tea",))


@pytest.mark.parametrize(
    ("text", "langs", "found"),
    [
        ("lang:zh, topic:sco", ("zh",), ()),
        ("lang:zh, -rail", ("zh",), ()),
        ("lang:zh, health", ("zh",), ("health",)),
        ("lang:zh, no deal", ("zh",), ("no", "deal")),
        ("lang:zh, Russian army", ("zh",), ("Russian", "army")),
        ("lang:zh-hans, zh-hant rail", ("zh-hans", "zh-hant"), ("rail",)),
        ("lang:zh, ru. rail", ("zh", "ru"), ("rail",)),
        ("lang:zh, ru, rail road", ("zh", "ru"), ("rail", "road")),
        ('lang:zh, "belt and road"', ("zh",), ("belt and road",)),
        ("lang:zh, ~rail", ("zh",), ("rail",)),
        ('"see lang:zh, ru" tea', (), ("see lang:zh, ru", "tea")),
        ("since:7d, tea", (), ("tea",)),
        ("China: tea, silk", (), ("China", "tea,", "silk")),
    ],
)
def test_no_list_goes_on_with_what_is_none_of_its_values(
    text: str, langs: tuple[str, ...], found: tuple[str, ...]
) -> None:
    query = parse(text)
    assert (query.langs, words_of(query)) == (langs, found)


@pytest.mark.parametrize(
    ("text", "countries", "found"),
    [
        ("country:CN, RU rail", ("cn", "ru"), ("rail",)),
        ("country:cn,ru", ("cn", "ru"), ()),
        ("country:CN, AI race", ("cn",), ("AI", "race")),
        ("country:cn, he says", ("cn",), ("he", "says")),
        ("country:CN, in Beijing", ("cn",), ("in", "Beijing")),
        ("country:CN, rail", ("cn",), ("rail",)),
    ],
)
def test_little_words_are_no_countries(text: str, countries: tuple[str, ...], found: tuple[str, ...]) -> None:
    query = parse(text)
    assert (query.countries, words_of(query)) == (countries, found)


def test_a_space_or_a_wide_colon_after_a_filter_is_forgiven() -> None:
    assert parse("lang: zh 北斗 topic：sco") == make_query(
        words=("北斗",), langs=("zh",), watchlist_ids=("sco",)
    )


def test_addresses_times_and_headlines_are_text() -> None:
    assert words_of(parse("https://example.org/a 10:30 China: rocket")) == (
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
        ("since:today", datetime(2026, 10, 15, tzinfo=UTC)),
        ("since:Yesterday", datetime(2026, 10, 14, tzinfo=UTC)),
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
    [
        ("publisher:xinhua", "outlet:"),
        ("order:newest", "sort:"),
        ("after:7d", "since:"),
        ("topics:sco", "topic:"),
        ("lng:zh", "lang:"),
    ],
)
def test_an_unknown_filter_is_answered_with_the_one_meant(text: str, filter_name: str) -> None:
    assert f"did you mean {filter_name}?" in complaint(text)


def test_an_unknown_filter_like_no_other_is_answered_with_all_of_them() -> None:
    assert "topic:, source:, outlet:, country:, kind:, lang:, since:, before:, feed:, sort:" in complaint(
        "zzz:1"
    )


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
        ("since:2026-10 before:2026-10", "write a later one"),
        ('sco "belt and road', 'did you mean "belt and road"?'),
        ("“一带一路", 'did you mean "一带一路"?'),
        ('outlet:"Global Times', 'did you mean "Global Times"?'),
        ('sco "', "leave it out"),
        ("OR sco", "between two words"),
        ("sco OR", "between two words"),
        ("sco OR OR cpec", "between two words"),
        ("sco OR -cpec", "between two words"),
        ("topic:sco OR topic:cpec", "topic:beidou,sco"),
        ("be*", "3 letters or more"),
        ("beidou-x*", "3 letters or more"),
        ("दि*", "3 letters or more"),
        ("-~beidu", "write -beidu"),
        ('~"belt road"', "like ~belt"),
        ("country:china", "write country:CN"),
        ("country:UK", "write country:GB"),
        ("country:CHN", "two letters"),
        ("kind:stat", "did you mean kind:state?"),
        ("kind:zzz", "think-tank"),
        ("sort:date", "write sort:relevance"),
        ("sort:newest sort:relevance", "write sort:relevance"),
        ("x" * 10_000, "at most 500"),
        ("x" * 501, "at most 500"),
        ("x " * 33, "at most 32"),
    ],
)
def test_other_mistakes_are_said_in_words(text: str, part: str) -> None:
    assert part in complaint(text)


def test_or_joins_what_stands_beside_it_and_nothing_further() -> None:
    galileo = Term(text="galileo nav", how=Way.PHRASE)
    assert parse('beidou OR "galileo nav" OR glo* satellite') == Query(
        clauses=(
            Clause(alternatives=(Term(text="beidou"), galileo, Term(text="glo", how=Way.PREFIX))),
            one("satellite"),
        )
    )


def test_or_is_an_operator_in_capitals_only() -> None:
    assert words_of(parse('now or "OR"')) == ("now", "or", "OR")


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("navig*", Term(text="navig", how=Way.PREFIX)),
        ("бэй＊", Term(text="бэй", how=Way.PREFIX)),
        ("China-Pak*", Term(text="China-Pak", how=Way.PREFIX)),
        ("हिन्दी*", Term(text="हिन्दी", how=Way.PREFIX)),  # ends in a vowel sign, which is no letter
        ("cafe\u0301*", Term(text="cafe\u0301", how=Way.PREFIX)),
        ("北*", Term(text="北")),
        ("*", Term(text="*")),
        ("~beidu", Term(text="beidu", how=Way.FUZZY)),
        ("～beidu", Term(text="beidu", how=Way.FUZZY)),
        ('"navig*"', Term(text="navig", how=Way.PREFIX)),
        ('"belt and roa*"', Term(text="belt and roa", how=Way.PREFIX)),
        ('"belt * road"', Term(text="belt * road", how=Way.PHRASE)),
        ('"belt and *"', Term(text="belt and ", how=Way.PHRASE)),
        ('"一带一路 北*"', Term(text="一带一路 北", how=Way.PHRASE)),
        ('"ИА «Росбалт» новости"', Term(text="ИА «Росбалт» новости", how=Way.PHRASE)),
        ("«China “Daily”»", Term(text="China “Daily”", how=Way.PHRASE)),
        ("「讀賣 «新聞»』", Term(text="讀賣 «新聞»", how=Way.PHRASE)),
    ],
)
def test_signs_at_a_word_say_how_it_is_looked_up(text: str, term: Term) -> None:
    assert parse(text) == Query(clauses=(Clause(alternatives=(term,)),))


def test_and_says_nothing_new_and_not_excludes_in_capitals_only() -> None:
    assert parse("a AND b NOT c") == parse("a b -c")
    assert parse('NOT "a b"').excluded == (Term(text="a b", how=Way.PHRASE),)
    assert parse("and not").clauses == (one("and"), one("not"))
    assert parse("NOT").clauses == (one("NOT"),)
    assert parse("AND a").clauses == (one("AND"), one("a"))
    assert "filters cannot" in complaint("NOT topic:sco")


def test_beginnings_can_be_excluded() -> None:
    assert parse("sco -foot*").excluded == (Term(text="foot", how=Way.PREFIX),)
    assert parse('sco -"world foot*"').excluded == (Term(text="world foot", how=Way.PREFIX),)


def test_every_filter_is_a_field_of_the_query() -> None:
    outlets, kinds = 'source:"Global Times" outlet:tass', 'kind:State kind:"think tank"'
    assert parse(f"{outlets} {kinds} country:cn,RU feed:a.org sort:Relevance") == Query(
        outlets=("tass", "Global Times"),
        countries=("cn", "ru"),
        kinds=("state", "think-tank"),
        feeds=("a.org",),
        order=Order.RELEVANCE,
    )


def test_invisible_characters_hide_no_filter_and_no_sign() -> None:
    assert parse("\u200ftopic:\u200bsco \u2066-tea\u2069") == Query(
        watchlist_ids=("sco",), excluded=(Term(text="tea"),)
    )


@given(
    st.text(alphabet=st.sampled_from('ab -–:"“,：/since2026 7d\n北~*OR'), max_size=60) | st.text(max_size=80)
)
def test_any_text_is_a_query_or_a_query_error(text: str) -> None:
    try:
        query = parse(text)
    except QueryError:
        return
    assert all(clause.alternatives for clause in query.clauses)
    assert all(word.strip() for word in (*words_of(query), *(term.text for term in query.excluded)))
