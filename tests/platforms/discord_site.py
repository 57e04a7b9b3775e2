"""The Discord adapter at the gateway of a server, with somebody who answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from adapters.access import Access
from adapters.discord import DiscordAdapter
from tests.platforms.fakes.discord_server import TOKEN, DiscordServer
from tests.platforms.fakes.listening import Listening, until


@asynccontextmanager
async def started(
    discord: DiscordServer, handler: Listening, *, token: str = TOKEN, **access: object
) -> AsyncIterator[DiscordAdapter]:
    """Connect, or be refused."""
    plain = {"token": token, "address": discord.api, "gateway": discord.gateway_url}
    adapter = DiscordAdapter(Access(**plain | access), handler, login_pause_s=0.1)
    before = discord.gateway.identified
    try:
        await adapter.start()
        await until(lambda: discord.gateway.identified > before or discord.gateway.refuses_with)
        yield adapter
    finally:
        await adapter.close()


async def answer_to(discord: DiscordServer, interaction_id: str) -> dict[str, Any]:
    """Return the only thing that was said after the first answer, as soon as it is there."""
    await until(lambda: discord.gateway.answers.get(interaction_id))
    (answer,) = discord.gateway.answers[interaction_id]
    return answer
