"""Articles that report the same event -> one story: here by the keys two reports of it share.

Two articles belong together when they lead to the same page, or when a wire report was copied: the same
headline over the same opening. A headline alone never joins: outlets repeat theirs ("Xi meets Pakistani
prime minister") for different events.
"""

import hashlib
import unicodedata
from collections.abc import Iterator
from itertools import islice

from bot.core.model import Article

OPENING_CHARS = 120
"""How much of the text, letters and digits only, a copied report must share with its twin."""

READ_CHARS = 4 * OPENING_CHARS
"""Letters are at least a quarter of any prose: the rest of a long text need not be looked at."""

MIN_OPENING_CHARS = 40
"""Less text than this says too little to tell two reports apart, and so joins nothing."""


def story_keys(article: Article) -> tuple[str, ...]:
    """Return the keys under which this article's story is found; equal keys mean the same story.

    Empty for an article without a page of its own and with hardly any text: it is a story by itself.
    """
    # Identity vouches that the link is this article's alone: some feeds link every article to one page.
    keys = [f"page:{key.removeprefix('link:')}" for key in article.keys if key.startswith("link:")]
    if opening := opening_of(article.text.body or article.text.summary):
        wording = f"{''.join(_letters(article.text.title))}\n{opening}"
        keys.append(f"wording:{hashlib.sha256(wording.encode()).hexdigest()[:32]}")
    return tuple(keys)


def opening_of(text: str) -> str:
    """Return the letters and digits by which two copies of a text are known; empty where there are too few.

    Args:
        text: the first ``READ_CHARS`` are enough.
    """
    opening = letters_of(text, most=OPENING_CHARS)
    return opening if len(opening) >= MIN_OPENING_CHARS else ""


def letters_of(text: str, *, most: int) -> str:
    """Return the first ``most`` letters and digits of a text, folded; only ``READ_CHARS`` are looked at."""
    return "".join(islice(_letters(text[:READ_CHARS]), most))


def _letters(text: str) -> Iterator[str]:
    return filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold())
