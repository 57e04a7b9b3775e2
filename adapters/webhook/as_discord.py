"""Message -> what a Discord webhook takes: with embeds, and as plain content in case they are refused.

The reference that ends each message tells a double from news: a webhook's messages cannot be looked up.
"""

from collections.abc import Mapping, Sequence

from adapters.discord.render import embeds, heading, plain_content
from bot.core.model import Message

_NOBODY: Mapping[str, object] = {"allowed_mentions": {"parse": []}}


def payloads(message: Message, *, delivery_key: str) -> Sequence[Mapping[str, object]]:
    """Return the message in both forms."""
    cards = [card.to_dict() for card in embeds(message, delivery_key=delivery_key)]
    return (
        {"content": heading(message), "embeds": cards, **_NOBODY},
        {"content": plain_content(message, delivery_key=delivery_key), **_NOBODY},
    )
