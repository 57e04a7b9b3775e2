"""What people choose of a trend or an export; apart from both, so that the command line can offer it fast."""

from enum import StrEnum

DEFAULT_DAYS, MOST_DAYS = 30, 365
"""Of a trend."""


class ExportFormat(StrEnum):
    """The forms of an export; each is the end of its file's name."""

    CSV = "csv"
    JSON = "json"
    MARKDOWN = "md"
