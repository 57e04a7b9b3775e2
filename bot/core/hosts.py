"""Which server a URL's requests burden: the registrable domain of its host, by which we are polite.

Thousands of newsletters live under one domain each with a host name of its own; to the people who run it they
are one poller's requests. The public suffix list comes with tldextract, from the day of its release; nothing
is fetched, and domains that companies let others register under (``github.io``) count as one.
"""

from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from tldextract import TLDExtract


PER_HOST = 2
"""Requests to one host at a time, and polls of its feeds under way; feed authors ask for restraint."""


@lru_cache(maxsize=50_000)
def host_key(url: str) -> str:
    """Return the registrable domain of an http(s) URL's host, the host itself where it has none, or empty.

    An address or a name without a public suffix, as on a private network, stands for itself.
    """
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    is_address = ":" in host or host.rpartition(".")[2].isdigit()
    return host if is_address else _registrable_domain(host) or host


@lru_cache(maxsize=10_000)
def is_shared(host_key: str) -> bool:
    """Whether strangers have names of their own under a ``host_key``, as they have under ``github.io``."""
    found = _extractor().extract_str(host_key, include_psl_private_domains=True)
    return bool(found.suffix) and not found.domain


@lru_cache(maxsize=10_000)
def _registrable_domain(host: str) -> str:
    return str(_extractor().extract_str(host).top_domain_under_public_suffix)


@cache
def _extractor() -> "TLDExtract":
    # Takes 0.2 s and 13 MiB, and most commands need no host.
    from tldextract import TLDExtract  # noqa: PLC0415

    return TLDExtract(suffix_list_urls=(), cache_dir=None)
