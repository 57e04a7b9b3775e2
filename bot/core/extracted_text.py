"""What a parser process makes of an article's page; what it is worth is judged in ``bot.core.page_text``.

A file of its own: the parser process, which every burst of polls may start, needs none of that judgement.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedText:
    """A page's main text, a paragraph a line. ``is_closed``: the page itself says that it is not for free."""

    text: str
    is_closed: bool = False
