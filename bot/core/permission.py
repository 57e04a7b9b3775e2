"""Who may ask for what: the configuration's word first, the platform's where it says nothing."""

from dataclasses import dataclass
from enum import StrEnum

from bot.core.chat import Asker


class Who(StrEnum):
    """Whom a command is for."""

    ANYONE = "anyone"
    SUBSCRIBERS = "subscribers"
    ADMINS = "admins"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """``admins`` are people; ``subscribers`` people and groups, as ``Asker`` names them.

    Where no subscriber of a platform is named, its own permissions decide.
    """

    admins: frozenset[str] = frozenset()
    subscribers: frozenset[str] = frozenset()

    def refusal(self, who: Who, asker: Asker) -> str:
        """Return why this person may not ask this, in words for them; nothing where they may."""
        is_admin = asker.person in self.admins
        if who is Who.ANYONE or is_admin:
            return ""
        if who is Who.ADMINS:
            return "Only the bot's admins may ask for this. They are named in its config.toml."
        platform = f"{asker.channel.adapter}:"
        named = {one for one in self.subscribers if one.startswith(platform)}
        if not named:
            may = asker.may_manage
            return "" if may else "Only those who may manage this channel can change what is posted in it."
        may = bool(named & {asker.person, *asker.groups})
        return "" if may else "Only the people and groups named in the bot's config.toml can change this."
