"""The workspaces that have a Slack app, each with a token of its own, and those about to add it."""

import base64
from collections.abc import Mapping
from itertools import count
from typing import Any

HOME = "T1"
TOKEN = "xoxb-fake-bot-token"
CLIENT_ID = "111.222"
CLIENT_SECRET = "fake-client-secret"
REDIRECT_URL = "https://topicwire.test/slack/oauth_redirect"


class Workspaces:
    """``HOME`` has the app from the start."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._teams = {TOKEN: HOME}
        self._codes: dict[str, dict[str, Any]] = {}
        self.revoked: set[str] = set()

    def tokens(self, team: str) -> list[str]:
        """The tokens a workspace has given, oldest first."""
        return [token for token, of in self._teams.items() if of == team]

    def allow(self, team: str, *, user: str = "U2", is_organisation: bool = False, **more: object) -> str:
        """Let somebody press Allow on Slack's page; returns the code they come back with."""
        if is_organisation:
            more |= {"is_enterprise_install": True, "team": None, "enterprise": {"id": team, "name": "All"}}
        number = next(self._numbers)
        code, token = f"code-{number}-fake", f"xoxb-fake-of-{team}-{number}"
        self._codes[code] = {
            "app_id": "A1",
            "access_token": token,
            "token_type": "bot",
            "scope": "chat:write,commands",
            "bot_user_id": "U0BOT",
            "team": {"id": team, "name": f"Team <{team}>"},
            "enterprise": None,
            "authed_user": {"id": user},
            **more,
        }
        return code

    def revoke(self, team: str) -> None:
        """Take a workspace's tokens back, without a word to anybody."""
        self.revoked.update(self.tokens(team))

    def team_of(self, authorization: str) -> str:
        """Whose token it is; empty for none."""
        return self._teams.get(authorization.removeprefix("Bearer "), "")

    def is_revoked(self, authorization: str) -> bool:
        return authorization.removeprefix("Bearer ") in self.revoked

    def exchange(self, authorization: str, arguments: Mapping[str, Any]) -> dict[str, Any] | str:
        """Answer oauth.v2.access: with a token, once for each code, or an error word."""
        client = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if authorization != f"Basic {client}":
            return "bad_client_secret"
        if arguments.get("redirect_uri") != REDIRECT_URL:
            return "bad_redirect_uri"
        answer = self._codes.pop(arguments["code"], None)
        if answer is None:
            return "invalid_code"
        if answer["access_token"]:
            self._teams[answer["access_token"]] = (answer["team"] or answer["enterprise"])["id"]
        return answer
