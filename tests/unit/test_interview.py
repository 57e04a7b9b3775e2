"""A new topic by questions and answers, with somebody who answers from a list."""

from itertools import pairwise

import pytest

from bot.app.interview import Interview
from bot.core.watchlist import Alias, Sense, Watchlist
from bot.errors import ConfigError, Problem
from bot.matching.draft import Draft, DraftName, draft_problems

FILE = "topics/middle-corridor.toml"
SKY = Watchlist(watchlist_id="sky", name="Sky", aliases=(Alias(text="Weifang Kite Festival"),))


class Listed:
    """Answers from a list, and remembers what was asked and said."""

    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []
        self.said: list[str] = []

    def ask(self, question: str) -> str:
        self.asked.append(question)
        if not self._answers:
            raise ConfigError((Problem(file="standard input", where="", message="ended"),))
        return self._answers.pop(0)

    def say(self, line: str) -> None:
        self.said.append(line)

    @property
    def is_done(self) -> bool:
        return not self._answers


def hold(*answers: str, others=None) -> tuple[Draft, Listed]:
    listed = Listed(*answers)
    interview = Interview(
        asking=listed,
        file=FILE,
        others=others or {},
        language_of=lambda text: "" if text.isascii() else "zh",
    )
    draft = interview.hold("middle-corridor")
    assert listed.is_done
    assert draft_problems(draft, file=FILE, others=others or {}) == ()
    return draft, listed


def test_empty_answers_take_the_defaults_as_far_as_there_are_any():
    draft, listed = hold(*[""] * 8)
    assert draft == Draft(
        watchlist_id="middle-corridor",
        name="Middle Corridor",
        names=(DraftName(text="Middle Corridor", lang="en"),),
    )
    assert listed.said == []
    assert "[Middle Corridor]" in listed.asked[0]


def test_names_come_in_languages_that_are_guessed_named_or_coded():
    draft, listed = hold(
        "Corridor",
        "Middle Corridor",
        "",
        "跨里海国际运输路线",
        "",
        "Срединный коридор",
        "Russian",
        "",
        "",
        "",
        "",
        "",
    )
    assert [(one.text, one.lang) for one in draft.names] == [
        ("Middle Corridor", "en"),
        ("跨里海国际运输路线", "zh"),
        ("Срединный коридор", "ru"),
    ]
    assert any("[Chinese]" in question for question in listed.asked)


@pytest.mark.parametrize(("acronym", "lang"), [("TITR", "ru"), ("里海线", "zh")])
def test_abbreviation_is_of_the_language_that_it_shows_or_of_the_first_name(acronym, lang):
    draft, _ = hold("", "Срединный коридор", "ru", "", acronym, *[""] * 4)
    assert draft.acronym == DraftName(text=acronym, lang=lang)


def test_abbreviation_gets_its_other_meanings_and_the_words_beside_it():
    draft, listed = hold(
        *["", "", "", ""], "TITR", "a tax", "tax, court*", "a song", "lyrics，chart", "",
        "Caspian, Aktau، ,Aktau", "TITR grows beside the Caspian", "TITR tops the chart with new lyrics",
    )  # fmt: skip
    assert draft.acronym == DraftName(text="TITR", lang="en")
    assert draft.senses == (
        Sense(name="a tax", words=("tax", "court*"), of=("TITR",)),
        Sense(name="a song", words=("lyrics", "chart"), of=("TITR",)),
    )
    assert draft.context == ("Caspian", "Aktau")
    assert (draft.must_match, draft.must_not_match) == (
        "TITR grows beside the Caspian", "TITR tops the chart with new lyrics",
    )  # fmt: skip
    assert listed.said == []


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (["", "the", "", "", "", "", "", "", ""], '"the" is an ordinary word'),
        (["", "SCO", "", "", "", "", "", "", ""], '"SCO": three capital letters also name other things'),
        (["", "!!!", "", "", "", "", "", "", ""], '"!!!" has no letters or digits'),
        (
            ["", "", "Englisch", "", "", "", "", "", ""],
            "must be a language, such as zh or Chinese (nearest: en",
        ),
        (["", "", "", "middle corridor", "", "", "", "", ""], "is already there as alias[0]"),
        (["", "", "", "", "7", "", "", "", ""], '"7": a number alone names nothing'),
        (["", "", "", "", "TITR", "tax", ", ,", "tax", "", "", "", ""], "they are what shows that sense"),
        (["", "", "", "", "", "kite*s", "", "", ""], "a * may only stand at the end"),
        (["", "", "", "", "", "", "Tea harvest", "", ""], "none of the names or descriptions stands in it"),
        (["", "", "", "", "", "", "", "The Middle Corridor", ""], 'is found: "Middle Corridor" is sure to'),
    ],
)
def test_answer_that_will_not_do_is_asked_again_with_the_reason(answers, reason):
    _, listed = hold(*answers)
    (said,) = listed.said
    assert said.startswith("That cannot be: ")
    assert reason in said
    assert any(asked == again for asked, again in pairwise(listed.asked))


def test_name_of_another_topic_is_refused():
    _, listed = hold("", "Weifang Kite Festival", *[""] * 7, others={"topics/sky.toml": SKY})
    assert "is also a name in topics/sky.toml" in listed.said[0]


def test_default_that_is_no_name_is_refused_like_any_other():
    listed = Listed("", "", "Trans-Caspian Route", "", "", "", "", "", "")
    Interview(asking=listed, file="topics/tea.toml", others={}, language_of=lambda _: "").hold("tea")
    assert "ordinary word" in listed.said[0]


def test_invisible_characters_of_an_answer_are_left_out_and_right_to_left_names_stand_apart():
    draft, listed = hold("", "\x1b[2Jممر\u202e قزوين\x00", *[""] * 6)
    assert draft.names[0].text == "[2Jممر قزوين"
    (asked,) = (question for question in listed.asked if "قزوين" in question)
    assert "\u2068[2Jممر قزوين\u2069" in asked
    assert "\x1b" not in asked


def test_answers_that_end_too_early_end_the_interview():
    with pytest.raises(ConfigError, match="ended"):
        hold("Corridor", "")
