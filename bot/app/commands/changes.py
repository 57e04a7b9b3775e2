"""``/watch changes``: who changed what, in this channel or, for admins, anywhere."""

from bot.app.desk import Asked, Desk
from bot.core.change import Change
from bot.core.chat import LINES, Reply, reply
from bot.core.permission import Who


async def answer_changes(asked: Asked, desk: Desk) -> Reply:
    """Return the newest changes, newest first. Raises: StoreError."""
    is_admin = not desk.rights.refusal(Who.ADMINS, asked.asker)
    found = await desk.store.list_changes(None if is_admin else asked.asker.channel, limit=LINES)
    where = "in all channels" if is_admin else "in this channel"
    if not found:
        return reply(f"Nothing was changed {where} yet.")
    return reply(f"The newest changes {where}:", *(_line(one, names_channel=is_admin) for one in found))


def _line(change: Change, *, names_channel: bool) -> str:
    what = change.subject if change.action == change.subject else f"{change.action} {change.subject}"
    place = [str(change.channel or "the bot")] if names_channel else []
    told = " · ".join((f"{change.at:%Y-%m-%d %H:%M} UTC", *place, change.person, what))
    now, before = change.after, change.before
    if now and before:
        return f"{told}: {now}; before: {before}"
    return f"{told}: {now}" if now else f"{told}, which was: {before}" if before else told
