"""Discord's REST side on a loopback port: one bot, channels with a history, nonces, moods to order.

It answers with exactly ``application/json``, sends ``Via`` with a rate limit of its own and none with a ban,
gives a message posted again under a known nonce back instead of storing it, and shows no nonce in a history,
as the real one does. A mood is used up by one request, of a method or of a method and a path::

    with DiscordServer() as discord:
        discord.next("POST", refuses(403, 50013), drops(is_stored=True))
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from tests.platforms.fakes.discord_command_rules import as_shown, command_refusal
from tests.platforms.fakes.discord_gateway import Gateway
from tests.platforms.fakes.discord_guild import GUILD, SEND, VIEW, Guild
from tests.platforms.fakes.discord_interactions import APPLICATION
from tests.platforms.fakes.discord_rules import refusal
from tests.platforms.fakes.loopback import LoopbackServer, in_mood
from tests.platforms.fakes.moods import Mood, Moods

TOKEN = "fake.discord.token"
BOT = {"id": "42", "username": "topicwire", "discriminator": "0", "avatar": None, "bot": True}
SOMEONE = {"id": "7", "username": "analyst", "discriminator": "0", "avatar": None}
DISCORD_EPOCH_MS = 1_420_070_400_000


def refuses(status: int, code: int, message: str = "No") -> Mood:
    return Mood(status=status, body=json.dumps({"code": code, "message": message}))


def slow_down(retry_after: float) -> Mood:
    """The API's own rate limit."""
    body = json.dumps({"message": "You are being rate limited.", "retry_after": retry_after, "global": False})
    return Mood(
        status=429, body=body, headers={"Via": "1.1 google", "Retry-After": str(int(retry_after) + 1)}
    )


def banned(retry_after: str = "20") -> Mood:
    """The guard before the API: no ``Via``, no JSON."""
    body = "<html>Access denied</html>"
    return Mood(status=429, body=body, content_type="text/html", headers={"Retry-After": retry_after})


class DiscordServer(LoopbackServer):
    """``channels`` are the ids of the text channels the bot may write to."""

    def __init__(self, *, channels: tuple[str, ...] = ("1001",)) -> None:
        super().__init__()
        self._history: dict[str, list[dict[str, Any]]] = {channel: [] for channel in channels}
        self._moods = Moods(self._loop)
        self.next, self.let_go = self._moods.next, self._moods.let_go
        self.first_at = datetime.now(UTC).replace(microsecond=0)
        """When the first message is written; a second passes before the next one."""
        self._written = 0
        self.nonces: list[str] = []
        """The nonces of all posts that arrived, in order."""
        self.forgets_nonces = False
        """Whether the few minutes are over in which a repeated nonce is recognised."""
        self.forbidden = ""
        """A word with which AutoMod takes no message."""
        self.edits: list[dict[str, Any]] = []
        """What messages were edited with, in order."""
        self.calls: list[str] = []
        """What was asked, in order: ``POST /channels/1001/messages``."""
        self.guild = Guild(BOT, channels)
        self.gateway = Gateway(self._loop, BOT, self.guild)
        self.commands: list[dict[str, Any]] = []
        """The commands that are registered."""

    @property
    def api(self) -> str:
        return f"{self.url}/api/v10"

    @property
    def gateway_url(self) -> str:
        self.gateway.url = f"ws://127.0.0.1:{self.port}/gateway/"
        return self.gateway.url

    def messages(self, channel: str = "1001") -> list[dict[str, Any]]:
        """What a channel holds, oldest first."""
        return list(self._history[channel])

    def someone_writes(self, text: str, channel: str = "1001") -> None:
        self._store(channel, {"content": text}, author=SOMEONE)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/gateway/":
            return await self.gateway.handle(request)
        path = request.path.removeprefix("/api/v10")
        self.calls.append(f"{request.method} {path}")
        payload, files = await _body(request)
        channel = path.split("/")[2] if path.startswith("/channels/") else ""
        mood = self._moods.take(self.calls[-1]) or self._moods.take(request.method)
        if mood is not None and mood.is_stored:
            self._post(channel, payload)
        if mood is not None and not mood.hangs:
            return in_mood(mood, request)
        if mood is not None:
            await self._moods.hang()
        if path.startswith(("/interactions/", "/webhooks/")):  # their address is their secret
            return self._interacted(path, payload, files)
        if request.headers.get("Authorization") != f"Bot {TOKEN}":
            return _json(401, {"code": 0, "message": "401: Unauthorized"})
        return self._asked(request, path, channel, payload)

    def _asked(self, request: web.Request, path: str, channel: str, payload: Any) -> web.Response:
        if path == f"/applications/{APPLICATION}/commands":
            return self._registered(request, payload)
        if channel and path == f"/channels/{channel}" and self.guild.has(channel):
            return _json(200, self.guild.channel(channel))
        if channel:
            if not path.startswith(f"/channels/{channel}/messages") or channel not in self._history:
                return _json(404, {"code": 10003, "message": "Unknown Channel"})
            if request.method == "PATCH":
                return self._edit(channel, path.rpartition("/")[2], payload)
            return self._in_channel(request, channel, payload)
        known = {
            "/users/@me": BOT,
            "/oauth2/applications/@me": _APPLICATION,
            f"/guilds/{GUILD}": self.guild.shown(),
            f"/guilds/{GUILD}/members/{BOT['id']}": self.guild.member(),
        }
        found = path in known
        return _json(200 if found else 404, known.get(path, {"code": 0, "message": "404: Not Found"}))

    def _in_channel(self, request: web.Request, channel: str, payload: Any) -> web.Response:
        is_post = request.method == "POST"
        if not self.guild.may(SEND if is_post else VIEW, channel=channel):
            return _json(403, {"code": 50013, "message": "Missing Permissions"})
        answer = self._post if is_post else self._read
        return answer(channel, payload or dict(request.query))

    def _interacted(self, path: str, payload: Any, files: Mapping[str, bytes]) -> web.Response:
        _, kind, first, second, *original = path.split("/")
        interactions = self.gateway.interactions
        if kind == "interactions":
            if problem := interactions.take_callback(first, payload):
                return _json(404, {"code": 10062, "message": problem})
            answered = {"interaction": {"id": first, "type": 2}, "resource": {"type": payload["type"]}}
            return _json(200, answered)
        if problem := interactions.take_answer(second, payload, files, is_edit=bool(original)):
            return _json(400, {"code": 50035, "message": f"Invalid Form Body: {problem}"})
        return _json(200, self._store("1001", payload, author=BOT, is_kept=False))

    def _registered(self, request: web.Request, payload: Any) -> web.Response:
        if request.method == "PUT":
            if problem := next(filter(None, map(command_refusal, payload)), ""):
                return _json(400, {"code": 50035, "message": f"Invalid Form Body: {problem}"})
            self.commands = [{"id": str(900 + at), "version": "1", **one} for at, one in enumerate(payload)]
        is_whole = request.method == "PUT" or request.query.get("with_localizations") == "true"
        return _json(200, [as_shown(one, with_localisations=is_whole) for one in self.commands])

    def _post(self, channel: str, payload: Mapping[str, Any]) -> web.Response:
        nonce = payload.get("nonce")
        if problem := refusal(payload):
            return _json(400, {"code": 50035, "message": f"Invalid Form Body: {problem}"})
        if self.forbidden and self.forbidden in json.dumps(payload):
            return _json(400, {"code": 200000, "message": "Message was blocked by automatic moderation"})
        self.nonces.append(str(nonce))
        if nonce and payload.get("enforce_nonce") and not self.forgets_nonces:
            for known in self._history[channel]:
                if known["nonce"] == nonce:
                    return _json(200, known)
        return _json(200, self._store(channel, payload, author=BOT))

    def _edit(self, channel: str, message_id: str, payload: Mapping[str, Any]) -> web.Response:
        posted = next((one for one in self._history[channel] if one["id"] == message_id), None)
        if posted is None:
            return _json(404, {"code": 10008, "message": "Unknown Message"})
        if posted["author"]["id"] != BOT["id"]:
            return _json(403, {"code": 50005, "message": "Cannot edit a message authored by another user"})
        if problem := refusal({"content": posted["content"], "embeds": posted["embeds"], **payload}):
            return _json(400, {"code": 50035, "message": f"Invalid Form Body: {problem}"})
        self.edits.append(dict(payload))
        shown = {key: payload[key] or "" for key in ("content",) if key in payload}
        posted.update(shown | {key: payload[key] for key in ("embeds", "components") if key in payload})
        posted["edited_timestamp"] = self.first_at.isoformat()
        return _json(200, posted)

    def _store(
        self, channel: str, payload: Mapping[str, Any], *, author: Mapping[str, Any], is_kept: bool = True
    ) -> dict[str, Any]:
        at = self.first_at + timedelta(seconds=self._written)
        self._written += 1
        message = {
            "id": str(int(at.timestamp() * 1000) - DISCORD_EPOCH_MS << 22),
            "channel_id": channel,
            "author": dict(author),
            "content": payload.get("content") or "",
            "embeds": payload.get("embeds") or [],
            "components": payload.get("components") or [],
            "nonce": payload.get("nonce"),
            "timestamp": at.isoformat(),
            "edited_timestamp": None,
            "attachments": [],
            "mentions": [],
            "mention_roles": [],
            "mention_everyone": False,
            "pinned": False,
            "tts": False,
            "type": 0,
        }
        if is_kept:
            self._history[channel].append(message)
        return message

    def _read(self, channel: str, query: Mapping[str, Any]) -> web.Response:
        after, limit = int(query.get("after", 0)), int(query.get("limit", 50))
        later = [one for one in self._history[channel] if int(one["id"]) > after][:limit]
        shown = [{key: value for key, value in one.items() if key != "nonce"} for one in later]
        return _json(200, shown[::-1])


_APPLICATION = {
    "id": "42",
    "name": "Topicwire",
    "icon": None,
    "description": "",
    "bot_public": False,
    "bot_require_code_grant": False,
    "verify_key": "00",
    "owner": SOMEONE,
    "flags": 0,
}


async def _body(request: web.Request) -> tuple[Any, dict[str, bytes]]:
    """A request's JSON, and the files beside it by name."""
    if request.headers.get("Content-Type") == "application/json":
        return await request.json(), {}
    if request.content_type != "multipart/form-data":
        return {}, {}
    form = await request.post()
    sent = [one for one in form.values() if isinstance(one, web.FileField)]
    return json.loads(str(form["payload_json"])), {one.filename: one.file.read() for one in sent}


def _json(status: int, value: object) -> web.Response:
    # aiohttp's own helper names a charset, and discord.py then takes the body for text.
    return web.Response(
        status=status, body=json.dumps(value).encode(), headers={"Content-Type": "application/json"}
    )
