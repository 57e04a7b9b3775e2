"""Query -> an expression of FTS5.

No user text reaches its syntax: words are cut by ``bot.search.tokens`` and quoted.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import attrgetter

from bot.core.query import Clause, Query, Term, Way
from bot.search import tokens
from bot.search.stop_words import stop_words
from bot.store import index_sqlite as index

ANYWHERE = "{body title summary}"
TITLE = "title"

MOST_FEED_WORDS = 50
"""More feeds are not looked up by word but compared row by row.

So many hold a good part of what is found, and the index would try each of them for each article.
"""

MOST_STAGES = 8
"""So many parts of a query are looked at one after another: FTS5 allows an expression a depth of 256."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the database knows of the values of a query.

    ``feed_ids`` are those of the query's ``feeds``, ``completions`` the words to look for instead of a
    beginning that too many words share, by the beginning. ``counts`` says in how many articles words of the
    query stand, as far as they are counted. ``newest_at`` is when the last article was seen.
    """

    feed_ids: Sequence[int] = ()
    completions: Mapping[str, Sequence[str]]
    counts: Mapping[str, int]
    newest_at: datetime


def expression(query: Query, known: Known, *, columns: str = ANYWHERE) -> str | None:
    """Return the query as an expression, None where it asks for what no article can hold.

    Args:
        columns: where all terms are to stand; excluded ones may stand nowhere.
    """
    writer = _Writer(known, columns)
    asked = [stage for clause in query.clauses for stage in writer.stages(clause)]
    filters = _filters(query, known)
    if filters is None or (query.clauses and not asked):
        return None
    rarest_first = [stage.expression for stage in sorted(asked, key=attrgetter("articles", "is_whole"))]
    wanted = _one_after_another([*([_all(filters)] if filters else ()), *rarest_first] or [EVERY_ARTICLE])
    writer = _Writer(known, ANYWHERE)
    unwanted = [text for term in query.excluded if (text := writer.term(term))]
    return f"({wanted}) NOT ({' OR '.join(unwanted)})" if unwanted else wanted


def every_one(entry: index.IndexEntry) -> str:
    """Return what holds for an article with all words of this entry."""
    parts = [f"({ANYWHERE} : {_quoted([word])})" for word in sorted(entry.words)]
    parts += [*map(_beside, entry.beside), *(_meta([word]) for word in entry.meta.split())]
    return " AND ".join(parts)


def beginnings(query: Query) -> set[str]:
    """Return the folded beginnings of words that a query asks for."""
    terms = [*query.excluded, *(term for clause in query.clauses for term in clause.alternatives)]
    words = [tokens.words(term.text) for term in terms if term.how is Way.PREFIX]
    return {found[-1] for found in words if found and not tokens.is_han(found[-1])}


def counted_words(query: Query) -> set[str]:
    """Return the words of a query for which ``Known.counts`` is asked."""
    terms = [term for clause in query.clauses for term in clause.alternatives]
    return {word for term in terms for word in tokens.words(term.text) if tokens.is_counted(word)}


@dataclass(frozen=True, slots=True)
class _Stage:
    """An expression, and in how many articles it holds at most; infinite where nobody knows.

    ``is_whole``: it is all that a clause asks for, and cheaper stages come first.
    """

    expression: str
    articles: float
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class _Writer:
    known: Known
    columns: str

    def stages(self, clause: Clause) -> list[_Stage]:
        """Return what must hold for a clause, none for one without a letter.

        A phrase is looked for only where its rarest word and its pairs of stop words stand: FTS5 moves all of
        its words on together.
        """
        expression = _either([self.term(term) for term in clause.alternatives])
        if not expression:
            return []
        rarest = [self._rarest(term) for term in clause.alternatives]
        articles = sum(one.articles for one in rarest)
        needed = [rarest[0].expression, _pairs(clause.alternatives[0])] if len(rarest) == 1 else []
        whole = _Stage(expression, articles, is_whole=True)
        return [*(_Stage(part, articles) for part in needed if part), whole]

    def _rarest(self, term: Term) -> _Stage:
        """Return a term's rarest counted word, without an expression where it is the only word."""
        counted = [
            (self.known.counts.get(word, 0), word)
            for word in _whole_words(term)
            if tokens.is_counted(word) and word not in stop_words()
        ]
        if not counted:
            return _Stage("", math.inf)
        articles, word = min(counted)
        return _Stage(_quoted([word]) if len(tokens.words(term.text)) > 1 else "", articles)

    def term(self, term: Term) -> str:
        """Return what holds where ``term`` stands in an article, empty for a text without a letter.

        A lone Han character is looked up among the characters: inside longer runs it is no word of its own.
        It and its neighbour of another script are looked up as a pair.
        """
        parts: list[str] = []
        phrase: list[str] = []
        words = tokens.words(term.text)
        if any(map(tokens.is_han_character, words)):
            parts += map(_beside, tokens.mixed_pairs(_whole_words(term)))
        for word in words:
            if tokens.is_han_character(word):
                parts += [*self._phrase(phrase), _beside(word)]
                phrase = []
            else:
                phrase.append(word)
        if term.how is Way.PREFIX and phrase and not tokens.is_han(phrase[-1]):
            parts.append(self._beginning(phrase))
        else:
            parts += self._phrase(phrase)
        return _all(parts)

    def _phrase(self, words: Sequence[str]) -> list[str]:
        return [f"({self.columns} : {_quoted(words)})"] if words else []

    def _beginning(self, words: Sequence[str]) -> str:
        completed = self.known.completions.get(words[-1])
        if completed is None:
            return f"({self.columns} : {_quoted(words)} *)"
        return _either([f"({self.columns} : {_quoted([*words[:-1], word])})" for word in completed])


def _filters(query: Query, known: Known) -> list[str] | None:
    """Return what the filters ask for, None where no article can have it."""
    outlets = [words for words in map(index.outlet_words, query.outlets) if words]
    if (query.outlets and not outlets) or (query.feeds and not known.feed_ids):
        return None
    values = (
        [index.watchlist_word(watchlist_id) for watchlist_id in query.watchlist_ids],
        [index.lang_word(lang) for lang in query.langs],
        [index.country_word(country) for country in query.countries],
        [index.kind_word(kind) for kind in query.kinds],
        [index.feed_word(feed_id) for feed_id in known.feed_ids if len(known.feed_ids) <= MOST_FEED_WORDS],
        _date_words(query, newest_at=known.newest_at),
    )
    found = [_meta(words) for words in values if words]
    if outlets:
        found.append(_either([f"(meta : {_quoted(words)})" for words in outlets]))
    return found


def _date_words(query: Query, *, newest_at: datetime) -> list[str]:
    """Return words for the days before ``query.before``, from ``query.since`` on: years, months and days.

    The first and last day may hold articles outside: their times are compared besides. Without ``before``
    the newest articles fit, and no words are needed.
    """
    if query.before is None:
        return []
    first = date(index.FIRST_YEAR, 1, 1)
    end_of_first = date(index.FIRST_YEAR, 12, 31)
    last = min(query.before, newest_at + _DAY).astimezone(UTC).date()
    day = max(query.since.astimezone(UTC).date(), first) if query.since else first
    return list(_covering(min(day, end_of_first) if day < end_of_first else day, max(last, end_of_first)))


def _covering(day: date, last: date) -> list[str]:
    found = []
    while day <= last:
        at = datetime(day.year, day.month, day.day, tzinfo=UTC)
        next_month = (day.replace(day=28) + 4 * _DAY).replace(day=1)
        if day.day == day.month == 1 and date(day.year, 12, 31) <= last:
            found.append(index.year_word(day.year))
            day = date(day.year + 1, 1, 1)
        elif day.day == 1 and next_month - _DAY <= last:
            found.append(index.month_word(at))
            day = next_month
        else:
            found.append(index.day_word(at))
            day += _DAY
    return found


def _quoted(words: Sequence[str]) -> str:
    # Words are letters and digits only; the quotes are what keeps AND, OR and NEAR from being operators.
    return " + ".join(f'"{word}"' for word in words)


def _whole_words(term: Term) -> list[str]:
    words = tokens.words(term.text)
    return words[:-1] if term.how is Way.PREFIX else words


def _pairs(term: Term) -> str:
    """Return what holds where all pairs of stop words of a term stand, empty where it has none."""
    return _all([_beside(pair) for pair in tokens.stop_pairs(_whole_words(term))])


def _beside(word: str) -> str:
    return f'(uni : "{word}")'


def _meta(words: Sequence[str]) -> str:
    alternatives = " OR ".join(f'"{word}"' for word in words)
    return f"(meta : ({alternatives}))"


EVERY_ARTICLE = _meta([index.ANY_ARTICLE])
"""What every article of the index fits."""


NO_ARTICLE = _meta([index.NO_ARTICLE])
"""What no article of the index fits."""


def _one_after_another(stages: Sequence[str]) -> str:
    """Return what holds where all stages do, each looked at only where those before it hold.

    FTS5 makes one of an AND in an AND, and moves all its parts on at each step, however rare the first is.
    A NOT, here of nothing, keeps them apart.
    """
    first, rest = stages[:MOST_STAGES], stages[MOST_STAGES:]
    if rest:
        first = [*first, " AND ".join(rest)]
    return reduce(lambda held, stage: f"(({held}) NOT {NO_ARTICLE}) AND {stage}", first)


def _either(parts: Sequence[str]) -> str:
    found = [part for part in parts if part]
    return f"({' OR '.join(found)})" if len(found) > 1 else "".join(found)


def _all(parts: Sequence[str]) -> str:
    return f"({' AND '.join(parts)})" if len(parts) > 1 else "".join(parts)
