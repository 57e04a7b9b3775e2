"""What Slack sends when somebody asks: the same fields over a socket and over HTTP, where they are signed."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp

SIGNING_SECRET = "fake-signing-secret"
BOT_USER = "U0BOT"
FORM = "application/x-www-form-urlencoded"


def command(text: str, *, user: str = "U1", team: str = "T1", **fields: object) -> dict[str, Any]:
    """``/watch TEXT``, written in a channel."""
    written = {"command": "/watch", "text": text, "user_id": user, "team_id": team, "channel_id": "C0NEWS"}
    return {**written, **fields}


def press(
    action_id: str, value: str, *, user: str = "U1", team: str = "T1", is_ephemeral: bool = False
) -> dict[str, Any]:
    """A button of a message; ``is_ephemeral``: of one that only this person sees."""
    return {
        "type": "block_actions",
        "user": {"id": user, "team_id": team},
        "team": {"id": team},
        "channel": {"id": "C0NEWS"},
        "container": {
            "type": "message",
            "channel_id": "C0NEWS",
            "message_ts": "1.0",
            "is_ephemeral": is_ephemeral,
        },
        "actions": [{"type": "button", "action_id": action_id, "block_id": "b", "value": value}],
    }


def submission(
    view: Mapping[str, Any], filled: Mapping[str, Any], *, user: str = "U1", team: str = "T1"
) -> dict[str, Any]:
    """A modal that is sent; ``filled``: by block, the text that was written or what was chosen."""
    state = {
        block["block_id"]: {
            block["element"]["action_id"]: _state(block["element"], filled.get(block["block_id"]))
        }
        for block in view["blocks"]
    }
    sent = {**view, "id": "V1", "hash": "1.x", "state": {"values": state}}
    return {
        "type": "view_submission",
        "user": {"id": user, "team_id": team},
        "team": {"id": team},
        "view": sent,
        "response_urls": [],
    }


def _state(element: Mapping[str, Any], filled: Any) -> dict[str, Any]:
    kind = element["type"]
    if kind == "plain_text_input":
        return {"type": kind, "value": filled or None}
    offered = {one["value"]: one for one in element["options"]}
    if kind == "static_select":
        return {"type": kind, "selected_option": offered[filled] if filled else None}
    return {"type": kind, "selected_options": [offered[one] for one in filled or ()]}


def event(kind: str, *, team: str = "T1", at_s: float, number: int = 1, **fields: object) -> dict[str, Any]:
    """Something that happened in a workspace."""
    told = {"type": kind, **fields}
    about = {"type": "event_callback", "team_id": team, "event_id": f"Ev{number}", "event_time": int(at_s)}
    ours = {"enterprise_id": None, "team_id": team, "user_id": BOT_USER, "is_bot": True}
    seen_by = {"authorizations": [{**ours, "is_enterprise_install": False}]}
    return {"api_app_id": "A1", "token": "x", **about, **seen_by, "event": told}


def named(body: Mapping[str, Any], name: str, *, url: str) -> dict[str, Any]:
    """Give a request its id; its answers are posted to ``url``."""
    team = body.get("team_id") or body["team"]["id"]
    made = {"api_app_id": "A1", "token": "x", "trigger_id": f"trigger.{team}.{name}"}
    return {**made, "response_url": f"{url}/respond/{name}", **body}


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """A request as it goes over the wire."""

    body: bytes
    headers: Mapping[str, str]

    @classmethod
    def form(cls, fields: Mapping[str, Any]) -> Self:
        return cls(body=urlencode(fields).encode(), headers={"Content-Type": FORM})

    @classmethod
    def of_button(cls, fields: Mapping[str, Any]) -> Self:
        return cls.form({"payload": json.dumps(fields)})

    @classmethod
    def json(cls, fields: object) -> Self:
        return cls(body=json.dumps(fields).encode(), headers={"Content-Type": "application/json"})

    def signed(self, *, at_s: float, secret: str = SIGNING_SECRET) -> Self:
        """Sign as Slack does, at a time in seconds since 1970."""
        at = str(int(at_s))
        signed = f"v0:{at}:".encode() + self.body
        signature = "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        return self.having({"X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature})

    def having(self, headers: Mapping[str, str]) -> Self:
        return type(self)(body=self.body, headers={**self.headers, **headers})

    async def post(self, address: str) -> tuple[int, str]:
        """Send it; returns the status and the text of the answer."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(address, data=self.body, headers=self.headers) as answer,
        ):
            return answer.status, await answer.text()


class Browser:
    """Somebody's browser. It keeps cookies, follows no redirect, and is content without https."""

    def __init__(self) -> None:
        self._cookies: dict[str, str] = {}

    def keep(self, name: str, value: str) -> None:
        """Keep a cookie that no page gave."""
        self._cookies[name] = value

    async def open(self, address: str) -> tuple[int, str, str]:
        """Return the status, where it leads, and the page."""
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        async with (
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.get(address, headers={"Cookie": cookies}, allow_redirects=False) as answer,
        ):
            self._cookies.update({name: cookie.value for name, cookie in answer.cookies.items()})
            return answer.status, answer.headers.get("Location", ""), await answer.text()
