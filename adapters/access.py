"""What a platform's adapter needs to know of its platform: addresses, tokens, and who may do what."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """``token`` posts, and is the bot's. ``address`` is the platform's API.

    ``app_token``: Slack's second one (xapp-), without which nothing is heard. ``gateway``: Discord's socket.
    ``command``: what people write after the slash. ``admins``: people, as ``slack:U0123`` or ``discord:123``.
    """

    token: str = field(repr=False)
    address: str
    app_token: str = field(default="", repr=False)
    gateway: str = ""
    command: str = "watch"
    admins: frozenset[str] = frozenset()
