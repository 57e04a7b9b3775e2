"""The sentences around a match."""

from bot.core.model import ArticleText, Evidence, TextField
from bot.core.summary import EXCERPT_CHARS, excerpt

BODY = "Rain fell in the north. The SCO met in Bishkek. Ministers signed a plan. Tea was served."


def evidence(text, name, field=TextField.BODY, *, occurrence=0):
    start = -1
    for _ in range(occurrence + 1):
        start = text.index(name, start + 1)
    return Evidence(alias=name, field=field, start=start, end=start + len(name), text=name)


def plain(spans):
    return "".join(span.text for span in spans)


def names(spans):
    return [span.text for span in spans if span.is_name]


def test_sentence_of_the_match_comes_with_the_next_one():
    spans = excerpt(ArticleText(title="", body=BODY), [evidence(BODY, "SCO")])
    assert plain(spans) == "The SCO met in Bishkek. Ministers signed a plan."
    assert names(spans) == ["SCO"]


def test_last_sentence_comes_with_the_one_before():
    spans = excerpt(ArticleText(title="", body=BODY), [evidence(BODY, "Tea")])
    assert plain(spans) == "Ministers signed a plan. Tea was served."


def test_chinese_sentences_are_told_apart():
    body = "天气晴朗。上合组织峰会在比什凯克举行。各国签署文件。会议结束。"
    spans = excerpt(ArticleText(title="", body=body), [evidence(body, "上合组织")])
    assert plain(spans) == "上合组织峰会在比什凯克举行。各国签署文件。"


def test_names_that_overlap_are_marked_once():
    body = "The Shanghai Cooperation Organisation met."
    found = [evidence(body, "Shanghai Cooperation Organisation"), evidence(body, "Shanghai")]
    spans = excerpt(ArticleText(title="", body=body), found)
    assert names(spans) == ["Shanghai Cooperation Organisation"]


def test_name_in_the_title_only_shows_the_opening():
    text = ArticleText(title="SCO summit", body=BODY)
    spans = excerpt(text, [evidence("SCO summit", "SCO", TextField.TITLE)])
    assert plain(spans) == "Rain fell in the north. The SCO met in Bishkek."
    assert names(spans) == []


def test_summary_is_quoted_where_the_body_does_not_name_the_topic():
    text = ArticleText(title="", summary="The SCO met.", body="Other words.")
    assert plain(excerpt(text, [evidence("The SCO met.", "SCO", TextField.SUMMARY)])) == "The SCO met."


def test_headline_alone_has_no_excerpt():
    assert excerpt(ArticleText(title="SCO"), [evidence("SCO", "SCO", TextField.TITLE)]) == ()


def test_name_deep_in_an_endless_sentence_is_still_shown():
    body = "word " * 400 + "SCO " + "word " * 400
    spans = excerpt(ArticleText(title="", body=body), [evidence(body, "SCO")])
    assert names(spans) == ["SCO"]
    assert plain(spans).startswith("… ")
    assert plain(spans).endswith("…")
    assert len(plain(spans)) <= EXCERPT_CHARS + 2


def test_long_sentences_are_cut_where_the_text_says_so():
    body = "The SCO met " + "and talked " * 200
    spans = excerpt(ArticleText(title="", body=body), [evidence(body, "SCO")])
    assert body.startswith(plain(spans).removesuffix("…").rstrip())
    assert len(plain(spans)) <= EXCERPT_CHARS
