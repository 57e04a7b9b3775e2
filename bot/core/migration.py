"""A feed that gives its old articles new ids and links: told from one that has much news, and put right.

Nothing of it is posted: the entries become the stored articles they are. What cannot be told apart is stored
in silence, and only what is new beyond doubt goes out.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations

from bot.core.feed import Feed
from bot.core.identity import Comparison
from bot.core.model import Article, ChangedArticle, KnownArticle, Notice
from bot.core.stories import OPENING_CHARS, letters_of, opening_of
from bot.core.urls import public_url

NEW_SHARE = 0.6
LEAST = 3
"""So many new entries, and this share of a document, raise the question; so many known again answer it."""

RECENT = 500
"""Among so many of a feed's newest stored articles its entries are looked for; few documents list more."""

LEAST_BY_TITLE = 5
"""So many at once are known again by their titles alone: a few columns have theirs every day."""

_Likeness = tuple[tuple[str, str | datetime], ...]


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


def find_migration(
    compared: Comparison, recent: Sequence[RecentArticle], *, did_before: bool = False
) -> Migration | None:
    """Say which of the new articles are stored ones under new keys; None where most are not.

    An article is a stored one where title or page agree and, besides, another of title, page, date and
    opening. The page is the address without its host, so that a site may move. The title alone is enough for
    ``LEAST_BY_TITLE`` or more, where one new and one stored article have it, not two texts, and no date after
    all stored ones. A new title alone proves nothing, unless the article is also dated after all stored ones:
    then it is new.

    Args:
        did_before: the feed had new ids of late. What it listed then is stored, so a new title is new, but
            where the document lists more than is looked at.
    """
    listed = {one.article_id for one in compared.changed} | {one.article_id for one in compared.known}
    stored = _Stored.of(recent, listed=listed)
    pairs = stored.pairs(compared.new)
    again = [(article, before) for article, before in pairs if before is not None]
    if len(again) < LEAST or 2 * len(again) <= len(compared.new):
        return None
    is_all_stored = did_before and len(compared.new) <= RECENT
    others = [
        (article, stored.is_clearly_new(article, is_all_stored=is_all_stored))
        for article, before in pairs
        if before is None
    ]
    comparison = replace(
        compared,
        new=tuple(article for article, is_new in others if is_new),
        held=(*compared.held, *(article for article, is_new in others if not is_new)),
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
    """The stored articles by what they may agree in; each is found once only, and then taken out.

    A document may list thousands under one title: each is found by an equal key, never by going through all.
    """

    by_likeness: Mapping[_Likeness, deque[RecentArticle]]
    by_title: Mapping[str, RecentArticle]
    titles: Mapping[str, int]
    newest_at: datetime | None
    dates: AbstractSet[datetime]
    openings: Mapping[str, int]
    taken: set[int]

    @classmethod
    def of(cls, recent: Sequence[RecentArticle], *, listed: set[int]) -> "_Stored":
        """Those that the document does not list. ``titles`` and ``openings``: how many of all have each."""
        by_likeness: defaultdict[_Likeness, deque[RecentArticle]] = defaultdict(deque)
        rest = [one for one in recent if one.article_id not in listed]
        for one in rest:
            respects = (one.title, one.canonical_url, one.published_at, one.text)
            for key in _likenesses(*respects):
                by_likeness[key].append(one)
        dates = {one.published_at for one in rest if one.published_at}
        return cls(
            by_likeness=by_likeness,
            by_title={_folded(one.title): one for one in rest},
            titles=Counter(_folded(one.title) for one in recent),
            newest_at=max(dates, default=None),
            dates=dates,
            openings=Counter(opening for one in recent if (opening := opening_of(one.text))),
            taken=set(),
        )

    def pairs(self, new: Sequence[Article]) -> list[tuple[Article, RecentArticle | None]]:
        """Each article with the stored one that it is, if any; what is left over goes by titles alone."""
        titles = Counter(_folded(article.text.title) for article in new)
        found = [(article, self._take(article)) for article in new]
        by_title = {
            at: before
            for at, (article, known) in enumerate(found)
            if known is None and titles[_folded(article.text.title)] == 1
            if (before := self._of_title(article)) is not None
        }
        if len(by_title) < LEAST_BY_TITLE:
            return found
        return [(article, known or by_title.get(at)) for at, (article, known) in enumerate(found)]

    def _take(self, article: Article) -> RecentArticle | None:
        """The stored article that this one agrees with in most respects, newest first."""
        for key in _likenesses(
            article.text.title, article.canonical_url, article.published_at, _text(article)
        ):
            alike = self.by_likeness.get(key)
            while alike:
                found = alike.popleft()
                if found.article_id not in self.taken:
                    self.taken.add(found.article_id)
                    return found
        return None

    def _of_title(self, article: Article) -> RecentArticle | None:
        """The stored article that alone has the same title, unless date or text speaks against it."""
        title = _folded(article.text.title)
        found = self.by_title.get(title) if title and self.titles[title] == 1 else None
        if found is None or found.article_id in self.taken or self._is_later(article):
            return None
        return found if _may_be_one(found.text, _text(article)) else None

    def is_clearly_new(self, article: Article, *, is_all_stored: bool) -> bool:
        """Whether no stored one has its title, and it says itself that it is newer, or need not say it."""
        title = _folded(article.text.title)
        if title in self.by_title:
            return False
        return self._is_later(article) or (is_all_stored and bool(title) and not self._is_retitled(article))

    def _is_retitled(self, article: Article) -> bool:
        return article.published_at in self.dates or self.openings[opening_of(_text(article))] == 1

    def _is_later(self, article: Article) -> bool:
        if article.published_at is None or self.newest_at is None:
            return False
        return article.published_at > self.newest_at


def _likenesses(title: str, url: str, published_at: datetime | None, text: str) -> Iterator[_Likeness]:
    """The respects by which an article is known again, most of them first; what is missing is none."""
    named = (("title", _folded(title)), ("page", _page(url)))
    others = (("date", published_at), ("opening", opening_of(text)))
    respects = [(name, value) for name, value in (*named, *others) if value]
    for many in range(len(respects), 1, -1):
        yield from (some for some in combinations(respects, many) if some[0][0] in ("title", "page"))


def _text(article: Article) -> str:
    return article.text.body or article.text.summary


def _may_be_one(text: str, other: str) -> bool:
    """Whether one begins as the other does, or says nothing."""
    one, two = (letters_of(each, most=OPENING_CHARS) for each in (text, other))
    return one.startswith(two) or two.startswith(one)


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())


def _page(canonical_url: str) -> str:
    """An address without its host; empty for a home page."""
    return canonical_url.partition("://")[2].partition("/")[2]
