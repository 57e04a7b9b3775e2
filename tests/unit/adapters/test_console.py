"""The console adapter and its record."""

import json

import pytest

from adapters.console import ConsoleAdapter, render
from bot.core.button import AnswerButton, Button, mark_buttons
from bot.core.entry import Span
from bot.core.model import Notice
from bot.errors import RetryableDelivery
from tests.builders import CONSOLE, NOW, make_entry, make_message

KEY = "0123456789abcdef01234567"


@pytest.fixture
async def adapter(tmp_path):
    one = ConsoleAdapter(record=tmp_path / "data" / "alerts.jsonl")
    await one.start()
    return one


def lines(tmp_path):
    return (tmp_path / "data" / "alerts.jsonl").read_text(encoding="utf-8").splitlines()


async def test_alert_is_printed_and_recorded_under_its_key(adapter, tmp_path, capsys):
    receipt = await adapter.send(CONSOLE, make_message(title="上合组织峰会"), delivery_key=KEY)
    assert receipt.external_id == KEY
    assert "上合组织峰会" in capsys.readouterr().out
    (line,) = lines(tmp_path)
    assert (json.loads(line)["delivery_key"], json.loads(line)["channel"]) == (KEY, "console:main")


async def test_recorded_delivery_is_found_and_another_is_not(adapter):
    await adapter.send(CONSOLE, make_message(), delivery_key=KEY)
    assert await adapter.find(CONSOLE, delivery_key=KEY, since=NOW, until=NOW) is not None
    assert await adapter.find(CONSOLE, delivery_key="f" * 24, since=NOW, until=NOW) is None


async def test_nothing_is_found_before_the_first_alert(adapter):
    assert await adapter.find(CONSOLE, delivery_key=KEY, since=NOW, until=NOW) is None


async def test_line_torn_by_a_crash_was_not_posted_and_spoils_no_later_one(adapter, tmp_path):
    (tmp_path / "data" / "alerts.jsonl").write_text(f'{{"delivery_key": "{KEY}", "cha')
    assert await adapter.find(CONSOLE, delivery_key=KEY, since=NOW, until=NOW) is None
    await adapter.send(CONSOLE, make_message(), delivery_key=KEY)
    assert await adapter.find(CONSOLE, delivery_key=KEY, since=NOW, until=NOW) is not None
    assert json.loads(lines(tmp_path)[-1])["delivery_key"] == KEY


async def test_record_that_cannot_be_written_is_a_retryable_failure(adapter, tmp_path, capsys):
    (tmp_path / "data" / "alerts.jsonl").mkdir()
    with pytest.raises(RetryableDelivery, match="cannot be written"):
        await adapter.send(CONSOLE, make_message(), delivery_key=KEY)
    assert capsys.readouterr().out == ""


def test_panel_holds_title_link_facts_names_and_reason():
    text = render(make_message(why=("Shanghai · “SCO” · score 0.90",)), CONSOLE, width=100)
    for part in (
        "A title",
        "https://example.org/1",
        "Example News",
        "2026-10-01 12:00 UTC",
        "English",
        "*SCO*",
    ):
        assert part in text
    assert "score 0.90" in text


def test_first_seen_time_is_said_to_be_one():
    assert "(first seen)" in render(make_message(is_dated=False), CONSOLE, width=100)


@pytest.mark.parametrize("nasty", ["\x1b[31mred", "\x9b31m", "a\rb", "\u202eevil", "a\nb"])
def test_feed_text_cannot_steer_the_terminal(nasty):
    message = make_message(title=nasty, outlet=nasty, excerpt=(Span(text=nasty),), why=(nasty,))
    text = render(message, CONSOLE, width=100)
    for char in "\x1b\x9b\r\u202e":
        assert char not in text


def test_feed_text_is_not_read_as_console_markup():
    assert "[bold]x[/bold]" in render(make_message(title="[bold]x[/bold]"), CONSOLE, width=100)


async def test_button_of_a_notice_is_shown_as_what_is_typed_instead(tmp_path, capsys):
    adapter = ConsoleAdapter(record=tmp_path / "alerts.jsonl", command="topics")
    revert = AnswerButton(button=Button.REVERT, label="Re\x1b[31mvert", value="1a2b3c")
    await adapter.send(CONSOLE, Notice(title="sco changed", buttons=(revert,)), delivery_key=KEY)
    assert "Re[31mvert: /topics reload revert" in capsys.readouterr().out
    notice = Notice(title="Near misses", buttons=mark_buttons(81, "sco", name="1"))
    await adapter.send(CONSOLE, notice, delivery_key=KEY)
    assert "Not relevant: 1: topicwire mark 81 sco not-relevant" in capsys.readouterr().out


async def test_articles_of_a_notice_are_shown_with_their_links_and_recorded(tmp_path, capsys):
    adapter = ConsoleAdapter(record=tmp_path / "alerts.jsonl")
    notice = Notice(title="Near misses", entries=(make_entry(title="1. SCO \x1b[31msummit"),))
    await adapter.send(CONSOLE, notice, delivery_key=KEY)
    shown = [line.strip("│ ") for line in capsys.readouterr().out.splitlines()]
    assert shown[1:-1] == [
        "Near misses",
        "",
        "1. SCO [31msummit",
        "https://example.org/1",
        "Example News · sco: 0.46 of 0.50 · 2026-10-01 12:00 UTC",
        "The *SCO* met.",
    ]
    (line,) = (tmp_path / "alerts.jsonl").read_text().splitlines()
    assert json.loads(line)["articles"] == [
        {"title": "1. SCO \x1b[31msummit", "url": "https://example.org/1"}
    ]


async def test_alert_that_could_not_be_printed_is_not_recorded_as_posted(
    adapter, tmp_path, monkeypatch, capsys
):
    class BrokenPipe:
        def isatty(self):
            return False

        def write(self, text):
            raise BrokenPipeError(32, "Broken pipe")

    with monkeypatch.context() as broken:
        broken.setattr("sys.stdout", BrokenPipe())
        for _ in range(2):
            with pytest.raises(RetryableDelivery):
                await adapter.send(CONSOLE, make_message(), delivery_key=KEY)
        assert await adapter.find(CONSOLE, delivery_key=KEY, since=NOW, until=NOW) is None
    await adapter.send(CONSOLE, make_message(), delivery_key=KEY)
    assert len(lines(tmp_path)) == 1
    assert "A title" in capsys.readouterr().out
