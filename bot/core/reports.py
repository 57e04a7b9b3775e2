"""What people choose of a trend, an export or a diff; apart from them, so that it is offered fast."""

from enum import StrEnum

DEFAULT_DAYS, MOST_DAYS = 30, 365
"""Of a trend."""
EFFECT_DAYS = 30
"""So far back an edit of the watchlists is tried."""


class ExportFormat(StrEnum):
    """The forms of an export; each is the end of its file's name."""

    CSV = "csv"
    JSON = "json"
    MARKDOWN = "md"
