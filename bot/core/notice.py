"""What the bot tells its admins about channels and about itself, in words to act on."""

from datetime import timedelta

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


_BASELINE = (
    "The next poll of each feed stores its articles and posts nothing, so that nothing is posted twice. "
    "Searching finds them."
)


def tell_restored() -> Notice:
    """Return what to say when the database is older than what was polled and posted."""
    why = (
        "It is older than the last polls: a backup was put in its place, or the machine lost its last writes."
    )
    return Notice(title="The database was restored", lines=(why, _BASELINE))


def tell_away(gap: timedelta) -> Notice:
    """Return what to say after an outage of our own that is too long to catch up with."""
    return Notice(title=f"No feed was polled for {gap.days} days", lines=(_BASELINE,))
