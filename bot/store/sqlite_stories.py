"""Stories as a unit of work on a SQLite connection: those of one poll are looked up, and saved, at once."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

from bot.store.sql import articles as sql
from bot.store.values import inserted_id, storable, to_ms

STORY_WINDOW = timedelta(hours=72)
"""How long after its last sighting a story key still joins articles.

Source: the matching study compares near-duplicates within 72 h; a headline that returns later is news again.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PollStories:
    """The stories that one poll's articles join or begin.

    ``fresh`` has each key that still joins, with when it was last seen (ms) and its story; ``joined`` are
    the keys that wait for ``save``.
    """

    connection: sqlite3.Connection
    now: datetime
    fresh: dict[str, tuple[int, int]]
    joined: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, connection: sqlite3.Connection, keys: Iterable[str], *, now: datetime) -> Self:
        """Look the stories of all keys up."""
        asked = {"keys": json.dumps(list(map(storable, keys))), "since": to_ms(now - STORY_WINDOW)}
        found = connection.execute(sql.FRESH_STORIES, asked)
        return cls(
            connection=connection, now=now, fresh={key: (seen_at, story) for key, seen_at, story in found}
        )

    def join(self, story_keys: Sequence[str]) -> int:
        """Return the story of these keys, else a new one; of several the last seen, then the first."""
        keys = list(map(storable, story_keys))
        now = to_ms(self.now)
        known = [self.fresh[key] for key in keys if key in self.fresh]
        if known:
            newest_at = max(seen_at for seen_at, _ in known)
            story_id = min(story for seen_at, story in known if seen_at == newest_at)
        else:
            story_id = inserted_id(self.connection.execute(sql.ADD_STORY, {"now": now}))
        for key in keys:
            seen_at, _ = self.fresh.get(key, (now, story_id))
            self.fresh[key] = max(seen_at, now), story_id  # the clock may have been set back
        self.joined.update(keys)
        return story_id

    def save(self) -> None:
        """Write what the keys of all articles lead to now."""
        self.connection.executemany(
            sql.SAVE_STORY_KEY,
            [
                {"key": key, "story_id": self.fresh[key][1], "now": to_ms(self.now)}
                for key in sorted(self.joined)
            ],
        )
