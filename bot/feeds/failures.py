"""What goes wrong on the way to a feed -> one FeedError with a sentence an admin can act on."""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp

from bot.errors import FeedError, FeedFailure


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """``timeout_s`` for one fetch with all its redirects; ``max_bytes`` of a decompressed body."""

    timeout_s: float
    max_bytes: int


def transport_error(
    error: Exception, *, feed_url: str, host: str, refused: Sequence[str], limits: FetchLimits
) -> FeedError:
    """Return the FeedError for an exception of aiohttp or the system.

    Args:
        host: the one that was asked when it happened: a redirect may have led elsewhere.
        refused: addresses the guard refused during this fetch; they explain a failed connection.
    """
    failure = _failure(error, bool(refused))
    reason = _tls_reason(error) if failure is FeedFailure.TLS else _reason(getattr(error, "os_error", error))
    detail = _SENTENCES[failure].format(
        host=host, reason=reason, address=refused[-1] if refused else "", timeout_s=limits.timeout_s
    )
    return FeedError(feed_url, failure, detail)


_KINDS: tuple[tuple[tuple[type[BaseException], ...], FeedFailure], ...] = (
    # The first that fits: several of these are also OSErrors or ClientConnectorErrors.
    ((aiohttp.ClientConnectorDNSError,), FeedFailure.DNS),
    ((ssl.SSLError, aiohttp.ClientSSLError), FeedFailure.TLS),
    ((TimeoutError,), FeedFailure.TIMEOUT),
    ((aiohttp.ClientConnectorError,), FeedFailure.CONNECTION),
    ((aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError, UnicodeError), FeedFailure.URL_REFUSED),
)
_SENTENCES = {
    FeedFailure.ADDRESS_REFUSED: "the address of {host} is not public ({address}); if it is meant, add "
    '"{host}" to [fetch] allow_hosts',
    FeedFailure.DNS: "no address is known for {host}; check the host name, and this machine's DNS",
    FeedFailure.TLS: "the TLS connection to {host} failed ({reason}); its owner must mend that, or the "
    "feed has another address",
    FeedFailure.TIMEOUT: "{host} did not send the whole answer within {timeout_s:g} s, or paused too long; "
    "it will be tried again; for a slow server raise [fetch] timeout_s",
    FeedFailure.CONNECTION: "no connection to {host} ({reason}); check the host and port, and this machine's "
    "network",
    FeedFailure.URL_REFUSED: "the address of {host} cannot be used ({reason}); correct the URL",
    FeedFailure.BROKEN_TRANSFER: "the answer of {host} broke off ({reason}); it will be tried again",
}


def _failure(error: Exception, is_refused: bool) -> FeedFailure:
    if is_refused and isinstance(error, aiohttp.ClientConnectorError):
        return FeedFailure.ADDRESS_REFUSED
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
