"""One interaction with Discord: who asks it, where, and how they are shown the answer.

Every interaction but a half-typed option is put off before anything else is done: Discord waits three
seconds, however busy the store is. Its token is good for a quarter of an hour.
"""

import discord
from discord import InteractionResponseType

from adapters.discord.answers import shown
from adapters.discord.buttons import under_answer
from adapters.discord.permissions import Place, lacking, told_missing
from bot.core.chat import Asker, Reply
from bot.core.model import Channel


def asker(interaction: discord.Interaction) -> Asker:
    """Return who asks. Outside of servers nobody may manage anything, and nobody has roles."""
    allowed = interaction.permissions
    return Asker(
        person=f"discord:{interaction.user.id}",
        channel=Channel(adapter="discord", external_id=str(interaction.channel_id)),
        groups=frozenset(f"discord:role/{role.id}" for role in getattr(interaction.user, "roles", ())),
        may_manage=allowed.manage_channels or allowed.administrator,
        obstacle=_obstacle(interaction),
    )


async def put_off(interaction: discord.Interaction, *, is_on_answer: bool = False) -> None:
    """Tell Discord that an answer will come: for the person alone, or in the answer whose button it was."""
    await interaction.response.defer(ephemeral=True, thinking=not is_on_answer)


async def show(interaction: discord.Interaction, said: Reply) -> None:
    """Show the answer of an interaction that was put off.

    What is shared goes to everybody as a message of its own: what was put off for one person stays theirs.
    """
    is_on_answer = interaction.response.type is InteractionResponseType.deferred_message_update
    if said.shared_by and not is_on_answer:
        await interaction.edit_original_response(embed=discord.Embed(title="Shared in this channel."))
    if said.shared_by or (is_on_answer and not said.replaces):
        await _send(interaction, said)
    else:
        await _put_in_place(interaction, said)


async def _send(interaction: discord.Interaction, said: Reply) -> None:
    what, view = shown(said, most_bytes=interaction.filesize_limit), under_answer(said.buttons)
    await interaction.followup.send(
        what.content,
        embeds=what.embeds,
        files=what.files,
        view=view or discord.utils.MISSING,
        ephemeral=not said.shared_by,
    )


async def _put_in_place(interaction: discord.Interaction, said: Reply) -> None:
    what = shown(said, most_bytes=interaction.filesize_limit)
    await interaction.edit_original_response(
        embeds=what.embeds, attachments=what.files, view=under_answer(said.buttons)
    )


def _obstacle(interaction: discord.Interaction) -> str:
    """What the bot lacks to post where this was asked; Discord says so even of channels it cannot enter."""
    place = interaction.channel
    if not isinstance(place, Place):
        return ""
    names = lacking(place, interaction.app_permissions)
    return told_missing(place, names) if names else ""
