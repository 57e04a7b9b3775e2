"""``/watch reload``: the files read anew, and what came of it."""

from bot.app.desk import Asked, Desk
from bot.core.change import Change
from bot.core.chat import Reply, reply
from bot.errors import ConfigError


async def answer_reload(asked: Asked, desk: Desk) -> Reply:
    """Reload, log who did, and say what came of it; the old rules stay where the files have problems.

    Raises: StoreError.
    """
    try:
        done = await desk.reloader.reload()
    except ConfigError as error:
        count = len(error.problems)
        title = f"{count} problem{'s' * (count != 1)} found: everything is as it was."
        return reply(title, *map(str, error.problems))
    lines = [
        f"{what}: {', '.join(names)}"
        for what, names in (("new topics", done.added), ("gone", done.removed), ("changed", done.changed))
        if names
    ]
    if done.feeds_added or done.feeds_removed:
        lines.append(f"feeds: {done.feeds_added} new, {done.feeds_removed} gone")
    if done.needs_restart:
        lines.append(f"only after a restart: {', '.join(done.needs_restart)}")
    summary = "; ".join(lines) or "nothing changed"
    person = asked.asker.person
    change = Change(
        at=desk.clock.now(), person=person, channel=None, action="reload", subject="files", after=summary
    )
    await desk.store.add_change(change)
    topics, feeds = len(done.rules.by_id), len(done.rules.feeds)
    return reply(f"In force: topics: {topics}, feeds: {feeds}.", *(lines or ["Nothing changed."]))
