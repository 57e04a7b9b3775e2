"""A feed whose articles all change with every poll (view counts, "5 comments", teasers), held in check.

A change is matched and indexed anew, which costs what a new article costs. One such change of a feed is taken
at once, the next only after a while; what comes in between is left for then, and nothing of it is lost for
good: articles keep the text of the change that was taken.
"""

from dataclasses import replace
from datetime import timedelta

from bot.core.comparison import Comparison
from bot.core.model import KnownArticle

CHANGED_SHARE = 0.5
LEAST = 5
"""So many articles of a document, and more than this share of it, do not change at once by editing."""

PAUSE = timedelta(hours=6)
"""Four times a day is often enough for texts of which most is counters."""


def is_restless(compared: Comparison) -> bool:
    """Whether so much of a document changed that no editor did it."""
    changed = len(compared.changed)
    return changed >= LEAST and changed > CHANGED_SHARE * compared.listed


def without_changes(compared: Comparison) -> Comparison:
    """Return the comparison with the changed articles taken for known ones; their new keys are kept."""
    left = (KnownArticle(article_id=one.article_id, keys=one.article.keys) for one in compared.changed)
    return replace(compared, changed=(), known=(*compared.known, *left))
