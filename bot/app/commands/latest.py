"""``/watch latest``: the newest stories of one topic, or of all."""

from collections.abc import Sequence

from bot.core.article_entry import article_entry
from bot.core.button import AnswerButton, Button
from bot.core.chat import Reply, reply, with_buttons, with_entries
from bot.core.entry import ENTRIES, Entry
from bot.core.model import MatchedStory
from bot.core.summary import excerpt
from bot.core.watchlist import Watchlist
from bot.ports_search import SearchIndex


async def answer_latest(
    watchlists: Sequence[Watchlist], *, index: SearchIndex, limit: int = ENTRIES
) -> Reply:
    """Show the newest stories that any of these alerts for, each once, newest first. Raises: StoreError."""
    found: dict[int, list[tuple[Watchlist, MatchedStory]]] = {}
    for watchlist in watchlists:
        for story in await index.latest_matches(
            watchlist.watchlist_id, min_score=watchlist.threshold, limit=limit
        ):
            found.setdefault(story.stored.story_id, []).append((watchlist, story))
    newest = sorted(found.values(), key=_newest_id, reverse=True)[:limit]
    only = watchlists[0] if len(watchlists) == 1 else None
    if not newest:
        return reply(f"Nothing is kept of {only.name} yet." if only else "Nothing is kept of any topic yet.")
    title = f"Newest stories: {only.name}" if only else "Newest stories of all topics"
    again = f"latest {only.watchlist_id}" if only else "latest"
    button = AnswerButton(button=Button.SHARE, label="Share in channel", value=again)
    return with_buttons(with_entries(reply(title), map(_entry, newest)), button)


def _newest_id(found: list[tuple[Watchlist, MatchedStory]]) -> int:
    return max(story.stored.article_id for _, story in found)


def _entry(found: list[tuple[Watchlist, MatchedStory]]) -> Entry:
    _, story = max(found, key=lambda one: one[1].match.score)
    topics = ", ".join(f"{watchlist.name} {one.match.score:.2f}" for watchlist, one in found)
    return article_entry(
        story.stored, facts=[topics], excerpt=excerpt(story.stored.article.text, story.match.evidence)
    )
