"""A Discord server: its roles, its channels and threads, and who may do what in them.

As the real one does, it shows all of it to a bot over the gateway, also channels that the bot may not enter,
but no thread that is archived.
"""

from typing import Any

GUILD, CHANNEL = "500", "1001"
VIEW, SEND, EMBED, HISTORY, CALL_ALL, IN_THREADS = (
    1 << 10, 1 << 11, 1 << 14, 1 << 16, 1 << 17, 1 << 38,
)  # fmt: skip
ALL_NEEDED = VIEW | SEND | EMBED | HISTORY | IN_THREADS
MEMBER = {"roles": [], "joined_at": "2024-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0}


class Guild:
    """Everybody may do what a bot needs, until somebody takes it away."""

    def __init__(self, bot: dict[str, Any], channels: tuple[str, ...]) -> None:
        self._bot = bot
        self._channels = {channel: _channel(channel, number) for number, channel in enumerate(channels)}
        self._threads: dict[str, dict[str, Any]] = {}
        self._roles = {GUILD: _role(GUILD, "@everyone", permissions=ALL_NEEDED)}

    def add_role(self, role: str, name: str, *, is_mentionable: bool = False) -> None:
        self._roles[role] = _role(role, name, is_mentionable=is_mentionable)

    def add_thread(self, thread: str, *, parent: str = CHANNEL, is_archived: bool = False) -> None:
        self._threads[thread] = _thread(thread, parent, is_archived=is_archived)

    def allow(self, permissions: int) -> dict[str, Any]:
        """Let everybody do this, and nothing else; returns the role that changed."""
        self._roles[GUILD]["permissions"] = str(permissions)
        return self._roles[GUILD]

    def deny(self, permissions: int, *, channel: str = CHANNEL) -> dict[str, Any]:
        """Take this from everybody in a channel; returns the channel."""
        overwrite = {"id": GUILD, "type": 0, "allow": "0", "deny": str(permissions)}
        self._channels[channel]["permission_overwrites"] = [overwrite] if permissions else []
        return self.channel(channel)

    def channel(self, channel: str) -> dict[str, Any]:
        """Return a channel or a thread, KeyError where there is none."""
        return {**(self._channels.get(channel) or self._threads[channel]), "guild_id": GUILD}

    def may(self, permission: int, *, channel: str) -> bool:
        """Say whether a member without a role of its own, as the bot is one, may do something there."""
        return bool(self.allowed(channel) & permission)

    def allowed(self, channel: str) -> int:
        """Return all that such a member may do there."""
        home = self._threads.get(channel, {}).get("parent_id", channel)
        allowed = int(self._roles[GUILD]["permissions"])
        for overwrite in self._channels.get(home, {}).get("permission_overwrites", ()):
            allowed &= ~int(overwrite["deny"])
        return allowed

    def has(self, channel: str) -> bool:
        return channel in self._channels or channel in self._threads

    def member(self) -> dict[str, Any]:
        return {**MEMBER, "user": self._bot}

    def shown(self) -> dict[str, Any]:
        """Return the server as REST shows it."""
        return {
            "id": GUILD,
            "name": "Analysts",
            "owner_id": "7",
            "roles": list(self._roles.values()),
            "emojis": [],
            "stickers": [],
            "features": [],
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "premium_tier": 0,
            "nsfw_level": 0,
            "system_channel_flags": 0,
            "preferred_locale": "en-US",
            "afk_timeout": 300,
        }

    def created(self, **more: object) -> dict[str, Any]:
        """Return the server as the gateway tells of it, where the bot was in it before or comes into it."""
        active = [one for one in self._threads.values() if not one["thread_metadata"]["archived"]]
        return {
            **self.shown(),
            "member_count": 2,
            "channels": list(self._channels.values()),
            "threads": active,
            "members": [self.member()],
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            **more,
        }


def _channel(channel: str, position: int) -> dict[str, Any]:
    name = "news" if channel == CHANNEL else f"news-{channel}"
    return {"id": channel, "type": 0, "name": name, "position": position, "permission_overwrites": []}


def _thread(thread: str, parent: str, *, is_archived: bool) -> dict[str, Any]:
    return {
        "id": thread,
        "type": 11,
        "guild_id": GUILD,
        "parent_id": parent,
        "owner_id": "7",
        "name": f"thread-{thread}",
        "message_count": 0,
        "member_count": 1,
        "rate_limit_per_user": 0,
        "thread_metadata": {
            "archived": is_archived,
            "auto_archive_duration": 1440,
            "archive_timestamp": "2024-01-01T00:00:00+00:00",
            "locked": False,
        },
    }


def _role(role: str, name: str, *, permissions: int = 0, is_mentionable: bool = False) -> dict[str, Any]:
    return {
        "id": role,
        "name": name,
        "permissions": str(permissions),
        "position": 0,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": is_mentionable,
        "flags": 0,
    }
