"""HTTP header values -> numbers we schedule by. Pure; what cannot be read counts as not sent."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from multidict import MultiMapping

MAX_RETRY_AFTER_S = 7 * 24 * 3600.0

_DIRECTIVE = re.compile(r'([a-z-]+)(?:\s*=\s*(?:"([^"]*)"|([^",\s]*)))?', re.IGNORECASE)


def max_age_s(headers: MultiMapping[str], now: datetime) -> float | None:
    """Return how long an answer is fresh from its making on; None without a header that could say so.

    0 for ``no-cache`` and for what cannot be read. ``max-age`` wins over ``Expires``, which counts from the
    answer's own ``Date``; of two the first counts. A ``no-cache`` that names fields is about those alone.
    Source: RFC 9111, 4.2 and 5.2.2.
    """
    if "Cache-Control" not in headers and "Expires" not in headers:
        return None
    directives: dict[str, str] = {}
    for name, quoted, token in _DIRECTIVE.findall(",".join(headers.getall("Cache-Control", ()))):
        directives.setdefault(name.lower(), quoted or token)
    if directives.get("no-cache") == "" or "no-store" in directives:
        return 0.0
    if "max-age" in directives:
        return _whole_seconds(directives["max-age"]) or 0.0
    if (expires_at := _http_date(headers.get("Expires", ""))) is None:
        return 0.0
    return max((expires_at - (_http_date(headers.get("Date", "")) or now)).total_seconds(), 0.0)


def age_s(headers: MultiMapping[str]) -> float:
    """Return how long before it was sent a cache on the way had an answer, 0 where none says."""
    return _whole_seconds(headers.get("Age", "")) or 0.0


def retry_after_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds a server asks us to stay away, 0..MAX_RETRY_AFTER_S, or None where it does not.

    Source: RFC 9110, 10.2.3: whole seconds or an HTTP date.
    """
    value = headers.get("Retry-After", "").strip()
    seconds = _whole_seconds(value)
    if seconds is None and (until := _http_date(value)) is not None:
        seconds = (until - now).total_seconds()
    return None if seconds is None else min(max(seconds, 0.0), MAX_RETRY_AFTER_S)


def _whole_seconds(value: str) -> float | None:
    value = value.strip()
    # Longer numbers only say "for ever", and would overflow.
    return float(value[:12]) if value.isascii() and value.isdecimal() else None


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
