"""``new``: what a watchlist would have found that is only being written, in words; stores nothing."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.app.past import Progress, try_past
from bot.core.past import PastArticle
from bot.core.text import isolated, truncate
from bot.core.watchlist import Watchlist
from bot.ports_history import History

SHOWN_STORIES = 5
SHOWN_NAMES = 8
TITLE_CHARS = 120


async def try_new(
    watchlist: Watchlist, *, days: int, history: History, now: datetime, on_progress: Progress
) -> tuple[str, ...]:
    """Return what the stored articles of the last ``days`` days say of it. Raises: StoreError."""
    articles = 0
    stories: dict[int, PastArticle] = {}
    names: set[str] = set()
    since = now - timedelta(days=days)
    async for page in try_past(watchlist, history=history, since=since, on_progress=on_progress):
        articles += len(page)
        for one in page:
            if one.match is not None:
                names.update(found.alias for found in one.match.evidence)
                if one.match.score >= watchlist.threshold:
                    stories.setdefault(one.article.story_id, one.article)
    if not articles:
        return (f"no articles are stored of the last {days} days: nothing to try it on",)
    silent = [alias.text for alias in watchlist.aliases if alias.text not in names]
    return (
        *_found(list(stories.values()), articles=articles, days=days),
        *_silent(silent, of=len(watchlist.aliases)),
    )


def _found(stories: Sequence[PastArticle], *, articles: int, days: int) -> Iterator[str]:
    """Say how much was found, the newest stories below it."""
    count = "1 story" if len(stories) == 1 else f"{len(stories):,} stories"
    where = f"{articles:,} stored article{'s' * (articles != 1)}"
    end = ":" if stories else ""
    yield f"in the last {days} days it would have matched {count} in {where}{end}"
    for one in reversed(stories[-SHOWN_STORIES:]):
        title = one.text.title or one.text.summary or one.text.body
        yield f"  {isolated(truncate(title, TITLE_CHARS))} · {isolated(one.outlet)} · {one.seen_at:%Y-%m-%d}"
    if len(stories) > SHOWN_STORIES:
        yield f"  and {len(stories) - SHOWN_STORIES:,} older"


def _silent(names: Sequence[str], *, of: int) -> Iterator[str]:
    if names:
        shown = ", ".join(f"“{isolated(name)}”" for name in names[:SHOWN_NAMES])
        more = f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
        yield f"{len(names)} of {of} names found nothing that counted: {shown}{more}"
