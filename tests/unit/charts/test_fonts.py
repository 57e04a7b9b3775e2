"""No chart shows an empty box or a wrongly shaped word: what cannot be drawn gives way to a plain word."""

import pytest

from bot.charts.fonts import BUNDLED, fitting_text


def drawn(text):
    return fitting_text(text, instead="instead")[0]


@pytest.mark.parametrize(
    "text", ["BeiDou", "Шанхайская организация", "Ελλάδα", "Việt Nam", "$x_1^2$", "Қазақстан"]
)
def test_text_of_the_bundled_font_is_drawn_with_it(text):
    assert fitting_text(text, instead="instead") == (text, [BUNDLED])


@pytest.mark.parametrize(
    "text",
    [
        "چین پاکستان اقتصادی راہداری",
        "منظمة شنغهاي للتعاون",
        "CPEC سی پیک",
        "שביל המשי",
        "स्वास्थ्य",
        "ᠮᠣᠩᠭᠣᠯ",
        "ทางรถไฟ้",
        "x\u0331y",
    ],
)
def test_text_whose_letters_change_beside_others_is_not_drawn(text):
    assert drawn(text) == "instead"


@pytest.mark.parametrize("text", ["\U00013000", "a\u0378", "\ue000", "\U0010ffff"])
def test_character_that_no_font_has_is_not_drawn(text):
    assert drawn(text) == "instead"


@pytest.mark.parametrize("text", ["", " ", "\u200b\u202e"])
def test_invisible_text_is_not_drawn(text):
    assert drawn(text) == "instead"


def test_accent_that_has_a_letter_of_its_own_is_drawn_as_that_letter():
    assert drawn("Caf\u0065\u0301") == "Café"


def test_line_breaks_and_invisible_characters_are_left_out():
    assert drawn("Bei\u200bDou\n III") == "BeiDou III"
