"""Articles found by a search: title, facts, link and the text round what was looked for."""

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from bot.app.commands.search import SearchPage
from bot.core.entry import Span
from bot.core.moment import shown_moment
from bot.core.text import clean, isolated
from bot.terminal.answer import shown


def print_page(out: Console, err: Console, page: SearchPage) -> None:
    """Print the articles, of which nothing steers a terminal; what is to be said goes to ``err``."""
    for row in page.rows:
        article = row.stored.article
        out.print(_text(row.title, style="bold", found="bold yellow"), soft_wrap=True)
        is_dated = article.published_at is not None
        moment = shown_moment(article.published_at or row.stored.seen_at, is_dated=is_dated)
        topics = " ".join(row.stored.watchlist_ids)
        facts = [isolated(fact) for fact in (row.stored.outlet.name, moment, article.lang, topics) if fact]
        out.print(Text("  " + " · ".join(facts), style="dim"), soft_wrap=True)
        if row.snippet:
            out.print(Text("  ").append_text(_text(row.snippet, style="", found="bold")), soft_wrap=True)
        if article.url:
            out.print(Text("  " + clean(article.url), style="blue"), soft_wrap=True)
    print_remarks(err, page)


def print_remarks(err: Console, page: SearchPage) -> None:
    """Say what the rows do not: words that were replaced, a search that was cut short, further pages."""
    for one in page.replaced:
        err.print(Text(f"showing results for {one}", style="yellow"), soft_wrap=True)
    if page.is_partial:
        err.print(
            Text("partial: the search took too long; narrow it down, by since: for example", style="yellow"),
            soft_wrap=True,
        )
    elif not page.rows and page.number == 1:
        err.print("nothing found; every article ever fetched was searched")
    elif not page.rows:
        err.print(f"there is no page {page.number}: what was found ends before it")
    if page.has_next:
        err.print(Text(f"there are more: --page {page.number + 1}", style="dim"))


def _text(spans: Iterable[Span], *, style: str, found: str) -> Text:
    parts = [(shown(span.text), found if span.is_name else style) for span in spans]
    return Text.assemble(*parts)
