"""A feed that gives its old articles new ids and links: told from one that has much news, and put right.

Nothing of it is posted: the entries become the stored articles they are. What cannot be told apart is stored
in silence, and only what is new beyond doubt goes out.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations

from bot.core.comparison import Comparison
from bot.core.feed import Feed
from bot.core.model import Article, ChangedArticle, KnownArticle, Notice
from bot.core.moment import CLOSE, is_day
from bot.core.stories import OPENING_CHARS, READ_CHARS, letters_of, opening_of
from bot.core.text import casefolded
from bot.core.urls import public_url

NEW_SHARE = 0.6
LEAST = 3
"""So many new entries, and this share of a document, raise the question; so many known again answer it."""

RECENT = 500
"""So many of a feed's newest stored articles are looked at, and as many more as its document lists."""

LEAST_WEAK = 5
"""So many at once are known again by title or page alone: a few columns have theirs every day."""

LEAST_PAGE_CHARS = 12
"""Of a page that tells an article: "news/1" is many a site's."""

_MOST_RESPECTS = 4

_Likeness = tuple[tuple[str, str | datetime], ...]
_Name = tuple[str, str]


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
    """Whether so much of a document has new ids that it is worth asking what the feed had lately."""
    new = len(compared.new) + compared.renamed
    return new >= LEAST and new > NEW_SHARE * compared.listed


def find_migration(
    compared: Comparison, recent: Sequence[RecentArticle], *, now: datetime, did_before: bool = False
) -> Migration | None:
    """Say which of the new articles are stored ones under new keys; None where most are not.

    An article is a stored one where title or page agree and, besides, another of title, page, date and
    opening; or where the time and the opening do. Where the date is but a day and the title stands more than
    once, both prove nothing of two openings that differ. The page is the address without its host, so that a
    site may move; a page of several articles counts with a title or an opening that is one's alone. Title or
    page alone are enough for ``LEAST_WEAK`` or more, where one new and one stored article have it and date or
    text do not speak against it. A new title alone proves nothing, unless the article is also dated after all
    stored ones: then it is new.

    Args:
        compared: its ``renamed`` articles count as known again.
        recent: of the stored ones, at least as many as the document lists.
        now: what is dated after it does not make others old.
        did_before: the feed had new ids of late. What it listed then is stored, so a new title is new.
    """
    listed = {one.article_id for one in compared.changed} | {one.article_id for one in compared.known}
    stored = _Stored.of(recent, listed=listed, now=now)
    pairs = stored.pairs(compared.new)
    again = [(article, before) for article, before in pairs if before is not None]
    many = len(again) + compared.renamed
    if many < LEAST or 2 * many <= len(compared.new) + compared.renamed:
        return None
    others = [
        (article, stored.is_clearly_new(article, is_all_stored=did_before))
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
                KnownArticle(article_id=before.article_id, keys=article.all_keys)
                for article, before in again
                if before.content_hash == article.content_hash
            ),
        ),
    )
    return Migration(comparison=comparison, again=many)


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
    by_name: Mapping[_Name, RecentArticle]
    names: Mapping[_Name, int]
    pages: Mapping[str, int]
    newest_at: datetime | None
    times: Mapping[datetime, int]
    openings: Mapping[str, int]
    taken: set[int]

    @classmethod
    def of(cls, recent: Sequence[RecentArticle], *, listed: set[int], now: datetime) -> "_Stored":
        """Those that the document does not list; dates, ``names`` and ``openings`` are those of all."""
        by_likeness: defaultdict[_Likeness, deque[RecentArticle]] = defaultdict(deque)
        rest = [one for one in recent if one.article_id not in listed]
        for one in rest:
            for key in _likenesses(one.title, one.canonical_url, one.published_at, one.text):
                by_likeness[key].append(one)
        dates = {one.published_at for one in recent if one.published_at and one.published_at <= now}
        return cls(
            by_likeness=by_likeness,
            by_name={name: one for one in rest for name in _names(one.title, one.canonical_url)},
            names=Counter(name for one in recent for name in _names(one.title, one.canonical_url)),
            pages=Counter(_page(one.canonical_url) for one in recent),
            newest_at=max(dates, default=None),
            times=Counter(at for one in recent if (at := one.published_at) and not is_day(at)),
            openings=Counter(opening for one in recent if (opening := opening_of(one.text))),
            taken=set(),
        )

    def pairs(self, new: Sequence[Article]) -> list[tuple[Article, RecentArticle | None]]:
        """Each article with the stored one that it is, if any; what is left over goes by a name alone."""
        names = Counter(name for one in new for name in _names(one.text.title, one.canonical_url))
        strongly = self._taken_by(new, names)
        found = [(article, strongly.get(at)) for at, article in enumerate(new)]
        weakly = {
            at: before
            for at, (article, known) in enumerate(found)
            if known is None and (before := self._of_name(article, names)) is not None
        }
        if len(weakly) < LEAST_WEAK:
            return found
        return [(article, known or weakly.get(at)) for at, (article, known) in enumerate(found)]

    def _taken_by(self, new: Sequence[Article], names: Mapping[_Name, int]) -> dict[int, RecentArticle]:
        """By number of an article the stored one that it agrees with; who agrees in most comes first."""
        likenesses = [
            list(_likenesses(one.text.title, one.canonical_url, one.published_at, _text(one))) for one in new
        ]
        taken: dict[int, RecentArticle] = {}
        for many in range(_MOST_RESPECTS, 1, -1):
            for at, (article, keys) in enumerate(zip(new, likenesses, strict=True)):
                for key in keys if at not in taken else ():
                    if len(key) == many and (found := self._take(article, key, names)) is not None:
                        taken[at] = found
                        break
        return taken

    def _take(self, article: Article, key: _Likeness, names: Mapping[_Name, int]) -> RecentArticle | None:
        """The newest stored article that this one agrees with in these respects, if that is enough."""
        respects = [name for name, _ in key]
        if respects == ["title", "opening"] and self._is_later(article):
            return None  # as the next issue of a column
        alike = self.by_likeness.get(key, deque())
        if respects == ["date", "opening"] and len(alike) > 1:
            return None
        while alike and alike[0].article_id in self.taken:
            alike.popleft()
        if not alike:
            return None
        title = "title", casefolded(article.text.title)
        is_alone = self.names[title] == names[title] == 1
        if respects == ["title", "date"] and not is_alone and _are_two_of_a_day(alike[0], article):
            return None
        if "page" in respects and self.pages[_page(article.canonical_url)] > 1:
            is_told = (respects == ["title", "page"] and is_alone) or (
                respects == ["page", "opening"] and len(alike) == 1
            )
            if not is_told or self._is_later(article):
                return None
        self.taken.add(alike[0].article_id)
        return alike.popleft()

    def _of_name(self, article: Article, names: Mapping[_Name, int]) -> RecentArticle | None:
        """The stored article that alone has the same title or page, unless date or text speaks against it."""
        for name in _names(article.text.title, article.canonical_url):
            found = self.by_name.get(name)
            if found is None or self.names[name] > 1 or names[name] > 1 or found.article_id in self.taken:
                continue
            if self._may_be_one(found, article) or (name[0] == "page" and not self._is_later(article)):
                return found
        return None

    def _may_be_one(self, stored: RecentArticle, article: Article) -> bool:
        """Whether two of one title may be one article: of what is dated later, both texts must be told."""
        one, two = (letters_of(each, most=READ_CHARS) for each in (stored.text, _text(article)))
        is_told_alike = one[:OPENING_CHARS] in two or two[:OPENING_CHARS] in one
        if self._is_later(article):
            return bool(one and two) and _go_on_alike(one, two)
        if stored.published_at is None or article.published_at is None:
            return is_told_alike
        return is_told_alike or abs(stored.published_at - article.published_at) < CLOSE

    def is_clearly_new(self, article: Article, *, is_all_stored: bool) -> bool:
        """Whether no stored one has its title, and it says itself that it is newer, or need not say it."""
        title = casefolded(article.text.title)
        if ("title", title) in self.names:
            return False
        return self._is_later(article) or (is_all_stored and bool(title) and not self._is_retitled(article))

    def _is_retitled(self, article: Article) -> bool:
        at = article.published_at
        return (at is not None and self.times[at] == 1) or self.openings[opening_of(_text(article))] == 1

    def _is_later(self, article: Article) -> bool:
        if article.published_at is None or self.newest_at is None:
            return False
        return article.published_at > self.newest_at


def _are_two_of_a_day(stored: RecentArticle, article: Article) -> bool:
    """Whether two of one title and one day have texts that differ: an office has many releases a day."""
    openings = {opening_of(stored.text), opening_of(_text(article))}
    return article.published_at is not None and is_day(article.published_at) and len(openings - {""}) > 1


def _go_on_alike(one: str, two: str) -> bool:
    """Whether two texts are the same as far as both are known, from where the opening of one stands."""
    if (at := one.find(two[:OPENING_CHARS])) >= 0:
        texts = one[at:], two
    elif (at := two.find(one[:OPENING_CHARS])) >= 0:
        texts = one, two[at:]
    else:
        return False
    shorter, longer = sorted(texts, key=len)
    is_excerpt = 3 * len(shorter) < 2 * len(longer)  # which may end in "Continue reading"
    return is_excerpt or longer.startswith(shorter)


def _names(title: str, url: str) -> Iterator[_Name]:
    """What an article may be known by alone."""
    if folded := casefolded(title):
        yield "title", folded
    if len(page := _page(url)) >= LEAST_PAGE_CHARS:
        yield "page", page


def _likenesses(title: str, url: str, published_at: datetime | None, text: str) -> Iterator[_Likeness]:
    """The respects by which an article is known again, most of them first; what is missing is none."""
    named = (("title", casefolded(title)), ("page", _page(url)))
    others = (("date", published_at), ("opening", opening_of(text)))
    respects = [(name, value) for name, value in (*named, *others) if value]
    has_time = published_at is not None and not is_day(published_at)
    for many in range(len(respects), 1, -1):
        yield from (some for some in combinations(respects, many) if has_time or some[0][0] != "date")


def _text(article: Article) -> str:
    return article.text.body or article.text.summary


def _page(canonical_url: str) -> str:
    """An address without its host; empty for a home page."""
    return canonical_url.partition("://")[2].partition("/")[2]
