"""A document's articles against what is stored of its feed: which are new, changed or known.

An article is known when any of its keys (``core.identity``) was seen in its feed. Newness never comes from a
date.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import NamedTuple

from bot.core.canonical import canonical_url
from bot.core.identity import is_guid
from bot.core.model import (
    Article,
    ChangedArticle,
    KnownArticle,
    ListedArticle,
    SeenArticle,
    SeenArticles,
)
from bot.core.moment import CLOSE
from bot.core.text import casefolded

LEAST_PAGE_NUMBER = 5
"""So many characters of a page's name, digits among them, are no other page's: "2410.01234"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The articles of one document against what is stored of the feed, each list in document order.

    ``held`` are new as well, and alert nobody. ``changed`` come without matches: the caller adds them.
    ``known`` are unchanged ones; their ``keys`` are only those the store does not have, often none. Of
    both, ``renamed`` many came under ids and links that are new. ``unread`` many more are known, and were
    not looked up, each text once; ``left_out`` many are not stored as they are listed, for others are under
    their keys.
    """

    new: tuple[Article, ...] = ()
    held: tuple[Article, ...] = ()
    changed: tuple[ChangedArticle, ...] = ()
    known: tuple[KnownArticle, ...] = ()
    renamed: int = 0
    unread: int = 0
    left_out: int = 0

    @property
    def listed(self) -> int:
        """How many articles the document lists, those aside that nobody is to hear of."""
        return len(self.new) + len(self.changed) + len(self.known) + self.unread


def asked_keys(articles: Iterable[Article | ListedArticle]) -> list[str]:
    """Return the keys of which ``compare`` has to know which are stored."""
    return [key for one in articles for key in _asked_keys(one)]


def _asked_keys(article: Article | ListedArticle) -> tuple[str, ...]:
    if isinstance(article, ListedArticle):
        return article.keys
    return (*article.all_keys, *article.shared_keys)


def hangs_on_others(articles: Iterable[Article], seen: SeenArticles) -> bool:
    """Whether the other articles of their document decide as well what becomes of these.

    They do not where each is either stored under its own id, and unchanged, or under none of its keys.
    """
    return any(_hangs_on_others(one, seen) for one in articles)


def _hangs_on_others(article: Article, seen: SeenArticles) -> bool:
    ids = {seen[key].article_id for key in _asked_keys(article) if key in seen}
    own = seen.get(article.keys[0]) if _is_own(article.keys[0]) else None
    is_as_stored = own is not None and len(ids) == 1 and own.content_hash == article.content_hash
    return bool(ids) and not is_as_stored


def compare(articles: Sequence[Article | ListedArticle], seen: SeenArticles) -> Comparison | None:
    """Say which articles of one document are new, changed or known.

    Any key seen is enough to be known; the strongest one decides by which stored article. Of two articles
    that resolve to one stored article the first decides and the other is left out, with one exception: where
    the stored article's own id is in the document, or where that one had another title a day before, another
    entry with an id never seen is new even if it took over the link. Two new articles that share a key are
    one. Shared keys count only for what is stored word for word, ids that tell places in a list not at all.
    What is known by its twin alone is the stored article under a new id, or a copy to be held where the
    document lists that one too. A ``ListedArticle`` of which nothing is seen is stored as it is listed.

    Args:
        seen: what the store holds under any of the articles' keys; may be larger. The keys of each
            ``ListedArticle`` may be left out where the other articles do not hang on them.

    Returns: None where the text of a ``ListedArticle`` is needed, as it is not stored the way it is listed.
    """
    compared = _compared(articles, seen)
    if compared is None or not compared.changed or not _are_ids_places(articles, seen):
        return compared
    if any(isinstance(one, ListedArticle) for one in articles):
        return None  # an article may be found by its twin there, and these have none
    placed = _compared([_without_id(one) for one in articles], seen)
    return placed and replace(placed, left_out=len(articles))  # their ids lead elsewhere


class _Owner(NamedTuple):
    """The stored article that an article is, if any; else the ``keys`` it may claim as a new one."""

    stored: SeenArticle | None
    keys: tuple[str, ...]
    taken_keys: tuple[str, ...] = ()
    is_renamed: bool = False
    is_copy: bool = False


def _compared(articles: Sequence[Article | ListedArticle], seen: SeenArticles) -> Comparison | None:
    new: list[Article] = []
    held: list[Article] = []
    changed: list[ChangedArticle] = []
    known: list[KnownArticle] = []
    taken_ids: set[int] = set()
    taken_keys: set[str] = set()
    decided: dict[str, str] = {}
    renamed = left_out = 0
    asked = [one for one in articles if isinstance(one, Article) or not seen.keys().isdisjoint(one.keys)]
    for article, owner in zip(asked, _owners(asked, seen), strict=True):
        stored, keys, taken, is_renamed, is_copy = owner
        if stored is None:
            if isinstance(article, ListedArticle):
                return None
            if not taken_keys.isdisjoint(keys):
                left_out += _is_other(article, decided)
                continue
            taken_keys.update(keys)
            one = article if keys == article.keys else replace(article, keys=keys, taken_keys=taken)
            (held if is_copy else new).append(one)
        elif stored.article_id not in taken_ids:
            taken_ids.add(stored.article_id)
            renamed += is_renamed
            if stored.content_hash != article.content_hash:
                if isinstance(article, ListedArticle):
                    return None
                changed.append(ChangedArticle(article_id=stored.article_id, article=article))
            else:
                unseen = tuple(key for key in _keys_of(article) if key not in seen)
                known.append(KnownArticle(article_id=stored.article_id, keys=unseen))
        elif is_renamed and isinstance(article, Article) and decided.keys().isdisjoint(article.keys):
            held.append(article)
        else:
            left_out += _is_other(article, decided)
            continue
        decided.update(dict.fromkeys(article.keys, article.content_hash))
    return Comparison(
        new=tuple(new),
        held=tuple(held),
        changed=tuple(changed),
        known=tuple(known),
        renamed=renamed,
        # Too few are safe: who asks whether most of a document is new is answered when all are looked up.
        unread=len({one.content_hash for one in articles} - {one.content_hash for one in asked}),
        left_out=left_out,
    )


def _is_other(article: Article | ListedArticle, decided: Mapping[str, str]) -> bool:
    """Whether an article is not the very one that an earlier one of the document is."""
    return any(decided.get(key) != article.content_hash for key in article.keys)


def _are_ids_places(articles: Sequence[Article | ListedArticle], seen: SeenArticles) -> bool:
    """Whether ids only tell places in a list: with every new article they move on to the next ones.

    Then more articles are found, by link or twin and word for word, under another's id than under their own.
    """
    ids = [seen.get(key) if is_guid(key := one.keys[0]) else None for one in articles]
    present = {found.article_id for found in ids if found}
    moved = kept = 0
    for article, by_id in zip(articles, ids, strict=True):
        found = next((key for key in _keys_but_id(article) if key in seen), None)
        if found is None:
            continue
        by_other = seen[found]
        if by_id is not None and by_id.article_id == by_other.article_id:
            kept += 1
        elif by_other.content_hash != article.content_hash and not _is_timed(found):
            continue
        elif by_id is None:
            moved += by_other.article_id in present
        else:
            moved += by_id.content_hash != article.content_hash
    return moved > kept


def _keys_of(article: Article | ListedArticle) -> tuple[str, ...]:
    return article.all_keys if isinstance(article, Article) else article.keys


def _keys_but_id(article: Article | ListedArticle) -> tuple[str, ...]:
    return tuple(key for key in _keys_of(article) if not is_guid(key))


def _without_id(article: Article | ListedArticle) -> Article | ListedArticle:
    keys = _keys_but_id(article) or article.keys
    return article._replace(keys=keys) if isinstance(article, ListedArticle) else replace(article, keys=keys)


def _owners(articles: Sequence[Article | ListedArticle], seen: SeenArticles) -> list[_Owner]:
    held = [(seen[key], one) for one in articles if (key := one.keys[0]) in seen and _is_own(key)]
    present = {stored.article_id for stored, _ in held}
    unchanged = {stored.article_id for stored, one in held if stored.content_hash == one.content_hash}
    listed = {seen[key].article_id for one in articles for key in one.keys if key in seen}
    firsts = [next((key for key in one.keys if key in seen), None) for one in articles]
    issues = [
        at
        for at, (article, first) in enumerate(zip(articles, firsts, strict=True))
        if first is not None and not _is_own(first) and _is_next_issue(seen[first], article)
    ]
    owners: list[_Owner] = []
    for at, (article, first) in enumerate(zip(articles, firsts, strict=True)):
        if first is None:
            owners.append(_stored_otherwise(article, seen, listed=listed, unchanged=unchanged))
        elif _is_own(article.keys[0]) and not _is_own(first) and seen[first].article_id in present:
            owners.append(_Owner(None, tuple(key for key in article.keys if key not in seen)))
        elif issues == [at]:  # where several would be, the feed gave its articles new ids and dates
            taken = tuple(key for key in article.keys if key in seen)
            owners.append(_Owner(None, tuple(key for key in article.keys if key not in seen), taken))
        else:
            owners.append(_Owner(seen[first], article.keys))
    return owners


def _is_next_issue(stored: SeenArticle, article: Article | ListedArticle) -> bool:
    """Whether an article with an id of its own only took a link over, as the daily briefing does."""
    if isinstance(article, ListedArticle) or article.published_at is None or stored.published_at is None:
        return False
    is_later = article.published_at - stored.published_at >= CLOSE
    is_other = casefolded(article.text.title) != casefolded(stored.title)
    guid = article.keys[0].removeprefix("guid:") if is_guid(article.keys[0]) else ""
    return bool(guid) and is_later and is_other and not _is_version(guid, article.canonical_url)


def _is_version(guid: str, link: str) -> bool:
    """Whether an id is a page's, with a version ("/news/1#2", "2410.01234v2"): that stays one article."""
    page = link.partition("?")[0]
    name = page.rpartition("/")[2]
    is_number = len(name) >= LEAST_PAGE_NUMBER and any(map(str.isdigit, name))
    return canonical_url(guid) == page or (is_number and name in guid)


def _stored_otherwise(
    article: Article | ListedArticle,
    seen: SeenArticles,
    *,
    listed: AbstractSet[int],
    unchanged: AbstractSet[int],
) -> _Owner:
    """Whose an article is of which no own key is stored.

    It may be stored word for word, link and all, from when others shared its id and link, or have a twin.
    What stands ``unchanged`` under its own id beside it is not this one: weekly orders have one formula and
    one link.
    """
    if isinstance(article, ListedArticle):
        return _Owner(None, article.keys)
    shared = (seen[key] for key in (*article.shared_keys, article.twin_key) if key in seen)
    same = (one for one in shared if one.content_hash == article.content_hash)
    is_other = is_guid(article.keys[0])
    before = next((one for one in same if not (is_other and one.article_id in unchanged)), None)
    if before is not None or article.twin_key not in seen:
        return _Owner(before, article.keys)
    twin = seen[article.twin_key]
    if not _is_timed(article.twin_key):
        is_copy = article.twin_key.startswith("day:") and twin.content_hash == article.content_hash
        return _Owner(None, article.keys, is_copy=is_copy)
    if twin.article_id in listed:
        return _Owner(None, article.keys, is_copy=True)
    return _Owner(twin, article.keys, is_renamed=True)


def _is_timed(twin_key: str) -> bool:
    return twin_key.startswith("twin:")


def _is_own(key: str) -> bool:
    """Whether a key tells an article apart by itself, whatever its link leads to."""
    return key.startswith(("guid:", "title:"))
