"""Discord's other direction: commands and buttons from the gateway, each answered to the person who asked.

A client of its own, so that trouble of the gateway never touches posting. Every interaction is put off with
"thinking" before anything else is done: Discord waits three seconds, however busy the store is. Buttons are
known by their id alone, so those from before a restart work.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Collection
from typing import Any

import discord
import structlog
import yarl

from adapters.discord import commands, limits
from adapters.discord.errors import BAD_TOKEN, FAILURES, classify
from adapters.discord.render import BUTTON_PREFIX, titled_embed
from bot.core.chat import Button, Command, Press, Reply, reply
from bot.core.model import Channel
from bot.errors import CredentialsRejected, RetryableDelivery
from bot.ports import CommandHandler

log = structlog.get_logger()

_REFUSED = "buttons and commands are not heard any more; alerts are posted"


class DiscordListener(discord.Client):
    """Hears every server the bot is in. ``listen`` once, ``hang_up`` once."""

    def __init__(
        self,
        *,
        command: str,
        admins: Collection[str],
        handler: CommandHandler,
        gateway: str,
        again_s: float = limits.OFFLINE_WAIT_S,
    ) -> None:
        """Take the command's name without its slash, and the gateway's address.

        Args:
            again_s: how long to wait where not even a first connection comes about.
        """
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=limits.RATE_LIMIT_WAIT_S,
        )
        self._command = command
        self._admins = frozenset(admins)
        self._handler = handler
        self._again_s = again_s
        self._answering: set[asyncio.Task[Any]] = set()
        self._connecting: asyncio.Task[None] | None = None
        address = yarl.URL(gateway)
        if address != discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY:
            discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = address

    async def listen(self, token: str) -> None:
        """Register the command where it is not known so yet, then connect and stay connected.

        Raises: DeliveryError, CredentialsRejected where the token is refused.
        """
        try:
            async with asyncio.timeout(limits.LOGIN_TIMEOUT_S):
                await self.login(token)
        except FAILURES as error:
            failure = classify(error)
            is_final = isinstance(failure, CredentialsRejected | RetryableDelivery)
            raise (failure if is_final else RetryableDelivery(failure.detail)) from None
        try:
            async with asyncio.timeout(limits.LOGIN_TIMEOUT_S):
                await self._register()
        except FAILURES as error:  # the buttons need no command
            log.error("discord.not_registered", command=self._command, detail=str(error))  # noqa: TRY400
        self._connecting = asyncio.create_task(self._stay_connected())

    async def hang_up(self) -> None:
        """Answer what was asked, for a moment; then disconnect."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=limits.LAST_ANSWERS_S)
        for task in self._answering:
            task.cancel()
        # Closing first: a cancellation alone may be swallowed by the library's wait for a connection.
        await self.close()
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)

    async def on_ready(self) -> None:
        log.info("discord.listening", servers=len(self.guilds))

    async def on_resumed(self) -> None:
        log.info("discord.listening", servers=len(self.guilds))

    async def on_disconnect(self) -> None:
        log.info("discord.not_listening")

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        data: Any = interaction.data or {}
        if interaction.type is discord.InteractionType.application_command:
            await self._answer(interaction, lambda: self._asked(interaction, data))
        elif interaction.type is discord.InteractionType.component:
            await self._answer(
                interaction, lambda: self._pressed(interaction, str(data.get("custom_id", "")))
            )

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        log.error("discord.failed", during=event_method, error=repr(sys.exception()))

    async def _register(self) -> None:
        wanted = commands.definition(self._command)
        assert self.application_id is not None, "known since the login"
        registered: Any = await self.http.get_global_commands(self.application_id)
        if not commands.is_known(wanted, registered):
            await self.http.bulk_upsert_global_commands(self.application_id, wanted)
            log.info("discord.registered", command=self._command)

    async def _stay_connected(self) -> None:
        """Connect until closed, again where the library fails for good: no first connection came about."""
        told = ""
        while not self.is_closed():
            try:
                await self.connect(reconnect=True)
            except discord.ConnectionClosed as closed:
                advice = BAD_TOKEN if closed.code == limits.BAD_TOKEN_CLOSE else "restart the bot"
                log.error("discord.refused", code=closed.code, detail=f"{_REFUSED}: {advice}")  # noqa: TRY400
                return
            except Exception as error:  # noqa: BLE001 -- whatever it is, buttons must not go dead unsaid
                if told != repr(error):
                    log.warning("discord.not_listening", detail=repr(error))
                told = repr(error)
                await asyncio.sleep(self._again_s)

    async def _asked(self, interaction: discord.Interaction, data: Any) -> Reply:
        name, text = commands.asked(data)
        person = f"discord:{interaction.user.id}"
        return await self._handler.command(
            Command(
                name=name,
                text=text,
                person=person,
                channel=Channel(adapter="discord", external_id=str(interaction.channel_id)),
                # Nobody by a server's permissions: a stranger may invite the bot to a server of their own.
                is_admin=person in self._admins,
            )
        )

    async def _pressed(self, interaction: discord.Interaction, custom_id: str) -> Reply:
        name, _, key = custom_id.removeprefix(BUTTON_PREFIX).partition(":")
        if not custom_id.startswith(BUTTON_PREFIX) or name not in list(Button):
            return reply("This button is of another version of the bot. Ask with the command instead.")
        return await self._handler.press(
            Press(button=Button(name), delivery_key=key, person=f"discord:{interaction.user.id}")
        )

    async def _answer(self, interaction: discord.Interaction, answer: Callable[[], Awaitable[Reply]]) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._answering.add(task)
        try:
            await interaction.response.defer(ephemeral=True, thinking=True)
            await interaction.followup.send(embed=titled_embed(await answer()), ephemeral=True)
        except FAILURES as error:
            log.warning("discord.answer_lost", detail=f"{type(error).__name__}: {error}")
        finally:
            self._answering.discard(task)
