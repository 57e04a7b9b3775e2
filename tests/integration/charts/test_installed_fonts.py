"""A font that is installed on the machine lends a chart the letters that the bundled one lacks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

ROOT = Path(__file__).parents[3]
ASK = """
import json, sys, warnings
warnings.simplefilter("error")
from datetime import date
from bot.charts.draw import draw
from bot.charts.fonts import fitting_text
from bot.core.trend import Trend
answers = [fitting_text(text, instead="beidou") for text in sys.argv[1:]]
for text in sys.argv[1:]:
    draw(Trend(watchlist_id="beidou", name=text, days=(date(2026, 11, 29),), languages=()))
print(json.dumps(answers))
"""


def install_font(folder, name, letters):
    """Put a font with these letters, each a square, into a user's folder of fonts."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 800), (900, 800), (900, 0)):
        pen.lineTo(corner)
    pen.closePath()
    square = pen.glyph()
    glyphs = {".notdef": square} | {f"uni{ord(letter):04X}": square for letter in letters}
    builder = FontBuilder(1000)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap({ord(letter): f"uni{ord(letter):04X}" for letter in letters})
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (1000, 100)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": name, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    (folder / "fonts").mkdir(parents=True, exist_ok=True)
    builder.save(folder / "fonts" / f"{name}.ttf")


@pytest.fixture
def ask(tmp_path):
    """Ask a new process, whose user has the fonts in ``tmp_path``, what it draws for each text."""

    def run(*texts, home=str(tmp_path)):
        environment = {
            **os.environ, "HOME": home, "XDG_DATA_HOME": str(tmp_path), "PYTHONPATH": str(ROOT),
            "XDG_CONFIG_HOME": f"{home}/config", "XDG_CACHE_HOME": f"{home}/cache",
        }  # fmt: skip
        environment.pop("MPLCONFIGDIR", None)
        done = subprocess.run(
            [sys.executable, "-c", ASK, *texts], env=environment, capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        return [tuple(answer) for answer in json.loads(done.stdout)]

    return run


def test_chinese_name_is_drawn_with_a_font_that_has_all_its_letters(tmp_path, ask):
    name, other = "北斗三号", "BeiDou 北斗"
    install_font(tmp_path, "Noto Sans Topicwire SC", "北斗三号")
    assert ask(name, other) == [
        (name, ["DejaVu Sans", "Noto Sans Topicwire SC"]),
        (other, ["DejaVu Sans", "Noto Sans Topicwire SC"]),
    ]


def test_font_that_lacks_one_letter_is_not_used(tmp_path, ask):
    install_font(tmp_path, "Noto Sans Topicwire SC", "北斗")
    ((_, families),) = ask("北斗三号")
    assert "Noto Sans Topicwire SC" not in families


def test_joining_letters_are_not_drawn_even_with_a_font_that_has_them(tmp_path, ask):
    install_font(tmp_path, "Noto Sans Topicwire", "ᠮᠣᠩپاہ")
    assert [drawn for drawn, _ in ask("ᠮᠣᠩ", "پاہ")] == ["beidou", "beidou"]


def test_home_that_cannot_be_written_is_no_trouble_and_no_complaint(ask):
    assert ask("BeiDou", home="/proc/nobody") == [("BeiDou", ["DejaVu Sans"])]
