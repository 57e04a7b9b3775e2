"""Discord's other direction: commands and buttons from the gateway, each answered to the person who asked.

A client of its own, so that trouble of the gateway never touches posting. Buttons are known by their id
alone, so those from before a restart work.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import discord
import structlog
import yarl
from discord.abc import GuildChannel

from adapters.access import Access
from adapters.answering import Answering
from adapters.discord import commands, limits
from adapters.discord.buttons import ON_ANSWERS, read_button
from adapters.discord.errors import BAD_TOKEN, FAILURES, classify
from adapters.discord.interactions import asker, put_off, show
from adapters.discord.markup import plain_within, utf16_units
from adapters.discord.permissions import Place, is_channel_id, missing, told_missing, unheard_roles
from bot.core.chat import Choice, Command, Press, Reply, reply
from bot.core.delivery import of_question
from bot.core.model import Channel
from bot.ports_chat import CommandHandler

log = structlog.get_logger()

_REFUSED = "buttons and commands are not heard any more; alerts are posted"
_ADVICE = {
    limits.BAD_TOKEN_CLOSE: BAD_TOKEN,
    limits.BAD_INTENTS_CLOSE: "Discord does not know the intents this version asks for: update Topicwire",
    limits.REFUSED_INTENTS_CLOSE: (
        "Discord does not let the application hear of its servers: open it at "
        "https://discord.com/developers/applications, choose Bot, switch on what is missing under Privileged "
        "Gateway Intents and restart"
    ),
}
_UNKNOWN = (
    "the bot does not see this channel: check the id in config.toml (right-click the channel, Copy Channel "
    "ID); if the bot is not in that server, open the address that `topicwire discord invite` prints"
)
_NOT_SHOWN = "Discord would not show the answer. The bot's log says why; please tell its admins."


class DiscordListener(discord.Client):
    """Hears every server the bot is in. ``listen`` once, ``hang_up`` once."""

    def __init__(
        self,
        *,
        access: Access,
        handler: CommandHandler,
        again_s: float = limits.OFFLINE_WAIT_S,
    ) -> None:
        """Take who asks for what, where.

        Args:
            again_s: how long to wait where not even a first connection comes about.
        """
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=limits.RATE_LIMIT_WAIT_S,
        )
        self._command = access.command
        self._ours = access.channels
        self._handler = handler
        self._again_s = again_s
        self._answering = Answering()
        self._connecting: asyncio.Task[None] | None = None
        self._told: set[str] = set()
        address = yarl.URL(access.gateway)
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
            raise of_question(classify(error)) from None
        try:
            async with asyncio.timeout(limits.LOGIN_TIMEOUT_S):
                await self._register()
        except FAILURES as error:  # the buttons need no command
            log.error("discord.not_registered", command=self._command, detail=str(error))  # noqa: TRY400
        self._connecting = asyncio.create_task(self._stay_connected())

    async def hang_up(self) -> None:
        """Answer what was asked, for a moment; then disconnect."""
        await self._answering.finish(within_s=limits.LAST_ANSWERS_S)
        # Closing first: a cancellation alone may be swallowed by the library's wait for a connection.
        await self.close()
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)

    async def on_ready(self) -> None:
        log.info("discord.listening", servers=len(self.guilds))
        with self._answering.owned():
            for channel_id, channel in self._channels():
                await self._look_at(channel_id, channel)

    async def on_resumed(self) -> None:
        log.info("discord.listening", servers=len(self.guilds))

    async def on_disconnect(self) -> None:
        log.info("discord.not_listening")

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self._returned(guild)

    async def on_guild_role_update(self, _: discord.Role, after: discord.Role) -> None:
        self._returned(after.guild)

    async def on_guild_channel_update(self, _: GuildChannel, after: GuildChannel) -> None:
        self._returned(after.guild, changed=after.id)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        data: Any = interaction.data or {}
        match interaction.type:
            case discord.InteractionType.application_command:
                await self._answer(interaction, lambda: self._asked(interaction, data))
            case discord.InteractionType.component:
                await self._press(interaction, str(data.get("custom_id", "")))
            case discord.InteractionType.autocomplete:
                await self._suggest(interaction, data)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        log.error("discord.failed", during=event_method, error=repr(sys.exception()))

    def _channels(self) -> list[tuple[int, Channel]]:
        """Our channels as they are now: people subscribe others while the bot runs."""
        return [(int(one.external_id), one) for one in self._ours if is_channel_id(one.external_id)]

    def _returned(self, guild: discord.Guild, *, changed: int | None = None) -> None:
        """Tell of our channels in a server, or of the one that changed and its threads."""
        for channel_id, channel in self._channels():
            place = guild.get_channel_or_thread(channel_id)
            homes = (channel_id, getattr(place, "parent_id", None))
            if place is not None and (changed is None or changed in homes):
                self._handler.channel_returned(channel)

    async def _register(self) -> None:
        wanted = commands.definition(self._command)
        assert self.application_id is not None, "known since the login"
        # The library's own way of asking leaves the localisations out.
        path = "/applications/{application_id}/commands"
        route = discord.http.Route("GET", path, application_id=self.application_id)
        registered: Any = await self.http.request(route, params={"with_localizations": "true"})
        if not commands.is_known(wanted, registered):
            await self.http.bulk_upsert_global_commands(self.application_id, wanted)
            log.info("discord.registered", command=self._command)

    async def _look_at(self, channel_id: int, channel: Channel) -> None:
        """Tell what keeps alerts from a channel, before one is lost there; each trouble once."""
        try:
            # A thread that is archived takes alerts and is not among those that the gateway names.
            place: Any = self.get_channel(channel_id) or await self.fetch_channel(channel_id)
        except (discord.NotFound, discord.Forbidden):
            self._tell("discord.channel_unknown", channel, detail=_UNKNOWN)
            return
        except FAILURES as error:
            log.debug("discord.channel_not_seen", channel=str(channel), detail=repr(error))
            return
        me = place.guild.me if isinstance(place, Place) else None
        if me is None:
            return
        if lacking := missing(place, me):
            self._tell("discord.permission_missing", channel, detail=told_missing(place, lacking))
        for detail in unheard_roles(place, me, (int(role) for role in self._ours.get(channel, ()))):
            self._tell("discord.mention_unheard", channel, detail=detail)

    def _tell(self, event: str, channel: Channel, *, detail: str) -> None:
        told = f"{channel}: {detail}"
        if told not in self._told:
            log.warning(event, channel=str(channel), detail=detail)
        self._told.add(told)

    async def _stay_connected(self) -> None:
        """Connect until closed, again where the library fails for good: no first connection came about."""
        told = ""
        while not self.is_closed():
            try:
                await self.connect(reconnect=True)
            except (discord.ConnectionClosed, discord.PrivilegedIntentsRequired) as closed:
                code = getattr(closed, "code", limits.REFUSED_INTENTS_CLOSE)
                advice = _ADVICE.get(code, "restart the bot")
                log.error("discord.refused", code=code, detail=f"{_REFUSED}: {advice}")  # noqa: TRY400
                return
            except Exception as error:  # noqa: BLE001 -- whatever it is, buttons must not go dead unsaid
                if told != repr(error):
                    log.warning("discord.not_listening", detail=repr(error))
                told = repr(error)
                await asyncio.sleep(self._again_s)

    async def _asked(self, interaction: discord.Interaction, data: Any) -> Reply:
        name, text = commands.asked(data)
        return await self._handler.command(Command(name=name, text=text, asker=asker(interaction)))

    async def _press(self, interaction: discord.Interaction, custom_id: str) -> None:
        known = read_button(custom_id)
        if known is None:
            await self._answer(interaction, _unknown_button)
            return
        button, value = known
        pressed = Press(button=button, value=value, asker=asker(interaction))
        await self._answer(
            interaction, lambda: self._handler.press(pressed), is_on_answer=button in ON_ANSWERS
        )

    async def _answer(
        self,
        interaction: discord.Interaction,
        answer: Callable[[], Awaitable[Reply]],
        *,
        is_on_answer: bool = False,
    ) -> None:
        with self._answering.owned():
            try:
                await put_off(interaction, is_on_answer=is_on_answer)
                said = await answer()
                try:
                    await show(interaction, said)
                except discord.HTTPException as refused:  # else the person would see "thinking" for ever
                    log.warning("discord.answer_refused", detail=str(refused))
                    await show(interaction, reply(_NOT_SHOWN))
            except FAILURES as error:
                log.warning("discord.answer_lost", detail=f"{type(error).__name__}: {error}")

    async def _suggest(self, interaction: discord.Interaction, data: Any) -> None:
        """Answer while an option is being typed; there is no putting off, and nothing is waited for."""
        asked = commands.focused(data)
        channel = asker(interaction).channel
        choices = self._handler.suggest(*asked, channel) if asked is not None else ()
        with self._answering.owned():
            try:
                await interaction.response.autocomplete(_suggested(choices))
            except FAILURES as error:
                log.debug("discord.suggestion_lost", detail=f"{type(error).__name__}: {error}")


def _suggested(choices: Iterable[Choice]) -> list[discord.app_commands.Choice[str]]:
    """What Discord takes of the choices. A value that is too long is left out: cut, it would name another."""
    labels = {
        one.value: plain_within(one.label, limits.CHOICE_UTF16) or one.value
        for one in choices
        if 1 <= utf16_units(one.value) <= limits.CHOICE_UTF16
    }
    fitting = [discord.app_commands.Choice(name=label, value=value) for value, label in labels.items()]
    return fitting[: limits.CHOICES]


async def _unknown_button() -> Reply:
    return reply("This button is of another version of the bot. Ask with the command instead.")
