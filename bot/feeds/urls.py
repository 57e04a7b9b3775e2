"""How a feed's URL may be shown, logged and stored."""


def public_url(url: str) -> str:
    """Return a URL as it may be logged and stored: without user info."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return url
    authority, slash, path = rest.partition("/")
    return f"{scheme}://{authority.rpartition('@')[2]}{slash}{path}"
