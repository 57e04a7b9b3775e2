"""Logs are events on standard error: a constant dotted name, then keys with units, one line each.

Secrets never reach a line: their values are replaced wherever they would stand, and a URL loses its user
info and the values of query parameters that look like keys.
"""

import logging
import re
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any, Literal

import structlog

from bot.core.text import clean

REDACTED = "<secret>"
_USER_INFO = re.compile(r"(?<=://)[^/\s@]+@")
_SLACK_TOKEN = re.compile(r"\bx(?:ox[a-z]|app)-[\w-]{6,}")
"""Those of workspaces that added the app are in the database, so no list of secrets holds them."""
_KEY_PARAMETER = re.compile(r"(?i)\b((?:api_?)?key|token|secret|password|auth|sig(?:nature)?)=[^&\s\"']+")


class Redaction:
    """A structlog processor that takes secrets out of every value of an event."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = tuple(secret for secret in secrets if secret)

    def __call__(
        self, logger: object, method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        return {key: self._redacted(value) for key, value in event.items()}

    def _redacted(self, value: object) -> object:
        if not isinstance(value, str):
            return value
        for secret in self._secrets:
            value = value.replace(secret, REDACTED)
        value = _SLACK_TOKEN.sub(REDACTED, value)
        return _KEY_PARAMETER.sub(rf"\1={REDACTED}", _USER_INFO.sub("", value))


def _one_line(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Feed text in a log line must neither forge a second line nor steer the terminal."""
    return {
        key: clean(value) if isinstance(value, str) and key != "exception" else value
        for key, value in event.items()
    }


class _StandardError:
    """Standard error as it is when a line is written: the progress bar's, while one is drawn."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


_STANDARD_ERROR: Any = _StandardError()


def configure_logging(
    *,
    level: Literal["debug", "info", "warning", "error"],
    form: Literal["text", "json"],
    secrets: Iterable[str],
) -> None:
    """Send every log event of this process to standard error, in one form."""
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=24, sort_keys=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            Redaction(secrets),
            _one_line,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(_STANDARD_ERROR),
        cache_logger_on_first_use=False,
    )
    # Libraries log through the standard module; only what an operator can act on is let through. What the
    # scheduler says of a failing tick and discord.py of a lost connection is left out: events tell it, once.
    logging.basicConfig(
        stream=sys.stderr, level=logging.ERROR, format="%(levelname)s %(name)s %(message)s", force=True
    )
    for library in ("apscheduler", "discord"):
        logging.getLogger(library).setLevel(logging.CRITICAL)
