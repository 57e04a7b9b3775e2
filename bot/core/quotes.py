"""The quotes that people type; chat programs put typographic ones for straight ones."""

DOUBLE_QUOTES = '"“”„‟＂'
ANGLES, CORNERS = "«»", "「」『』"
QUOTES = DOUBLE_QUOTES + ANGLES + CORNERS
QUOTED = "|".join(f"[{family}][^{family}]*[{family}]" for family in (DOUBLE_QUOTES, ANGLES, CORNERS))
"""A pattern for text in quotes. Those of another family are part of it: "Газета «Коммерсантъ»"."""
