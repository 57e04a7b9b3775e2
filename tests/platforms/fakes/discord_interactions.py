"""Interactions with a bot: what Discord sends of one, and what it lets the bot answer.

A bot says something within three seconds, and what it says must suit the interaction. After that it may
change that first answer (``@original``) and send messages. The message that follows a "thinking" is still
that first answer, and as public or private as the "thinking" was.
"""

import time
from collections.abc import Mapping
from itertools import count
from typing import Any

from tests.platforms.fakes.discord_guild import GUILD, MEMBER, Guild
from tests.platforms.fakes.discord_rules import refusal, units

APPLICATION = "42"
COMMAND, COMPONENT, AUTOCOMPLETE = 2, 3, 4
THINKING, UPDATE, SUGGESTIONS = 5, 6, 8
EPHEMERAL = 64
_SUITED = {COMMAND: {THINKING}, COMPONENT: {THINKING, UPDATE}, AUTOCOMPLETE: {SUGGESTIONS}}
_DM, _GROUP_DM = 1, 3
FILE_BYTES = 10_485_760
_USER = {"id": "7", "username": "analyst", "discriminator": "0", "avatar": None, "global_name": None}


class Interactions:
    """All interactions with one bot."""

    def __init__(self, guild: Guild) -> None:
        self._guild = guild
        self._numbers = count(900)
        self._kinds: dict[str, int] = {}
        self._sent_at: dict[str, float] = {}
        self.callbacks: dict[str, tuple[float, dict[str, Any]]] = {}
        """Interaction -> seconds after it was sent, and its first answer."""
        self.answers: dict[str, list[dict[str, Any]]] = {}
        """Interaction -> what followed, each with ``is_edit``, ``is_private`` and its ``files`` by name."""

    def made(
        self, kind: int, data: dict[str, Any], *, user: str, permissions: int, channel: str
    ) -> dict[str, Any]:
        """Return what Discord sends; it counts as sent now. ``dm`` and ``group-dm`` are channels, too."""
        number = str(next(self._numbers))
        self._kinds[number], self._sent_at[number] = kind, time.monotonic()
        person = {**_USER, "id": user}
        is_dm = channel in ("dm", "group-dm")
        where = _private(channel) if is_dm else self._in_guild(channel, person, permissions)
        return {
            "id": number,
            "application_id": APPLICATION,
            "type": kind,
            "data": data,
            "token": f"token-{number}",
            "version": 1,
            "locale": "zh-CN",
            "attachment_size_limit": FILE_BYTES,
            "entitlements": [],
            "authorizing_integration_owners": {},
            **({"user": person} if is_dm else {}),
            **where,
        }

    def take_callback(self, interaction: str, body: dict[str, Any]) -> str:
        """Take the first answer; returns what is wrong with it."""
        waited_s = time.monotonic() - self._sent_at[interaction]
        if interaction in self.callbacks:
            return "Interaction has already been acknowledged."
        if waited_s > 3 or body["type"] not in _SUITED[self._kinds[interaction]]:
            return "Unknown interaction"
        if body["type"] == SUGGESTIONS and (problem := _suggestions_problem(body["data"]["choices"])):
            return problem
        self.callbacks[interaction] = waited_s, body
        return ""

    def take_answer(
        self, token: str, body: Mapping[str, Any], files: Mapping[str, bytes], *, is_edit: bool
    ) -> str:
        """Take a message that follows, or a change of the first answer; returns what is wrong with it."""
        interaction = token.removeprefix("token-")
        if interaction not in self.callbacks or self._kinds[interaction] == AUTOCOMPLETE:
            return "Unknown Webhook"
        problem = refusal(body) or _files_problem(body, files)
        if problem:
            return problem
        _, first = self.callbacks[interaction]
        so_far = self.answers.setdefault(interaction, [])
        is_first = is_edit or (first["type"] == THINKING and not so_far)
        # What is changed in place stays as private as it was; an answer with buttons is one person's.
        asked_for = EPHEMERAL if first["type"] == UPDATE else (first.get("data") or {}).get("flags", 0)
        is_private = bool((asked_for if is_first else body.get("flags", 0)) & EPHEMERAL)
        so_far.append({**body, "is_edit": is_first, "is_private": is_private, "files": dict(files)})
        return ""

    def _in_guild(self, channel: str, person: Mapping[str, Any], permissions: int) -> dict[str, Any]:
        unseen = {"id": channel, "type": 0, "name": "unseen", "guild_id": GUILD, "position": 1}
        place = self._guild.channel(channel) if self._guild.has(channel) else unseen
        return {
            "guild_id": GUILD,
            "channel_id": channel,
            "channel": {**place, "permissions": str(permissions)},
            "member": {**MEMBER, "user": person, "permissions": str(permissions)},
            "app_permissions": str(self._guild.allowed(channel)),
            "context": 0,
        }


def command_data(name: str, options: Mapping[str, str | int], *, focused: str = "") -> dict[str, Any]:
    """Return ``/watch NAME`` with these options, as Discord sends it; one of them may still be typed."""
    given = [
        {"name": key, "type": 4 if isinstance(value, int) else 3, "value": value}
        | ({"focused": True} if key == focused else {})
        for key, value in options.items()
    ]
    return {
        "id": "1", "name": "watch", "type": 1, "options": [{"name": name, "type": 1, "options": given}],
    }  # fmt: skip


def _private(channel: str) -> dict[str, Any]:
    kind = _DM if channel == "dm" else _GROUP_DM
    place = {"id": "3001", "type": kind, "recipients": [_USER], "owner_id": "7", "icon": None, "name": None}
    return {
        "channel_id": "3001",
        "channel": place,
        "app_permissions": str((1 << 14) | (1 << 15) | (1 << 17)),
        "context": 1 if channel == "dm" else 2,
    }


def _suggestions_problem(choices: list[dict[str, Any]]) -> str:
    sizes = [units(one[key]) for one in choices for key in ("name", "value")]
    if len(choices) > 25 or any(not 1 <= size <= 100 for size in sizes):
        return "choices: too many, or too long"
    return ""


def _files_problem(body: Mapping[str, Any], files: Mapping[str, bytes]) -> str:
    if {one["filename"] for one in body.get("attachments") or ()} != set(files):
        return "attachments: not those that were sent"
    return "Request entity too large" if any(len(data) > FILE_BYTES for data in files.values()) else ""
