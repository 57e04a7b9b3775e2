"""An answer as people get it in a channel, on a terminal."""

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from bot.core.chat import Reply
from bot.core.entry import Entry
from bot.core.moment import shown_moment
from bot.core.text import clean, isolated
from bot.terminal.streams import printable


def print_answer(out: Console, answer: Reply) -> None:
    """Print title, lines and entries; names in bold, or between asterisks where nothing can be bold."""
    out.print(Text(clean(answer.title), style="bold"), soft_wrap=True)
    for line in answer.lines:
        out.print(Text(f"  {clean(line)}"), soft_wrap=True)
    for entry in answer.entries:
        out.print()
        print_entry(out, entry)


def print_entry(out: Console, entry: Entry) -> None:
    """Print an article: title, facts, excerpt and link."""
    for text in _entry(entry, is_styled=out.is_terminal):
        out.print(text, soft_wrap=True)


def _entry(entry: Entry, *, is_styled: bool) -> Iterator[Text]:
    yield Text(clean(entry.title), style="bold")
    moment = shown_moment(entry.at, is_dated=entry.is_dated)
    facts = " · ".join(isolated(fact) for fact in (*entry.facts, moment) if fact)
    yield Text(f"  {facts}", style="dim")
    if entry.excerpt:
        excerpt = Text("  ")
        for span in entry.excerpt:
            mark = "*" if span.is_name and not is_styled else ""
            excerpt.append(f"{mark}{shown(span.text)}{mark}", style="bold yellow" if span.is_name else "")
        yield excerpt
    if entry.url:
        yield Text(f"  {clean(entry.url)}", style="blue")


def shown(text: str) -> str:
    """Return a piece of a sentence on one line, with the spaces at its ends."""
    return printable(" ".join(text.split("\n")))
