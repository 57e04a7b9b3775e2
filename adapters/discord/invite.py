"""The address that lets the bot into a server, with the scopes and permissions it needs and no others."""

import asyncio

import discord

from adapters.access import Access
from adapters.discord import limits
from adapters.discord.errors import FAILURES, classify

_SCOPES = ("bot", "applications.commands")
_PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    read_message_history=True,
)


async def invite(access: Access) -> str:
    """Ask Discord which application the token is of. Raises: DeliveryError."""
    discord.http.Route.BASE = access.address.rstrip("/")
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            async with asyncio.timeout(limits.LOGIN_TIMEOUT_S):
                await client.login(access.token)
        except FAILURES as error:
            raise classify(error) from None
        assert client.application_id is not None, "known since the login"
        return discord.utils.oauth_url(client.application_id, permissions=_PERMISSIONS, scopes=_SCOPES)
