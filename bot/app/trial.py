"""Trying a chat platform out: does it take the token, and does a test message arrive in each channel?"""

from collections.abc import AsyncIterator, Callable, Sequence

from bot.core.model import Channel, Notice
from bot.errors import DeliveryError
from bot.ports_chat import ChatPlatform, Trial

TITLE = "A test from Topicwire"


async def try_out(
    adapter: ChatPlatform, channels: Sequence[Channel], *, new_key: Callable[[], str]
) -> AsyncIterator[Trial]:
    """Yield what came of it, one after the other; a token that is refused ends it."""
    try:
        await adapter.start()
    except DeliveryError as failure:
        yield Trial("token", failure.detail)
        return
    yield Trial("token")
    for trial in await adapter.check(channels):
        yield trial
    message = Notice(title=TITLE, lines=("Alerts can be posted in this channel.",))
    for channel in channels:
        try:
            await adapter.send(channel, message, delivery_key=new_key())
        except DeliveryError as failure:
            yield Trial(str(channel), failure.detail)
        else:
            yield Trial(str(channel))
