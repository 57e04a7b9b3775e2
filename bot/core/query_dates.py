"""Dates and ages as readers type them -> moments; what is no date is answered with the nearest that is."""

import calendar
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.errors import QueryError

_SPANS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_SPAN = re.compile(r"(\d{1,5})([hdw])")
_DAYS_AGO = {"today": 0, "yesterday": 1}
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def moment(name: str, values: Sequence[str], *, now: datetime) -> datetime | None:
    """Return what the filter ``name`` asks for, None where it was not written.

    A date is its beginning, in UTC, as ``today`` and ``yesterday`` are; ``7d`` counts back from ``now``.

    Raises: QueryError with the nearest good form.
    """
    if not values:
        return None
    if len(values) > 1:
        raise QueryError(f"{name}: stands there {len(values)} times: write it once")
    value = values[0].casefold()
    if value in _DAYS_AGO:
        day = now - timedelta(days=_DAYS_AGO[value])
        return day.replace(hour=0, minute=0, second=0, microsecond=0)
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
