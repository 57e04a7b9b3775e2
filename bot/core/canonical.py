"""An address -> the form under which its variants are equal; the network is not asked where it leads."""

import re
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

_TRACKING_NAMES = """
fbclid gclid dclid gbraid wbraid gclsrc srsltid yclid ysclid twclid msclkid mc_cid mc_eid igshid igsh _hsenc
_hsmi mkt_tok _openstat wickedid xtor s_cid cmpid ocid phpsessid jsessionid
"""
_TRACKING = frozenset(_TRACKING_NAMES.split())
_TRACKING_PREFIXES = ("utm_", "mtm_", "vero_", "oly_", "pk_", "piwik_", "hsa_")
_SELF_REFERENCES = frozenset({"ref", "source"})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_KEPT_IN_PATH = "/%:@!$&'()*+,;=~-._"
_KEPT_IN_QUERY = _KEPT_IN_PATH + "?[]|"
_MAX_UNWRAPPED = 10
_WEB = re.compile("https?://", re.IGNORECASE)


def canonical_url(url: str, *, feed_host: str = "") -> str:
    """Return the form of an absolute http(s) URL under which its variants are equal; empty for anything else.

    For comparison only, never for opening: https stands for both schemes, user info, the default port, the
    fragment (but not ``#!``), tracking and session parameters are gone, and known redirectors are unwrapped.
    ``www.``, a trailing slash and the order of the parameters stay: servers do tell these apart.

    Args:
        feed_host: ``ref=`` and ``source=`` are dropped where their value is this host or the URL's own.
    """
    feed_host = feed_host.lower()
    for _ in range(_MAX_UNWRAPPED):
        try:
            parts = urlsplit(url.strip())
            host, port = _host(parts.hostname or ""), parts.port
        except ValueError:
            return ""
        if parts.scheme not in _DEFAULT_PORTS or not host:
            return ""
        target = _redirect_target(host, parts.path, parts.query)
        if not target:
            return _joined(parts, host=host, port=port, own_hosts={host, feed_host} - {""})
        url = target
    return ""  # one redirector inside the other, again and again, leads nowhere


def _joined(parts: SplitResult, *, host: str, port: int | None, own_hosts: set[str]) -> str:
    netloc = host if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"
    path = _escaped(_SESSION_IN_PATH.sub("", parts.path), _KEPT_IN_PATH) or "/"
    query = "&".join(
        _escaped(pair, _KEPT_IN_QUERY)
        for pair in parts.query.split("&")
        if pair and not _is_tracking(pair, own_hosts)
    )
    fragment = "#" + _escaped(parts.fragment, _KEPT_IN_QUERY) if parts.fragment.startswith("!") else ""
    return f"https://{netloc}{path}{'?' + query if query else ''}{fragment}"


def _host(host: str) -> str:
    host = host.lower().rstrip(".")
    if ":" in host:
        return f"[{host}]"
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError:
        return quote(host).lower()


def _escaped(text: str, kept: str) -> str:
    """Percent-encode what must be, decode what need not be; an escape's ``%`` stays, a lone one not."""
    text = re.sub("%(?![0-9A-Fa-f]{2})", "%25", text)
    return _ESCAPE.sub(_unescape_unreserved, quote(text, safe=kept, errors="replace"))


def _unescape_unreserved(escape: re.Match[str]) -> str:
    char = chr(int(escape[1], 16))
    return char if char in _UNRESERVED else escape[0].upper()


def _is_tracking(pair: str, own_hosts: set[str]) -> bool:
    name, _, value = pair.partition("=")
    name = name.lower()
    if name in _SELF_REFERENCES:
        return unquote(value).lower().removeprefix("www.") in {own.removeprefix("www.") for own in own_hosts}
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _redirect_target(host: str, path: str, query: str) -> str:
    """Where a redirector that carries its target in the query leads (Google Alerts and Google results)."""
    labels = host.removeprefix("www.").split(".")
    if labels[0] == "google" and len(labels) <= 3 and path == "/url":
        target = dict(parse_qsl(query))
        inner = (target.get("url") or target.get("q") or "").strip()
        return inner if _WEB.match(inner) else ""
    return ""


def is_home_page(canonical: str) -> bool:
    """Whether a canonical URL is only a host: it names no article."""
    return canonical != "" and canonical.partition("://")[2].partition("/")[2] == ""
