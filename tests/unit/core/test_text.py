"""Plain text in many scripts: cleaned, cut, and which way it runs."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import clean, is_rtl, truncate


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\x0bc\x7f", "abc"),
        ("one\u00a0\u2003 two\n three", "one two three"),
        ("invoice\u202egpj.exe\u2066", "invoicegpj.exe"),
        ("zero\u200bwidth\ufeff soft\u00adhyphen", "zerowidth softhyphen"),
        ("e\u0301", "é"),
        ("\ud800x\uffff\U0001ffff", "x"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👨\u200d👩", "👨\u200d👩"),
        ("a\u200cb c\u200d d", "ab c d"),
        ("tag\U000e0041", "tag"),
    ],
)
def test_clean_removes_what_cannot_be_seen(text, expected):
    assert clean(text) == expected


def test_clean_keeps_single_line_ends_where_asked():
    assert clean(" a \r\n\n  b\u2028c \n", keep_lines=True) == "a\nb\nc"


def test_clean_cuts_stacked_marks_and_takes_no_long_for_it():
    assert len(clean("a" + "\u0300\u0316" * 200_000)) < 20


@given(st.text(max_size=80), st.booleans())
def test_clean_text_is_clean(text, keep_lines):
    once = clean(text, keep_lines=keep_lines)
    assert clean(once, keep_lines=keep_lines) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CPEC منصوبہ آگے بڑھا", True),
        ("القمة", True),
        ("שלום", True),
        ("The SCO (منظمة)", False),
        ("2026", False),
        ("", False),
    ],
)
def test_direction_follows_most_letters(text, expected):
    assert is_rtl(text) is expected


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 5, "short"),
        ("The summit ended. Everyone left the hall.", 24, "The summit ended. …"),
        ("The summit was opened by the president", 20, "The summit was…"),
        ("上海合作组织成员国元首理事会", 8, "上海合作组织成…"),
        ("👨\u200d👩\u200d👧👨\u200d👩\u200d👧", 8, "👨\u200d👩\u200d👧…"),
        ("🇵🇰🇨🇳🇷🇺", 4, "🇵🇰…"),
        ("cafe\u0301s", 5, "caf…"),
        ("word", 1, "…"),
    ],
)
def test_truncate_cuts_at_the_best_border(text, limit, expected):
    assert truncate(text, limit) == expected


@given(st.text(max_size=80), st.integers(1, 40))
def test_truncate_keeps_the_limit_and_the_start(text, limit):
    cut = truncate(text, limit)
    assert len(cut) <= limit
    assert text.startswith(cut.removesuffix("…").rstrip())


def test_truncate_refuses_no_room():
    with pytest.raises(ValueError, match="at least 1"):
        truncate("a", 0)


@pytest.mark.parametrize("marks", ["\u0670\u064b", "\u05c7\u05b0", "\u0951\u0952", "\u0308\u0323\u0301"])
def test_marks_of_any_script_are_cut_where_they_pile_up(marks):
    assert len(clean("a" + marks * 30_000 + "b")) <= 12
    assert clean("नि\u0951मि") == "नि\u0951मि"
