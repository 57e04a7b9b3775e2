"""Whatever is answered, the file parses and passes its examples, or the question is asked again."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app.interview import Interview
from bot.core.text import clean
from bot.errors import ConfigError, Problem
from bot.feeds.language import detect
from bot.matching.draft import draft_problems, draft_text, read_draft

FILE = "topics/new-topic.toml"
ANSWER = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.sampled_from(
        [
            "",
            "",
            "",
            "",
            "SCO",
            "the",
            "北斗",
            "ШОС",
            "سی پیک",
            "zh",
            "Chinese",
            "a, b*, c",
            "New Topic opens",
            '"',
            "]",
            "\\",
        ]
    ),
)


class Drawn:
    def __init__(self, answers: list[str]) -> None:
        self._answers = answers
        self.asked: list[str] = []
        self.refused = 0

    def ask(self, question: str) -> str:
        self.asked.append(question)
        if not self._answers:
            raise ConfigError((Problem(file="standard input", where="", message="ended"),))
        return self._answers.pop(0)

    def say(self, line: str) -> None:
        assert clean(line) == line
        self.refused += 1


@given(answers=st.lists(ANSWER, max_size=25))
@settings(max_examples=60)
def test_whatever_is_answered_the_file_is_right_or_the_question_comes_again(answers: list[str]) -> None:
    drawn = Drawn([*answers, *[""] * 12])
    try:
        draft = Interview(asking=drawn, file=FILE, others={}, language_of=detect).hold("new-topic")
    except ConfigError:
        assert drawn.refused >= 1
        return
    assert draft_problems(draft, file=FILE, others={}) == ()
    watchlist = read_draft(draft, file=FILE, others={})
    assert (watchlist.name, len(watchlist.aliases) - bool(draft.acronym)) == (draft.name, len(draft.names))
    assert draft_text(draft).encode().decode() == draft_text(draft)


@given(texts=st.tuples(*[st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)] * 2))
@settings(max_examples=60)
def test_any_title_and_any_other_meaning_can_be_written_down(texts: tuple[str, str]) -> None:
    title, sense = (f"Kite {text} x" for text in texts)
    drawn = Drawn([title, "Weifang Kite Festival", "", "", "WKF", sense, "karate", "", "", "", ""])
    draft = Interview(asking=drawn, file=FILE, others={}, language_of=detect).hold("new-topic")
    watchlist = read_draft(draft, file=FILE, others={})
    assert (watchlist.name, watchlist.exclude.senses[0].name) == (clean(title), clean(sense))
    assert drawn.refused == 0
