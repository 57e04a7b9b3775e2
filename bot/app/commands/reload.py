"""``/watch reload`` and its buttons: files read anew, an edit applied or reverted, and what came of it."""

from bot.app.desk import Asked, Desk
from bot.app.reload import Outcome
from bot.core.button import Button
from bot.core.change import Change
from bot.core.chat import Press, Reply, reply
from bot.core.moment import shown_minute
from bot.core.permission import Who
from bot.core.standing import Standing
from bot.errors import ConfigError, NotFound


async def answer_reload(asked: Asked, desk: Desk) -> Reply:
    """Reload, or apply or revert an edit, log who did, and say what came of it.

    Raises: NotFound where there is nothing to apply or revert; StoreError.
    """
    person, standing = asked.asker.person, desk.changes.standing
    match asked.options.get("edit"):
        case "apply":
            if standing.waiting is None:
                raise NotFound("No edit waits: the files say what is in force.")
            return await _apply(standing.waiting.rules.version, person, desk)
        case "revert":
            return await _revert(standing.in_force.version, person, desk)
    return await _reload(person, desk)


async def answer_rules_button(pressed: Press, desk: Desk) -> Reply:
    """Apply or revert the rules whose version the button carries; what it carries may be long gone.

    Raises: NotFound where it is; StoreError.
    """
    if refusal := desk.rights.refusal(Who.ADMINS, pressed.asker):
        return reply(refusal)
    act = _apply if pressed.button is Button.APPLY else _revert
    return await act(pressed.value, pressed.asker.person, desk)


async def _apply(version: str, person: str, desk: Desk) -> Reply:
    standing = await desk.changes.apply(version, person=person)
    return reply(f"Rules {standing.in_force.version} are in force.")


async def _revert(version: str, person: str, desk: Desk) -> Reply:
    standing = await desk.changes.revert(version, person=person)
    return reply(f"Rules {standing.in_force.version} are in force again.", *_differing(standing))


async def _reload(person: str, desk: Desk) -> Reply:
    try:
        done = await desk.reloader.reload()
    except ConfigError as error:
        count = len(error.problems)
        title = f"{count} problem{'s' * (count != 1)} found: everything is as it was."
        return reply(title, *map(str, error.problems))
    lines = _lines(done)
    change = Change(
        at=desk.clock.now(),
        person=person,
        channel=None,
        action="reload",
        subject="files",
        after="; ".join(lines) or "nothing changed",
    )
    await desk.store.add_change(change)
    topics, feeds = len(done.rules.by_id), len(done.rules.feeds)
    version = done.standing.in_force.version
    return reply(
        f"In force: rules {version}, topics: {topics}, feeds: {feeds}.", *(lines or ["Nothing changed."])
    )


def _lines(done: Outcome) -> list[str]:
    lines = [*done.difference.lines(), *_differing(done.standing)]
    if done.feeds_added or done.feeds_removed:
        lines.append(f"feeds: {done.feeds_added} new, {done.feeds_removed} gone")
    if done.needs_restart:
        lines.append(f"only after a restart: {', '.join(done.needs_restart)}")
    return lines


def _differing(standing: Standing) -> list[str]:
    """Say what the files say where that is not in force."""
    waiting = standing.waiting
    if waiting is None:
        return []
    version = waiting.rules.version
    if waiting.refused_by:
        return [f"not in force: {version}, reverted by {waiting.refused_by}, {shown_minute(waiting.at)}"]
    return [f"waits to be applied: {version}"]
