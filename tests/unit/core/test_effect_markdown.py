"""An edit's effect as a comment: nothing a feed says is markup, and it fits."""

import re

import pytest

from bot.core.effect import Became, Effect, Tally, WatchlistEffect
from bot.core.effect_markdown import COMMENT_CHARS, effect_markdown, escaped
from bot.core.mark import Passage
from tests.builders import make_sample

HOSTILE = (
    "@admins #12 GH-12 !34 %5 &6 ~7 $x$ ![x](http://evil.example) <img src=x> | `code` **bold** "
    "\u202ewww.evil.example"
)


def comment(*watchlists, obstacle="", failing=(), articles=1200):
    effect = Effect(days=30, articles=articles, watchlists=watchlists)
    return effect_markdown(effect, against="main (abc)", obstacle=obstacle, failing=failing)


def make_effect(**fields):
    plain = {"watchlist_id": "sco", "name": "SCO", "alerts": Tally(before=5, after=6), "gained": 2, "lost": 1}
    return WatchlistEffect(**plain | fields)


def test_a_comment_has_a_row_for_each_watchlist_and_the_articles_folded_away():
    lost = make_sample("Gone", was=0.6, obstacle="score 0.40, below 0.50")
    one = make_effect(
        names_added=("ШОС (ru)",),
        by_lang={"en": Tally(before=3, after=4)},
        gains=(make_sample(),),
        losses=(lost,),
    )
    new = make_effect(watchlist_id="tea", name="Tea & more", became=Became.NEW)
    assert comment(one, new) == (
        "### What this edit does to the alerts\n\n"
        "Compared with main \\(abc\\). Tried on 1,200 stored articles of the last 30 days.\n\n"
        "| watchlist | alerts | gained | lost | names |\n|---|---|---|---|---|\n"
        "| sco | 5 → 6 | +2 | −1 | +1 −0 |\n"
        "| tea (new) | 5 → 6 | +2 | −1 | +0 −0 |\n\n"
        "<details><summary>SCO: 2 gained, 1 lost</summary>\n\n"
        "Names added: ШОС \\(ru\\)\n\n"
        "By language: en 3 -\\> 4\n\n"
        "Gained, for example:\n\n"
        "- [The SCO met\\.](<https://example.org/1>), Example News: The <b>SCO</b> met\\.\n\n"
        "Lost, for example:\n\n"
        "- [Gone](<https://example.org/1>), Example News: The <b>SCO</b> met\\. "
        "(score 0\\.40, below 0\\.50)\n\n"
        "</details>\n\n"
        "<details><summary>Tea &amp;\u2060 more: 2 gained, 1 lost</summary>\n\n</details>\n"
    )


def test_nothing_from_a_feed_is_markup_or_calls_anybody():
    passage = Passage(alias="a", before=HOSTILE, text=HOSTILE, after=HOSTILE)
    sample = make_sample(
        HOSTILE, outlet=HOSTILE, url="javascript:alert(1)", passage=passage, obstacle=HOSTILE
    )
    text = comment(
        make_effect(name="<i>@SCO", by_outlet={HOSTILE: Tally(before=0, after=1)}, losses=(sample,))
    )
    assert not re.search(r"@\w|[#!%~]\d|GH-\d|&amp;\d|(?<!\\)\$|\u202e", text)
    ours = re.sub(r"</?(?:details|summary|b)>", "", text)
    assert not re.search(r"(?<!\\)<(?!/)|(?<!\\)\]\(|(?<!\\)`", ours)
    assert "<summary>&lt;i&gt;@\u2060SCO: 2 gained, 1 lost</summary>" in text
    assert "(<javascript" not in text


def test_a_name_with_an_apostrophe_is_shown_as_it_is():
    assert "<summary>Xi'an &amp;\u2060 Lop Nur: " in comment(make_effect(name="Xi'an & Lop Nur"))


def test_texts_from_right_to_left_keep_their_places_in_the_line():
    passage = Passage(alias="SCO", before="نیا ", text="SCO", after=" منصوبہ")
    sample = make_sample("نیا", outlet="جنگ", passage=passage)
    text = comment(make_effect(name="نیا", by_outlet={"جنگ": Tally(before=1, after=2)}, gains=(sample,)))
    assert "<summary>\u2068نیا\u2069: 2 gained" in text
    assert "By outlet: \u2068جنگ\u2069 1 -\\> 2" in text
    assert "\u2068نیا <b>SCO</b> منصوبہ\u2069\n" in text


@pytest.mark.parametrize("url", ["https://a.example/x y", "https://a.example/>(x)", "ftp://a.example", ""])
def test_an_address_that_could_end_its_link_is_none(url):
    assert "](<" not in comment(make_effect(gains=(make_sample("T", url=url),)))


def test_escaping_keeps_the_spaces_at_the_ends():
    assert escaped(" a_b*c ") == " a\\_b\\*c "


def test_failing_examples_and_what_was_not_tried_are_told():
    text = comment(
        make_effect(), obstacle="there is no database", failing=["sco.toml: [0]: not found"], articles=0
    )
    assert "main \\(abc\\). Not tried on stored articles: there is no database\n" in text
    assert "| sco | ? | ? | ? | +0 −0 |" in text
    assert "**Examples that fail**\n\n- sco\\.toml\\: \\[0\\]\\: not found" in text


def test_no_change_is_said_in_a_line():
    assert comment().endswith("Compared with main \\(abc\\): every watchlist says what it said before.\n")


def test_a_comment_fits_however_much_there_is_to_say():
    samples = (make_sample("t" * 9000, outlet="*" * 300),) * 12
    many = [make_effect(watchlist_id=f"w-{number}", gains=samples, losses=samples) for number in range(60)]
    text = comment(*many)
    assert len(text) <= COMMENT_CHARS + 1
    assert re.search(r"\n\d+ more: `topicwire diff` shows them", text)
    assert text.count("<details>") == text.count("</details>") > 3
