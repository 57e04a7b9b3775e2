"""``/watch search`` and its buttons: pages of a search that is kept, so that they fit together.

A button carries the search's key and a page's number: what was typed may be longer than a button holds, and
results that came since must not push a page's last article to the next.
"""

import re
from datetime import datetime

from bot.app.commands.search import SearchPage, find_page
from bot.app.commands.watchlists import unknown_topics
from bot.app.desk import Desk
from bot.core.article_entry import article_entry
from bot.core.button import AnswerButton, Button, turn_buttons
from bot.core.chat import Reply, reply, with_buttons, with_entries
from bot.core.entry import ENTRIES
from bot.core.text import truncate
from bot.errors import NotFound

QUERY_CHARS = 120
SHARED_PAGE = "page"
"""The word before what a page's Share button carries."""
FORGOTTEN = "This search is not kept any more: please ask it again."
_PAGE = re.compile(r"([0-9a-f]{24}):([0-9]{1,4})")


async def answer_search(text: str, desk: Desk) -> Reply:
    """Return the first page, and keep the search for the others. Raises: QueryError, StoreError."""
    now = desk.clock.now()
    page = await _find(text, desk, number=1, asked_at=now, highest_id=None)
    if not page.rows:
        return _page(text, page, desk, key="")
    key = desk.new_key()
    await desk.store.save_search(text, highest_id=page.highest_id, key=key, now=now)
    return _page(text, page, desk, key=key)


async def answer_page(value: str, desk: Desk) -> Reply:
    """Return the page that a button names. Raises: NotFound for a search that is not kept; StoreError."""
    named = _PAGE.fullmatch(value)
    search = await desk.store.find_search(named[1]) if named else None
    if named is None or search is None:
        raise NotFound(FORGOTTEN)
    number = int(named[2])
    page = await _find(
        search.text, desk, number=number, asked_at=search.asked_at, highest_id=search.highest_id
    )
    return _page(search.text, page, desk, key=named[1])


async def _find(
    text: str, desk: Desk, *, number: int, asked_at: datetime, highest_id: int | None
) -> SearchPage:
    return await find_page(
        text,
        number=number,
        size=ENTRIES,
        asked_at=asked_at,
        highest_id=highest_id,
        index=desk.store,
        watchlists=desk.matcher.watchlists,
    )


def _page(text: str, page: SearchPage, desk: Desk, *, key: str) -> Reply:
    names = {one.watchlist_id: one.name for one in desk.matcher.watchlists}
    lines = [f"Showing results for {one}" for one in page.replaced]
    lines += unknown_topics(page.query, desk.matcher.watchlists)
    if page.is_partial:
        lines.append("Partial: the search took too long, and older articles were not all looked at.")
    entries = [
        article_entry(
            row.stored,
            facts=[", ".join(names.get(one, one) for one in row.stored.watchlist_ids)],
            excerpt=row.snippet,
        )
        for row in page.rows
    ]
    shown = f"“{truncate(text, QUERY_CHARS)}”"
    title = f"{shown}: page {page.number}" if page.number > 1 or page.has_next else f"{shown}: {_count(page)}"
    return with_buttons(with_entries(reply(title, *lines), entries), *_buttons(page, key))


def _count(page: SearchPage) -> str:
    count = len(page.rows)
    return "nothing found" if not count else f"{count} article{'s' * (count > 1)}"


def _buttons(page: SearchPage, key: str) -> list[AnswerButton]:
    if not page.rows:
        return []
    share = f"{SHARED_PAGE} {key}:{page.number}"
    return [
        *turn_buttons(key, page.number, has_next=page.has_next),
        AnswerButton(button=Button.SHARE, label="Share in channel", value=share),
    ]
