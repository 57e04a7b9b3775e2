"""What goes wrong on the way to a feed -> one FeedError with a sentence an admin can act on."""

import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp
from yarl import URL

from bot.errors import FeedError, FeedFailure
from bot.feeds.flood import Flood
from bot.feeds.guard import PORTS, PortRefused, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """``timeout_s`` for one fetch with all its redirects; ``max_bytes`` of a decompressed body."""

    timeout_s: float
    max_bytes: int


def transport_error(
    error: Exception, *, feed_url: str, url: URL, refused: Sequence[Refused], limits: FetchLimits
) -> FeedError:
    """Return the FeedError for an exception of aiohttp or the system.

    Args:
        url: the one that was asked when it happened: a redirect may have led elsewhere.
        refused: what the guard refused during this fetch; it explains a failed connection.
    """
    host = url.host or ""
    if refused and isinstance(error, aiohttp.ClientConnectorError):
        return _refusal(refused[-1], feed_url=feed_url, host=host)
    failure = _failure(error)
    reason = _tls_reason(error) if failure is FeedFailure.TLS else _reason(getattr(error, "os_error", error))
    detail = _SENTENCES[failure].format(host=host, reason=reason, timeout_s=limits.timeout_s)
    return FeedError(feed_url, failure, detail)


def _refusal(refused: Refused, *, feed_url: str, host: str) -> FeedError:
    what_to_do = f'if it is meant, add "{host}" to [fetch] allow_hosts'
    if isinstance(refused, PortRefused):
        ports = ", ".join(map(str, sorted(PORTS)))
        detail = f"port {refused.port} of {host} is none of the web's ({ports}); {what_to_do}"
        return FeedError(feed_url, FeedFailure.URL_REFUSED, detail)
    detail = f"the address of {host} is not public ({refused.address}); {what_to_do}"
    return FeedError(feed_url, FeedFailure.ADDRESS_REFUSED, detail)


_KINDS: tuple[tuple[tuple[type[BaseException], ...], FeedFailure], ...] = (
    # The first that fits: several of these are also OSErrors or ClientConnectorErrors.
    ((aiohttp.ClientConnectorDNSError, socket.gaierror), FeedFailure.DNS),
    ((ssl.SSLError, aiohttp.ClientSSLError), FeedFailure.TLS),
    ((TimeoutError,), FeedFailure.TIMEOUT),
    ((Flood,), FeedFailure.TOO_LARGE),
    ((aiohttp.ClientConnectorError,), FeedFailure.CONNECTION),
    ((aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError, UnicodeError), FeedFailure.URL_REFUSED),
)
_SENTENCES = {
    FeedFailure.DNS: "no address is known for {host}; check the host name, and this machine's DNS",
    FeedFailure.TLS: "the TLS connection to {host} failed ({reason}); its owner must mend that, or the "
    "feed has another address",
    FeedFailure.TIMEOUT: "{host} did not send the whole answer within {timeout_s:g} s, or paused too long; "
    "it will be tried again; for a slow server raise [fetch] timeout_s",
    FeedFailure.CONNECTION: "no connection to {host} ({reason}); check the host and port, and this machine's "
    "network",
    FeedFailure.TOO_LARGE: "{host} sent more around a document than any needs, as only attacks do; it was "
    "not read",
    FeedFailure.URL_REFUSED: "the address of {host} cannot be used ({reason}); correct the URL",
    FeedFailure.BROKEN_TRANSFER: "the answer of {host} broke off ({reason}); it will be tried again",
}


def _failure(error: Exception) -> FeedFailure:
    for kinds, failure in _KINDS:
        if isinstance(error, kinds):
            return failure
    return FeedFailure.BROKEN_TRANSFER


def _tls_reason(error: Exception) -> str:
    certificate = getattr(error, "certificate_error", None)
    if isinstance(certificate, ssl.SSLCertVerificationError):
        return certificate.verify_message
    return _reason(getattr(error, "os_error", error))


def _reason(error: BaseException) -> str:
    """The shortest true words for an exception: libraries put addresses and tracebacks into theirs."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.splitlines()[0][:120]
    text = str(error).strip()
    return (text.splitlines()[0] if text else type(error).__name__)[:120]
