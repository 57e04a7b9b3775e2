"""Slack on a loopback port: workspaces with a bot token each, channels with a history, moods to order.

It speaks as the real one does (refusals are answered with status 200 and ``ok: false``), refuses what
``slack_rules`` says Slack refuses, and keeps every message it took. A mood is used up by one request::

    with SlackServer() as slack:
        slack.next("chat.postMessage", says("is_archived"), drops(is_stored=True))
"""

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

from aiohttp import web

from tests.platforms.fakes.loopback import LoopbackServer, in_mood
from tests.platforms.fakes.moods import Mood, Moods
from tests.platforms.fakes.slack_files import Files
from tests.platforms.fakes.slack_rules import refusal
from tests.platforms.fakes.slack_sockets import APP_TOKEN, Sockets
from tests.platforms.fakes.slack_view_rules import view_trouble
from tests.platforms.fakes.slack_workspaces import HOME, Workspaces

SCOPES = (
    "chat:write,commands,channels:history,groups:history,channels:read,groups:read,files:write,im:write,"
    "usergroups:read"
)
PAGE_CAP = 15
"""What Slack gives at most in a page to apps of some kinds, whatever is asked for."""


def says(error: str, **more: object) -> Mood:
    return Mood(body=json.dumps({"ok": False, "error": error, **more}))


def too_many_requests(retry_after: str | None) -> Mood:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return Mood(status=429, body='{"ok":false,"error":"ratelimited"}', headers=headers)


class SlackServer(LoopbackServer):
    """``scopes`` are those of the bot's token; ``channels`` those that exist, with the bot in them.

    ``others``: channels of other workspaces, and whose they are.
    """

    def __init__(
        self,
        *,
        channels: tuple[str, ...] = ("C0NEWS",),
        others: Mapping[str, str] | None = None,
        scopes: str = SCOPES,
    ) -> None:
        super().__init__()
        self.scopes = scopes
        self.workspaces = Workspaces()
        self._team_of = {**dict.fromkeys(channels, HOME), **(others or {})}
        self.absent: set[str] = set()
        """The channels that the bot is not in; ``private`` ones it does not see then."""
        self.private: set[str] = set()
        self.archived: set[str] = set()
        self.groups: dict[str, list[str]] = {}
        """The user groups, all of them ``HOME``'s, and who is in them."""
        self.views: list[dict[str, Any]] = []
        """The modals that were opened, oldest first."""
        self._used_triggers: set[str] = set()
        self.whispers: list[dict[str, Any]] = []
        """What was posted to one person alone, by token."""
        self.files = Files()
        self._history: dict[str, list[dict[str, Any]]] = {channel: [] for channel in self._team_of}
        self._moods = Moods(self._loop)
        self.next, self.let_go = self._moods.next, self._moods.let_go
        self.first_at = datetime.now(UTC).replace(microsecond=0)
        """When the first message is written; a second passes before the next one."""
        self._times = count(int(self.first_at.timestamp()))
        self.calls: list[str] = []
        """The methods called so far, in order; ``respond`` and ``upload`` are addresses that Slack gave."""
        self.sockets = Sockets(self._loop)
        self.is_strict = False
        """Whether more than one message a second to a channel is refused."""
        self.refused = 0
        """How many requests came too fast."""
        self._posted_at: dict[str, float] = {}

    @property
    def api(self) -> str:
        return f"{self.url}/api/"

    def messages(self, channel: str = "C0NEWS") -> list[dict[str, Any]]:
        """What a channel holds, oldest first."""
        return list(self._history[channel])

    def someone_writes(self, text: str, channel: str = "C0NEWS") -> None:
        self._history[channel].append({"type": "message", "user": "U1", "text": text, "ts": self._next_ts()})

    def command(self, text: str, **body: Any) -> str:
        """Write ``/watch TEXT``; returns the envelope's id."""
        return self.sockets.command(text, url=self.url, **body)

    def press(self, action_id: str, value: str, **who: Any) -> str:
        return self.sockets.press(action_id, value, url=self.url, **who)

    def submit(self, filled: Mapping[str, Any], **who: Any) -> str:
        """Send the modal that was opened last; returns the envelope's id."""
        return self.sockets.submit(self.views[-1], filled, **who)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/link/":
            return await self.sockets.handle(request)
        folder, _, name = request.path.removeprefix("/").partition("/")
        method = name if folder == "api" else folder
        self.calls.append(method)
        arguments = await self._arguments(request)
        mood = self._mood(method, arguments)
        if mood is None:
            return self._called(method, request, arguments)
        if mood.is_stored:
            self._store(arguments)
        if not mood.hangs:
            return in_mood(mood, request)
        await self._moods.hang()
        return self._called(method, request, arguments)

    def _mood(self, method: str, arguments: Mapping[str, Any]) -> Mood | None:
        if method == "chat.postMessage" and self._is_too_fast(str(arguments.get("channel"))):
            self.refused += 1
            return too_many_requests("1")
        return self._moods.take(method)

    def _called(self, method: str, request: web.Request, arguments: Mapping[str, Any]) -> web.StreamResponse:
        authorization = request.headers.get("Authorization", "")
        if method == "respond":
            return self.sockets.take_answer(request.path.rpartition("/")[2], arguments)
        if method == "upload":
            return self.files.take(request.path.rpartition("/")[2], arguments["body"])
        if method in ("chat.postMessage", "chat.update") and request.content_type != "application/json":
            return self._say(error="invalid_post_type")
        return self._call(method, arguments, authorization)

    def _call(self, method: str, arguments: Mapping[str, Any], authorization: str) -> web.Response:
        if method == "oauth.v2.access":
            answer = self.workspaces.exchange(authorization, arguments)
            return self._say(error=answer) if isinstance(answer, str) else self._say(**answer)
        if method == "apps.connections.open":
            is_right = authorization == f"Bearer {APP_TOKEN}"
            return self._open_connection() if is_right else self._say(error="invalid_auth")
        team = self.workspaces.team_of(authorization)
        if not team or self.workspaces.is_revoked(authorization):
            return self._say(error="token_revoked" if team else "invalid_auth")
        known = {
            "auth.test": self._test,
            "chat.postMessage": self._post,
            "chat.update": self._update,
            "conversations.history": self._read,
            "conversations.info": self._inform,
            "conversations.open": self._open_direct_message,
            "chat.postEphemeral": self._whisper,
            "views.open": self._open_view,
            "usergroups.users.list": self._list_group,
            "files.getUploadURLExternal": self._begin_file,
            "files.completeUploadExternal": self._complete_file,
        }
        return known[method](arguments, team) if method in known else self._say(error="unknown_method")

    def _is_too_fast(self, channel: str) -> bool:
        now = time.monotonic()
        last = self._posted_at.get(channel)
        if self.is_strict and last is not None and now - last < 1.0:
            return True
        self._posted_at[channel] = now
        return False

    async def _arguments(self, request: web.Request) -> dict[str, Any]:
        if request.content_type == "application/json":
            return dict(await request.json())
        if request.path.startswith("/upload/"):
            return {"body": await request.read()}
        return {**request.query, **await request.post()}

    def _open_connection(self) -> web.Response:
        return self._say(url=f"ws://127.0.0.1:{self.port}/link/?ticket={self.sockets.ticket()}")

    def _test(self, _: Mapping[str, Any], team: str) -> web.Response:
        return self._say(team="Analysts", team_id=team, user="topicwire", user_id="U0BOT", bot_id="B0BOT")

    def _post(self, arguments: Mapping[str, Any], team: str) -> web.Response:
        if "chat:write" not in self.scopes:
            return self._say(error="missing_scope", needed="chat:write", provided=self.scopes)
        if self._team_of.get(arguments.get("channel", "")) != team:
            return self._say(error="channel_not_found")
        if error := self._closed(arguments["channel"]) or refusal(arguments):
            return self._say(error=error)
        return self._say(channel=arguments["channel"], ts=self._store(arguments))

    def _update(self, arguments: Mapping[str, Any], team: str) -> web.Response:
        channel, ts = arguments["channel"], arguments["ts"]
        if self._team_of.get(channel) != team:
            return self._say(error="channel_not_found")
        message = {key: value for key, value in arguments.items() if key != "ts"}
        if error := self._closed(channel) or refusal(message):
            return self._say(error=error)
        posted = next((one for one in self._history[channel] if one["ts"] == ts), None)
        if posted is None:
            return self._say(error="message_not_found")
        if posted.get("bot_id") != "B0BOT":
            return self._say(error="cant_update_message")
        posted.pop("blocks", None)  # a text without blocks takes their place
        posted.update({key: value for key, value in message.items() if key != "channel"})
        return self._say(channel=channel, ts=ts, text=message["text"])

    def _closed(self, channel: str) -> str:
        """Slack's word for why nothing can be posted there, or nothing."""
        if channel in self.absent:
            return "channel_not_found" if channel in self.private else "not_in_channel"
        return "is_archived" if channel in self.archived else ""

    def _inform(self, arguments: Mapping[str, Any], team: str) -> web.Response:
        channel = arguments["channel"]
        is_private, is_member = channel in self.private, channel not in self.absent
        needed = "groups:read" if is_private else "channels:read"
        if self._team_of.get(channel) != team or (is_private and not is_member):
            return self._say(error="channel_not_found")
        if needed not in self.scopes.split(","):
            return self._say(error="missing_scope", needed=needed, provided=self.scopes)
        told = {"id": channel, "name": channel.lower(), "is_channel": True, "is_private": is_private}
        is_archived = channel in self.archived
        return self._say(channel={**told, "is_member": is_member, "is_archived": is_archived})

    def _lacks(self, scope: str) -> web.Response | None:
        if scope in self.scopes.split(","):
            return None
        return self._say(error="missing_scope", needed=scope, provided=self.scopes)

    def _open_direct_message(self, arguments: Mapping[str, Any], team: str) -> web.Response:
        channel = arguments["users"].replace("U", "D0", 1)
        self._team_of[channel] = team
        return self._lacks("im:write") or self._say(channel={"id": channel})

    def _whisper(self, arguments: Mapping[str, Any], team: str) -> web.Response:
        message = {key: value for key, value in arguments.items() if key != "user"}
        error = "" if self._team_of.get(arguments["channel"]) == team else "channel_not_found"
        if error := error or self._closed(arguments["channel"]) or refusal(message):
            return self._say(error=error)
        self.whispers.append(dict(arguments))
        return self._say(message_ts=self._next_ts())

    def _open_view(self, arguments: Mapping[str, Any], team: str) -> web.Response:
        trigger = arguments["trigger_id"]
        if trigger in self._used_triggers or not trigger.startswith(f"trigger.{team}."):
            is_used = trigger in self._used_triggers
            return self._say(error="exchanged_trigger_id" if is_used else "invalid_trigger_id")
        self._used_triggers.add(trigger)
        if wrong := view_trouble(arguments["view"]):
            return self._say(error="invalid_arguments", response_metadata={"messages": [wrong]})
        self.views.append(arguments["view"])
        return self._say(view={"id": "V1", **arguments["view"]})

    def _list_group(self, arguments: Mapping[str, Any], team: str) -> web.Response:
        people = self.groups.get(arguments["usergroup"]) if team == HOME else None
        told = self._say(error="no_such_subteam") if people is None else self._say(users=people)
        return self._lacks("usergroups:read") or told

    def _begin_file(self, arguments: Mapping[str, Any], _: str) -> web.Response:
        if error := self.files.refusal(arguments):
            return self._say(error=error)
        number = self.files.begin(arguments)
        told = self._say(file_id=number, upload_url=f"{self.url}/upload/{number}")
        return self._lacks("files:write") or told

    def _complete_file(self, arguments: Mapping[str, Any], team: str) -> web.Response:
        channel = arguments["channel_id"]
        error = "" if self._team_of.get(channel) == team else "channel_not_found"
        if error := error or self._closed(channel) or self.files.complete(arguments, channel):
            return self._say(error=error)
        return self._say(files=json.loads(arguments["files"]))

    def _store(self, arguments: Mapping[str, Any]) -> str:
        ts = self._next_ts()
        kept = {key: value for key, value in arguments.items() if key != "channel"}
        self._history[arguments["channel"]].append({"type": "message", "bot_id": "B0BOT", "ts": ts, **kept})
        return ts

    def _read(self, arguments: Mapping[str, Any], team: str) -> web.Response:
        if "channels:history" not in self.scopes:
            return self._say(error="missing_scope", needed="channels:history", provided=self.scopes)
        if self._team_of.get(arguments["channel"]) != team:
            return self._say(error="channel_not_found")
        found = [
            {key: value for key, value in one.items() if key != "metadata" or self._asks_for_all(arguments)}
            for one in reversed(self._history[arguments["channel"]])
            if float(one["ts"]) >= float(arguments.get("oldest", 0))
        ]
        start, size = int(arguments.get("cursor", 0)), min(int(arguments.get("limit", 100)), PAGE_CAP)
        has_more = len(found) > start + size
        cursor = {"response_metadata": {"next_cursor": str(start + size)}} if has_more else {}
        return self._say(messages=found[start : start + size], has_more=has_more, **cursor)

    def _asks_for_all(self, arguments: Mapping[str, Any]) -> bool:
        return str(arguments.get("include_all_metadata", "0")) in ("1", "true", "True")

    def _say(self, *, error: str = "", **more: object) -> web.Response:
        told = {"ok": False, "error": error} if error else {"ok": True}
        return web.json_response({**told, **more}, headers={"X-OAuth-Scopes": self.scopes})

    def _next_ts(self) -> str:
        return f"{next(self._times)}.000100"
