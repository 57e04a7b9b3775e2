"""Search text -> Query: what a reader typed, as a value that every search index understands.

Words are looked up together (AND); "quoted words" as a phrase; ``-word`` excludes; ``topic:``, ``lang:``,
``outlet:``, ``since:`` and ``before:`` filter. Nothing here touches a database or knows its syntax.
"""

import calendar
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.errors import QueryError


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A parsed search. Texts are as typed; the index folds them as it folded the articles.

    Several values of one filter are alternatives, everything else must hold together. ``since`` is
    inclusive, ``before`` exclusive, both on the publication time (first-seen time where an article has none).
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    watchlist_ids: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    since: datetime | None = None
    before: datetime | None = None


MAX_CHARS = 500
"""Longer than any question; a pasted article is not one."""

MAX_PIECES = 32
"""Words, phrases and filters of one search: each costs the index a look-up."""

FILTERS = ("topic", "lang", "outlet", "since", "before")

_MEANT = {
    "watchlist": "topic",
    "language": "lang",
    "source": "outlet",
    "site": "outlet",
    "publisher": "outlet",
    "from": "since",
    "after": "since",
    "until": "before",
    "to": "before",
}
"""What people write elsewhere -> our filter."""

_LANGS = {"english": "en", "chinese": "zh", "russian": "ru", "urdu": "ur", "arabic": "ar"}

# Chat programs turn straight quotes and hyphens into typographic ones while people type.
_QUOTES = '"“”„‟«»「」『』＂'
_PIECE = re.compile(
    rf"""
    (?P<minus>[-\u2212\u2013])?
    (?:(?P<name>[A-Za-z]+)[:：](?!//))?
    (?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?:[{_QUOTES}]|$)|(?P<word>[^\s{_QUOTES}]+))?
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """What stands between two spaces, or in quotes. ``name`` is empty for text without a filter."""

    text: str
    is_phrase: bool = False
    is_excluded: bool = False
    name: str = ""


@dataclass(slots=True)
class _Draft:
    """A query while its pieces arrive."""

    words: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in FILTERS})

    def add(self, piece: _Piece) -> None:
        if piece.name:
            self._add_filter(piece)
        elif piece.is_excluded:
            self.excluded.append(piece.text)
        elif piece.is_phrase:
            self.phrases.append(piece.text)
        else:
            self.words.append(piece.text)

    def _add_filter(self, piece: _Piece) -> None:
        name = _known_filter(piece.name)
        if piece.is_excluded:
            raise QueryError(f"-{name}: only words and phrases can be excluded, filters cannot")
        parts = [piece.text] if piece.is_phrase else re.split("[,，]", piece.text)
        values = [part.strip() for part in parts if part.strip()]
        if not values:
            raise QueryError(f"{name}: needs a value, like {_EXAMPLES[name]}")
        self.values[name] += values


_EXAMPLES = {
    "topic": "topic:beidou",
    "lang": "lang:zh",
    "outlet": 'outlet:"Global Times"',
    "since": "since:7d",
    "before": "before:2026-10",
}


def parse_query(text: str, *, now: datetime) -> Query:
    """Parse what a reader typed; empty text asks for everything.

    Args:
        now: aware UTC; ``7d`` counts back from it.

    Raises: QueryError with what to write instead: an unknown filter, a bad date, too much text.
    """
    if len(text) > MAX_CHARS:
        raise QueryError(f"the search has {len(text)} characters: write at most {MAX_CHARS}")
    pieces = list(_pieces(text))
    if len(pieces) > MAX_PIECES:
        raise QueryError(f"the search has {len(pieces)} words and filters: write at most {MAX_PIECES}")
    draft = _Draft()
    for piece in pieces:
        draft.add(piece)
    since = _moment("since", draft.values["since"], now)
    before = _moment("before", draft.values["before"], now)
    if since and before and since >= before:
        raise QueryError("since: is not earlier than before:, so nothing can lie between: swap them")
    return Query(
        words=tuple(draft.words),
        phrases=tuple(draft.phrases),
        excluded=tuple(draft.excluded),
        watchlist_ids=tuple(value.casefold() for value in draft.values["topic"]),
        langs=tuple(map(_lang, draft.values["lang"])),
        outlets=tuple(draft.values["outlet"]),
        since=since,
        before=before,
    )


def _pieces(text: str) -> Iterator[_Piece]:
    at = 0
    while at < len(text):
        found = _PIECE.match(text, at)
        if found is None or found.end() == at:
            at += 1
            continue
        at = found.end()
        name, phrase, word = found["name"] or "", found["phrase"], found["word"]
        if name and phrase is None and word is None:
            # "lang: zh" is a filter with a space too many, "China: a new rocket" is text.
            if name.casefold() not in FILTERS:
                yield _Piece(text=name, is_excluded=bool(found["minus"]))
                continue
            value = _PIECE.match(text.rstrip(), _skip_spaces(text, at))
            phrase, word = (value["phrase"], value["word"]) if value and not value["name"] else (None, None)
            at = value.end() if value and not value["name"] else at
        content = word if phrase is None else phrase
        if name or (content and content.strip()):
            yield _Piece(
                text=(content or "").strip(),
                is_phrase=phrase is not None,
                is_excluded=bool(found["minus"]),
                name=name,
            )


def _skip_spaces(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _known_filter(name: str) -> str:
    plain = name.casefold()
    if plain in FILTERS:
        return plain
    meant = _MEANT.get(plain) or next(iter(difflib.get_close_matches(plain, FILTERS, n=1)), None)
    known = ", ".join(f"{name}:" for name in FILTERS)
    hint = f"did you mean {meant}:? " if meant else ""
    raise QueryError(
        f"there is no filter {name}: - {hint}Filters are {known}; text with a colon goes in quotes"
    )


def _lang(value: str) -> str:
    lang = value.casefold()
    if lang in _LANGS:
        raise QueryError(f"lang:{value} is not a language code: write lang:{_LANGS[lang]}")
    if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]+)*", lang):
        raise QueryError(f"lang:{value} is not a language code: write two letters, like lang:en or lang:zh")
    return lang


# --- dates ----------------------------------------------------------------------------------------------

_SPANS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_SPAN = re.compile(r"(\d{1,5})([hdw])")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def _moment(name: str, values: list[str], now: datetime) -> datetime | None:
    if not values:
        return None
    if len(values) > 1:
        raise QueryError(f"{name}: stands there {len(values)} times: write it once")
    value = values[0].casefold()
    try:
        if span := _SPAN.fullmatch(value):
            return now - int(span[1]) * _SPANS[span[2]]
        if date := _DATE.fullmatch(value):
            return datetime(int(date[1]), int(date[2] or 1), int(date[3] or 1), tzinfo=UTC)
    except ValueError:
        pass  # the right shape, and no such day: said below
    nearest = _nearest_date(value) or f"{now:%Y-%m-%d}"
    raise QueryError(
        f"{name}:{values[0]} is not a date: did you mean {name}:{nearest}? "
        f"A day is {name}:2026-10-01, a month {name}:2026-10, the last seven days {name}:7d"
    )


_YEAR_FIRST = re.compile(r"(\d{4})\D+(\d{1,2})(?:\D+(\d{1,2}))?\D*")
_YEAR_LAST = re.compile(r"(\d{1,2})\D+(\d{1,2})\D+(\d{4})")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_LONG_SPAN = re.compile(r"-?(\d{1,4})\s*(h|d|w|m|y)[a-z]*")
_DAYS = {"m": 30, "y": 365}


def _nearest_date(value: str) -> str | None:
    """Return the valid form closest to what was typed: 2026/10/1, 1.10.2026, 2026-02-30, 3months."""
    if span := _LONG_SPAN.fullmatch(value):
        count, unit = int(span[1]), span[2]
        return f"{count * _DAYS[unit]}d" if unit in _DAYS else f"{count}{unit}"
    if found := _YEAR_FIRST.fullmatch(value) or _DIGITS.fullmatch(value):
        return _existing_date(int(found[1]), int(found[2]), int(found[3]) if found[3] else None)
    if found := _YEAR_LAST.fullmatch(value):
        day, month = int(found[1]), int(found[2])
        if month > 12:
            day, month = month, day
        return _existing_date(int(found[3]), month, day)
    return None


def _existing_date(year: int, month: int, day: int | None) -> str:
    year, month = max(year, 1), min(max(month, 1), 12)
    if day is None:
        return f"{year:04}-{month:02}"
    return f"{year:04}-{month:02}-{min(max(day, 1), calendar.monthrange(year, month)[1]):02}"
