"""A feed that gives its old articles new ids and links: told from one that has much news, and put right.

Nothing of it is posted: the entries become the stored articles they are. What cannot be told apart is stored
in silence, and only what is new beyond doubt goes out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.feed import Feed
from bot.core.identity import Comparison
from bot.core.model import Article, ChangedArticle, KnownArticle, Notice
from bot.core.stories import opening_of
from bot.core.urls import public_url

NEW_SHARE = 0.6
LEAST = 3
"""So many new entries, and this share of a document, raise the question; so many known again answer it."""

RECENT = 500
"""Among so many of a feed's newest stored articles its entries are looked for; few documents list more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentArticle:
    """What is remembered of a stored article by which it is known again. ``text``: the start of its text."""

    article_id: int
    title: str
    text: str
    canonical_url: str
    published_at: datetime | None
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """A comparison put right: ``again`` of its articles are stored ones, known by their new keys as well."""

    comparison: Comparison
    again: int


def may_have_migrated(compared: Comparison) -> bool:
    """Whether so much of a document is new that it is worth asking what the feed had lately."""
    new = len(compared.new)
    listed = new + len(compared.changed) + len(compared.known)
    return new >= LEAST and new > NEW_SHARE * listed


def find_migration(compared: Comparison, recent: Iterable[RecentArticle]) -> Migration | None:
    """Say which of the new articles are stored ones under new keys; None where most are not.

    An article is a stored one where title or page agree and, besides, another of title, page, date and
    opening. The page is the address without its host, so that a site may move. A new title alone proves
    nothing, unless the article is also newer than all stored ones: then it is new.
    """
    listed = {one.article_id for one in compared.changed} | {one.article_id for one in compared.known}
    stored = _Stored.of(one for one in recent if one.article_id not in listed)
    pairs = [(article, stored.take(article)) for article in compared.new]
    again = [(article, before) for article, before in pairs if before is not None]
    if len(again) < LEAST or 2 * len(again) <= len(compared.new):
        return None
    others = [article for article, before in pairs if before is None]
    new = [article for article in others if stored.is_clearly_new(article)]
    comparison = replace(
        compared,
        new=tuple(new),
        held=(*compared.held, *(article for article in others if article not in new)),
        changed=(
            *compared.changed,
            *(
                ChangedArticle(article_id=before.article_id, article=article)
                for article, before in again
                if before.content_hash != article.content_hash
            ),
        ),
        known=(
            *compared.known,
            *(
                KnownArticle(article_id=before.article_id, keys=article.keys)
                for article, before in again
                if before.content_hash == article.content_hash
            ),
        ),
    )
    return Migration(comparison=comparison, again=len(again))


def tell_migration(feed: Feed, migration: Migration) -> Notice:
    """Return what to say to the admins of a feed that changed its ids."""
    again = (
        f"{migration.again} articles came under ids and links we did not know, and are ones we have. "
        "They were not posted again, and are known by both from now on."
    )
    lines = [again]
    if held := len(migration.comparison.held):
        lines.append(f"{held} others cannot be told from old ones: they are stored and were not posted.")
    lines.append(f"If the site has moved, give the feed its new address: {public_url(feed.url)}")
    return Notice(
        title=f"{feed.outlet.name or public_url(feed.url)} gave its articles new ids", lines=tuple(lines)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    """The stored articles by title and by page; each is found once only, and then taken out."""

    by_title: Mapping[str, Sequence[RecentArticle]]
    by_page: Mapping[str, Sequence[RecentArticle]]
    newest_at: datetime | None
    taken: set[int]

    @classmethod
    def of(cls, recent: Iterable[RecentArticle]) -> "_Stored":
        by_title: dict[str, list[RecentArticle]] = {}
        by_page: dict[str, list[RecentArticle]] = {}
        dates = []
        for one in recent:
            for index, key in ((by_title, _folded(one.title)), (by_page, _page(one.canonical_url))):
                if key:
                    index.setdefault(key, []).append(one)
            dates += [one.published_at] if one.published_at else []
        return cls(by_title=by_title, by_page=by_page, newest_at=max(dates, default=None), taken=set())

    def take(self, article: Article) -> RecentArticle | None:
        """The stored article that this one agrees with in most respects, newest first."""
        candidates = (
            *self.by_title.get(_folded(article.text.title), ()),
            *self.by_page.get(_page(article.canonical_url), ()),
        )
        free = [one for one in candidates if one.article_id not in self.taken]
        best = max(free, key=lambda one: _agreement(article, one), default=None)
        if best is None or _agreement(article, best) < 2:
            return None
        self.taken.add(best.article_id)
        return best

    def is_clearly_new(self, article: Article) -> bool:
        """Whether it says itself that it is newer than all stored ones, under a title they do not have."""
        if article.published_at is None or self.newest_at is None:
            return False
        return article.published_at > self.newest_at and _folded(article.text.title) not in self.by_title


def _agreement(article: Article, stored: RecentArticle) -> int:
    """In how many respects they agree; what is missing agrees with nothing."""
    text = article.text
    pairs = (
        (_folded(text.title), _folded(stored.title)),
        (_page(article.canonical_url), _page(stored.canonical_url)),
        (article.published_at, stored.published_at),
        (opening_of(text.body or text.summary), opening_of(stored.text)),
    )
    return sum(bool(ours) and ours == theirs for ours, theirs in pairs)


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())


def _page(canonical_url: str) -> str:
    """An address without its host; empty for a home page."""
    return canonical_url.partition("://")[2].partition("/")[2]
