"""Questions on the terminal, answered by lines of standard input."""

import io

import pytest
from rich.console import Console

from bot.errors import ConfigError
from bot.terminal.ask import Questioner


@pytest.fixture
def asked(monkeypatch):
    """Give standard input these bytes; return who asks, and what was printed."""

    def begin(data: bytes) -> tuple[Questioner, io.StringIO]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="ascii"))
        printed = io.StringIO()
        return Questioner(Console(file=printed, width=200)), printed

    return begin


def test_answers_are_utf8_lines_whatever_the_locale_without_what_nobody_sees(asked):
    questions, printed = asked("  北斗\u200b \r\n\nسی پیک".encode())
    assert [questions.ask(f"{number}?") for number in range(3)] == ["北斗", "", "سی پیک"]
    assert printed.getvalue() == "0? \n1? \n2? \n"


def test_input_that_ends_is_told_with_its_line_and_the_question(asked):
    questions, _ = asked(b"one\n")
    questions.ask("First?")
    with pytest.raises(ConfigError, match=r'^standard input: line 2: ended .* to "Second\?"$'):
        questions.ask("Second?")


def test_bytes_that_are_no_text_are_asked_for_again(asked):
    questions, printed = asked(b"\xff\xfe\nyes\n")
    assert questions.ask("Well?") == "yes"
    assert printed.getvalue().count("Well?") == 2


@pytest.mark.parametrize(
    ("typed", "is_yes"), [("y", True), ("Yes", True), ("", False), ("n", False), ("yo", False)]
)
def test_only_a_yes_is_a_yes(asked, typed, is_yes):
    questions, printed = asked(f"{typed}\n".encode())
    assert questions.confirm("Post?") is is_yes
    assert "Post? [y/N]" in printed.getvalue()
