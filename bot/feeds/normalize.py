"""Document -> Articles: plain text, absolute links, believable dates, language, keys and content hash."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from bot.core.canonical import canonical_url, is_home_page
from bot.core.identity import Identity, article_keys, content_hash, own_keys, twin_key
from bot.core.model import Article, ArticleText
from bot.core.text import clean, says_more, truncate
from bot.feeds.dates import first_valid
from bot.feeds.entry import Document, Entry
from bot.feeds.html import plain_text
from bot.feeds.language import language_of

# Larger than anything an editor writes; what is longer is cut, so that one feed cannot fill the store.
MAX_TITLE_CHARS = 1_000
MAX_TEXT_CHARS = 200_000
MAX_NAME_CHARS = 200
MAX_NAMES = 50
MAX_URL_CHARS = 2_000

# What names a part of a page: "comment-17", "2026-10-01"; not "top", nor the version "2", nor "xtor=RSS-1".
_PART = re.compile(r"(?=.*\d)[^=]{3,}")
_BREAKS = re.compile(r"[\t\r\n]")
# Absolute, and nothing in it that joining it to a base or taking it apart would change.
_PLAIN_URL = re.compile(
    r"https?://[a-z0-9.-]*[a-z0-9](?:/[\w!$&'()*+,./:=@~%-]*(?:\?[\w!$&'()*+,./:=@~%?-]+)?)?", re.ASCII
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a document came from. ``url`` after redirects; ``lang`` as configured, or empty."""

    url: str
    lang: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalized:
    """A document's articles in its order, and for each the keys that are its own (``core.identity``)."""

    articles: tuple[Article, ...]
    own_keys: tuple[tuple[str, ...], ...]


def normalize(document: Document, source: Source) -> Normalized:
    base = http_url(document.base, base=source.url) or source.url
    feed_host = urlsplit(source.url).hostname or ""
    drafts = [
        _Draft(
            entry=entry,
            url=url,
            canonical=canonical_url(url, feed_host=feed_host),
            text=_article_text(entry),
            published_at=first_valid(entry.dates, fetched_at=source.fetched_at),
        )
        for entry in document.entries
        for url in [http_url(entry.link, base=base)]
    ]
    identities = [draft.identity() for draft in drafts]
    home_url = canonical_url(http_url(document.home, base=source.url), feed_host=feed_host)
    own = tuple(own_keys(one, home_url=home_url) for one in identities)
    return Normalized(
        articles=tuple(
            _article(draft, one, keys, own_to_it, lang=source.lang or "", feed_lang=document.lang)
            for draft, one, keys, own_to_it in zip(
                drafts, identities, article_keys(identities, own), own, strict=True
            )
        ),
        own_keys=own,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    entry: Entry
    url: str
    canonical: str
    text: ArticleText
    published_at: datetime | None

    def identity(self) -> Identity:
        return Identity(
            guid=clean(self.entry.guid),
            link="" if self._is_part_of_page() else self.canonical,
            title=self.text.title,
            body=self.text.body,
            published_at=self.published_at,
        )

    def _is_part_of_page(self) -> bool:
        """Whether by its id it is a part of the page it leads to, as comments are; others are so as well."""
        part = self.url.partition("#")[2]
        is_numbered = _PART.fullmatch(part) is not None and not is_home_page(self.canonical)
        return is_numbered and clean(self.entry.guid).endswith(f"#{part}")


def _article(
    draft: _Draft, one: Identity, keys: tuple[str, ...], own: tuple[str, ...], *, lang: str, feed_lang: str
) -> Article:
    text, authors = draft.text, _names(draft.entry.authors)
    tags = _names(draft.entry.tags)
    return Article(
        keys=keys,
        url=draft.url,
        canonical_url=draft.canonical,
        text=text,
        authors=authors,
        tags=tags,
        lang=language_of(
            f"{text.title}\n{text.body or text.summary}",
            configured=lang,
            declared=draft.entry.lang or feed_lang,
        ),
        published_at=draft.published_at,
        content_hash=content_hash(text, link=draft.canonical or draft.url, authors=authors, tags=tags),
        shared_keys=own if set(own).isdisjoint(keys) else (),
        twin_key=twin_key(one),
    )


def _article_text(entry: Entry) -> ArticleText:
    """Title, the richest text as body, and the feed's own summary where it says something else."""
    title = plain_text(entry.title.text, is_html=entry.title.is_html, keep_lines=False)
    summary = plain_text(entry.summary.text, is_html=entry.summary.is_html)
    texts = [plain_text(content.text, is_html=content.is_html) for content in entry.contents]
    body = max([summary, *texts], key=len)
    if not says_more(summary, body):
        summary = ""
    return ArticleText(
        title=truncate(title, MAX_TITLE_CHARS),
        summary=truncate(summary, MAX_TEXT_CHARS),
        body=truncate(body, MAX_TEXT_CHARS),
    )


def _names(names: Iterable[str]) -> tuple[str, ...]:
    cleaned = (truncate(plain_text(name, is_html=False, keep_lines=False), MAX_NAME_CHARS) for name in names)
    return tuple(dict.fromkeys(filter(None, cleaned)))[:MAX_NAMES]


def http_url(link: str, *, base: str) -> str:
    """An absolute http(s) URL without user info, or empty: a feed may link to ``javascript:`` as well."""
    # As in a browser: one that read "java\tscript:" as a web address would show what another one runs.
    link = clean(_BREAKS.sub("", link.strip())).replace(" ", "%20")
    if not link or len(link) > MAX_URL_CHARS:
        return ""
    if _PLAIN_URL.fullmatch(link):
        return link
    try:
        url = urljoin(base, link)
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return ""
    if not is_web:
        return ""
    return url.replace(parts.netloc, parts.netloc.rpartition("@")[2], 1) if "@" in parts.netloc else url
