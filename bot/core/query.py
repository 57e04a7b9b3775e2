"""Search text -> Query: what a reader typed, as a value that every search index understands.

Words are looked up together; ``"quoted words"`` as a phrase, ``prefix*`` as the beginning of a word,
``~word`` with slips of the pen; ``a OR b`` asks for one of them, ``-word`` for none. ``topic:`` and the other
filters narrow it down. Nothing here touches a database or knows its syntax.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.core.feed import OutletKind
from bot.core.filters import is_country, is_language_code
from bot.core.query_dates import moment
from bot.core.quotes import ANGLES, CORNERS, DOUBLE_QUOTES, QUOTES
from bot.core.value_lists import split_list, without_gaps
from bot.errors import QueryError


class Way(StrEnum):
    """How a term is looked up."""

    WORD = "word"
    PHRASE = "phrase"
    PREFIX = "prefix"
    FUZZY = "fuzzy"


class Order(StrEnum):
    """Which articles come first."""

    NEWEST = "newest"
    RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Something to look for, as typed; the index folds it as it folded the articles."""

    text: str
    how: Way = Way.WORD


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """Terms of which one must stand in the article; never empty."""

    alternatives: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A parsed search: every clause must hold, no excluded term, and one value of each filter that has any.

    ``since`` is inclusive, ``before`` exclusive, both on the publication time (first-seen time where an
    article has none). ``countries`` and ``langs`` are small letters; ``feeds`` are parts of their addresses.
    """

    clauses: tuple[Clause, ...] = ()
    excluded: tuple[Term, ...] = ()
    watchlist_ids: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    since: datetime | None = None
    before: datetime | None = None
    order: Order = Order.NEWEST


MAX_CHARS = 500
"""Longer than any question; a pasted article is not one."""

MAX_PIECES = 32
"""Words, phrases and filters of one search: each costs the index a look-up."""

LEAST_PREFIX_CHARS = 3
"""Fewer letters begin too many words; one Han character or kana is enough."""

EXAMPLES: Mapping[str, str] = {
    "topic": "topic:beidou",
    "source": 'source:"Global Times"',
    "outlet": 'outlet:"Global Times"',
    "country": "country:CN",
    "kind": "kind:think-tank",
    "lang": "lang:zh",
    "since": "since:7d",
    "before": "before:2026-10",
    "feed": "feed:example.org",
    "sort": "sort:relevance",
}
"""Every filter, each with an example."""

_KINDS = {kind.value: kind for kind in OutletKind}
_LISTS = {"lang": is_language_code, "country": is_country, "kind": lambda word: _plain_kind(word) in _KINDS}
"""No value of these holds a comma: "zh, ru" are two in quotes too, "Xinhua, Beijing" may be one outlet."""

_MEANT = {
    "watchlist": "topic",
    "language": "lang",
    "site": "outlet",
    "publisher": "outlet",
    "from": "since",
    "after": "since",
    "until": "before",
    "to": "before",
    "type": "kind",
    "url": "feed",
    "order": "sort",
}
"""What people write elsewhere -> our filter."""

_LANGS = {"english": "en", "chinese": "zh", "russian": "ru", "urdu": "ur", "arabic": "ar"}
_COUNTRIES = {
    "china": "CN", "russia": "RU", "pakistan": "PK", "india": "IN", "iran": "IR", "kazakhstan": "KZ",
    "usa": "US", "america": "US", "uk": "GB", "britain": "GB", "japan": "JP",
}  # fmt: skip

# Chat programs turn hyphens into dashes while people type.
_PIECE = re.compile(
    rf"""
    (?P<minus>[-\u2212\u2013])?
    (?P<tilde>[~\uff5e])?
    (?:(?P<name>[A-Za-z]+)[:：](?!//))?
    (?:
        # Quotes of another family are part of the phrase: "Газета «Коммерсантъ»".
        (?:(?P<double>[{DOUBLE_QUOTES}])|(?P<angle>[{ANGLES}])|[{CORNERS}])
        (?P<phrase>(?(double)[^{DOUBLE_QUOTES}]*|(?(angle)[^{ANGLES}]*|[^{CORNERS}]*)))
        (?P<end>(?(double)[{DOUBLE_QUOTES}]|(?(angle)[{ANGLES}]|[{CORNERS}])))?
        |(?P<word>[^\s{QUOTES}]+)
    )?
    """,
    re.VERBOSE,
)
_HAN_OR_KANA = re.compile("[\u3005\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """What stands between two spaces, or in quotes. ``name`` is empty for text without a filter."""

    text: str
    is_phrase: bool = False
    is_excluded: bool = False
    is_fuzzy: bool = False
    name: str = ""

    @property
    def is_or(self) -> bool:
        return self == _OR


_AND, _OR, _NOT = _Piece(text="AND"), _Piece(text="OR"), _Piece(text="NOT")


@dataclass(slots=True)
class _Draft:
    """A query while its pieces arrive. ``is_open``: the last piece was a term; ``waits``: it was an OR."""

    clauses: list[list[Term]] = field(default_factory=list)
    excluded: list[Term] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in EXAMPLES})
    is_open: bool = False
    waits: bool = False

    def add(self, piece: _Piece) -> None:
        if piece.is_or:
            if not self.is_open:
                raise QueryError(_LONELY_OR)
            self.is_open, self.waits = False, True
            return
        if self.waits and (piece.name or piece.is_excluded):
            raise QueryError(_LONELY_OR)
        if piece.name:
            self._add_filter(piece)
        elif piece.is_excluded:
            self.excluded.append(_excluded(piece))
        elif self.waits:
            self.clauses[-1].append(_term(piece))
        else:
            self.clauses.append([_term(piece)])
        self.is_open, self.waits = not (piece.name or piece.is_excluded), False

    def end(self) -> None:
        if self.waits:
            raise QueryError(_LONELY_OR)

    def _add_filter(self, piece: _Piece) -> None:
        name = _known_filter(piece.name)
        if piece.is_excluded:
            raise QueryError(f"-{name}: only words and phrases can be excluded, filters cannot")
        is_whole = piece.is_phrase and name not in _LISTS
        values = [piece.text] if is_whole else split_list(piece.text)
        if not any(values):
            raise QueryError(f"{name}: needs a value, like {EXAMPLES[name]}")
        self.values[name] += values


_LONELY_OR = (
    "OR stands between two words or phrases, like beidou OR galileo; values of a filter are parted by "
    'commas, like topic:beidou,sco; the word itself is "or"'
)


def parse_query(text: str, *, now: datetime) -> Query:
    """Parse what a reader typed; empty text asks for everything.

    Args:
        now: aware UTC; ``7d`` counts back from it.

    Raises: QueryError with what to write instead: an unknown filter, a bad date, a quote that does not end.
    """
    if len(text) > MAX_CHARS:
        raise QueryError(f"the search has {len(text)} characters: write at most {MAX_CHARS}")
    pieces = _understood(list(_pieces(without_gaps(_visible(text), _LISTS))))
    if len(pieces) > MAX_PIECES:
        raise QueryError(f"the search has {len(pieces)} words and filters: write at most {MAX_PIECES}")
    draft = _Draft()
    for piece in pieces:
        draft.add(piece)
    draft.end()
    values = draft.values
    since = moment("since", values["since"], now=now)
    before = moment("before", values["before"], now=now)
    if since and before and since >= before:
        hint = "swap them" if since > before else "before: ends where its day begins: write a later one"
        raise QueryError(f"since: is not earlier than before:, so nothing can lie between: {hint}")
    return Query(
        clauses=tuple(Clause(alternatives=tuple(terms)) for terms in draft.clauses),
        excluded=tuple(draft.excluded),
        watchlist_ids=tuple(value.casefold() for value in values["topic"]),
        langs=tuple(map(_lang, values["lang"])),
        outlets=(*values["outlet"], *values["source"]),
        countries=tuple(map(_country, values["country"])),
        kinds=tuple(map(_kind, values["kind"])),
        feeds=tuple(values["feed"]),
        since=since,
        before=before,
        order=_order(values["sort"]),
    )


def _understood(pieces: list[_Piece]) -> list[_Piece]:
    """Take AND and NOT in capitals as elsewhere: all is looked for anyway, and what follows NOT is not."""
    found: list[_Piece] = []
    is_unwanted = False
    for number, piece in enumerate(pieces):
        has_next = number + 1 < len(pieces)
        if piece == _NOT and has_next:
            is_unwanted = True
        elif piece != _AND or not found or not has_next:
            found.append(replace(piece, is_excluded=True) if is_unwanted else piece)
            is_unwanted = False
    return found


def _visible(text: str) -> str:
    """Leave out direction marks and zero-width characters, which would hide a filter's name or a sign."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def _pieces(text: str) -> Iterator[_Piece]:
    at = 0
    while at < len(text):
        found = _PIECE.match(text, at)
        if found is None or found.end() == at:
            at += 1
            continue
        at = found.end()
        name, valued = found["name"] or "", found
        if name and found["phrase"] is None and found["word"] is None:
            # "lang: zh" is a filter with a space too many, "China: a new rocket" is text.
            if name.casefold() not in EXAMPLES:
                yield _Piece(text=name, is_excluded=bool(found["minus"]), is_fuzzy=bool(found["tilde"]))
                continue
            value = _PIECE.match(text.rstrip(), _skip_spaces(text, at))
            if value and not value["name"]:
                valued, at = value, value.end()
        _refuse_open_quote(valued)
        content = valued["word"] if valued["phrase"] is None else valued["phrase"]
        if name or (content and content.strip()):
            yield _Piece(
                text=(content or "").strip(),
                is_phrase=valued["phrase"] is not None,
                is_excluded=bool(found["minus"]),
                is_fuzzy=bool(found["tilde"]),
                name=name,
            )


def _skip_spaces(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _refuse_open_quote(found: re.Match[str]) -> None:
    if found["phrase"] is not None and found["end"] is None:
        nearest = f'"{found["phrase"].strip()}"'
        hint = f"did you mean {nearest}?" if nearest != '""' else "leave it out"
        raise QueryError(f"a quote is opened and not closed: {hint}")


def _term(piece: _Piece) -> Term:
    if piece.is_fuzzy:
        if piece.is_phrase:
            raise QueryError(f'~"{piece.text}": ~ stands before one word, like ~{piece.text.split()[0]}')
        return Term(text=piece.text, how=Way.FUZZY)
    plain = Way.PHRASE if piece.is_phrase else Way.WORD
    beginning = piece.text.rstrip("*＊")
    if beginning == piece.text or not any(map(str.isalnum, beginning)):
        return Term(text=piece.text, how=plain)
    run = _last_run(beginning)
    # Every part of a run of Han is found anyway; what stands in quotes is asked for even if its end is short.
    if _HAN_OR_KANA.search(run) or (piece.is_phrase and len(run) < LEAST_PREFIX_CHARS):
        return Term(text=beginning, how=plain)
    if run and len(run) < LEAST_PREFIX_CHARS:
        raise QueryError(
            f"{piece.text} begins too many words: write {LEAST_PREFIX_CHARS} letters or more before the *, "
            f"or {beginning} alone"
        )
    return Term(text=beginning, how=Way.PREFIX if run else plain)


def _last_run(text: str) -> str:
    """Return the letters and digits at the end, with their marks: Hindi words end in vowel signs."""
    start = len(text)
    while start and (text[start - 1].isalnum() or unicodedata.category(text[start - 1])[0] == "M"):
        start -= 1
    return text[start:]


def _excluded(piece: _Piece) -> Term:
    if piece.is_fuzzy:
        raise QueryError(f"-~{piece.text}: what is excluded is taken as written: write -{piece.text}")
    return _term(piece)


def _known_filter(name: str) -> str:
    plain = name.casefold()
    if plain in EXAMPLES:
        return plain
    meant = _MEANT.get(plain) or _nearest(plain, EXAMPLES)
    known = ", ".join(f"{name}:" for name in EXAMPLES)
    hint = f"did you mean {meant}:? " if meant else ""
    raise QueryError(
        f"there is no filter {name}: - {hint}Filters are {known}; text with a colon goes in quotes"
    )


def _nearest(word: str, known: Mapping[str, object]) -> str | None:
    return next(iter(difflib.get_close_matches(word, known, n=1)), None)


def _lang(value: str) -> str:
    lang = value.casefold()
    if lang in _LANGS:
        raise QueryError(f"lang:{value} is not a language code: write lang:{_LANGS[lang]}")
    if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]+)*", lang):
        raise QueryError(f"lang:{value} is not a language code: write two letters, like lang:en or lang:zh")
    return lang


def _country(value: str) -> str:
    country = value.casefold()
    if country in _COUNTRIES:
        raise QueryError(f"country:{value} is not a country's code: write country:{_COUNTRIES[country]}")
    if not re.fullmatch("[a-z]{2}", country):
        raise QueryError(f"country:{value} is not a country's code: write two letters, like country:CN")
    return country


def _kind(value: str) -> str:
    kind = _plain_kind(value)
    if kind not in _KINDS:
        nearest = _nearest(kind, _KINDS) or OutletKind.STATE
        raise QueryError(
            f"kind:{value} is no kind of outlet: did you mean kind:{nearest}? Kinds are {', '.join(_KINDS)}"
        )
    return kind


def _plain_kind(value: str) -> str:
    return re.sub(r"[\s_]+", "-", value.casefold())


def _order(values: list[str]) -> Order:
    if not values:
        return Order.NEWEST
    known = {order.value: order for order in Order}
    if len(values) > 1 or values[0].casefold() not in known:
        raise QueryError(f"sort:{','.join(values)}: write sort:relevance, or sort:newest as without it")
    return known[values[0].casefold()]
