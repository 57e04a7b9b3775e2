"""The address that lets the bot into a server, with the scopes and permissions it needs and no others."""

import asyncio

import discord

from adapters.access import Access
from adapters.discord import limits
from adapters.discord.errors import FAILURES, classify
from adapters.discord.permissions import NEEDED

_SCOPES = ("bot", "applications.commands")


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
        return discord.utils.oauth_url(client.application_id, permissions=NEEDED, scopes=_SCOPES)
