"""What can be said of one feed document and of the answers that led to it, as frozen values for reports."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """What a feed document is like, beyond its articles.

    ``form`` names its format (``RSS 2.0``). ``charset`` is what it was read as, empty for a page or a
    sitemap; ``http_charset`` and ``xml_charset`` are what it was declared as, empty where it was not;
    ``replaced`` counts characters that could not be read. The rest counts entries: without an id, with an id
    that another one has, without a link, with a link that is no web address, without a date, with none that
    can be read, with one that is more than a day ahead, with a day and no time of day.
    """

    form: str
    charset: str = ""
    http_charset: str = ""
    xml_charset: str = ""
    replaced: int = 0
    entries: int = 0
    without_id: int = 0
    repeated_id: int = 0
    without_link: int = 0
    refused_link: int = 0
    undated: int = 0
    unread_date: int = 0
    future_date: int = 0
    day_only: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One answer on the way to a document. ``url`` has no user info; header names are in small letters."""

    url: str
    status: int
    http_version: str
    headers: Mapping[str, str]
