"""Days -> the marks below a chart: few enough to be read, and where a calendar has its own."""

from collections.abc import Sequence
from datetime import date

MOST_TICKS = 12
"""As many dates stand side by side; the months of a year are no more."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Not the locale's: fonts hold these, and readers of one channel share them."""


def day_ticks(days: Sequence[date]) -> list[tuple[int, str]]:
    """Return places in ``days`` (one after another, at most 366), each with what to write there.

    All days, else every second one up to the last, else Mondays, else every second Monday, else the first of
    each month. The year stands below the first of them and where it changes.
    """
    count = len(days)
    weeks = [place for place, day in enumerate(days) if day.weekday() == 0]
    months = [place for place, day in enumerate(days) if day.day == 1]
    choices = ([*range(count)], [*range((count - 1) % 2, count, 2)], weeks, weeks[::2], months)
    places = next(places for places in choices if len(places) <= MOST_TICKS)
    ticks = []
    year = None
    for place in places:
        day = days[place]
        label = f"{day.day} {_MONTHS[day.month - 1]}"
        ticks.append((place, label if day.year == year else f"{label}\n{day.year}"))
        year = day.year
    return ticks
