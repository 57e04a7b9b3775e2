"""A page of a search on a terminal."""

import io

from rich.console import Console

from bot.app.commands.search import SearchPage, SearchRow
from bot.core.entry import Span
from bot.core.feed import Outlet
from bot.core.model import StoredArticle
from bot.core.query import Query
from bot.terminal.articles import print_page
from tests.builders import NOW, make_article


def printed(row: SearchRow) -> list[str]:
    out = io.StringIO()
    page = SearchPage(
        rows=(row,), number=1, has_next=False, is_partial=False, replaced=(), query=Query(), highest_id=1
    )
    print_page(Console(file=out, width=80, highlight=False), Console(file=io.StringIO()), page)
    return out.getvalue().splitlines()


def test_nothing_of_an_article_or_its_outlet_steers_the_terminal():
    article = make_article(url="https://example.org/\x1b[2J", lang="en\x07", published_at=NOW)
    stored = StoredArticle(
        article_id=1,
        story_id=1,
        article=article,
        outlet=Outlet(name="News\x1b[31m of اردو"),
        feed_url="https://example.org/feed",
        seen_at=NOW,
        watchlist_ids=("sco",),
    )
    row = SearchRow(stored=stored, title=(Span(text="SCO\x1b[2J"),), snippet=(Span(text="it \x9b met"),))
    title, facts, snippet, url = printed(row)
    assert title == "SCO\N{REPLACEMENT CHARACTER}[2J"
    assert facts == "  \u2068News[31m of اردو\u2069 · 2026-10-01 12:00 UTC · en · sco"
    assert snippet == "  it \N{REPLACEMENT CHARACTER} met"
    assert url == "  https://example.org/[2J"
