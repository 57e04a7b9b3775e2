"""What makes an article the same article: its keys and the hash of its content.

Feeds change ids, schemes, tracking parameters, slugs and dates, so an article has several keys; what they say
of it beside the stored ones is ``core.comparison``'s to tell.
"""

import hashlib
import html
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.canonical import canonical_url, is_home_page
from bot.core.fingerprint import fingerprint
from bot.core.model import ArticleText
from bot.core.moment import is_day
from bot.core.text import casefolded, clean

LEAST_TWIN_CHARS = 40
"""Less text than this says too little to tell two articles apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a feed says of one entry that can tell it from others.

    ``guid`` is the raw id text of the document, not resolved against any address. ``link`` is canonical or
    empty.
    """

    guid: str
    link: str
    title: str
    body: str
    published_at: datetime | None = None


_HTTP = re.compile("http://", re.IGNORECASE)


def article_keys(identities: Sequence[Identity], own: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return for each entry of one document its keys, strongest first, never none.

    ``guid:`` is the id with entities decoded and http folded to https; an id that stands at several entries,
    or is the address of a home page, counts only together with the link. ``link:`` is a canonical link that
    stands once and is not the home page of the site. ``title:`` (title and date) and ``text:`` (title and
    body) come in where both are missing; a title without a date, or not alone in the document, names
    nothing: "Daily briefing".

    Args:
        own: their ``own_keys``, one after the other.
    """
    distinct = dict(zip(identities, own, strict=True))  # the same entry listed twice is no collision
    counts = Counter(key for keys in distinct.values() for key in keys)
    pairs = Counter(map(_pair_key, distinct))

    def keys_of(one: Identity) -> tuple[str, ...]:
        keys = [key for key in distinct[one] if counts[key] == 1]
        pair = _pair_key(one)
        if pair and pairs[pair] == 1 and not any(map(is_guid, keys)):
            keys.insert(0, pair)
        return tuple(keys)

    keys = [keys_of(one) for one in identities]
    titles = Counter() if all(keys) else Counter(map(_title_key, distinct))
    return [kept or _keys_of_text(one, titles=titles) for one, kept in zip(identities, keys, strict=True)]


def _keys_of_text(one: Identity, *, titles: Mapping[str, int]) -> tuple[str, ...]:
    title, text = _title_key(one), _text_key(one)
    return (title, text) if title and titles[title] == 1 else (text,)


def twin_key(one: Identity) -> str:
    """Return the key of what stays where a feed gives an article a new id and link, or empty.

    It is title, date and the whole text, of which there has to be some: outlets repeat headlines, formulas
    and times. Without a time of day (``day:``, ``text:``) it names an article only together with its link.
    """
    if not one.title or len(one.body) < LEAST_TWIN_CHARS:
        return ""
    if one.published_at is None:
        return _text_key(one)
    text = fingerprint(one.body.encode("utf-8", "surrogatepass"))
    kind = "day:" if is_day(one.published_at) else "twin:"
    return kind + _digest(casefolded(one.title), text, one.published_at.isoformat())


def own_keys(one: Identity, *, home_url: str) -> tuple[str, ...]:
    """Return the keys that an entry has where no other shares its id or its link; none without both.

    They do not hang on the document: an entry that has these there has them in others of its feed as well.

    Args:
        home_url: the feed's own link to its site, canonical or empty.
    """
    guid = _folded_guid(one.guid)
    keys = []
    if guid:
        is_home = "://" in guid and is_home_page(canonical_url(guid))
        keys.append(_pair_key(one) if is_home else "guid:" + _short(guid))
    if one.link and one.link != home_url and not is_home_page(one.link):
        keys.append("link:" + _short(one.link))
    return tuple(filter(None, keys))


def is_guid(key: str) -> bool:
    """Say whether a key is the id that the feed gave, alone or with the link."""
    return key.startswith("guid:")


def _pair_key(one: Identity) -> str:
    guid = _folded_guid(one.guid) if one.link else ""
    return "guid:" + _short(f"{guid}|{one.link}") if guid else ""


def _folded_guid(guid: str) -> str:
    return _HTTP.sub("https://", clean(html.unescape(guid)), count=1) if guid else ""


def _text_key(one: Identity) -> str:
    return "text:" + _digest(casefolded(one.title), casefolded(one.body))


def _title_key(one: Identity) -> str:
    if not one.title or one.published_at is None:
        return ""
    return "title:" + _digest(casefolded(one.title), one.published_at.isoformat())


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _short(value: str) -> str:
    """The value itself, or its digest where it is too long for an index."""
    return value if len(value) <= 512 else "sha256:" + _digest(value)


def content_hash(
    text: ArticleText, *, link: str, authors: Iterable[str] = (), tags: Iterable[str] = ()
) -> str:
    """Return the hex digest of what readers see. Dates stay out: servers touch them without an edit."""
    return _digest(text.title, text.summary, text.body, link, "\n".join(authors), "\n".join(sorted(tags)))
