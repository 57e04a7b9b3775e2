"""The text of a feed document -> what it says of when to ask again (RSS's ttl, skipHours, skipDays, sy:*).

Read apart from the articles: feedparser keeps the last of several hours, and whichever parser reads the
articles, the hints are the same. Only what stands outside of the articles counts, and what makes no sense
counts as not written.
"""

import re
from collections.abc import Iterator

from bot.core.feed import NO_HINTS, FeedHints
from bot.feeds.jsonfeed import looks_like_json

MIN_TTL_S = 60.0
MAX_TTL_S = 86_400.0
MAX_FREQUENCY = 1_000
_HEAD_CHARS = 50_000
"""Of a document's start, and of what follows its last article: a channel describes itself in less."""
_LIST_CHARS = 2_000

_PERIODS_S = {
    "hourly": 3_600.0,
    "daily": 86_400.0,
    "weekly": 7 * 86_400.0,
    "monthly": 30 * 86_400.0,
    "yearly": 365 * 86_400.0,
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_ARTICLE = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_SHOWN = re.compile(r"<!\[CDATA\[([^<]*?)\]\]>|<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)
"""CDATA and comments: the tags in them are text. Of CDATA without any the text is kept."""
_TTL = re.compile(r"<ttl>\s{0,99}(\d{1,9})\s{0,99}</ttl\s*>", re.IGNORECASE)
_PERIOD = re.compile(r"<\w{1,20}:updatePeriod>\s{0,99}(\w{1,20})\s{0,99}</", re.IGNORECASE)
_FREQUENCY = re.compile(r"<\w{1,20}:updateFrequency>\s{0,99}(\d{1,9})\s{0,99}</", re.IGNORECASE)
_SKIP_HOURS = re.compile("</?skipHours>", re.IGNORECASE)
_SKIP_DAYS = re.compile("</?skipDays>", re.IGNORECASE)
_HOUR = re.compile(r"<hour>\s{0,99}(\d{1,2})\s{0,99}</hour\s*>", re.IGNORECASE)
_DAY = re.compile(r"<day>\s{0,99}([a-z]{6,9})\s{0,99}</day\s*>", re.IGNORECASE)


def read_hints(text: str) -> FeedHints:
    """Return the hints of a decoded document of any kind; a JSON feed and a page have none."""
    if looks_like_json(text[:_HEAD_CHARS].lstrip("\ufeff \t\r\n\0")):
        return NO_HINTS
    channel = _outside_of_articles(text)
    return FeedHints(
        ttl_s=_ttl_s(channel),
        period_s=_period_s(channel),
        skip_hours=frozenset(_hours(channel)),
        skip_days=frozenset(_days(channel)),
    )


def _outside_of_articles(text: str) -> str:
    """What stands before the first article, and behind the last: some put their channel's words there."""
    first = _ARTICLE.search(text)
    if first is None:
        return _SHOWN.sub(r"\1", text[:_HEAD_CHARS])
    last = max(text.rfind("</item"), text.rfind("</entry"), first.start())
    head, tail = text[: min(first.start(), _HEAD_CHARS)], text[max(last, len(text) - _HEAD_CHARS) :]
    return _SHOWN.sub(r"\1", head) + _SHOWN.sub(r"\1", tail)


def _ttl_s(channel: str) -> float:
    found = _TTL.search(channel)
    minutes = int(found[1]) if found else 0
    return min(max(minutes * 60.0, MIN_TTL_S), MAX_TTL_S) if minutes else 0.0


def _period_s(channel: str) -> float:
    """The period divided by how often in it; either may be left out, and then is daily, and once."""
    period, frequency = _PERIOD.search(channel), _FREQUENCY.search(channel)
    if period is None and frequency is None:
        return 0.0
    period_s = _PERIODS_S.get(period[1].lower(), 0.0) if period else _PERIODS_S["daily"]
    times = int(frequency[1]) if frequency else 1
    return period_s / times if 1 <= times <= MAX_FREQUENCY else 0.0


def _hours(channel: str) -> Iterator[int]:
    for number in _HOUR.findall(_listed(channel, _SKIP_HOURS)):
        if int(number) <= 24:
            yield int(number) % 24


def _days(channel: str) -> Iterator[int]:
    for name in _DAY.findall(_listed(channel, _SKIP_DAYS)):
        if name.lower() in _DAYS:
            yield _DAYS.index(name.lower())


def _listed(channel: str, tag: re.Pattern[str]) -> str:
    """What stands between the first two of these tags."""
    parts = tag.split(channel, maxsplit=2)
    return parts[1][:_LIST_CHARS] if len(parts) == 3 else ""
