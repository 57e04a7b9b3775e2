"""A topic's past on the terminal: what was found, and what is to be, or was, posted of it."""

from rich.console import Console
from rich.text import Text

from bot.app.backfill import Past
from bot.app.commands.backfill import past_entries, past_title
from bot.core.backfill import PastDigest, Posted
from bot.core.chat import Reply
from bot.terminal.answer import print_answer


def print_past(out: Console, past: Past) -> None:
    print_answer(out, Reply(title=past_title(past), entries=tuple(past_entries(past))))
    hidden = past.stories - len(past.newest)
    if past.stories:
        out.print()
    if hidden > 0:
        out.print(Text(f"{hidden:,} older: --limit shows more", style="dim"), soft_wrap=True)
    topic = past.watchlist.watchlist_id
    told = f"stored: `topicwire latest {topic}`, trend {topic} and search topic:{topic} show them from now on"
    if past.stories:
        out.print(Text(told, style="dim"), soft_wrap=True)


def post_question(digest: PastDigest) -> str:
    """Ask before anything is posted: how much, and where."""
    count = len(digest.alerts)
    stories = f"the {count} strongest of {count + digest.more} stories" if digest.more else _stories(count)
    return f"Post {stories} to {digest.channel} as a digest?"


def posted_line(digest: PastDigest, posted: Posted) -> str:
    if not posted.stories:
        return nothing_line(digest)
    messages = f"{posted.messages} message{'s' * (posted.messages != 1)}"
    line = f"{_stories(posted.stories)} in {messages} to {digest.channel}, posted as soon as the bot runs"
    return f"{line}; the same command posts the next of {digest.more} more" if digest.more else line


def nothing_line(digest: PastDigest) -> str:
    return f"nothing to post: {digest.channel} has heard of each of these stories, or does not want them"


def _stories(count: int) -> str:
    return "1 story" if count == 1 else f"{count} stories"
