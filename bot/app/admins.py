"""Whom the bot tells what concerns itself, and under which key each message goes."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.model import Channel, Notice, OutgoingNotice


@dataclass(frozen=True, slots=True, kw_only=True)
class Admins:
    """``channel`` is None where no channel is named for that: then the log alone hears of it.

    ``new_key`` draws a delivery key.
    """

    channel: Channel | None
    new_key: Callable[[], str]

    def outgoing(self, notice: Notice) -> OutgoingNotice | None:
        """Address a notice to them."""
        if self.channel is None:
            return None
        return OutgoingNotice(channel=self.channel, notice=notice, delivery_key=self.new_key())
