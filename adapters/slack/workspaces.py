"""Which token posts in a channel: the bot token's workspace is meant, unless the channel names another.

``C0123456789`` is a channel of the first, ``T0123456789/C0123456789`` one of a workspace that added the app
at the public address. Its token is read anew each time: one that was added, or taken away, counts at once.
"""

from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from adapters.access import Access
from adapters.slack import limits
from adapters.slack.oauth import install_url
from bot.core.model import Channel
from bot.errors import CredentialsRejected, RetryableDelivery, StoreError


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A channel as Slack knows it: its id, and the client that may post there.

    ``scopes`` are the token's, none where Slack did not name them. ``invitation``: how people let the bot in.
    ``advice``: what to do where the client's token is refused; empty for the bot token's workspace.
    """

    client: AsyncWebClient
    channel_id: str
    scopes: frozenset[str] = frozenset()
    invitation: str = "write /invite @your-bot"
    advice: str = ""


class SlackWorkspaces:
    """``home`` is the client of the bot token. Its workspace is ``home_team``, its scopes ``home_scopes`` and
    the bot's name there ``home_name``, once Slack has named them.
    """

    def __init__(self, access: Access) -> None:
        self._access = access
        self.home = web_client(access, access.token)
        self.home_team = ""
        self.home_scopes: frozenset[str] = frozenset()
        self.home_name = ""

    async def place(self, channel: Channel) -> Place:
        """Raises: CredentialsRejected where its workspace has not added the app; RetryableDelivery."""
        team_id, _, channel_id = channel.external_id.rpartition("/")
        if team_id in ("", self.home_team):
            named = {"invitation": f"write /invite @{self.home_name}"} if self.home_name else {}
            return Place(client=self.home, channel_id=channel_id, scopes=self.home_scopes, **named)
        access = self._access
        if access.installations is None or access.public is None:
            raise CredentialsRejected(
                f"{channel} is in another workspace than the bot token's: set [slack] public_url, "
                "SLACK_SIGNING_SECRET, SLACK_CLIENT_ID and SLACK_CLIENT_SECRET, and restart"
            )
        try:
            installation = await access.installations.find_installation(team_id)
        except StoreError as error:
            raise RetryableDelivery(str(error)) from None
        advice = (
            f"open {install_url(access.public)} in a browser, choose the workspace {team_id} and press Allow"
        )
        if installation is None:
            raise CredentialsRejected(f"{team_id} is no workspace that has added the app: {advice}")
        client = web_client(access, installation.bot_token)
        scopes = frozenset(installation.scopes)
        return Place(client=client, channel_id=channel_id, scopes=scopes, advice=advice)


def web_client(access: Access, token: str | None) -> AsyncWebClient:
    """Return a client that asks once: the default one posts again after a lost connection, and so twice."""
    address = access.address
    return AsyncWebClient(
        token=token,
        base_url=address if address.endswith("/") else address + "/",
        timeout=int(limits.REQUEST_TIMEOUT_S),
        retry_handlers=[],
    )
