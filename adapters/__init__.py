"""Chat platforms behind the Adapter port, one module or package each, imported only where they are used."""

from bot.ports import Adapter


def build(kind: str, *, token: str, address: str) -> Adapter:
    """Return the adapter of a chat platform; only that platform's library is loaded.

    Args:
        kind: ``slack`` or ``discord``.
        token: the bot's token, never shown.
        address: the platform's API, as configured.
    """
    # Without a token neither library costs memory, so neither is imported before it is asked for.
    match kind:
        case "slack":
            from adapters.slack import SlackAdapter  # noqa: PLC0415

            return SlackAdapter(token=token, base_url=address)
        case "discord":
            from adapters.discord import DiscordAdapter  # noqa: PLC0415

            return DiscordAdapter(token=token, api_url=address)
        case _:
            raise ValueError(f"there is no chat platform {kind!r}")
