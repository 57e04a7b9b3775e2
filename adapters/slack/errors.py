"""One table: what Slack answers, or how a request fails -> what it means for a delivery, in words to act on.

Whatever is not in the table was refused for a reason we do not know: certainly not posted, tried again.
"""

import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from adapters.slack import limits
from bot.errors import (
    ChannelRejected,
    CredentialsRejected,
    DeliveryError,
    MessageRejected,
    PlatformUnavailable,
    RetryableDelivery,
    UncertainDelivery,
)

SILENT = logging.getLogger("topicwire.slack.library")
"""The library tells every failed try with its traceback; what an operator can act on is told by us, once."""
SILENT.setLevel(logging.CRITICAL + 1)

FAILURES = (SlackClientError, aiohttp.ClientError, OSError, TimeoutError, ValueError, AttributeError)
"""All that a call of the client raises; the last two stand for answers it cannot read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What an error is for a delivery, and what a person should do. ``wait_s`` is used by retryable ones."""

    kind: type[DeliveryError]
    advice: str
    wait_s: float | None = None


_GONE = "check the channel id in config.toml; a private channel is seen only after /invite in it"
_CLOSED = "a workspace or channel setting keeps the bot from posting: ask a workspace admin"
_CREDENTIALS = "set SLACK_BOT_TOKEN to the bot token (xoxb-) on the app's OAuth & Permissions page; restart"
_SCOPES = "add the scope chat:write to the app, install it to the workspace again"
_BAD_MESSAGE = "Slack will not take this message; please report it"
_LATER = "Slack asks to try later"

_BY_MEANING: tuple[tuple[Meaning, str], ...] = (
    (
        Meaning(kind=ChannelRejected, advice="write /invite @your-bot in the channel"),
        "not_in_channel",
    ),
    (Meaning(kind=ChannelRejected, advice=_GONE), "channel_not_found team_not_found"),
    (
        Meaning(kind=ChannelRejected, advice="unarchive it, or take it out of config.toml"),
        "is_archived",
    ),
    (
        Meaning(kind=ChannelRejected, advice=_CLOSED),
        (
            "restricted_action restricted_action_read_only_channel restricted_action_thread_only_channel "
            "restricted_action_non_threadable_channel restricted_action_thread_locked no_permission "
            "ekm_access_denied messages_tab_disabled posting_to_channel_denied cannot_reply_to_message"
        ),
    ),
    (
        Meaning(kind=CredentialsRejected, advice=_CREDENTIALS),
        (
            "invalid_auth not_authed account_inactive token_revoked token_expired not_allowed_token_type "
            "access_denied two_factor_setup_required accesslimited"
        ),
    ),
    (Meaning(kind=CredentialsRejected, advice=_SCOPES), "missing_scope"),
    (
        Meaning(kind=MessageRejected, advice=_BAD_MESSAGE),
        (
            "invalid_blocks invalid_blocks_format msg_blocks_too_long msg_too_long no_text "
            "too_many_attachments attachment_payload_limit_exceeded "
            "invalid_metadata_format invalid_metadata_schema "
            "invalid_metadata_filter_keys metadata_too_large metadata_must_be_sent_from_app "
            "markdown_text_conflict invalid_arguments invalid_arg_name invalid_array_arg invalid_charset "
            "invalid_form_data invalid_post_type invalid_json json_not_object"
        ),
    ),
    (
        Meaning(kind=MessageRejected, advice="the posted alert stays as it is"),
        "message_not_found cant_update_message edit_window_closed is_inactive",
    ),
    (
        Meaning(kind=RetryableDelivery, advice=_LATER, wait_s=limits.UNSAID_WAIT_S),
        "ratelimited",
    ),
    (
        Meaning(kind=RetryableDelivery, advice=_LATER, wait_s=limits.LONG_WAIT_S),
        "rate_limited message_limit_exceeded external_channel_migrating team_added_to_org org_login_required",
    ),
    (Meaning(kind=RetryableDelivery, advice=_LATER), "service_unavailable request_timeout"),
    (
        Meaning(kind=UncertainDelivery, advice="it may have been posted all the same"),
        "fatal_error internal_error",
    ),
)

TABLE: Mapping[str, Meaning] = {word: meaning for meaning, words in _BY_MEANING for word in words.split()}
"""Slack's error word -> its meaning."""


def classify(error: Exception, *, advice: str = "") -> DeliveryError:
    """Return the delivery error for what a call of the client raised, one of ``FAILURES``.

    Args:
        advice: what to do where the token is refused, if it is not the bot token.
    """
    if isinstance(error, SlackApiError):
        return _answered(error, advice)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        # Not even connected: nothing can have been posted, and waiting costs the message no attempt.
        return PlatformUnavailable(f"Slack cannot be reached: {error}", retry_after_s=limits.OFFLINE_WAIT_S)
    return UncertainDelivery(f"Slack gave no clear answer: {type(error).__name__}: {error}".rstrip(": "))


def error_word(error: Exception) -> str:
    """Slack's word for what went wrong, or nothing where it gave none."""
    data = getattr(getattr(error, "response", None), "data", None)
    word = data.get("error") if isinstance(data, Mapping) else None
    return word if isinstance(word, str) else ""


def needed_scope(error: Exception) -> str:
    """The scope that Slack says is missing, or nothing where it does not name one."""
    data = getattr(getattr(error, "response", None), "data", None)
    needed = data.get("needed") if isinstance(data, Mapping) else None
    return needed if isinstance(needed, str) else ""


def _answered(error: SlackApiError, advice: str) -> DeliveryError:
    word, response = error_word(error), error.response
    # A body that is no JSON comes with the raw answer, which names its status differently.
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    if status == 429:
        wait_s = _retry_after_s(getattr(response, "headers", {}))
        return RetryableDelivery("Slack asks us to slow down", retry_after_s=wait_s)
    if meaning := TABLE.get(word):
        is_token_s = meaning.advice in (_CREDENTIALS, _SCOPES)
        said = f"Slack says {word}: {advice if advice and is_token_s else meaning.advice}"
        if issubclass(meaning.kind, RetryableDelivery):
            return RetryableDelivery(said, retry_after_s=meaning.wait_s)
        needed = needed_scope(error) if word == "missing_scope" else ""
        return meaning.kind(f"{said} (Slack names: {needed})" if needed else said)
    if word:
        return RetryableDelivery(f"Slack says {word}")
    if 400 <= status < 500:
        return RetryableDelivery(f"Slack's address answered HTTP {status}; is [slack] base_url right?")
    return UncertainDelivery(f"Slack answered HTTP {status} without saying what became of the message")


def _retry_after_s(headers: Mapping[str, str]) -> float:
    try:
        seconds = float(headers.get("Retry-After", ""))
    except ValueError:
        seconds = math.nan
    return min(max(seconds, 1.0), limits.LONGEST_WAIT_S) if math.isfinite(seconds) else limits.UNSAID_WAIT_S
