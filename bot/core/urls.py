"""What a web address is, and how a feed's may be shown, logged and stored."""

import re
from urllib.parse import urlsplit

HTTP_URL_WORDS = "must be a whole http:// or https:// address"

_AUTHORITY = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)([^/?#]*)(.*)", re.DOTALL)
_HOST = re.compile(r"[^:]*(?::\d*)?|\[[^\]]*\](?::\d*)?")


def is_http_url(value: str) -> bool:
    """Whether this is a whole web address, with a host and without spaces."""
    try:
        parts = urlsplit(value)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none
        return False
    return is_whole and not re.search(r"[\s\x00-\x1f\x7f]", value)


def public_url(url: str) -> str:
    """Return a URL without user info, and without what may be user info in a URL that is written wrongly."""
    if "@" not in url:
        return url
    found = _AUTHORITY.fullmatch(url)
    if found is None:
        return url
    scheme, authority, rest = found.groups()
    host = authority.rpartition("@")[2]
    if not _HOST.fullmatch(host) and "@" in rest:
        # "user:pass/word@host": a slash in a password ends the authority, and the password goes on behind it.
        return scheme + str(rest).rpartition("@")[2]
    return f"{scheme}{host}{rest}"
