"""Whatever a feed says is text in a comment, and is all there: as a Markdown parser reads it."""

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.core.effect_markdown import escaped
from bot.core.text import clean

MARKDOWN = MarkdownIt("gfm-like", {"html": True, "linkify": False})
PIECES = (
    *"ab 1@#!&$%~:.-_*`<>[]()\\|{}=+'\"^;/",
    *(
        "*a*",
        "_a_",
        "`a`",
        "~~a~~",
        "![x](y)",
        "<b>",
        "<http://a.example>",
        "&lt;",
        "&#35;",
        "\\n",
        "GH-",
        "نیا",
    ),
)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join).map(clean))
def test_escaped_text_is_read_as_text_with_every_letter(text):
    (line,) = MARKDOWN.parseInline(f"x{escaped(text)}x")
    parts = line.children or []
    assert {part.type for part in parts} <= {"text", "text_special"}
    assert "".join(part.content for part in parts).replace("\N{WORD JOINER}", "") == f"x{text}x"
