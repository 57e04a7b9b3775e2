"""The text of an article's own page: whether it is the article, and the article with it as its body.

The feed's own words are never lost: they stay as the summary, and they stay the body where the page says no
more or something else. So does the content hash, which is the feed's: or each poll would find a change.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core.boilerplate import width
from bot.core.extracted_text import ExtractedText
from bot.core.model import Article, ArticleText
from bot.core.text import says_more
from bot.core.walls import hides_article

LEAST_WIDTH = 200
"""Less text than two sentences is what is left of a page whose article was not found."""
LEAST_SHARED = 1 / 3
"""Of a headline's words, in the page's text; an article has most of them, a login page one by chance."""
LEAST_WORDS = 3
"""A headline of fewer words says too little to compare."""
OPENING_LETTERS = 300

_WORD = re.compile(r"[^\W\d_]{3,}")
_SCRIPT_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+")
_STEM = 5


class PageRefusal(StrEnum):
    """Why the text of a page is not used."""

    FAILED = "failed"
    NO_ARTICLE = "no-article"
    WALL = "wall"
    UNRELATED = "unrelated"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """What came of reading an article's page once; ``text`` is empty where there is a ``refusal``.

    ``text_key`` is equal for pages of one host that begin with the same text, and empty where there was none.
    """

    canonical_url: str
    text: str = ""
    refusal: PageRefusal | None = None
    text_key: str = ""


def judged(
    extracted: ExtractedText, article: Article, *, host_key: str, has_headline: bool = True
) -> PageText:
    """Say whether a page's text is the article; one that others of its host repeat is still to be found out.

    Args:
        host_key: of the page.
        has_headline: whether the article's title is its headline, and not made of its address.
    """
    page = PageText(canonical_url=article.canonical_url, text_key=_text_key(extracted.text, host_key))
    if extracted.is_closed:
        return replace(page, refusal=PageRefusal.WALL)
    if width(extracted.text) < LEAST_WIDTH:
        return replace(page, refusal=PageRefusal.NO_ARTICLE)
    if hides_article(extracted.text):
        return replace(page, refusal=PageRefusal.WALL)
    if has_headline and not _is_of(extracted.text, article.text.title):
        return replace(page, refusal=PageRefusal.UNRELATED)
    return replace(page, text=extracted.text)


def without_repeats(pages: Iterable[PageText], known_keys: Iterable[str]) -> tuple[PageText, ...]:
    """Refuse the text that several pages have: it is no article, whatever it is.

    Args:
        known_keys: the ``text_key`` of earlier pages.
    """
    read = tuple(pages)
    counts = Counter(one.text_key for one in read) + Counter(set(known_keys))
    repeated = {key for key, count in counts.items() if count > 1}
    return tuple(
        replace(one, text="", refusal=PageRefusal.REPEATED) if one.text and one.text_key in repeated else one
        for one in read
    )


def with_page(article: Article, page: PageText | None) -> Article:
    """Return the article with the page's text as its body, where that says more than the feed's."""
    own = article.text
    if page is None or len(page.text) <= len(own.body):
        return article
    said = own.summary or own.body
    summary = said if says_more(said, page.text) else ""
    return replace(article, text=ArticleText(title=own.title, summary=summary, body=page.text))


def _text_key(text: str, host_key: str) -> str:
    letters = "".join(filter(str.isalnum, text[: 4 * OPENING_LETTERS].casefold()))[:OPENING_LETTERS]
    return hashlib.sha256(f"{host_key}\n{letters}".encode()).hexdigest() if letters else ""


def _is_of(text: str, title: str) -> bool:
    asked = _stems(title)
    return len(asked) < LEAST_WORDS or len(asked & _stems(text)) >= LEAST_SHARED * len(asked)


def _stems(text: str) -> set[str]:
    """The beginnings of words, for their ends are declined; where words have no spaces, pairs of letters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    runs = _SCRIPT_WITHOUT_SPACES.findall(folded)
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    words = _WORD.findall(_SCRIPT_WITHOUT_SPACES.sub(" ", folded))
    return pairs | {word[:_STEM] for word in words}
