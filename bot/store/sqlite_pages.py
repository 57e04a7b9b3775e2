"""The texts of articles' own pages as units of work on a SQLite connection."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.core.feed import HostBlock
from bot.core.page_text import PageRefusal, PageText
from bot.store.sql import pages as sql
from bot.store.sqlite_feeds import block_host
from bot.store.values import storable, to_ms

KEPT = timedelta(days=14)
"""An article that changes later keeps what its feed says of it."""


def save_page_texts(
    connection: sqlite3.Connection, pages: Sequence[PageText], *, blocks: Sequence[HostBlock], now: datetime
) -> None:
    """Keep what came of reading pages, and drop what is too old; see ``ports_store.PageStore``."""
    for block in blocks:
        block_host(connection, block)
    connection.execute(sql.DROP_OLD, {"oldest": to_ms(now - KEPT)})
    connection.executemany(
        sql.SAVE_PAGE,
        [
            {
                "canonical_url": storable(page.canonical_url),
                "text": storable(page.text),
                "refusal": page.refusal or "",
                "text_key": page.text_key,
                "now": to_ms(now),
            }
            for page in pages
        ],
    )


def page_texts(connection: sqlite3.Connection, canonical_urls: Sequence[str]) -> Mapping[str, PageText]:
    """Of these pages, those that were read."""
    asked = {storable(url): url for url in canonical_urls}
    rows = connection.execute(sql.FIND_PAGES, {"urls": json.dumps(list(asked))})
    return {
        asked[row["canonical_url"]]: PageText(
            canonical_url=asked[row["canonical_url"]],
            text=row["text"],
            refusal=PageRefusal(row["refusal"]) if row["refusal"] else None,
            text_key=row["text_key"],
        )
        for row in rows
    }


def known_text_keys(connection: sqlite3.Connection, text_keys: Sequence[str]) -> frozenset[str]:
    """Of these keys, those that an earlier page has."""
    rows = connection.execute(sql.KNOWN_KEYS, {"keys": json.dumps(list(text_keys))})
    return frozenset(key for (key,) in rows)
