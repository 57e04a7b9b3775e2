"""Which text a chart can show: the fonts that hold its characters, or the word that stands in for it.

A character that no font holds would come out as an empty box, and letters that change their shape or place
beside others (Arabic, the scripts of India, anything with combining marks) may come out wrong. Such text is
never drawn. matplotlib's own DejaVu Sans comes first: it is there on every machine.
"""

import unicodedata
from collections.abc import Iterable

from matplotlib import font_manager

from bot.core.text import clean

BUNDLED = "DejaVu Sans"
_BOXES = {"Last Resort High-Efficiency", "LastResort", ".LastResort"}
"""Fonts that have a box for every character."""
_MONGOLIAN = range(0x1800, 0x18B0)
"""Letters that join without any combining mark to tell; Arabic and Syriac are known by their direction."""


def fitting_text(text: str, *, instead: str) -> tuple[str, list[str]]:
    """Return what to draw, on one line, and the families of fonts to draw it with.

    Args:
        instead: ASCII, drawn where ``text`` cannot be.
    """
    plain = clean(text)
    families = _families_for(plain) if plain and all(map(_keeps_its_shape, plain)) else None
    return (instead, [BUNDLED]) if families is None else (plain, families)


def _keeps_its_shape(char: str) -> bool:
    return (
        char.isprintable()
        and not unicodedata.category(char).startswith("M")
        and unicodedata.bidirectional(char) not in {"R", "AL", "AN"}
        and ord(char) not in _MONGOLIAN
    )


def _families_for(text: str) -> list[str] | None:
    """Return the fewest families that hold all characters, None where there are none."""
    missing = _missing(text, BUNDLED)
    if not missing:
        return [BUNDLED]
    return next(([BUNDLED, name] for name in _installed() if not _missing(missing, name)), None)


def _installed() -> list[str]:
    """The upright fonts of this machine by name, those with the Chinese forms of Han characters first."""
    names = {
        font.name
        for font in font_manager.fontManager.ttflist
        if (font.style, font.weight, font.stretch) == ("normal", 400, "normal") and font.name not in _BOXES
    }
    return sorted(names, key=lambda name: (not name.endswith(" SC"), not name.startswith("Noto Sans"), name))


def _missing(chars: Iterable[str], family: str) -> set[str]:
    try:
        found = font_manager.findfont(font_manager.FontProperties(family=family), fallback_to_default=False)
        font = font_manager.get_font(found)
    except (ValueError, OSError, RuntimeError):  # removed since the list of fonts was made, or damaged
        return set(chars)
    return {char for char in chars if not font.get_char_index(ord(char))}
