"""Mentions of a topic as the store counts them -> a trend: articles per day and language, and it in words.

Days are UTC days. Every day of the period is there, also those on which nothing was written.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.core.languages import UNKNOWN, language_name
from bot.core.reports import MOST_DAYS
from bot.core.text import isolated
from bot.core.watchlist import Watchlist
from bot.errors import QueryError

MOST_LANGUAGES = 6
"""So many languages have a colour that people who see few colours can tell apart."""
OTHER = "other"
"""Stands for all further languages; longer than any language code."""
FEWEST_FOR_PERCENT = 10
"""Of fewer articles, one more or less changes the percentage a lot and says little."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """How many articles of a day, in one language (or empty), are about a topic."""

    day: date
    lang: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The UTC days to look at, oldest first, and where the time of the same length before them ends.

    ``since`` and ``until`` enclose the days, the latter exclusive. The last day is not over: the time before
    ends as long before ``since`` as now lies before the end of that day, so that both can be compared.
    """

    days: tuple[date, ...]
    since: datetime
    until: datetime
    earlier_since: datetime
    earlier_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageCounts:
    """A language's articles on each day of a trend; ``lang`` may be empty, or ``OTHER``."""

    lang: str
    counts: tuple[int, ...]

    @property
    def name(self) -> str:
        return "other languages" if self.lang == OTHER else language_name(self.lang) or UNKNOWN

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Articles about a topic on each of ``days``; the languages with most of them first, ``OTHER`` last.

    ``earlier`` is how many there were in the time of the same length before.
    """

    watchlist_id: str
    name: str
    days: tuple[date, ...]
    languages: tuple[LanguageCounts, ...]
    earlier: int = 0

    @property
    def totals(self) -> tuple[int, ...]:
        """All languages together, day by day."""
        if not self.languages:
            return (0,) * len(self.days)
        return tuple(map(sum, zip(*(one.counts for one in self.languages), strict=True)))

    @property
    def total(self) -> int:
        return sum(self.totals)


def period_of(days: int, *, now: datetime) -> Period:
    """Return the last ``days`` UTC days, today with them. Raises: QueryError for too few or too many."""
    if not 1 <= days <= MOST_DAYS:
        raise QueryError(f"a trend over {days} days cannot be shown: write a number from 1 to {MOST_DAYS}")
    today = now.astimezone(UTC).date()
    first = today - (days - 1) * _DAY
    since = datetime.combine(first, time(), tzinfo=UTC)
    return Period(
        days=tuple(first + number * _DAY for number in range(days)),
        since=since,
        until=since + days * _DAY,
        earlier_since=since - days * _DAY,
        earlier_until=now - days * _DAY,
    )


def count_mentions(
    watchlist: Watchlist, period: Period, mentions: Iterable[Mention], *, earlier: Iterable[Mention] = ()
) -> Trend:
    """Return the trend; mentions outside the period's days do not count.

    Args:
        earlier: those from ``earlier_since`` to ``earlier_until``.
    """
    per_language: dict[str, Counter[date]] = {}
    known = set(period.days)
    for mention in mentions:
        if mention.day in known:
            lang = mention.lang.partition("-")[0]
            per_language.setdefault(lang, Counter())[mention.day] += mention.count
    ranked = sorted(per_language, key=lambda lang: (-per_language[lang].total(), lang))
    shown = [(lang, per_language[lang]) for lang in ranked[:MOST_LANGUAGES]]
    if rest := ranked[MOST_LANGUAGES:]:
        others: Counter[date] = Counter()
        for lang in rest:
            others.update(per_language[lang])
        shown.append((OTHER, others))
    return Trend(
        watchlist_id=watchlist.watchlist_id,
        name=watchlist.name,
        days=period.days,
        languages=tuple(
            LanguageCounts(lang=lang, counts=tuple(counts[day] for day in period.days))
            for lang, counts in shown
        ),
        earlier=sum(mention.count for mention in earlier),
    )


def trend_lines(trend: Trend) -> tuple[str, ...]:
    """Return the trend in words, for people who do not see the chart; the first line can be a title."""
    days = f"{len(trend.days)} days" if len(trend.days) > 1 else "1 day"
    articles = _articles(trend.total) if trend.total else "no articles"
    lines = [f"{isolated(trend.name)}: {articles} in {days} ({spelt_period(trend)})"]
    if trend.total:
        most = max(trend.totals)
        busiest = [day for day, count in zip(trend.days, trend.totals, strict=True) if count == most]
        others = f" and {len(busiest) - 1} more of the days" if len(busiest) > 1 else ""
        lines.append(f"Most in a day: {most:,}, on {busiest[0]}{others}")
        lines.append(f"By language: {', '.join(f'{one.name} {one.total:,}' for one in trend.languages)}")
    lines.append(_change(trend, days))
    return tuple(lines)


def spelt_period(trend: Trend) -> str:
    """Return from when to when it goes."""
    first, last = trend.days[0], trend.days[-1]
    return f"{first} to {last} so far, UTC" if first < last else f"{last} so far, UTC"


def _change(trend: Trend, days: str) -> str:
    before = f"In the {days} before: {_articles(trend.earlier) if trend.earlier else 'none'}"
    if trend.earlier < FEWEST_FOR_PERCENT:
        return before
    change = round(100 * (trend.total - trend.earlier) / trend.earlier)
    if change == 0:
        return f"{before}; as many now"
    return f"{before}; {abs(change)} % {'more' if change > 0 else 'fewer'} now"


def _articles(count: int) -> str:
    return f"{count:,} article{'' if count == 1 else 's'}"
