"""Every error Topicwire raises on purpose.

    TopicwireError
    ├── ConfigError           config.toml or a watchlist is wrong; carries every problem at once
    ├── QueryError            a reader's search text is not understood; says what to write instead
    ├── NotFound              what a reader names is not there; says what is
    ├── MeasureFailed         an edit of the watchlists could not be tried on the past
    ├── FeedError             one feed's poll failed; carries the URL and a FeedFailure
    ├── StoreError            the database cannot be used now
    │   ├── StoreInUse        another process holds this database
    │   ├── StoreUnavailable  disk full, file locked or unreadable: the same work may be tried again
    │   └── SchemaMismatch    the database is newer, or older, than this program
    └── DeliveryError         one attempt to post failed
        ├── RetryableDelivery     nothing was posted; try later
        │   └── PlatformUnavailable   nor can anything else be posted there before
        ├── UncertainDelivery     the request left and no answer came
        │   └── AdapterFailed         a bug of ours; the same message may fail for ever
        ├── ChannelRejected       this channel cannot be posted to until a person acts
        ├── CredentialsRejected   no channel of this workspace can be posted to until a person acts
        └── MessageRejected       the platform will never take this message

Each error names the thing that failed and what to do, in words that can be shown to an admin.
"""

from dataclasses import dataclass
from enum import StrEnum


class TopicwireError(Exception):
    """Base of all expected failures; anything else that escapes is a bug."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake in one file an admin wrote.

    ``where`` is the key path (``feeds[3].url``) or ``line 12``; empty for the file as a whole.
    """

    file: str
    where: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.where}" if self.where else self.file
        return f"{place}: {self.message}"


class ConfigError(TopicwireError):
    """The files an admin wrote cannot be used. ``problems`` is never empty."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class QueryError(TopicwireError):
    """A search text is not understood; the message is for the reader who typed it."""


class NotFound(TopicwireError):
    """A watchlist or article that a reader names is not there, or not so; the message says what to do."""


class MeasureFailed(TopicwireError):
    """Rules could not be tried on the stored articles; what is in force is not touched by it."""


class FeedFailure(StrEnum):
    """Why a poll failed: the same word in the log, the metric label and ``topicwire feeds``."""

    DNS = "dns"
    CONNECTION = "connection"
    TLS = "tls"
    TIMEOUT = "timeout"
    TOO_LARGE = "too-large"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    ADDRESS_REFUSED = "address-refused"
    URL_REFUSED = "url-refused"
    RATE_LIMITED = "rate-limited"
    GONE = "gone"
    ROBOTS = "robots"
    HTTP_STATUS = "http-status"
    BROKEN_TRANSFER = "broken-transfer"
    EMPTY = "empty"
    NOT_A_FEED = "not-a-feed"
    NOT_WELL_FORMED = "not-well-formed"
    PARSER_TIMEOUT = "parser-timeout"
    PARSER_CRASHED = "parser-crashed"


class FeedError(TopicwireError):
    """One poll of one feed failed; its neighbours go on.

    Attributes:
        url: the feed's URL as configured, without user info.
        failure: the class of failure.
        detail: one sentence for the admin: what was seen and, where there is something, what to do.
        retry_after_s: seconds the server asked us to stay away, if it did.
        status: the HTTP status, where that is what failed, else 0.
        host_key: of the host that answered so (``core.hosts``), where a redirect may have led; else empty.
    """

    def __init__(
        self,
        url: str,
        failure: FeedFailure,
        detail: str,
        *,
        retry_after_s: float | None = None,
        status: int = 0,
        host_key: str = "",
    ) -> None:
        # All arguments go to Exception.args so that the error survives the way back from a parser process.
        super().__init__(url, failure, detail)
        self.url = url
        self.failure = failure
        self.detail = detail
        self.retry_after_s = retry_after_s
        self.status = status
        self.host_key = host_key

    def __str__(self) -> str:
        return f"{self.url}: {self.failure}: {self.detail}"


class StoreError(TopicwireError):
    """The database cannot be used now; the message says which file and what to do."""


class StoreInUse(StoreError):
    """Another Topicwire process holds this database."""


class StoreUnavailable(StoreError):
    """Disk full, database locked by a stranger, or an I/O error: nothing was written, try again later."""


class SchemaMismatch(StoreError):
    """The database's schema is newer than this program, or older and not yet migrated."""


class DeliveryError(TopicwireError):
    """One attempt to post one message failed. ``detail`` is shown to admins and never holds a secret."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class RetryableDelivery(DeliveryError):
    """Certainly not posted; may work later.

    ``retry_after_s``, when the platform gave it, is a floor for the channel, and such an answer does
    not count as an attempt.
    """

    def __init__(self, detail: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class PlatformUnavailable(RetryableDelivery):
    """Certainly not posted, and no channel of the same workspace is to be tried before ``retry_after_s``."""

    retry_after_s: float

    def __init__(self, detail: str, *, retry_after_s: float) -> None:
        super().__init__(detail, retry_after_s=retry_after_s)


class UncertainDelivery(DeliveryError):
    """The request left and no clear answer came: it may have been posted."""


class AdapterFailed(UncertainDelivery):
    """The adapter raised what it never should; what became of the message is unknown."""


class ChannelRejected(DeliveryError):
    """The channel is gone, archived or closed to us; a person must act before the next attempt."""


class CredentialsRejected(DeliveryError):
    """The token is refused or lacks a scope: a person must act before anything is posted with it."""


class MessageRejected(DeliveryError):
    """The platform will refuse this message however often it is sent."""
