"""The matcher: which topics an article names, where, and how surely."""

import gc
import time
import weakref

import pytest

from bot.core.model import ArticleText, How, Match, TextField
from bot.core.watchlist import Alias, Context, Description, Exclude, Sense, Watchlist
from bot.matching.matcher import MAX_FIELD_CHARS, MAX_HITS, Matcher
from bot.matching.watchlist import parse_watchlist
from tests.builders import make_watchlist

KITES = parse_watchlist(
    """
    name = "Kite Festival"
    alias = [
      { text = "Weifang Kite Festival", lang = "en" },
      { text = "WKF", lang = "en", case = true, needs_context = true, weight = 0.7 },
      { text = "KITEFEST", lang = "en", case = true, weight = 0.9 },
      { text = "WKFS", lang = "en", case = true, weight = 0.9 },
      { text = "Weifang", lang = "en", weight = 0.4 },
      { text = "鸢都", lang = "zh", weight = 0.8 },
      { text = "潍坊国际风筝节", lang = "zh" },
      { text = "风筝节", lang = "zh", needs_context = true, weight = 0.5 },
    ]
    [context]
    any = ["kite*", "flyer", "风筝节", "潍坊"]
    weak = ["wind", "string"]
    [exclude]
    phrases = ["World Karate Federation", "WKF medal*", "老风筝节目", "在潍", "鸢都市"]
    sense = [{ name = "karate", words = ["karate", "dojo"] }]
    """,
    file="kites.toml",
)
MATCHER = Matcher([KITES])


def match(title: str = "", summary: str = "", body: str = "") -> Match | None:
    article = ArticleText(title=title, summary=summary, body=body)
    matches = MATCHER.match(article)
    for each in matches:
        for evidence in each.evidence:
            assert getattr(article, evidence.field)[evidence.start : evidence.end] == evidence.text
    return matches[0] if matches else None


def texts(found: Match | None) -> list[str]:
    return [evidence.text for evidence in found.evidence] if found else []


@pytest.mark.parametrize(
    "title", ["#WKFkites fly", "#WKFKites fly", "#WKFinWeifang: a kite", "#WKFeventDay: a kite"]
)
def test_an_acronym_is_found_in_a_tag_whatever_the_case_of_the_words_after_it(title: str) -> None:
    assert "WKF" in texts(match(title))


@pytest.mark.parametrize(
    "title", ["#WKFtland: a kite", "#wkfkites fly", "#WKFUS and a kite", "WKFkites: a kite"]
)
def test_an_acronym_that_only_begins_a_word_is_not_found(title: str) -> None:
    assert "WKF" not in texts(match(title))


def test_a_name_is_found_with_the_text_as_written() -> None:
    found = match("At the ＷＥＩＦＡＮＧ Kite-\nFestival", body="… the Weifang  kite festival’s wind")
    assert found is not None
    assert [(each.field, each.text, each.how) for each in found.evidence] == [
        (TextField.TITLE, "ＷＥＩＦＡＮＧ Kite-\nFestival", How.EXACT),
        (TextField.BODY, "Weifang  kite festival", How.EXACT),
    ]
    assert {each.alias for each in found.evidence} == {"Weifang Kite Festival"}


def test_traditional_characters_are_found_by_their_simplified_name() -> None:
    assert texts(match("參加濰坊國際風箏節開幕")) == ["濰坊國際風箏節"]


def test_nothing_is_found_inside_another_word() -> None:
    assert match("Weifangite minerals") is None


def test_a_misspelt_name_is_found_and_marked_approximate() -> None:
    found = match("The Weifnag Kite Festval opens")
    assert found is not None
    assert found.how is How.APPROXIMATE
    assert found.evidence[0].text == "Weifnag Kite Festval"
    assert 0.8 <= found.evidence[0].similarity < 1


def test_a_long_chinese_name_is_found_with_one_wrong_character() -> None:
    found = match("参加潍坊国际风争节开幕")
    assert found is not None
    assert (found.evidence[0].text, found.how) == ("潍坊国际风争节", How.APPROXIMATE)


@pytest.mark.parametrize(
    "text",
    [
        "Weifang. Kite Festival opens",
        "Weifang Kite\n\nFestival",
        "Weifang (Kite Festival)",
        "Weifang | Kite Festival",
        "- Weifang\n- Kite Festival",
        "Weifnag Kite. Festval opens",
        "Weifnag Kite\n\nFestval",
        "Weifnag, Kite Festval",
    ],
)
def test_no_name_runs_over_the_end_of_a_sentence(text: str) -> None:
    assert "Festval" not in " ".join(texts(match(text)))


@pytest.mark.parametrize(
    "name",
    [
        "中国（上海）自由贸易试验区", "St. Petersburg Forum", "Trade, Peace and Health Fair", "Yahoo! Fair",
        "Central Asia (C5) Summit",
        "Belt and Road: Green Fair", "U.S. China Forum", "Washington D.C. Forum", "健康、绿色丝路",
    ],
)  # fmt: skip
def test_a_mark_that_a_name_has_itself_does_not_end_it(name: str) -> None:
    lone = parse_watchlist(f'name = "N"\nalias = [{{ text = "{name}" }}]', file="n.toml")
    (found,) = Matcher([lone]).match(
        ArticleText(title=f"the {name} opens" if name.isascii() else f"参加{name}开幕")
    )
    assert found.evidence[0].text == name


def test_a_word_that_ends_a_sentence_is_no_abbreviation_of_a_longer_one() -> None:
    club = parse_watchlist('name = "K"\nalias = [{ text = "Weifangian Kites Organisation" }]', file="k.toml")
    matcher = Matcher([club])
    assert matcher.match(ArticleText(title="Weif. Kites Organisation opens"))
    assert not matcher.match(ArticleText(title="Here is Weifang. Kites Organisation is dear"))
    assert matcher.match(ArticleText(title="Here is Weifang Kites Organisation"))


def test_a_name_does_not_run_from_one_field_into_the_next() -> None:
    assert texts(match("A Weifang", "Kite Festival")) == ["Weifang"]


def test_of_names_inside_each_other_the_longest_is_shown() -> None:
    assert texts(match("Weifang Kite Festival")) == ["Weifang Kite Festival"]


def test_case_matters_where_the_watchlist_says_so() -> None:
    assert match("KITEFEST tickets") is not None
    assert match("Kitefest tickets") is None
    assert match("K.I.T.E.F.E.S.T. tickets") is None


def test_an_ambiguous_name_alone_is_not_enough() -> None:
    assert match("WKF opens") is None


@pytest.mark.parametrize(
    "text",
    [
        "WKF opens: kites everywhere",
        "WKF opens with strong wind and long string",
        "The Weifang Kite Festival opens. " + "x " * 2000 + "The WKF is old.",
        "The W.K.F. and a kite",
        "Weifang Kite Festival (WKF)",
    ],
)
def test_context_or_the_full_name_settles_an_ambiguous_one(text: str) -> None:
    assert any(found.replace(".", "") == "WKF" for found in texts(match(body=text)))


@pytest.mark.parametrize(
    "text",
    [
        "WKF opens with strong wind",  # one weak word
        "WKF opens. " + "x " * 400 + "A kite.",  # too far away
        "World Kick Federation (WKF) and a kite",  # spelt out as something else
        "the WKF (World Kick Federation) and a kite",
        "the World Kick Federation, or WKF, and a kite",
        "WKF medals and a kite",  # excluded phrase over the name
        "WKF opens. Karate and a kite.",  # another sense outweighs
    ],
)
def test_another_sense_or_too_little_context_does_not(text: str) -> None:
    assert "WKF" not in texts(match(body=text))


def test_an_excluded_phrase_voids_only_a_name_it_covers() -> None:
    assert match("潍坊老风筝节目") is None
    assert texts(match("潍坊风筝节")) == ["风筝节"]


def test_a_longer_name_is_not_voided_by_a_phrase_at_its_edge() -> None:
    assert texts(match("在潍坊国际风筝节")) == ["潍坊国际风筝节"]


def test_a_chinese_name_may_not_lie_across_two_words_nor_be_a_street() -> None:
    assert match("鸢都小学开学") is None
    assert texts(match("鸢都开幕")) == ["鸢都"]


def test_an_acronym_spelt_out_as_something_else_is_never_ours() -> None:
    assert match("World Kick Fencing Society (WKFS)") is None
    assert match("WKFS opens") is not None


def test_an_acronym_of_two_meanings_counts_beside_the_full_name() -> None:
    found = match(body="The World Kick Federation (WKF) and the Weifang Kite Festival (WKF) met.")
    assert texts(found) == ["WKF", "Weifang Kite Festival", "WKF"]


def test_an_exact_name_inside_an_approximate_one_is_what_is_shown() -> None:
    found = match("Weifang Kite Festval")
    assert texts(found) == ["Weifang"]
    assert found is not None
    assert found.how is How.EXACT


def test_the_words_of_a_name_with_a_possessive_between_are_approximate() -> None:
    lone = parse_watchlist('name = "W"\nalias = [{ text = "Weifang Kite Festival" }]', file="w.toml")
    (found,) = Matcher([lone]).match(ArticleText(title="Weifang’s Kite Festival"))
    assert found.how is How.APPROXIMATE


def test_in_a_headline_of_capitals_an_acronym_needs_more() -> None:
    assert match("Kites are flown at the WKF this year") is not None
    assert match("KITES ARE FLOWN AT THE WKF THIS YEAR") is None
    assert match("KITES AND A FLYER AT THE WKF THIS YEAR") is not None


def test_a_misspelling_of_one_word_needs_context() -> None:
    lone = parse_watchlist(
        'name = "W"\nalias = [{ text = "Weifang" }]\n[context]\nany = ["kite"]', file="w.toml"
    )
    assert not Matcher([lone]).match(ArticleText(title="Weifeng wins"))
    assert Matcher([lone]).match(ArticleText(title="Weifeng kite wins"))


def test_addresses_are_not_text() -> None:
    assert (
        match("See https://weifang.example/Weifang and www.weifang.example or weifang@weifang.example")
        is None
    )
    assert texts(match("info@example.org, Weifang, <b@example.org>")) == ["Weifang"]


def test_what_summary_and_body_both_say_counts_once() -> None:
    teaser = "The Weifang Kite Festival opens on Saturday."
    body = f"{teaser} " + "Much more is said about other matters. " * 60
    repeated, alone = match("News", teaser, body), match("News", "", body)
    assert repeated is not None
    assert alone is not None
    assert len(repeated.evidence) == 2
    assert repeated.score == pytest.approx(alone.score, abs=0.03)


def test_a_headline_scores_above_the_usual_threshold_and_a_passing_mention_below() -> None:
    headline = match("Weifang Kite Festival opens")
    passing = match(
        "Local news", body="Other matters were discussed at length. " * 400 + "Weifang was named."
    )
    assert headline is not None
    assert passing is not None
    assert headline.score > 0.9
    assert passing.score < 0.5


def test_a_name_of_endless_words_does_no_harm() -> None:
    names = ("x" * 300 + " silk road", "route of silk " + "y" * 300)
    rows = ", ".join(f'{{ text = "{name}" }}' for name in names)
    long = parse_watchlist(f'name = "L"\nalias = [{rows}]', file="l.toml")
    assert not Matcher([long]).match(ArticleText(title="green, silk road and route of silk, green and y"))
    assert Matcher([long]).match(ArticleText(title=names[0]))


def test_watchlists_come_in_their_order_and_share_names() -> None:
    other = parse_watchlist('name = "Places"\nalias = [{ text = "Weifang" }]', file="a-places.toml")
    matches = Matcher([KITES, other]).match(ArticleText(title="Weifang"))
    assert [each.watchlist_id for each in matches] == ["kites", "a-places"]


def test_two_watchlists_of_one_id_are_a_callers_mistake() -> None:
    with pytest.raises(ValueError, match="share an id"):
        Matcher([KITES, KITES])


def test_no_watchlists_and_no_text_match_nothing() -> None:
    assert Matcher([]).match(ArticleText(title="Weifang")) == ()
    assert match() is None
    assert Matcher([Watchlist(watchlist_id="x", name="X", aliases=())]).match(ArticleText(title="x")) == ()


def test_long_texts_are_read_up_to_a_limit() -> None:
    assert match(body="x" * (MAX_FIELD_CHARS - 8) + " Weifang") is not None
    assert match(body="x" * MAX_FIELD_CHARS + " Weifang") is None


def test_a_name_repeated_without_end_is_shown_so_often_at_most() -> None:
    assert len(texts(match(body="Weifang " * 5000))) == MAX_HITS


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "风",
        "Weifang ",
        "(WKF) ",
        "a@b.c",
        "क्",
        ".\n",
        "China ",
        "\u0306",
        "http://",
        "WKF" + "\u0323\u0301" * 9999,
        "潍坊、国际风筝节",
        "Weifang, Kite Festival, ",
    ],
)
def test_ten_megabytes_of_anything_do_not_stall(piece: str) -> None:
    started = time.perf_counter()
    match(body=piece * (10_000_000 // len(piece)))
    assert time.perf_counter() - started < 3


@pytest.mark.parametrize("sign", ["\u09be", "\u0bbe", "\u0306"])
def test_a_vowel_sign_that_begins_a_field_hides_no_name(sign: str) -> None:
    written = f"{sign}Weifang Kite Festival"
    text = ArticleText(title=written)
    assert MATCHER.match(text)
    assert MATCHER.match(ArticleText(title="News", body=written))
    assert MATCHER.match_many([ArticleText(title="News"), text])[1] == MATCHER.match(text)


def test_a_text_made_of_nothing_but_names_does_not_stall() -> None:
    sides = ("North", "South", "East", "West", "Upper", "Lower")
    names = [f"{first} {side} Kite League" for first in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for side in sides]
    watchlist = Watchlist(
        watchlist_id="kites",
        name="Kites",
        aliases=tuple(Alias(text=name, is_fuzzy=True) for name in names),
        exclude=Exclude(phrases=("North Kite League Inn", "South Kite")),
    )
    matcher = Matcher([watchlist])
    text = ". ".join(names * 60)[:MAX_FIELD_CHARS]
    started = time.process_time()
    assert matcher.match(ArticleText(title=text, summary=text, body=text))
    assert len(matcher.match_many([ArticleText(title=name) for name in names * 25])) == 3900
    assert time.process_time() - started < 12


def test_a_text_made_of_doubtful_names_and_their_words_does_not_stall() -> None:
    names = [f"K{at}" for at in range(100, 190)]
    words = [f"{first}{at}word" for first in "abcdefghij" for at in range(100)]
    watchlist = Watchlist(
        watchlist_id="kites",
        name="Kites",
        aliases=tuple(Alias(text=name, needs_context=True, weight=0.6, is_fuzzy=False) for name in names),
        context=Context(any_of=tuple(words)),
        exclude=Exclude(senses=(Sense(name="other", words=tuple(f"{word}s" for word in words)),)),
        descriptions=tuple(
            Description(name=f"d{at}", groups=((words[at],), (words[-at],), (words[500],)), within_chars=9)
            for at in range(1, 200)
        ),
    )
    matcher = Matcher([watchlist])
    body = " ".join((*names * 150, *words * 8, *(f"{word}s" for word in words)))
    started = time.process_time()
    assert matcher.match(ArticleText(title="Kites", body=body[:MAX_FIELD_CHARS]))
    assert time.process_time() - started < 12


@pytest.mark.parametrize("is_title", [True, False])
def test_a_text_made_of_one_word_beside_many_doubtful_names_does_not_stall(*, is_title: bool) -> None:
    names = [f"K{at}" for at in range(100, 400)]
    watchlist = Watchlist(
        watchlist_id="kites",
        name="Kites",
        aliases=tuple(Alias(text=name, needs_context=True, weight=0.6, is_fuzzy=False) for name in names),
        context=Context(any_of=("kite", "wind", "string"), window_chars=100_000),
    )
    words, text = "kite " * 20_000, " ".join(names * 60)
    article = ArticleText(title=words, body=text) if is_title else ArticleText(title="x", body=text + words)
    started = time.process_time()
    Matcher([watchlist]).match(article)
    assert time.process_time() - started < 8


def test_a_text_made_of_a_half_that_many_names_share_does_not_stall() -> None:
    names = [f"国际合作组织{chr(0x4E00 + at)}{chr(0x5000 + at)}委员" for at in range(3000)]
    watchlist = Watchlist(
        watchlist_id="bodies", name="Bodies", aliases=tuple(Alias(text=name, is_fuzzy=True) for name in names)
    )
    matcher = Matcher([watchlist])
    started = time.process_time()
    assert matcher.match(ArticleText(title="", body="国际合作组织" * 30_000)) == ()
    assert time.process_time() - started < 5


def test_the_account_of_a_match_adds_up_to_its_score() -> None:
    (account,) = MATCHER.explain(ArticleText(title="Weifang Kite Festival"))
    assert account.match is not None
    assert account.components is not None
    assert account.components.score == account.match.score
    assert account.components.title > 0


def test_matcher_that_nobody_uses_any_more_is_freed_without_the_collector():
    matcher = Matcher([make_watchlist(aliases=(Alias(text="World Kite League"), Alias(text="Kite")))])
    matcher.match(ArticleText(title="World Kit League meets the Kite Club", summary="", body=""))
    parts = [weakref.ref(matcher), weakref.ref(matcher._finder), weakref.ref(matcher._finder._word_names)]
    gc.disable()
    try:
        del matcher
        assert [one() for one in parts] == [None, None, None]
    finally:
        gc.enable()
