"""The buttons under an alert, Relevant, Not relevant and Why?, and the first two under a near miss."""

import asyncio
from collections.abc import Sequence

from bot.app.commands.mark import MarkedArticle, mark_article
from bot.app.commands.why import answer_why
from bot.app.desk import Desk
from bot.app.rulebook import Rules
from bot.core.button import Button, read_mark_value
from bot.core.chat import CODE_CHARS, Press, Reply, reply, with_code
from bot.core.permission import Who
from bot.core.watchlist import Watchlist
from bot.errors import NotFound
from bot.matching.example_text import example_row
from bot.matching.proposal import propose

FORGOTTEN = "This alert is not kept any more, so nothing can be said or marked."
MARKING = (Button.RELEVANT, Button.NOT_RELEVANT)


async def answer_alert_button(pressed: Press, desk: Desk) -> Reply:
    """Mark the article for one topic, or for all of an alert's; or explain the alert's article.

    Raises: NotFound for a key of no alert; StoreError.
    """
    near_miss = read_mark_value(pressed.value) if pressed.button in MARKING else None
    if near_miss is not None:
        reference, watchlist_id = near_miss
        return await _mark(reference, [watchlist_id], pressed=pressed, desk=desk)
    alert = await desk.store.alert_by_key(pressed.value)
    if alert is None:
        raise NotFound(FORGOTTEN)
    reference = str(alert.article_id)
    if pressed.button is Button.WHY:
        return await answer_why(reference, channel=alert.channel, matcher=desk.matcher, store=desk.store)
    return await _mark(reference, alert.watchlist_ids, pressed=pressed, desk=desk)


async def _mark(reference: str, watchlist_ids: Sequence[str], *, pressed: Press, desk: Desk) -> Reply:
    rules = desk.rulebook.current
    noted, refused = [], []
    for watchlist_id in watchlist_ids:
        try:
            done = await mark_article(
                reference,
                watchlist_id,
                matcher=rules.matcher,
                is_relevant=pressed.button is Button.RELEVANT,
                person=pressed.asker.person,
                now=desk.clock.now(),
                index=desk.store,
                marks=desk.store,
            )
        except NotFound as gone:  # a file may have changed since; the alert's other topics go on
            refused.append(str(gone))
        else:
            noted.append(done)
    if not noted:
        return reply(*refused)
    verdict = "relevant" if pressed.button is Button.RELEVANT else "not relevant"
    names = ", ".join(rules.by_id[one.mark.watchlist_id].name for one in noted)
    title = f"Noted: {verdict} for {names}. The other button changes it."
    is_admin = not desk.rights.refusal(Who.ADMINS, pressed.asker)
    lines, code = await _advice(noted, rules) if is_admin else ([], "")
    return with_code(reply(title, *refused, *lines), code)


async def _advice(noted: Sequence[MarkedArticle], rules: Rules) -> tuple[list[str], str]:
    """Return what the marks ask for of those who can change the files: other weights, or an example.

    The last line is about the example that comes with them: there is room for one.
    """
    lines: list[str] = []
    about, code = [], ""
    for one in noted:
        topic, stored = one.mark.watchlist_id, one.stored
        proposal = await asyncio.to_thread(
            propose, one.mark, rules.matcher, text=stored.article.text, country=stored.outlet.country
        )
        row = example_row(proposal.example) + "," if proposal else ""
        if proposal and not code and len(row) <= CODE_CHARS:
            place = f"{topic}.toml, [examples] {proposal.key}"
            about, code = [f"An example for {place}; it fails until the rules change:"], row
        elif proposal:
            lines.append(f"`topicwire suggest {topic}` makes an example of it for {topic}.toml.")
        elif _is_light(one, rules.by_id[topic]):
            lines.append(f"{topic}: found, with too little weight for an alert; `topicwire tune {topic}`")
    return [*lines, *about], code


def _is_light(one: MarkedArticle, topic: Watchlist) -> bool:
    """Whether a relevant article is found already, and weighs too little: no example can say that."""
    return one.mark.is_relevant and one.match is not None and one.match.score < topic.threshold
