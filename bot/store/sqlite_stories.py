"""Stories as a unit of work on a SQLite connection: those of one poll are looked up, and saved, at once."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple, Self

from bot.store.sql import articles as sql
from bot.store.values import inserted_id, storable, to_ms, to_ms_or_none

STORY_WINDOW = timedelta(hours=72)
"""How long after its last sighting a story key still joins articles.

Source: the matching study compares near-duplicates within 72 h; a headline that returns later is news again.
"""

ISSUE_GAP = timedelta(hours=12)
"""An article dated so much later than what its own feed told of a story is no other copy of that.

Daily columns have one headline over one opening; an article that gets a new id and link keeps about its date.
"""


class _Fresh(NamedTuple):
    """A key's last sighting and its story; ``dated_at``: the newest date this feed gave it, if any. In ms."""

    seen_at: int
    story_id: int
    dated_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PollStories:
    """The stories that one poll's articles join or begin.

    ``fresh`` has each key that still joins; ``joined`` are the keys that wait for ``save``.
    """

    connection: sqlite3.Connection
    now: datetime
    fresh: dict[str, _Fresh]
    joined: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, connection: sqlite3.Connection, feed_id: int, keys: Iterable[str], *, now: datetime) -> Self:
        """Look the stories of all keys up."""
        asked = {
            "feed_id": feed_id,
            "keys": json.dumps(list(map(storable, keys))),
            "since": to_ms(now - STORY_WINDOW),
        }
        found = connection.execute(sql.FRESH_STORIES, asked)
        return cls(connection=connection, now=now, fresh={key: _Fresh(*row) for key, *row in found})

    def join(self, story_keys: Sequence[str], *, published_at: datetime | None) -> int:
        """Return the story of these keys, else a new one; of several the last seen, then the first."""
        keys = list(map(storable, story_keys))
        now, dated_at = to_ms(self.now), to_ms_or_none(published_at)
        known = [
            one for key in keys if (one := self.fresh.get(key)) and not _is_next_issue(dated_at, one.dated_at)
        ]
        if known:
            newest_at = max(one.seen_at for one in known)
            story_id = min(one.story_id for one in known if one.seen_at == newest_at)
        else:
            story_id = inserted_id(self.connection.execute(sql.ADD_STORY, {"now": now}))
        dates = (dated_at, *(one.dated_at for one in known))
        newest = max((date for date in dates if date is not None), default=None)
        for key in keys:
            before = self.fresh.get(key)
            seen_at = max(before.seen_at, now) if before else now  # the clock may have been set back
            self.fresh[key] = _Fresh(seen_at, story_id, newest)
        self.joined.update(keys)
        return story_id

    def save(self) -> None:
        """Write what the keys of all articles lead to now."""
        self.connection.executemany(
            sql.SAVE_STORY_KEY,
            [
                {"key": key, "story_id": self.fresh[key].story_id, "now": to_ms(self.now)}
                for key in sorted(self.joined)
            ],
        )


def _is_next_issue(dated_at: int | None, told_at: int | None) -> bool:
    if dated_at is None or told_at is None:
        return False
    return dated_at - told_at >= ISSUE_GAP // timedelta(milliseconds=1)
