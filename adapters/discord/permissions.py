"""What the bot may do in a channel, against what it needs there, in the words of Discord's settings. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import discord
from discord.abc import GuildChannel

Place = GuildChannel | discord.Thread

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "view_channel": "View Channel",
        "send_messages": "Send Messages",
        "send_messages_in_threads": "Send Messages in Threads",
        "embed_links": "Embed Links",
        "read_message_history": "Read Message History",
    }
)
"""The library's name of each permission that is needed somewhere -> Discord's, as a person sees it."""

NEEDED = discord.Permissions(**dict.fromkeys(NAMES, True))


def is_channel_id(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def missing(place: Place, me: discord.Member, home: GuildChannel | None = None) -> tuple[str, ...]:
    """Return what the bot lacks in a channel; a thread has the permissions of the channel it is in.

    Args:
        home: that channel, where the library does not know it.
    """
    return lacking(place, _allowed(home or place, me))


def lacking(place: Place, allowed: discord.Permissions) -> tuple[str, ...]:
    """Return what the bot lacks in a channel, of which this is allowed there."""
    elsewhere = "send_messages" if isinstance(place, discord.Thread) else "send_messages_in_threads"
    needed = {key: name for key, name in NAMES.items() if key != elsewhere and not allowed.administrator}
    return tuple(name for key, name in needed.items() if not getattr(allowed, key))


def told_missing(place: Place, lacking: tuple[str, ...], home: GuildChannel | None = None) -> str:
    """Return what to do about it."""
    home = home or (place.parent if isinstance(place, discord.Thread) else place)
    where = f"#{home.name}" if home is not None else "its channel"
    return (
        f"the bot lacks {', '.join(lacking)} in #{place.name}: choose Edit Channel, Permissions at {where}, "
        "add the bot there and allow it"
    )


def unheard_roles(place: Place, me: discord.Member, roles: Iterable[int]) -> Iterator[str]:
    """Yield for each of the roles that alerts cannot call there why, and what to do."""
    for role_id in roles:
        role = place.guild.get_role(role_id)
        if role is None:
            yield f"there is no role {role_id} in {place.guild.name}: check mention in config.toml"
        elif not role.mentionable and not _allowed(place, me).mention_everyone:
            yield (
                f"alerts in #{place.name} cannot call @{role.name}: choose Server Settings, Roles, that role "
                "and switch Allow anyone to @mention this role on"
            )


def _allowed(place: Place, me: discord.Member) -> discord.Permissions:
    home = place.parent if isinstance(place, discord.Thread) else place
    # The channel's own method takes away what depends on Send Messages, and more than is missing were named.
    return discord.Permissions.none() if home is None else GuildChannel.permissions_for(home, me)
