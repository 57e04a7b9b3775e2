"""Who asks: what Slack says of them and of the channel, as far as somebody's rights may depend on it.

Nothing is decided here. What Slack does not say soon enough counts as not said: who asks is waiting, and a
form must be shown within three seconds.
"""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import structlog

from adapters.slack import limits
from adapters.slack.channels import obstacle
from adapters.slack.groups import SlackGroups
from adapters.slack.respond import WayBack
from adapters.slack.workspaces import SlackWorkspaces
from bot.core.chat import Asker
from bot.errors import DeliveryError

log = structlog.get_logger()

Said = TypeVar("Said")


class SlackAskers:
    """``groups`` are the ids of the configured ones; without any, Slack is not asked about them."""

    def __init__(self, groups: frozenset[str], workspaces: SlackWorkspaces) -> None:
        self._groups = SlackGroups(groups) if groups else None
        self._workspaces = workspaces

    async def asker(self, back: WayBack, *, is_to_post: bool = False) -> Asker:
        """Return who asks.

        Args:
            is_to_post: they want the bot to post in the channel: what would keep it from that is looked up.
        """
        groups, trouble = await asyncio.gather(
            _soon(self._groups_of(back), frozenset[str]()),
            _soon(self._obstacle(back) if is_to_post else _nothing(), ""),
        )
        return Asker(
            person=f"slack:{back.user_id}",
            channel=back.channel,
            groups=frozenset(f"slack:{group}" for group in groups),
            may_manage=True,  # Slack says nothing of it: who can ask in a channel may decide for it
            obstacle=trouble,
        )

    async def _groups_of(self, back: WayBack) -> frozenset[str]:
        if self._groups is None:
            return frozenset()
        place = await self._workspaces.place(back.channel)
        team_id = back.channel.external_id.rpartition("/")[0]
        return await self._groups.of(back.user_id, place, team_id=team_id)

    async def _obstacle(self, back: WayBack) -> str:
        return await obstacle(await self._workspaces.place(back.channel))


async def _nothing() -> str:
    return ""


async def _soon(said: Awaitable[Said], otherwise: Said) -> Said:
    try:
        async with asyncio.timeout(limits.FACTS_S):
            return await said
    except (TimeoutError, DeliveryError) as error:
        log.info("slack.asker_unknown", detail=str(error) or "Slack did not say in time who asks")
        return otherwise
