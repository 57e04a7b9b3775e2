"""Search text -> Query: what a reader typed, as a value that every search index understands.

Words are looked up together (AND); "quoted words" as a phrase; ``-word`` excludes; ``topic:``, ``lang:``,
``outlet:``, ``since:`` and ``before:`` filter. Nothing here touches a database or knows its syntax.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A parsed search. Texts are as typed; the index folds them as it folded the articles.

    ``since`` is inclusive, ``before`` exclusive, both on the publication time (first-seen time where an
    article has none).
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    watchlist_ids: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    since: datetime | None = None
    before: datetime | None = None
