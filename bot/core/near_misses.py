"""What a topic only just missed, and where nothing could have been found -> a report, as notices.

Recall made visible: articles a little under the line, names that were not sure enough, names that find
nothing, topics that hang on one outlet, languages that no feed speaks.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.article_entry import article_entry
from bot.core.button import mark_buttons
from bot.core.chat import LINES
from bot.core.decimals import told_apart
from bot.core.entry import ENTRIES, Entry, fitting_entry
from bot.core.feed import StoredFeed
from bot.core.feed_health import FeedHealth, health_of
from bot.core.languages import language_name
from bot.core.message import shown_names
from bot.core.model import Evidence, Notice, StoredArticle
from bot.core.summary import excerpt
from bot.core.text import clean, truncate
from bot.core.watchlist import Alias, Watchlist

CLOSE = 0.15
"""So far below a topic's threshold a score may be."""
CLOSE_NAME = 0.25
"""So far below what counts the surest name of an article may be: a name that wants one weak word round it and
finds none is; one among words of another sense, or of little weight, is not."""
NAMES_WITHIN = timedelta(days=60)
OUTLETS_WITHIN = timedelta(days=30)

FEWEST_ARTICLES = 300
"""Fewer articles say nothing about a name that is missing in them."""
FEWEST_OF_ONE_OUTLET = 3
FEWEST_OF_A_LANGUAGE = 3
"""Of fewer articles a feed's language may be a slip of its detection."""

_LISTED = 6
_SEVERAL = "mul"
"""BCP 47: of several languages."""
_LIVING = frozenset({FeedHealth.OK, FeedHealth.NEW, FeedHealth.FAILING})


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """A story that a topic only just missed, by its best article.

    It was found, and its score ``reached`` too little of ``line``, the topic's threshold. Or it is
    ``is_refused``: names stand in it and none counts; ``reached`` is how sure the surest is, of ``line``.
    """

    watchlist: Watchlist
    stored: StoredArticle
    evidence: tuple[Evidence, ...]
    reached: float
    line: float
    is_refused: bool = False

    @property
    def missing(self) -> float:
        return self.line - self.reached


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRecord:
    """What is stored of a topic.

    ``since`` is when the oldest article that it was found in was first seen, None without any. ``names`` are
    those found within ``NAMES_WITHIN``, ``outlets`` the number of articles within ``OUTLETS_WITHIN`` that
    reach its threshold.
    """

    since: datetime | None = None
    names: frozenset[str] = frozenset()
    outlets: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Where a topic may miss something; what is empty is no gap.

    ``names`` found nothing, of ``all_names``, which are those that living feeds may bring; all ``articles``
    came from ``outlet``; no feed that lives has articles in ``langs``, in which the topic has names.
    """

    watchlist_id: str
    names: tuple[str, ...] = ()
    all_names: int = 0
    outlet: str = ""
    articles: int = 0
    langs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.names or self.outlet or self.langs)


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMissReport:
    """``articles`` of the last ``days``, closest to the line first; ``gaps`` in the order of the topics."""

    days: int
    articles: tuple[NearMiss, ...]
    gaps: tuple[Gap, ...]


def gap_of(
    watchlist: Watchlist, record: TopicRecord, *, articles: int, living: Collection[str], now: datetime
) -> Gap:
    """Return where a topic may miss something.

    Args:
        articles: how many were stored within ``NAMES_WITHIN``, of any topic or none.
        living: the languages of feeds that bring articles.
    """
    unheard = dict.fromkeys(
        lang for one in watchlist.aliases if (lang := _language(one)) not in {"", *living}
    )
    # A name in a language that no feed brings is told once, with its language.
    named = dict.fromkeys(one.text for one in watchlist.aliases if _language(one) not in unheard)
    is_watched = record.since is not None and now - record.since >= NAMES_WITHIN
    can_tell = is_watched and articles >= FEWEST_ARTICLES
    total = sum(record.outlets.values())
    is_lone = len(record.outlets) == 1 and total >= FEWEST_OF_ONE_OUTLET
    return Gap(
        watchlist_id=watchlist.watchlist_id,
        names=tuple(name for name in named if name not in record.names) if can_tell else (),
        all_names=len(named),
        outlet=next(iter(record.outlets)) if is_lone else "",
        articles=total,
        langs=tuple(unheard),
    )


def _language(alias: Alias) -> str:
    """The primary subtag of its language; empty where it has none, or several."""
    lang = alias.lang.partition("-")[0].lower()
    return "" if lang == _SEVERAL else lang


def living_languages(
    feeds: Sequence[StoredFeed], written: Mapping[int, Collection[str]], *, now: datetime
) -> frozenset[str]:
    """Return the languages of all feeds that are neither broken, stopped nor gone quiet.

    Args:
        written: feed id -> the languages of its articles; one that is declared needs none.
    """
    found: set[str] = set()
    for one in feeds:
        if health_of(one.state, now=now) in _LIVING:
            found |= {one.feed.lang} if one.feed.lang else {*written.get(one.feed_id, ())}
    return frozenset(found)


def closest_first(articles: Sequence[NearMiss]) -> tuple[NearMiss, ...]:
    """Return them in the order of what they miss; of equals the newest first."""
    return tuple(sorted(articles, key=lambda one: (one.missing, -one.stored.article_id)))


# --- in words -------------------------------------------------------------------------------------------


def article_notice(report: NearMissReport) -> Notice | None:
    """Return the closest articles, each with buttons that mark it; None without any."""
    if not report.articles:
        return None
    count = len(report.articles)
    articles = "1 article" if count == 1 else f"{count} articles"
    is_cut = count > ENTRIES
    rest = f": the closest {ENTRIES}; `topicwire near-misses` has all" if is_cut else ""
    shown = list(enumerate(report.articles[:ENTRIES], 1))
    return Notice(
        title=f"{articles} just missed an alert in {report.days} days{rest}",
        entries=tuple(near_miss_entry(one, number=number) for number, one in shown),
        buttons=tuple(
            button
            for number, one in shown
            for button in mark_buttons(one.stored.article_id, one.watchlist.watchlist_id, name=str(number))
        ),
    )


def gap_notice(report: NearMissReport) -> Notice | None:
    """Return where topics may miss something; None where nothing is known of that."""
    lines = [line for one in report.gaps for line in gap_lines(one)]
    if not lines:
        return None
    hidden = len(lines) - LINES
    if hidden > 0:
        lines = [*lines[: LINES - 1], f"and {hidden + 1} more: see `topicwire near-misses`"]
    return Notice(title="Where topics may miss something", lines=tuple(lines))


def near_miss_entry(one: NearMiss, *, number: int) -> Entry:
    """Return the article, with how much it lacks, what was found, and the sentences round that.

    Args:
        number: stands before the title, for its buttons have no other name.
    """
    reached, line = told_apart(one.reached, one.line)
    lacks = f"{'name unsure, ' * one.is_refused}{reached} of {line}"
    entry = article_entry(
        one.stored,
        facts=(f"{one.watchlist.watchlist_id}: {lacks}", shown_names(one.evidence)),
        excerpt=excerpt(one.stored.article.text, one.evidence),
    )
    return fitting_entry(replace(entry, title=f"{number}. {entry.title}"))


def gap_lines(gap: Gap) -> Iterator[str]:
    """Yield a line for each kind of gap."""
    topic = gap.watchlist_id
    if gap.outlet:
        days = OUTLETS_WITHIN.days
        yield f"{topic}: all {gap.articles} articles of {days} days came from one outlet, {clean(gap.outlet)}"
    if gap.langs:
        langs = _listed([language_name(lang) for lang in gap.langs])
        yield f"{topic}: no living feed in {langs}, in which it has names"
    if gap.names:
        share = f"{len(gap.names)} of {gap.all_names} names found nothing in {NAMES_WITHIN.days} days"
        yield f"{topic}: {share}, or are newer: {_listed(gap.names)}"


def _listed(words: Sequence[str]) -> str:
    shown = [truncate(clean(word), 40) for word in words[:_LISTED]]
    hidden = len(words) - len(shown)
    return ", ".join(shown) + (f" and {hidden} more" if hidden else "")
