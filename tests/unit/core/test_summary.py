"""The sentences around a match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import ArticleText, Evidence, How, TextField
from bot.core.summary import EXCERPT_CHARS, SENTENCES, excerpt

WEATHER = "Rain fell on the northern valleys for most of the week."
SUMMIT = "The SCO opened its summit in Bishkek with a debate on water."
PLAN = "Ministers signed a plan for nine reservoirs in the mountains."
TEA = "Tea was served at half past four in the old library."
MARKET = "The fruit market beside the station stayed open until midnight."
SPORT = "A wrestler from the lowlands won the evening tournament."


def evidence(text, name, field=TextField.BODY, *, alias="", how=How.EXACT, occurrence=0):
    start = -1
    for _ in range(occurrence + 1):
        start = text.index(name, start + 1)
    return Evidence(alias=alias or name, field=field, start=start, end=start + len(name), text=name, how=how)


def joined(*pieces, by=" "):
    return by.join(pieces)


def plain(spans):
    return "".join(span.text for span in spans)


def names(spans):
    return [span.text for span in spans if span.is_name]


def of_body(body, *found, title=""):
    return excerpt(ArticleText(title=title, body=body), found)


# --- which sentences -----------------------------------------------------------------------------------


def test_sentence_of_the_name_comes_with_its_neighbours():
    body = joined(MARKET, SPORT, WEATHER, SUMMIT, PLAN, TEA)
    spans = of_body(body, evidence(body, "SCO"))
    assert plain(spans) == joined(WEATHER, SUMMIT, PLAN)
    assert names(spans) == ["SCO"]


def test_last_sentence_comes_with_those_before():
    body = joined(WEATHER, MARKET, SPORT, TEA, SUMMIT)
    assert plain(of_body(body, evidence(body, "SCO"))) == joined(TEA, SUMMIT)


def test_chinese_sentences_are_told_apart():
    weather, summit, plan = (
        "连日来北部山谷天气晴朗。",
        "上合组织峰会在比什凯克举行并讨论水资源。",
        "各国部长签署了九座水库的建设计划。",
    )
    body = weather + summit + plan + "四点半在旧图书馆供应了茶水。"
    assert plain(of_body(body, evidence(body, "上合组织"))) == weather + summit + plan


def test_full_name_is_better_evidence_than_an_abbreviation():
    full = "The Shanghai Cooperation Organisation has nine members and meets once a year."
    body = joined(SUMMIT, WEATHER, MARKET, TEA, SPORT, full)
    found = [evidence(body, "SCO"), evidence(body, "Shanghai Cooperation Organisation", alias="SCO")]
    assert full in plain(of_body(body, *found))


def test_exact_find_is_better_evidence_than_an_approximate_one():
    misspelt = "The Shangai Coperation Organisation was painted on a banner at the gate."
    spelt = "The Shanghai Cooperation Organisation sent a letter to the banner's painter."
    long = ["word " * 60 + "ends here."] * 2
    body = joined(WEATHER, misspelt, *long, spelt, *long)
    found = [
        evidence(body, "Shangai Coperation Organisation", alias="SCO", how=How.APPROXIMATE),
        evidence(body, "Shanghai Cooperation Organisation", alias="SCO"),
    ]
    assert names(of_body(body, *found)) == ["Shanghai Cooperation Organisation"]


def test_sentence_on_what_the_whole_text_is_about_is_better_evidence():
    flag = "The SCO flag was sewn by one tailor over many long nights."
    dams = "The SCO will pay for reservoirs so that water reaches the valleys."
    before = "Engineers say reservoirs keep water for the valleys in dry summers."
    after = "Valleys without reservoirs lose water in dry summers, engineers say."
    body = joined(MARKET, TEA, SPORT, flag, WEATHER, before, dams, after)
    found = [evidence(body, "SCO", occurrence=number) for number in range(2)]
    assert dams in plain(of_body(body, *found))
    assert flag not in plain(of_body(body, *found))


def test_sentence_with_another_name_joins_over_a_gap():
    beidou = "BeiDou receivers will watch the dams and call for help by themselves."
    body = joined(SUMMIT, WEATHER, MARKET, TEA, beidou)
    spans = of_body(body, evidence(body, "SCO"), evidence(body, "BeiDou"))
    assert plain(spans).endswith(f" … {beidou}")
    assert names(spans) == ["SCO", "BeiDou"]


def test_name_that_was_shown_already_draws_no_far_sentence():
    budget = "The SCO budget was on nobody's agenda at all."
    body = joined(WEATHER, SUMMIT, PLAN, MARKET, SPORT, TEA, budget)
    found = [evidence(body, "SCO", occurrence=number) for number in range(2)]
    assert plain(of_body(body, *found)) == joined(WEATHER, SUMMIT, PLAN)


def test_short_sentence_between_two_is_shown_instead_of_a_gap():
    beidou = "BeiDou receivers will watch the dams and call for help by themselves."
    body = joined(SUMMIT, "It rained.", beidou, WEATHER)
    assert plain(of_body(body, evidence(body, "SCO"), evidence(body, "BeiDou"))).startswith(
        f"{SUMMIT} It rained. {beidou}"
    )


def test_said_again_in_the_same_words_is_not_shown_again():
    body = joined(SUMMIT, SUMMIT.replace("with", "after"), PLAN)
    assert plain(of_body(body, evidence(body, "SCO"))).count("Bishkek") == 1


def test_news_behind_a_heading_is_another_matter():
    summit = "上海合作组织峰会在比什凯克举行并讨论水资源。"
    body = joined(summit, "体育简讯", "来自平原的摔跤手赢得了晚间比赛的冠军。", by="\n")
    assert plain(of_body(body, evidence(body, "上海合作组织"))) == summit


@pytest.mark.parametrize(
    "furniture",
    [
        "Read more: The SCO summit in five questions and as many answers.",
        "Photo: The SCO flag above the gate of the old library in Bishkek.",
        "[7] SCO Secretariat, Yearbook of the organisation, p. 15.",
        "SCO days",
    ],
)
def test_furniture_gives_no_evidence_where_a_sentence_does(furniture):
    body = joined(furniture, WEATHER, MARKET, TEA, SUMMIT, PLAN, by="\n")
    found = [evidence(body, "SCO", occurrence=number) for number in range(body.count("SCO"))]
    spans = of_body(body, *found)
    assert SUMMIT in plain(spans)
    assert furniture not in plain(spans)


def test_caption_is_shown_where_nothing_else_names_the_topic():
    caption = "Photo: The SCO flag above the gate of the old library in Bishkek."
    body = joined(WEATHER, MARKET, caption, TEA, by="\n")
    assert caption in plain(of_body(body, evidence(body, "SCO")))


# --- the title -----------------------------------------------------------------------------------------


def test_name_in_the_title_only_shows_the_opening_without_furniture():
    body = joined("Subscribe to our newsletter for more news like this.", f"{WEATHER} {PLAN}", TEA, by="\n")
    text = ArticleText(title="SCO summit", body=body)
    spans = excerpt(text, [evidence(text.title, "SCO", TextField.TITLE)])
    assert plain(spans).startswith(f"{WEATHER} {PLAN}")
    assert names(spans) == []


@pytest.mark.parametrize(
    ("title", "repeated"),
    [
        ("SCO leaders meet in Bishkek", "SCO leaders meet in Bishkek\n"),
        ("SCO leaders meet in Bishkek", "SCO leaders meet in Bishkek. "),
        ("SCO leaders meet in Bishkek", "SCO Leaders Meet in Bishkek - "),
        ("SCO meets. Tea is served.", "SCO meets. Tea is served. "),
        ("Summit: “SCO leaders meet”", "Summit: 'SCO leaders meet'\n"),
    ],
)
def test_title_that_the_text_repeats_is_left_out(title, repeated):
    body = f"{repeated}{WEATHER} {SUMMIT}"
    found = [evidence(body, "SCO", occurrence=number) for number in range(2)]
    assert plain(of_body(body, *found, title=title)) == f"{WEATHER} {SUMMIT}"


def test_title_before_a_dateline_is_left_out():
    body = f"SCO leaders meet in Bishkek BISHKEK, May 3 (Agency) -- {SUMMIT}"
    assert plain(of_body(body, evidence(body, "SCO"), title="SCO leaders meet in Bishkek")).startswith(
        "BISHKEK, May 3"
    )


def test_sentence_that_only_begins_like_the_title_is_kept_whole():
    body = "SCO leaders meet in Bishkek Tuesday to talk about water."
    assert plain(of_body(body, evidence(body, "SCO"), title="SCO leaders meet in Bishkek")) == body


@pytest.mark.parametrize("body", ["“SCO leaders” meet in Bishkek", "'SCO leaders' meet in Bishkek."])
def test_text_that_only_repeats_the_headline_is_no_excerpt(body):
    assert of_body(body, evidence(body, "SCO"), title="“SCO leaders” meet in Bishkek") == ()


def test_sentence_that_says_what_the_title_says_is_no_first_choice():
    again = "In Bishkek the SCO opened its summit with a debate on water."
    news = "The SCO will send nine engineers to the reservoirs before winter."
    body = joined(again, WEATHER, MARKET, TEA, news, SPORT)
    found = [evidence(body, "SCO", occurrence=number) for number in range(2)]
    assert plain(of_body(body, *found, title=SUMMIT)) == joined(TEA, news, SPORT)


def test_headline_alone_has_no_excerpt():
    assert excerpt(ArticleText(title="SCO"), [evidence("SCO", "SCO", TextField.TITLE)]) == ()


def test_summary_is_quoted_where_the_body_does_not_name_the_topic():
    text = ArticleText(title="", summary="The SCO met.", body="Other words.")
    assert plain(excerpt(text, [evidence("The SCO met.", "SCO", TextField.SUMMARY)])) == "The SCO met."


# --- marks and cuts ------------------------------------------------------------------------------------


def test_names_that_overlap_are_marked_once():
    body = "The Shanghai Cooperation Organisation met."
    found = [evidence(body, "Shanghai Cooperation Organisation"), evidence(body, "Shanghai")]
    assert names(of_body(body, *found)) == ["Shanghai Cooperation Organisation"]


def test_find_over_many_sentences_keeps_them_together_and_is_not_marked_when_long():
    told = joined(WEATHER, MARKET, SPORT, SUMMIT)
    body = joined(PLAN, told, TEA)
    spans = of_body(body, evidence(body, told, alias="summit on water", how=How.DESCRIPTION))
    assert told in plain(spans)
    assert names(spans) == []


def test_short_description_is_marked():
    spans = of_body(SUMMIT, evidence(SUMMIT, "summit in Bishkek", how=How.DESCRIPTION))
    assert names(spans) == ["summit in Bishkek"]


def test_name_deep_in_an_endless_sentence_is_still_shown():
    body = "word " * 400 + "SCO " + "word " * 400
    spans = of_body(body, evidence(body, "SCO"))
    assert names(spans) == ["SCO"]
    assert plain(spans).startswith("… word ")
    assert plain(spans).endswith("…")
    assert len(plain(spans)) <= EXCERPT_CHARS


def test_of_a_text_made_of_marks_what_is_round_a_name_is_read():
    body = "a。" * 30_000 + "The SCO met." + "b。" * 30_000
    assert names(of_body(body, evidence(body, "SCO"))) == ["SCO"]


@pytest.mark.parametrize("unit", ["ที่", "e\u0301", "की"])
def test_endless_sentence_without_spaces_begins_with_a_whole_letter(unit):
    for shift in range(len(unit)):
        body = unit * 300 + "x" * shift + "SCO" + unit * 300
        lead_in = plain(of_body(body, evidence(body, "SCO"))).partition("x" * shift + "SCO")[0]
        assert set(lead_in.removeprefix("… ").split(unit)) == {""}


def test_long_sentences_are_cut_where_the_text_says_so():
    body = "The SCO met " + "and talked " * 200
    spans = of_body(body, evidence(body, "SCO"))
    assert body.startswith(plain(spans).removesuffix("…").rstrip())
    assert len(plain(spans)) <= EXCERPT_CHARS


@given(
    st.lists(
        st.sampled_from(
            [WEATHER, SUMMIT, PLAN, "SCO", "Read more: SCO.", "上合组织开会。", "word " * 150, "\n"]
        ),
        max_size=25,
    ),
    st.sampled_from(["", "SCO summit", SUMMIT]),
)
def test_excerpt_quotes_the_text_within_its_limits(pieces, title):
    body = " ".join(pieces)
    starts = [at for at in range(len(body)) if body.startswith("SCO", at)]
    found = [Evidence(alias="SCO", field=TextField.BODY, start=at, end=at + 3, text="SCO") for at in starts]
    shown = plain(of_body(body, *found, title=title))
    assert len(shown) <= EXCERPT_CHARS
    assert all(part.strip() in body for part in shown.split("…"))
    assert shown.count(" … ") < SENTENCES
