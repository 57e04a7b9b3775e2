"""The picture of a trend: complete, within its edges, and without a box for a letter that no font has.

Warnings are failures here, and matplotlib warns of each letter it has no glyph for.
"""

import io
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from PIL import Image

from bot.charts.draw import HEIGHT_PX, NAME_CHARS, WIDTH_PX, draw
from bot.core.trend import OTHER, LanguageCounts, Trend
from tests.builders import NOW

WHITE = (255, 255, 255)
BLUE, GREY = (0, 114, 178), (187, 187, 187)
LANGS = ("nn", "", "ckb", "zh", "ru", "ur", OTHER)


def make_trend(*languages, days=30, **fields):
    """A trend of constant counts, one language or (language, counts of each day) after the other."""
    first = NOW.date() - timedelta(days=days - 1)
    counted = (one if isinstance(one, tuple) else (one, [3] * days) for one in languages)
    plain = {
        "watchlist_id": "sco",
        "name": "Shanghai Cooperation Organisation",
        "days": tuple(first + timedelta(days=number) for number in range(days)),
        "languages": tuple(LanguageCounts(lang=lang, counts=tuple(counts)) for lang, counts in counted),
    }
    return Trend(**plain | fields)


def picture(trend):
    with Image.open(io.BytesIO(draw(trend)), formats=["PNG"]) as opened:
        return opened.convert("RGB")


def is_white(part):
    return part.getcolors() == [(part.width * part.height, WHITE)]


def colours(image):
    """Those of areas; the edges of letters have others."""
    return {colour for count, colour in image.getcolors(maxcolors=1_000_000) if count > 1_000}


def has_white_margins(image):
    width, height = image.size
    edges = [
        (0, 0, 4, height),
        (width - 4, 0, width, height),
        (0, 0, width, 4),
        (0, height - 4, width, height),
    ]
    return all(is_white(image.crop(edge)) for edge in edges)


@pytest.mark.parametrize("days", [1, 7, 14, 30, 60, 90, 180, 365])
def test_picture_has_its_size_and_nothing_is_cut_off_at_its_edges(days):
    large = [(lang, [9_999] * days) for lang in LANGS]
    image = picture(make_trend(*large, days=days))
    assert image.size == (WIDTH_PX, HEIGHT_PX)
    assert has_white_margins(image)


@pytest.mark.parametrize("letter", ["W", "Ж", "i", "—"])
def test_longest_name_ends_before_the_edge(letter):
    assert has_white_margins(picture(make_trend("en", name=letter * 200)))


def test_name_that_is_too_long_is_cut():
    longest = "i" * (NAME_CHARS - 1)
    assert draw(make_trend("en", name="i" * 200)) == draw(make_trend("en", name=f"{longest}…"))


def test_bars_are_as_high_as_their_days_have_articles():
    image = picture(make_trend(("en", [2, 0, 4, 8]), days=4))
    # A column of the legend has blue as well, but to the right of all bars.
    heights = Counter(
        column
        for column in range(image.width * 3 // 4)
        for row in range(image.height)
        if image.getpixel((column, row)) == BLUE
    )
    plain = Counter(heights.values())
    shown = sorted(height for height, columns in plain.items() if columns > 100)
    assert [round(height / shown[0]) for height in shown] == [1, 2, 4]


def test_day_without_articles_is_a_gap():
    image = picture(make_trend(("en", [1, 0, 1]), days=3))
    row = [image.getpixel((column, 400)) == BLUE for column in range(image.width)]
    changes = sum(before != after for before, after in pairwise(row))
    assert changes == 4


def test_every_language_has_its_colour_and_others_are_grey():
    layers = {BLUE, (230, 159, 0), (0, 158, 115), (204, 121, 167), (86, 180, 233), (213, 94, 0), GREY}
    assert layers <= colours(picture(make_trend(*LANGS)))
    assert layers & colours(picture(make_trend("en"))) == {BLUE}


def test_days_without_any_article_are_said_to_be_empty():
    middle = (300, 250, 800, 400)
    assert not is_white(picture(make_trend()).crop(middle).point(lambda level: 255 if level > 200 else 0))
    assert has_white_margins(picture(make_trend()))


@pytest.mark.parametrize("name", ["چین پاکستان اقتصادی راہداری", "स्वास्थ्य रेशम मार्ग", "\U00013000", ""])
def test_name_that_cannot_be_drawn_gives_way_to_the_id(name):
    trend = make_trend("en", name=name)
    assert draw(trend) == draw(replace(trend, name="sco"))


def test_dollar_signs_are_no_formula():
    assert has_white_margins(picture(make_trend("en", name=r"$\nosuchcommand{$")))


def test_same_trend_gives_the_same_picture():
    assert draw(make_trend("en", "zh")) == draw(make_trend("en", "zh"))
