"""The spellings of a name that are searched for exactly."""

import pytest

from bot.core.watchlist import Alias
from bot.matching.variants import bounded, variants


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("BeiDou", "bei dou"),
        ("Health Silk Road", "healthsilkroad"),
        ("Health Silk Road", "health silkroad"),
        ("Anti-Terrorist Structure", "antiterrorist structure"),
        ("SCO", "s c o"),
        ("ШОС", "ш о с"),
        ("Shanghai Cooperation Organisation", "shanghai cooperation organization"),
        ("Shanghai Cooperation Organisation", "shanghai cooperation org"),
        ("Shanghai Cooperation Organisation", "shanghai co operation organisation"),
        ("International Red Cross", "int l red cross"),
        ("BDS-3", "bds 3"),
    ],
)
def test_a_name_is_searched_in_usual_other_spellings(name: str, spelling: str) -> None:
    assert spelling in variants(Alias(text=name, lang="en"))


def test_the_name_itself_comes_first_and_nothing_twice() -> None:
    found = variants(Alias(text="Health Silk Road"))
    assert found[0] == "health silk road"
    assert len(set(found)) == len(found)


def test_arabic_one_letter_words_cling_to_the_first_word() -> None:
    assert "ومنظمه شنغهاي" in variants(Alias(text="منظمة شنغهاي", lang="ar"))
    assert "للممر الاقتصادي" in variants(Alias(text="الممر الاقتصادي", lang="ar"))
    assert "بالممر الاقتصادي" in variants(Alias(text="الممر الاقتصادي", lang="ar"))


def test_urdu_names_take_no_arabic_one_letter_words() -> None:
    assert "وسي پيك" not in variants(Alias(text="سی پیک", lang="ur"))


def test_an_acronym_is_not_joined_from_other_words() -> None:
    assert variants(Alias(text="SCO")) == ("sco", "s c o")


def test_a_name_without_letters_has_no_spelling() -> None:
    assert variants(Alias(text="!?")) == ()


def test_words_are_bounded_by_spaces_and_scripts_without_spaces_are_not() -> None:
    assert bounded("sco") == " sco "
    assert bounded("上合") == "上合"
    assert bounded("参加 sco") == "参加 sco "
    assert bounded("satellite", is_open=True) == " satellite"
