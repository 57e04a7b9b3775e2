"""Whatever stands in a feed, an export shows it as text: in a spreadsheet, and in Markdown by CommonMark."""

import csv
import io
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.core.export import ExportRow, encode
from bot.core.feed import OutletKind
from bot.core.reports import ExportFormat
from bot.core.text import clean
from tests.builders import NOW

PLAIN = ExportRow(
    id=1, title="T", url="https://example.org/", outlet="O", country="", kind=OutletKind.UNKNOWN,
    published_at=NOW, seen_at=NOW, lang="en", topics=("sco",),
)  # fmt: skip

markup = st.text(alphabet="\\`*_[]()<>|~&$@{}#!^+-=:./ 1ab;\"'“”", max_size=30)
anything = st.one_of(markup, st.text(max_size=30)).map(clean)
words = anything.filter(bool)


@given(words, words)
def test_markdown_shows_a_title_and_an_outlet_as_they_are_and_links_to_nothing_else(title, outlet):
    row = replace(PLAIN, title=title, outlet=outlet)
    shown, links = [], []
    tokens = MarkdownIt("commonmark").parse(encode([row], ExportFormat.MARKDOWN).decode())
    assert [token.type for token in tokens if token.nesting == 1] == [
        "bullet_list_open", "list_item_open", "paragraph_open"
    ]  # fmt: skip
    for token in tokens:
        for child in token.children or ():
            assert child.type in {"text", "text_special", "link_open", "link_close"}
            shown.append(child.content)
            links += [child.attrs["href"]] if child.type == "link_open" else []
    assert links == ["https://example.org/"]
    text = clean("".join(shown))
    assert text.startswith(outlet)
    assert f"“{title}" in text


@given(anything, anything, anything)
def test_csv_has_one_record_with_every_text_and_no_formula(title, outlet, url):
    row = replace(PLAIN, title=title, outlet=outlet, url=url)
    text = encode([row], ExportFormat.CSV).decode("utf-8-sig")
    heading, record = csv.reader(io.StringIO(text, newline=""))
    told = dict(zip(heading, record, strict=True))
    for cell, original in ((told["title"], title), (told["outlet"], outlet), (told["url"], url)):
        assert cell.removeprefix("'") == original.removeprefix("'")
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
