"""Other workspaces let the bot in: Slack's OAuth pages in front of our store of installations.

Whoever opens the install address is sent to Slack, chooses a workspace there, and comes back with a code
that Slack changes for the workspace's token. The way back is known by a state that is kept for some minutes,
counts once, and stands in a cookie as well: nobody can be sent on somebody else's way.
"""

import html
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation as SlackInstallation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from adapters.access import OAuth, PublicAddress
from adapters.slack import limits
from adapters.slack.errors import FAILURES, SILENT
from bot.core.installation import Installation
from bot.errors import StoreError
from bot.ports import Clock
from bot.ports_installations import InstallationStore

log = structlog.get_logger()

INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"
SCOPES = (
    "chat:write",
    "commands",
    "channels:history",
    "groups:history",
    "channels:read",
    "groups:read",
    "files:write",
    "im:write",
    "usergroups:read",
)

_REASONS = {
    "access_denied": "You did not allow it.",
    "invalid_browser": "This page was not reached from the install address, or not in the same browser.",
    "invalid_state": "The way here was used before, or took too long.",
    "invalid_code": "Slack does not know this way any more.",
}


def install_url(public: PublicAddress) -> str:
    """Return the address at which a workspace adds the app."""
    return public.url + INSTALL_PATH


class SlackInstalls:
    """The two pages, and the end of an installation. ``pages`` is what to answer, by method and path."""

    def __init__(
        self, client: AsyncWebClient, public: PublicAddress, oauth: OAuth, *, added: Callable[[str], None]
    ) -> None:
        """Take a client that has no token of its own, and who is told of a workspace that added the app."""
        self._added = added
        self._public = public
        self._store = oauth.store
        self._flow = AsyncOAuthFlow(
            client=client,
            logger=SILENT,
            settings=AsyncOAuthSettings(
                client_id=oauth.client_id,
                client_secret=oauth.client_secret,
                scopes=SCOPES,
                user_scopes=(),
                redirect_uri=public.url + REDIRECT_PATH,
                install_path=INSTALL_PATH,
                redirect_uri_path=REDIRECT_PATH,
                install_page_rendering_enabled=False,
                callback_options=AsyncCallbackOptions(success=self._succeed, failure=self._fail),
                installation_store=_Installations(oauth.store, public.clock),
                state_store=_States(oauth.store, public.clock),
                state_expiration_seconds=int(limits.INSTALL_S),
                logger=SILENT,
            ),
        )
        self.pages = {("GET", INSTALL_PATH): self._begin, ("GET", REDIRECT_PATH): self._end}

    async def forget(self, team_id: str, until: datetime) -> None:
        """Forget a workspace that took the app out, unless it has added it again since.

        Raises: StoreError.
        """
        if await self._store.delete_installation(team_id, until=until):
            detail = f"its alerts wait; to add it again, open {install_url(self._public)}"
            log.warning("slack.uninstalled", team=team_id, detail=detail)

    async def _begin(self, request: web.Request) -> web.Response:
        return await self._shown(request, self._flow.handle_installation)

    async def _end(self, request: web.Request) -> web.Response:
        return await self._shown(request, self._flow.handle_callback)

    async def _shown(
        self, request: web.Request, handle: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]
    ) -> web.Response:
        try:
            answer = await handle(await to_bolt_request(request))
        except StoreError as error:
            answer = self._refuse("The bot's database cannot be used now.", log_as=str(error), status=503)
        except FAILURES as error:
            said = f"Slack gave no clear answer: {type(error).__name__}"
            answer = self._refuse("Slack gave no clear answer.", log_as=said, status=502)
        return await to_aiohttp_response(answer)

    async def _succeed(self, args: AsyncSuccessArgs) -> BoltResponse:
        added = args.installation
        log.info("slack.installed", team=added.team_id, name=added.team_name, by=f"slack:{added.user_id}")
        self._added(str(added.team_id))
        return self._page(
            f"Topicwire was added to {added.team_name or added.team_id}",
            f"It posts only in channels that its config.toml names, as slack:{added.team_id}/ and the id of "
            "the channel. There, write /invite @Topicwire.",
            status=200,
        )

    async def _fail(self, args: AsyncFailureArgs) -> BoltResponse:
        status = args.suggested_status_code
        if args.error is not None:
            return self._refuse(str(args.error), log_as=str(args.error), status=status)
        said = f"Slack says {args.reason[: limits.WHY_CHARS]}."
        return self._refuse(_REASONS.get(args.reason, said), status=status)

    def _refuse(self, reason: str, *, status: int, log_as: str = "") -> BoltResponse:
        if log_as:  # anybody can open the pages: what only they can mend is no line in the log
            log.warning("slack.not_installed", detail=log_as)
        again = f"To try again, open {install_url(self._public)}"
        return self._page("Topicwire was not added", reason, again, status=status)

    def _page(self, title: str, *lines: str, status: int) -> BoltResponse:
        shown = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
        return BoltResponse(
            status=status,
            headers={
                "Content-Type": "text/html; charset=utf-8",
                "Cache-Control": "no-store",
                "Set-Cookie": self._flow.settings.state_utils.build_set_cookie_for_deletion(),
            },
            body=f"<!doctype html><title>Topicwire</title><h1>{html.escape(title)}</h1>{shown}",
        )


class _States(AsyncOAuthStateStore):
    """Slack's word for it, our store: states by which people are known who come back."""

    def __init__(self, store: InstallationStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        state, now = secrets.token_urlsafe(32), self._clock.now()
        expires_at = now + timedelta(seconds=limits.INSTALL_S)
        await self._store.save_install_state(state, now=now, expires_at=expires_at)
        return state

    async def async_consume(self, state: str) -> bool:
        return await self._store.use_install_state(state, now=self._clock.now())


class _Installations(AsyncInstallationStore):
    """Slack's word for it, our store: the token of a workspace. Nothing else is asked of it."""

    def __init__(self, store: InstallationStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def async_save(self, installation: SlackInstallation) -> None:
        """Raises: BoltError, whose words are shown to the person and told in the log."""
        if refusal := _refusal(installation):
            raise BoltError(refusal)
        kept = Installation(
            team_id=str(installation.team_id),
            team_name=installation.team_name or "",
            enterprise_id=installation.enterprise_id or "",
            bot_token=str(installation.bot_token),
            bot_user_id=installation.bot_user_id or "",
            scopes=tuple(installation.bot_scopes or ()),
            installed_by=f"slack:{installation.user_id}",
            installed_at=self._clock.now(),
        )
        await self._store.save_installation(kept)


def _refusal(installation: SlackInstallation) -> str:
    """Say why an installation cannot be used, if it cannot."""
    if installation.is_enterprise_install or not installation.team_id:
        return "Choose one workspace, not the whole organisation: each has a token of its own here."
    if not installation.bot_token:
        return "Slack gave no bot token: the app's manifest must name bot scopes."
    if installation.bot_refresh_token:
        return (
            "The app's tokens end after some hours, since token rotation is on, which cannot be undone: make "
            "the app anew with token_rotation_enabled: false."
        )
    return ""
