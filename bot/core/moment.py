"""When something was, as readers see it: a time, or a day where an article's feed names only that."""

from datetime import datetime, time, timedelta

CLOSE = timedelta(hours=20)
"""Dates of one article in two time zones; a daily column's are a day apart."""


def is_day(at: datetime) -> bool:
    """Whether a publication time (aware UTC) stands for a day: midnight, which feeds write for "no time"."""
    return at.time() == time()


def shown_moment(at: datetime, *, is_dated: bool) -> str:
    """Return a publication time, or when an undated article was first seen, in words."""
    if not is_dated:
        return f"{shown_minute(at)} (first seen)"
    return f"{at:%Y-%m-%d}" if is_day(at) else shown_minute(at)


def shown_minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
