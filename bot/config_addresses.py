"""Channels whose address is a secret: what the environment calls it, and what is missing or wrong there.

Whoever knows a webhook's URL can post to it, so it never stands in config.toml: the address of
``webhook:press-desk`` is ``WEBHOOK_PRESS_DESK_URL``. Works on the file as read, so that one mistake in it
does not hide another.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pydantic import SecretStr

from bot.config_file import CHANNEL_IDS
from bot.core.urls import HTTP_URL_WORDS, is_http_url
from bot.errors import Problem

SECRETS = {"webhook": ("URL", "SECRET"), "apprise": ("URL",)}
"""Kind of channel -> what of it comes from the environment; the first is what it cannot do without."""


class Named(NamedTuple):
    """A channel with a name of its own, such as ``webhook:press-desk``."""

    kind: str
    name: str


def variable(channel: Named, what: str) -> str:
    """Return what the environment calls a channel's secret."""
    name = re.sub("[.-]", "_", channel.name).upper()
    return f"{channel.kind.upper()}_{name}_{what}"


def secret_names(raw: Mapping[str, Any]) -> list[str]:
    """Return the secrets that this file's channels may have."""
    channels = dict.fromkeys([*_tables(raw), *(channel for _, channel in _posted_to(raw))])
    names = (variable(channel, what) for channel in channels for what in SECRETS[channel.kind])
    return list(dict.fromkeys(names))


def address_problems(
    file: str, raw: Mapping[str, Any], *, secrets: Mapping[str, SecretStr], unreadable: Iterable[str]
) -> Iterable[Problem]:
    """Yield what is wrong with the addresses of this file's channels.

    Args:
        secrets: those that are set.
        unreadable: names of secrets that are set and could not be read, which was told already.
    """
    tables = _tables(raw)
    known = ", ".join(channel.name for channel in tables) or "none yet"
    for where, channel in _posted_to(raw):
        address = variable(channel, "URL")
        if channel.kind == "webhook" and channel not in tables:
            message = (
                f"there is no table [webhooks.{channel.name}]: add it, an empty one will do (there: {known})"
            )
            yield Problem(file=file, where=where, message=message)
        elif address not in secrets and address not in unreadable:
            message = f"{channel.kind}:{channel.name} has no address: set {address} in the environment"
            yield Problem(file=file, where=where, message=message)
    yield from _shared(file, tables)
    for name in {variable(channel, "URL") for channel in tables}:
        if name in secrets and not is_http_url(secrets[name].get_secret_value()):
            yield Problem(file="environment", where=name, message=HTTP_URL_WORDS)


def _shared(file: str, tables: Iterable[Named]) -> Iterable[Problem]:
    first: dict[str, Named] = {}
    for channel in tables:
        address = variable(channel, "URL")
        other = first.setdefault(address, channel)
        if other != channel:
            message = f"has the same variables as {other.name} ({address}): rename one"
            yield Problem(file=file, where=f"webhooks.{channel.name}", message=message)


def _tables(raw: Mapping[str, Any]) -> list[Named]:
    tables = raw.get("webhooks")
    return [Named("webhook", name) for name in tables] if isinstance(tables, dict) else []


def _posted_to(raw: Mapping[str, Any]) -> list[tuple[str, Named]]:
    """The channels of this kind that something is posted to, each with its first place in the file."""
    entries, chat = raw.get("subscriptions"), raw.get("chat")
    tables = list(enumerate(entries)) if isinstance(entries, list) else []
    named = [(f"subscriptions[{index}].channel", _value(table, "channel")) for index, table in tables]
    named.append(("chat.admin_channel", _value(chat, "admin_channel")))
    found: dict[Named, str] = {}
    for where, text in named:
        channel = Named(*text.partition(":")[::2])
        if channel.kind in SECRETS and re.fullmatch(CHANNEL_IDS[channel.kind], channel.name):
            found.setdefault(channel, where)
    return [(where, channel) for channel, where in found.items()]


def _value(table: object, key: str) -> str:
    value = table.get(key) if isinstance(table, dict) else None
    return value if isinstance(value, str) else ""
