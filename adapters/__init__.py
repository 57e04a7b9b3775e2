"""Chat platforms behind the Adapter port, one module or package each, imported only where they are used."""

from collections.abc import Mapping

from adapters.access import Access, OAuth, PublicAddress, Webhook
from bot.ports import Clock
from bot.ports_chat import Adapter, ChatPlatform, CommandHandler

__all__ = [
    "Access",
    "OAuth",
    "PublicAddress",
    "Webhook",
    "build",
    "build_apprise",
    "build_webhooks",
    "discord_invite",
]


def build(kind: str, access: Access, handler: CommandHandler | None) -> ChatPlatform:
    """Return the adapter of ``slack`` or ``discord``; only that platform's library is loaded.

    Args:
        handler: answers what people ask there; None where nobody is heard.
    """
    # Without a token neither library costs memory, so neither is imported before it is asked for.
    match kind:
        case "slack":
            from adapters.slack.client import SlackAdapter  # noqa: PLC0415

            return SlackAdapter(access, handler)
        case "discord":
            from adapters.discord import DiscordAdapter  # noqa: PLC0415

            return DiscordAdapter(access, handler)
        case _:
            raise ValueError(f"there is no chat platform {kind!r}")


def build_webhooks(named: Mapping[str, Webhook], *, clock: Clock) -> Adapter:
    """Return the adapter of ``webhook``, for these webhooks by name."""
    from adapters.webhook.client import WebhookAdapter  # noqa: PLC0415

    return WebhookAdapter(named, clock=clock)


def build_apprise(urls: Mapping[str, str]) -> Adapter:
    """Return the adapter of ``apprise``, for these of its URLs by name."""
    from adapters.apprise import AppriseAdapter  # noqa: PLC0415

    return AppriseAdapter(urls)


async def discord_invite(access: Access) -> str:
    """Return the address that lets the bot into a server with the permissions it needs.

    Raises: DeliveryError where Discord refuses the token or cannot be reached.
    """
    from adapters.discord.invite import invite  # noqa: PLC0415

    return await invite(access)
