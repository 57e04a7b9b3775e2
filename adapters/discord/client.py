"""Posts alerts to Discord and looks up whether one was posted, over REST alone; a listener hears the rest.

Every attempt of a delivery carries the same nonce, so that within some minutes Discord itself answers a
repeated post with the first one. The library waits out rate limits and repeats a post after some server
errors by itself; with the nonce neither can double it.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import discord
import structlog

from adapters.access import Access
from adapters.discord import limits
from adapters.discord.buttons import under_message
from adapters.discord.errors import FAILURES, classify
from adapters.discord.listen import DiscordListener
from adapters.discord.permissions import Place, is_channel_id, missing, told_missing
from adapters.discord.render import embeds, heading, mentions, plain_content, reference
from bot.core.delivery import of_question
from bot.core.model import AlertMessage, Channel, Message
from bot.core.outbox import Receipt
from bot.errors import (
    ChannelRejected,
    CredentialsRejected,
    DeliveryError,
    MessageRejected,
    PlatformUnavailable,
    RetryableDelivery,
)
from bot.ports_chat import CommandHandler, Trial

log = structlog.get_logger()


class DiscordAdapter:
    """Posts as one bot. Logs in at the start, or with the first alert after Discord came back.

    The library keeps Discord's address for the whole process: the adapter made last decides it.
    """

    kind = "discord"
    pace = limits.PACE
    can_edit = True
    can_look_up = True

    def __init__(
        self,
        access: Access,
        handler: CommandHandler | None = None,
        *,
        login_pause_s: float = limits.OFFLINE_WAIT_S,
    ) -> None:
        """Take whoever answers what is asked; without one nothing is heard, and there are no buttons."""
        self._token = access.token
        self._login_pause_s = login_pause_s
        self._client: discord.Client | None = None
        self._login = asyncio.Lock()
        self._refusal: DeliveryError | None = None
        self._try_again_at = 0.0
        self._listener: DiscordListener | None = None
        self._access, self._handler = access, handler
        address = access.address.rstrip("/")
        if address != discord.http.Route.BASE:
            discord.http.Route.BASE = address

    async def start(self) -> None:
        """Log in.

        Raises: DeliveryError, CredentialsRejected where the token is refused: then it is not shown again, as
            Discord bans addresses that keep trying. Where Discord was down, sending tries again.
        """
        await self._logged_in()
        if self._handler is not None:
            listener = DiscordListener(
                access=self._access, handler=self._handler, again_s=self._login_pause_s
            )
            try:
                await listener.listen(self._token)
            except BaseException:
                await listener.close()
                raise
            self._listener = listener

    async def check(self, channels: Sequence[Channel]) -> Sequence[Trial]:
        """Ask what the bot lacks in each; what hinders even asking, the test message will say."""
        client, trials = await self._logged_in(), []
        for channel in channels:
            if not is_channel_id(channel.external_id):
                continue
            try:
                async with asyncio.timeout(limits.SEND_TIMEOUT_S):
                    problem = await _problem(client, int(channel.external_id))
            except FAILURES as error:
                log.debug("discord.channel_not_seen", channel=str(channel), detail=repr(error))
            else:
                trials += [Trial(f"permissions in {channel}", problem)] if problem else []
        return trials

    async def send(self, channel: Channel, message: Message, *, delivery_key: str) -> Receipt:
        """Post once; see ``ports.Adapter.send``. An embed that Discord refuses is posted as plain text."""
        target, calls = await self._target(channel), mentions(message)
        view = under_message(message, delivery_key=delivery_key) if self._listener is not None else None
        try:
            return await self._post(
                target,
                nonce=delivery_key,
                content=heading(message) or None,
                embeds=embeds(message, delivery_key=delivery_key),
                allowed_mentions=calls,
                **({"view": view} if view is not None else {}),
            )
        except MessageRejected as refused:
            log.warning("discord.degraded", channel=str(channel), detail=refused.detail)
            content = plain_content(message, delivery_key=delivery_key)
            return await self._post(target, nonce=delivery_key, content=content, allowed_mentions=calls)

    async def edit(
        self, channel: Channel, receipt: Receipt, message: AlertMessage, *, delivery_key: str
    ) -> None:
        """Change an alert where it stands, its buttons as they are; see ``ports.Adapter.edit``."""
        target = await self._target(channel)
        try:
            async with asyncio.timeout(limits.SEND_TIMEOUT_S):
                await target.get_partial_message(int(receipt.external_id)).edit(
                    content=heading(message) or None,
                    embeds=embeds(message, delivery_key=delivery_key),
                    allowed_mentions=discord.AllowedMentions.none(),
                )
        except FAILURES as error:
            raise classify(error) from None

    async def find(
        self, channel: Channel, *, delivery_key: str, since: datetime, until: datetime
    ) -> Receipt | None:
        """Look among our messages in the channel; see ``ports.Adapter.find``.

        Where it is None the alert is sent again under the same nonce, which settles the case that it is on
        its way yet. Without Read Message History Discord shows an empty channel, and only the nonce helps.

        Raises: ChannelRejected or CredentialsRejected as well.
        """
        target, ours = await self._target(channel), reference(delivery_key)
        after, read = since - timedelta(seconds=limits.LOOK_BACK_S), 0
        before = until + timedelta(seconds=limits.LOOK_AHEAD_S)
        try:
            async with asyncio.timeout(limits.SEND_TIMEOUT_S):
                async for posted in target.history(
                    limit=limits.LOOK_UP_MESSAGES, after=after, before=before, oldest_first=True
                ):
                    read += 1
                    if self._is_ours(posted) and (_mark(posted) == ours or posted.nonce == delivery_key):
                        return Receipt(external_id=str(posted.id))
        except FAILURES as error:
            raise of_question(classify(error)) from None
        if read == limits.LOOK_UP_MESSAGES:
            raise MessageRejected("too much was posted in the channel at the time to find the alert")
        return None

    async def close(self) -> None:
        if self._listener is not None:
            await self._listener.hang_up()
        if self._client is not None:
            await self._client.close()

    async def _target(self, channel: Channel) -> discord.PartialMessageable:
        if not is_channel_id(channel.external_id):
            raise ChannelRejected(
                f"{channel} is no Discord channel: switch on Developer Mode in Discord, right-click the "
                "channel and copy its id, a number, to config.toml"
            )
        client = await self._logged_in()
        return client.get_partial_messageable(int(channel.external_id))

    async def _logged_in(self) -> discord.Client:
        async with self._login:
            if self._client is not None:
                return self._client
            wait_s = self._try_again_at - asyncio.get_running_loop().time()
            if isinstance(self._refusal, CredentialsRejected):
                raise self._refusal
            if self._refusal is not None and wait_s > 0:
                raise PlatformUnavailable(self._refusal.detail, retry_after_s=wait_s)
            self._client = await self._log_in()
            return self._client

    async def _log_in(self) -> discord.Client:
        client = discord.Client(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=limits.RATE_LIMIT_WAIT_S,
        )
        try:
            async with asyncio.timeout(limits.LOGIN_TIMEOUT_S):
                await client.login(self._token)
        except FAILURES as error:
            await client.close()
            failure = of_question(classify(error))
            wait_s = getattr(failure, "retry_after_s", None) or self._login_pause_s
            self._try_again_at = asyncio.get_running_loop().time() + wait_s
            self._refusal = failure
            if isinstance(failure, RetryableDelivery):
                failure = PlatformUnavailable(failure.detail, retry_after_s=wait_s)
            raise failure from None
        except BaseException:
            await client.close()
            raise
        log.info("discord.started", bot=str(client.user))
        return client

    async def _post(self, target: discord.PartialMessageable, *, nonce: str, **what: Any) -> Receipt:
        try:
            async with asyncio.timeout(limits.SEND_TIMEOUT_S):
                posted = await target.send(nonce=nonce[: limits.NONCE_CHARS], **what)
        except FAILURES as error:
            raise classify(error) from None
        return Receipt(external_id=str(posted.id))

    def _is_ours(self, posted: discord.Message) -> bool:
        us = self._client.user if self._client is not None else None
        return us is not None and posted.author.id == us.id


async def _problem(client: discord.Client, channel_id: int) -> str:
    """What the bot lacks in a channel, asked over REST, which gives a server without what is in it."""
    seen = await client.fetch_channel(channel_id)
    if not isinstance(seen, Place) or client.user is None:
        return ""
    guild = await client.fetch_guild(seen.guild.id, with_counts=False)
    home = await guild.fetch_channel(seen.parent_id if isinstance(seen, discord.Thread) else seen.id)
    me = await guild.fetch_member(client.user.id)
    if isinstance(home, discord.Thread):
        return ""
    lacking = missing(seen, me, home)
    return told_missing(seen, lacking, home) if lacking else ""


def _mark(posted: discord.Message) -> str:
    """The last line of an alert: its reference."""
    text = (posted.embeds[-1].footer.text or "") if posted.embeds else posted.content
    return text.rpartition("\n")[2]
