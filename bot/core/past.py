"""A stored article as far as rules can be tried on it."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.model import ArticleText


@dataclass(frozen=True, slots=True, kw_only=True)
class PastArticle:
    """An article of the past, matched then or not.

    ``outlet`` is its name, ``country`` its ISO 3166-1 alpha-2 code; both and ``lang`` may be empty.
    ``seen_at`` is when it was first seen.
    """

    article_id: int
    story_id: int
    text: ArticleText
    url: str
    outlet: str
    country: str
    lang: str
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PastSpan:
    """The articles first seen since some moment: so many, with ids from ``lowest_id`` to ``highest_id``.

    Without any the ids are 1 and 0, a span of nothing.
    """

    articles: int
    lowest_id: int
    highest_id: int
