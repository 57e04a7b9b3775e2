"""Languages, kinds of outlets, scores and weekdays, as people write them."""

import pytest

from bot.core.feed import OutletKind
from bot.core.filters import find_day, find_kind, find_language, read_kinds, read_languages, read_score


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("zh", ("zh",)),
        ("zh,ru", ("zh", "ru")),
        ("Chinese, RUSSIAN and ur", ("zh", "ru", "ur")),
        ("zh、ru；en", ("zh", "ru", "en")),
        ("zh zh Chinese", ("zh",)),
        ("Amharic, bg", ("am", "bg")),
        ("any", ()),
        ("", ()),
    ],
)
def test_languages_are_read_by_code_or_name(written, codes):
    assert read_languages(written) == codes


def test_language_that_is_none_names_the_nearest_one():
    with pytest.raises(ValueError, match=r"such as zh or Chinese \(nearest: zh for Chinese\)$"):
        find_language("Chinees")
    with pytest.raises(ValueError, match=r"such as zh or Chinese$"):
        find_language("cn")


@pytest.mark.parametrize("written", ["think-tank", "Think Tank", "think_tank", "thinktank", " THINK  tank "])
def test_kind_is_found_however_it_is_written(written):
    assert find_kind(written) is OutletKind.THINK_TANK


def test_kinds_are_read_from_a_list():
    assert read_kinds("state, think tank official") == (
        OutletKind.STATE,
        OutletKind.THINK_TANK,
        OutletKind.OFFICIAL,
    )
    assert read_kinds("all") == ()


def test_kind_that_is_none_is_told_with_all_there_are_and_the_nearest_one():
    with pytest.raises(ValueError, match=r"^must be one of state, party, .* \(nearest: official\)$"):
        find_kind("offical")


@pytest.mark.parametrize(
    ("written", "score"), [("0.7", 0.7), ("0,7", 0.7), ("70%", 0.7), ("1", 1.0), ("0", 0.0)]
)
def test_score_is_read_as_a_number_or_a_share(written, score):
    assert read_score(written) == pytest.approx(score)


@pytest.mark.parametrize("written", ["70", "1.01", "-0.1", "nan", "1e9", "high", "", "101%", "٠٫٧"])
def test_score_beyond_its_range_or_of_no_number_is_refused(written):
    with pytest.raises(ValueError, match=r"such as 0\.7 or 70%"):
        read_score(written)


def test_weekday_is_read_short_or_whole():
    assert [find_day(one) for one in ("mon", "Monday", "SUN", "thurs")] == ["mon", "mon", "sun", "thu"]
    for wrong in ("m", "montag", "", "mondays"):
        with pytest.raises(ValueError, match="must be one of mon, tue"):
            find_day(wrong)
