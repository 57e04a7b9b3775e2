"""What the bot tells its admins about channels, in words to act on."""

from bot.core.delivery import ChannelPause
from bot.core.model import Channel, Notice

_KEPT = (
    "Alerts are kept and tried again when the platform tells of a change there, at least hourly; a restart "
    "tries at once."
)


def tell_paused(channel: Channel, pause: ChannelPause) -> Notice:
    """Return what to say when a channel, or its workspace, is paused."""
    paused = f"Nothing can be posted to {channel.workspace}"
    title = paused if pause.is_for_workspace else f"{channel} is paused"
    return Notice(title=title, lines=(pause.reason, _KEPT))


def tell_resumed(channel: Channel) -> Notice:
    """Return what to say when a paused channel can be posted to again."""
    return Notice(title=f"{channel} takes alerts again", lines=("What had to wait follows, oldest first.",))
