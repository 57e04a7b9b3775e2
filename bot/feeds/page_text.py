"""The page of an article -> the text of the article, by trafilatura. Slow, so only in a parser process.

trafilatura is imported when the first page comes: few workers ever need it.
"""

import re

from bot.core.extracted_text import ExtractedText
from bot.core.text import clean, truncate
from bot.errors import FeedError, FeedFailure
from bot.feeds.decode import decode
from bot.feeds.page import page_charset
from bot.ports import Fetched

MAX_HTML_CHARS = 1_500_000
"""Of a page's markup; what is larger is no article, and takes seconds (measured: 1 s for a million)."""
MAX_TEXT_CHARS = 100_000
HTML_TYPES = frozenset({"", "text/html", "application/xhtml+xml"})

_CLOSED = re.compile(r"""["']isAccessibleForFree["']\s*:\s*["']?\s*false""", re.IGNORECASE)
"""schema.org: by this word outlets tell search engines that an article is paid for."""


def read_page_text(fetched: Fetched) -> ExtractedText:
    """Read one page. Raises: FeedError (NOT_A_FEED for what is no page, TOO_LARGE)."""
    if fetched.content_type not in HTML_TYPES:
        raise FeedError(
            fetched.url, FeedFailure.NOT_A_FEED, f"this is {fetched.content_type[:80]}, not a page"
        )
    html = decode(fetched.body, http_charset=fetched.charset or page_charset(fetched.body)).text
    if len(html) > MAX_HTML_CHARS:
        detail = f"the page has more than {MAX_HTML_CHARS} characters; it was not read"
        raise FeedError(fetched.url, FeedFailure.TOO_LARGE, detail)
    import trafilatura  # noqa: PLC0415 - see above

    found = trafilatura.extract(
        html,
        include_comments=False,
        include_tables=True,
        favor_precision=True,
    )
    text = truncate(clean(found or "", keep_lines=True), MAX_TEXT_CHARS)
    return ExtractedText(text=text, is_closed=_CLOSED.search(html) is not None)
