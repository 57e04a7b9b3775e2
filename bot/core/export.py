"""Found articles -> a file for a spreadsheet (CSV), a program (JSON) or a paper (a Markdown bibliography).

Text from feeds is hostile here too: a spreadsheet would run a cell that begins like a formula, and Markdown
has markup for links and pictures. Each form takes the sting out in its own way; JSON needs its quotes only.
"""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.feed import OutletKind
from bot.core.languages import UNKNOWN, language_name
from bot.core.model import (
    StoredArticle,
)
from bot.core.query import Query
from bot.core.reports import ExportFormat
from bot.core.text import clean, isolated, truncate

MOST_ARTICLES = 5_000
"""More than anybody cites or a platform takes as a file: some 3 MB of CSV."""
SUMMARY_CHARS = 120
NAME_CHARS = 60
COLUMNS = (
    "id", "title", "url", "outlet", "country", "kind", "published_at", "seen_at", "lang", "topics",
)  # fmt: skip

_FORMULA = tuple("=+-@\t\r＝＋－＠")
"""What makes a cell a formula, or a command, for one spreadsheet or another."""
_WEB_LINK = re.compile(r"https?://[^\s<>@/?#]+(?:[/?#][^\s<>]*)?", re.IGNORECASE)
"""A link that can stand between angle brackets; without user info, which hides where it leads."""
_MARKUP = re.compile(r"[\\`*_\[\]<>|~&${}#!^]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_LIST_MARK = re.compile(r"^(\d{1,9})([.)])|^([-+=:])")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow:
    """What an export says of an article. ``published_at`` is None where the feed gave no date."""

    id: int
    title: str
    url: str
    outlet: str
    country: str
    kind: OutletKind
    published_at: datetime | None
    seen_at: datetime
    lang: str
    topics: tuple[str, ...]


def export_row(stored: StoredArticle) -> ExportRow:
    """Return the row, texts on one line; an article without a title is named by its summary or link."""
    text, article = stored.article.text, stored.article
    return ExportRow(
        id=stored.article_id,
        title=clean(text.title) or truncate(clean(text.summary), SUMMARY_CHARS) or clean(article.url),
        url=clean(article.url),
        outlet=clean(stored.outlet.name),
        country=clean(stored.outlet.country),
        kind=stored.outlet.kind,
        published_at=article.published_at,
        seen_at=stored.seen_at,
        lang=clean(article.lang),
        topics=stored.watchlist_ids,
    )


def encode(rows: Iterable[ExportRow], form: ExportFormat) -> bytes:
    """Return the file's content in UTF-8."""
    match form:
        case ExportFormat.CSV:
            return _csv(rows)
        case ExportFormat.JSON:
            return _json(rows)
        case ExportFormat.MARKDOWN:
            return _markdown(rows)


def file_name(query: Query, form: ExportFormat, *, today: date) -> str:
    """Return a name in ASCII that tells the topics and words looked for, as far as they are ASCII."""
    terms = [term.text for clause in query.clauses for term in clause.alternatives]
    asked = _plain(*query.watchlist_ids, *terms, *query.outlets, *query.langs)
    return f"topicwire-{asked or 'articles'}-{today}.{form}"


def _plain(*words: str) -> str:
    letters = unicodedata.normalize("NFKD", " ".join(words)).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", letters))[:NAME_CHARS].strip("-")


# --- CSV and JSON ---------------------------------------------------------------------------------------


def _csv(rows: Iterable[ExportRow]) -> bytes:
    """RFC 4180, with a byte order mark: without it Excel reads Chinese and Urdu as a Western code page."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows:
        values = _values(row) | {"topics": " ".join(row.topics)}
        writer.writerow([_cell(values[column]) for column in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    """An apostrophe in front makes a spreadsheet take the cell for text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _json(rows: Iterable[ExportRow]) -> bytes:
    listed = [_values(row) for row in rows]
    return (json.dumps(listed, ensure_ascii=False, indent=2) + "\n").encode()


def _values(row: ExportRow) -> dict[str, object]:
    return {
        "id": row.id,
        "title": row.title,
        "url": row.url,
        "outlet": row.outlet,
        "country": row.country,
        "kind": row.kind.value,
        "published_at": None if row.published_at is None else _moment(row.published_at),
        "seen_at": _moment(row.seen_at),
        "lang": row.lang,
        "topics": list(row.topics),
    }


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


# --- Markdown -------------------------------------------------------------------------------------------


def _markdown(rows: Iterable[ExportRow]) -> bytes:
    return "".join(f"- {_citation(row)}\n" for row in rows).encode()


def _citation(row: ExportRow) -> str:
    """``Outlet. “Title.” 2026-11-28. <https://...> (Chinese; beidou, sco)``; of no date, when it was seen."""
    day = f"{row.published_at:%Y-%m-%d}" if row.published_at else f"seen {row.seen_at:%Y-%m-%d}"
    outlet, title = _sentence(row.outlet), _sentence(row.title)
    link = f" <{row.url}>" if _WEB_LINK.fullmatch(row.url) else ""
    topics = ", ".join(map(_escaped, row.topics))
    facts = (language_name(_escaped(row.lang)) or UNKNOWN) + (f"; {topics}" if topics else "")
    return _LIST_MARK.sub(_escaped_mark, f"{outlet} “{title}” {day}.{link} ({facts})")


def _sentence(text: str) -> str:
    """The text, escaped, with a full stop unless it ends a sentence; kept together if it runs to the left."""
    ended = text if text.endswith(tuple(".!?…。！？۔؟")) else f"{text}."
    return isolated(_escaped(ended))


def _escaped(text: str) -> str:
    """Backslashes before what is markup in CommonMark, or an address that GitHub would make a link of."""
    return _MARKUP.sub(r"\\\g<0>", text)


def _escaped_mark(mark: re.Match[str]) -> str:
    number, stop, sign = mark.groups()
    return f"{number}\\{stop}" if sign is None else f"\\{sign}"
