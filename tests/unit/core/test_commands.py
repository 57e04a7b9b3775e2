"""What people type after the slash -> a command and its options."""

import time
from contextlib import suppress

import pytest

from bot.core.command_text import parse_command, read, written
from bot.core.commands import BY_NAME, COMMANDS, Kind, find_command, nearest_command
from bot.core.permission import Who
from bot.core.query import parse_query
from bot.errors import QueryError
from tests.builders import NOW


def options(name: str, text: str) -> dict[str, str]:
    return read(BY_NAME[name], text)


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("", ("help", "")),
        ("  WHY  x y ", ("why", "x y")),
        ("/search a", ("search", "a")),
        ("search\nbeidou\ntwo", ("search", "beidou\ntwo")),
        ("search\u00a0beidou", ("search", "beidou")),
        ("subscribe\tsco", ("subscribe", "sco")),
        ("list", ("list", "")),
    ],
)
def test_first_word_is_the_command(typed, command):
    assert parse_command(typed) == command


def test_other_programs_words_are_understood_and_misspelt_ones_are_answered_with_the_nearest():
    assert find_command("find") == BY_NAME["search"]
    assert find_command("subscibe") is None
    assert nearest_command("subscibe") == "subscribe"
    assert nearest_command("qqqq") == ""


@pytest.mark.parametrize(
    "typed",
    [
        "beidou daily at:9",
        "beidou mode:daily at=9",
        "to beidou, daily at 9:00 please",
        "daily 9 beidou",
        "watchlist:beidou --mode=DAILY --at=09",
        'watchlist:"beidou" mode: daily at：9',
    ],
)
def test_subscribe_is_read_in_any_order_and_with_or_without_names(typed):
    read_as = options("subscribe", typed)
    assert read_as.pop("at").lstrip("0") == "9"
    assert read_as == {"watchlist": "beidou", "mode": "daily"}


def test_words_between_are_the_topics_name_and_weekdays_may_be_written_out():
    typed = "the Shanghai Organisation of Cooperation weekly on Monday min_score:0.7 lang:zh,ru"
    read_as = options("subscribe", typed)
    assert read_as == {
        "watchlist": "Shanghai Organisation of Cooperation",
        "mode": "weekly",
        "day": "mon",
        "min-score": "0.7",
        "lang": "zh,ru",
    }


def test_options_may_be_named_without_a_colon_and_hours_be_said_as_on_a_clock():
    typed = "sco weekly at 9pm on friday zone Asia/Karachi, lang zh min-score 0.7"
    assert options("subscribe", typed) == {
        "watchlist": "sco", "mode": "weekly", "at": "21", "day": "fri", "zone": "Asia/Karachi", "lang": "zh",
        "min-score": "0.7",
    }  # fmt: skip
    assert options("subscribe", "sco mode daily at:12am")["at"] == "0"


@pytest.mark.parametrize(
    "typed",
    [
        "sco lang:zh, ru daily",
        "sco lang zh, ru, daily",
        "daily sco lang:zh lang:ru",
        "sco lang:zh ,ru, mode daily",
        "sco daily lang:zh, ru.",
        "sco daily lang zh, ru!",
        'sco "daily" lang zh, ru',
    ],
)
def test_a_list_goes_on_after_a_comma_and_ends_where_another_option_begins(typed):
    assert options("subscribe", typed) == {"watchlist": "sco", "lang": "zh,ru", "mode": "daily"}


@pytest.mark.parametrize("rest", ["as digest", "please", "in this channel", "digest at 9", "to this channel"])
@pytest.mark.parametrize("lang", ["lang:zh,", "lang zh,"])
def test_a_list_ends_where_ordinary_words_begin(lang, rest):
    assert options("subscribe", f"beidou {lang} {rest}")["lang"].strip(",") == "zh"


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("watchlist:3d-printing", "3d-printing"),
        ("3d-printing", "3d-printing"),
        ('watchlist:"5 year plan"', "5 year plan"),
        ('"5 year plan"', "5 year plan"),
        ("watchlist:7d", "7d"),
        ('watchlist:"Last week tonight"', "Last week tonight"),
        ("sco 1.5 weeks", "sco 1.5 weeks"),
    ],
)
def test_a_span_of_time_in_a_topics_name_stays_there(typed, topic):
    assert options("trend", typed)["watchlist"] == topic


def test_reading_takes_no_quadratic_time():
    for text in ("1b:" * 3_333, "lang:" * 2_000, "lang:zh, " * 1_100, '"«' * 5_000, "zh, " * 2_500):
        started = time.thread_time()
        with suppress(QueryError):
            read(BY_NAME["search"], text)
        with suppress(QueryError):
            read(BY_NAME["subscribe"], text)
        assert time.thread_time() - started < 0.5


def test_quoted_words_are_one_value_of_a_list():
    read_as = options("subscribe", 'sco kind:state, "think tank" daily')
    assert read_as == {"watchlist": "sco", "kind": "state,think tank", "mode": "daily"}


@pytest.mark.parametrize("name", ["search", "export"])
def test_a_list_in_a_typed_option_means_each_of_its_values(name):
    text = written(BY_NAME[name], {"query": "kites", "lang": "zh, ru"})
    query = parse_query(read(BY_NAME[name], text)["query"], now=NOW)
    assert (query.langs, len(query.clauses)) == (("zh", "ru"), 1)


@pytest.mark.parametrize(
    "typed",
    [
        "sco 14",
        "sco for the last 14 days",
        "sco over 14 days",
        "2 weeks of sco",
        "sco 14d",
        "sco days:2w",
        "sco 2W",
    ],
)
def test_trend_takes_its_days_as_people_say_them(typed):
    assert options("trend", typed) == {"watchlist": "sco", "days": "14"}


def test_a_span_may_be_the_last_one_of_its_kind_and_other_words_are_none():
    assert options("trend", "sco last month") == {"watchlist": "sco", "days": "30"}
    assert options("trend", "7days 5g") == {"watchlist": "5g", "days": "7"}
    assert options("trend", "last dynasty") == {"watchlist": "dynasty"}


def test_search_keeps_its_words_and_filters_as_they_were_typed():
    typed = '"belt and road" -rail topic:sco source:Dawn https://example.org/a:b since:7d'
    assert options("search", typed) == {"query": typed}
    assert options("export", f"{typed} format:markdown") == {"query": typed, "format": "md"}
    assert options("export", f"{typed} as CSV") == {"query": typed, "format": "csv"}
    assert options("export", f"{typed} as\u00a0csv") == {"query": typed, "format": "csv"}
    assert options("export", "csv") == {"query": "csv"}


@pytest.mark.parametrize("phrase", ['"the format:csv"', "“a format: json”", "«format:md»", "「format:md」"])
def test_what_stands_in_quotes_names_no_option(phrase):
    assert options("export", f"{phrase} format:json") == {"query": phrase, "format": "json"}


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("subscribe", "", "subscribe needs a watchlist: write subscribe WATCHLIST [MODE]"),
        ("subscribe", "beidou mode:dayly", "did you mean mode:daily? There are instant, daily, weekly"),
        ("subscribe", "beidou at:nine", "at:nine is not a whole number"),
        ("subscribe", "beidou mod:daily", "subscribe has no option mod: - did you mean mode:?"),
        ("trend", "cpec days:-5", "days:-5 is not a whole number"),
        ("search", "  ", "search needs a query"),
        ("status", "now", "status does not take “now”"),
    ],
)
def test_what_is_wrong_is_explained_with_the_nearest_form(name, typed, said):
    with pytest.raises(QueryError) as refused:
        options(name, typed)
    assert said in str(refused.value)


def test_every_command_is_described_and_only_the_last_words_of_a_command_are_free():
    assert len({one.name for one in COMMANDS}) == len(COMMANDS)
    for spec in COMMANDS:
        names = [one.name for one in spec.options]
        assert len(set(names)) == len(names)
        assert sum(one.kind is Kind.REST for one in spec.options) <= 1
        assert all(one.choices for one in spec.options if one.kind is Kind.CHOICE)
    assert {one.name for one in COMMANDS if one.who is Who.ADMINS} == {"status", "reload"}
    assert {one.name for one in COMMANDS if one.who is Who.SUBSCRIBERS} == {"subscribe", "unsubscribe"}


@pytest.mark.parametrize("word", ["a", "a-", "a_"])
def test_long_word_is_read_in_a_moment(word):
    begun = time.process_time()
    options("search", word * (20_000 // len(word)))
    assert time.process_time() - begun < 0.2  # 2 s where it is read from each of its letters on


def test_option_of_nothing_but_quotes_takes_no_other_options_place():
    values = {"watchlist": "sco", "zone": '"', "lang": "zh"}
    assert options("subscribe", written(BY_NAME["subscribe"], values)) == {"watchlist": "sco", "lang": "zh"}


def test_typed_options_are_written_as_text():
    values = {"query": "kites  fly", "topic": "sco", "outlet": 'The "Times"', "since": "7d", "lang": ""}
    assert written(BY_NAME["search"], values) == 'kites fly topic:sco outlet:"The Times" since:7d'


@pytest.mark.parametrize(
    ("outlet", "asked"),
    [
        ("Газета «Коммерсантъ»", "Газета «Коммерсантъ»"),
        ("«Известия»-24", "«Известия»-24"),
        ("“China Daily” HK", "China Daily HK"),
        ("「讀賣」新聞", "「讀賣」新聞"),
    ],
)
def test_an_outlet_with_quotes_in_its_name_is_asked_for_as_a_whole(outlet, asked):
    for name in ("search", "export"):
        text = written(BY_NAME[name], {"query": "kites", "outlet": outlet})
        query = parse_query(read(BY_NAME[name], text)["query"], now=NOW)
        assert (query.outlets, len(query.clauses)) == ((asked,), 1)
