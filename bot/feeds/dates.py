"""Raw dates of feeds -> aware UTC, or None rather than a wrong one.

feedparser's own results are not used: it reads MSK as UTC, 2026年11月20日 as the first of the month and a
Unix time as a year of the eighteenth century. What cannot be read here counts as undated, which costs little:
newness never comes from dates.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
"""Feeds are younger than that; earlier dates are zeros and errors."""
MAX_AHEAD = timedelta(hours=24)

_ZONES_H = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7,
    "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "BST": 1, "WEST": 1, "CET": 1,
    "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "SAST": 2, "EEST": 3, "MSK": 3, "TRT": 3, "EAT": 3, "MSD": 4,
    "GST": 4, "SAMT": 4, "PKT": 5, "UZT": 5, "TJT": 5, "TMT": 5, "YEKT": 5, "IST": 5.5, "NPT": 5.75, "BDT":
    6, "KGT": 6, "OMST": 6, "ICT": 7, "WIB": 7, "KRAT": 7, "HKT": 8, "SGT": 8, "MYT": 8, "PHT": 8, "AWST":
    8, "IRKT": 8, "JST": 9, "KST": 9, "AEST": 10, "VLAT": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_MONTH_NAMES = (
    "jan январ янв ene gen",
    "feb феврал фев fév",
    "mar март мар mär",
    "apr апрел апр abr avr",
    "may mai май мая mag maj",
    "jun июн giu juin",
    "jul июл lug juil",
    "aug август авг ago août",
    "sep сентябр сен set",
    "oct октябр окт okt ott out",
    "nov ноябр ноя",
    "dec декабр дек dez dic déc",
)
_MONTHS = {start: number for number, starts in enumerate(_MONTH_NAMES, start=1) for start in starts.split()}
_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
_ZONE = r"\s*(?P<zone>[A-Za-z]{1,5}|(?:UTC|GMT)?[+-]\d{1,2}:?(?:\d{2})?)?"
_CLOCK = rf"{_TIME}{_ZONE}"
_NAME = r"(?P<name>[^\W\d_]{3,})"
_DAY, _MONTH, _YEAR = r"(?P<day>\d{1,2})", r"(?P<month>\d{1,2})", r"(?P<year>\d{4})"
_WEEKDAY = r"(?:[^\W\d_]+\.?,?\s+)?"
_AFTER_YEAR = rf"(?:,?\s*(?:г\.|года)?,?\s*(?:at\s+|в\s+)?{_CLOCK})?"
_TEMPLATES = (
    # 2026-11-20T08:30:00+03:00, 20261120, 2026/11/20
    rf"{_YEAR}[-/.]?(?P<month>\d{{2}})[-/.]?(?P<day>\d{{2}})(?:\s*T?\s*{_CLOCK})?",
    rf"{_YEAR}[-/.]{_MONTH}[-/.]{_DAY}(?:\s+{_CLOCK})?",
    # Fri, 20 Nov 2026 08:30:00 +0300; 20 ноября 2026 г., 08:30
    rf"{_WEEKDAY}{_DAY}[\s.-]+{_NAME}\.?,?[\s-]+(?P<year>\d{{4}}|\d{{2}}){_AFTER_YEAR}",
    # Nov 20, 2026 08:30; Fri Nov 20 08:30:00 2026
    rf"{_WEEKDAY}{_NAME}\.?\s+{_DAY},?\s+{_YEAR}(?:,?\s+{_CLOCK})?",
    rf"{_WEEKDAY}{_NAME}\s+{_DAY}\s+{_CLOCK}\s+{_YEAR}",
    # 2026年11月20日 08:30, 2026년 11월 20일
    rf"{_YEAR}\s*[年년]\s*{_MONTH}\s*[月월]\s*{_DAY}\s*[日일号]?(?:\s*{_CLOCK})?",
    # 20.11.2026 08:30
    rf"{_DAY}\.{_MONTH}\.{_YEAR}(?:,?\s+{_CLOCK})?",
)
_FORMS = tuple(re.compile(rf"{template}\s*(?:\([^)]*\))?", re.IGNORECASE) for template in _TEMPLATES)
_UNIX = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{12,13})")


def first_valid(raw_dates: Iterable[str], *, fetched_at: datetime) -> datetime | None:
    """Return the first date that can be read and believed: from 1995 to a day after ``fetched_at``."""
    for raw in raw_dates:
        moment = parse_date(raw)
        if moment is not None and EARLIEST <= moment <= fetched_at + MAX_AHEAD:
            return moment
    return None


def are_settled(raw_dates: Iterable[str], *, fetched_at: datetime) -> bool:
    """Whether ``first_valid`` gives the same at any later time: none of the dates is too far ahead yet."""
    moments = map(parse_date, raw_dates)
    return all(moment is None or moment <= fetched_at + MAX_AHEAD for moment in moments)


def parse_date(raw: str) -> datetime | None:
    """Read one raw date. A date without a zone, or with one nobody knows, is taken as UTC.

    Midnight, wherever it is, stands for "no time": it comes back as midnight UTC of the day that was written,
    and ``core.moment`` shows that day.

    Day and month in figures with slashes (11/12/2026) mean different days on the two sides of the Atlantic
    and are not read.
    """
    return _parsed(" ".join(raw.split())[:80])


@lru_cache(maxsize=1_000)  # an entry's date is read again when the entry is to be remembered
def _parsed(raw: str) -> datetime | None:
    if unix := _UNIX.fullmatch(raw):
        seconds = int(unix[1]) if unix[1] else int(unix[2]) // 1000
        return datetime.fromtimestamp(seconds, UTC)
    for form in _FORMS:
        if found := form.fullmatch(raw):
            return _moment(found.groupdict())
    return None


def _moment(parts: dict[str, str | None]) -> datetime | None:
    month = int(parts.get("month") or 0) or _month(parts.get("name") or "")
    year = int(parts["year"] or 0)
    if len(parts["year"] or "") == 2:
        year += 2000 if year < 70 else 1900
    hour, minute, second = (int(parts.get(unit) or 0) for unit in ("hour", "minute", "second"))
    try:
        # 24:00 is the end of the day, and a leap second is its last second.
        local = datetime(year, month, int(parts["day"] or 0), tzinfo=_zone(parts.get("zone") or ""))
        if hour > 24 or minute > 59 or second > 60:
            return None
        if not hour and not minute and not second:
            return local.replace(tzinfo=UTC)
        return (local + timedelta(hours=hour, minutes=minute, seconds=min(second, 59))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _month(name: str) -> int:
    """The month of a name in any language we know; 0 where there is none."""
    name = name.casefold()
    return next((_MONTHS[name[:length]] for length in range(len(name), 2, -1) if name[:length] in _MONTHS), 0)


def _zone(zone: str) -> timezone:
    zone = zone.upper()
    if zone in _ZONES_H:
        return timezone(timedelta(hours=_ZONES_H[zone]))
    offset = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", zone)
    if offset is None:
        return UTC
    size = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    return timezone(size if offset[1] == "+" else -size) if size < timedelta(hours=24) else UTC
