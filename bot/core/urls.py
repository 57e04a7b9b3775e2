"""How a feed's URL may be shown, logged and stored."""

import re

_AUTHORITY = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)([^/?#]*)(.*)", re.DOTALL)
_HOST = re.compile(r"[^:]*(?::\d*)?|\[[^\]]*\](?::\d*)?")


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
